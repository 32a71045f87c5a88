"""Where Catchlight keeps what users ask it to keep, and their settings."""

from __future__ import annotations

import os
import sys
from pathlib import Path

HOME_VARIABLE = "CATCHLIGHT_HOME"


def data_folder() -> Path:
    """The folder for people, consents, projects and keys; `CATCHLIGHT_HOME` names another one.

    It is not made here: nothing is written before there is something to keep.
    """
    if named := os.environ.get(HOME_VARIABLE):
        return Path(named).expanduser()
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "catchlight"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", str(Path.home()))) / "catchlight"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "catchlight"
