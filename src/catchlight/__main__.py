"""`python -m catchlight`."""

from .cli import main

main()
