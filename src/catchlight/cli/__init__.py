"""The command line: thin commands over the studio."""

from .app import main

__all__ = ["main"]
