"""The only place that runs a network: pixels → records."""
