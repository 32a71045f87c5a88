"""Reading → what viewers are likely to infer, with a range."""
