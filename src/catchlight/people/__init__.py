"""What the sitter agreed to, and how near a picture is to their own photos."""
