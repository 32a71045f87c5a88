"""Files for platforms."""
