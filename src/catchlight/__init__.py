"""Catchlight: the studio that makes AI portraits people feel something about."""

__version__ = "0.1.0"
