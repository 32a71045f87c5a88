"""Catchlight: the studio that makes AI portraits people feel something about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .version import __version__

if TYPE_CHECKING:
    from .brief import Brief as Brief
    from .errors import CatchlightError as CatchlightError
    from .reading import Cue as Cue
    from .reading import Reading as Reading
    from .studio import Studio as Studio
    from .studio import check as check
    from .studio import direct as direct
    from .studio import read as read
    from .studio import read_many as read_many

# Public names and where they live. They are imported when first used, so that `import catchlight`
# costs next to nothing and `catchlight --help` answers at once.
_HOMES = {
    "Brief": "brief",
    "CatchlightError": "errors",
    "Cue": "reading",
    "Reading": "reading",
    "Studio": "studio",
    "check": "studio",
    "direct": "studio",
    "read": "studio",
    "read_many": "studio",
}

__all__ = [
    "Brief",
    "CatchlightError",
    "Cue",
    "Reading",
    "Studio",
    "__version__",
    "check",
    "direct",
    "read",
    "read_many",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f".{_HOMES[name]}", __name__), name)
