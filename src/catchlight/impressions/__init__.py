"""Impressions: what viewers tend to infer from a reading, with range, grade and abstention."""
