"""The studio's web server: the documented API under `/api/v1`, and the page that uses it."""
