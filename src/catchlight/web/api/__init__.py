"""One router a noun. Handlers are plain functions: the server runs each in a thread."""
