"""Where a file came from: metadata out, disclosure in."""
