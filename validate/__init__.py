"""The validation suite: protocols with planted or labelled truth, one table out."""
