"""Edits: portrait → portrait, pure; a recipe is their order."""
