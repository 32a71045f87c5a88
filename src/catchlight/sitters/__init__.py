"""Sitters on record: who they are, whether they agreed, and everything that is kept of them."""
