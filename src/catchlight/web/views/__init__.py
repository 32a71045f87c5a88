"""From records to shapes: what the API says about what the library knows."""
