"""Warming up: what is slow only once is done before the first slider moves."""

from __future__ import annotations

import contextlib
import os
import threading

from ..errors import CatchlightError

NICENESS = 10  # of this thread alone: requests come first
SIDE_PX = 320
_WARMED = (("smile", 0.3), ("defocus", 0.3))  # a warp and a matte: both compile code once


def warm_up() -> None:
    """Open the sample small and develop it. A failure is left to who needs it."""
    if hasattr(os, "setpriority"):
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)
    from ..image import open_photo
    from ..retouch.edit import Edit
    from ..retouch.recipe import apply
    from ..vision.matte import with_matte
    from ..vision.observe import observe

    with contextlib.suppress(CatchlightError):
        portrait = with_matte(observe(open_photo("sample:astronaut", SIDE_PX).pixels))
        apply(portrait, tuple(Edit(name, strength) for name, strength in _WARMED))
