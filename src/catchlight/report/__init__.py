"""What people look at: overlays, contact sheet, before and after, and the HTML report."""
