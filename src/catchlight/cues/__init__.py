"""Cue families: pixels and landmarks → cues, one family a file."""
