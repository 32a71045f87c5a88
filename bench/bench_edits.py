"""What each edit costs, as a ratio to one full-image copy.

    python bench/bench_edits.py [--side 1000] [--photo sample:astronaut] [EDIT ...]

Each edit is developed at strength 0.7 on a square proxy, five times after a warm-up; the fastest
counts. The floor is `pixels.copy()` of the same picture, measured beside it.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from typing import Any

import cv2

from catchlight.image import open_photo
from catchlight.portrait import Portrait
from catchlight.retouch.edit import Edit
from catchlight.retouch.kinds import EDIT_KINDS
from catchlight.retouch.recipe import develop
from catchlight.vision.matte import with_matte
from catchlight.vision.observe import observe

RUNS = 5
OPTIONS: dict[str, dict[str, Any]] = {
    "exposure": {"stops": 1.0},
    "straighten": {"degrees": 2.0},
    "crop": {"aspect": "4:5"},
    "backdrop": {"name": "paper-light"},
}


def main() -> None:
    """Print one line an edit: milliseconds and copies."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("edits", nargs="*", default=list(EDIT_KINDS))
    parser.add_argument("--side", type=int, default=1000)
    parser.add_argument("--photo", default="sample:astronaut")
    arguments = parser.parse_args()
    portrait = proxy(arguments.photo, arguments.side)
    floor = fastest(lambda: portrait.pixels.copy())
    extent = portrait.extent
    print(f"{extent.width} × {extent.height} px; one copy takes {1e3 * floor:.2f} ms")
    print(f"{'edit':22s} {'ms':>8s} {'copies':>8s}")
    for name in arguments.edits:
        edit = Edit(name, 0.7, OPTIONS.get(name, {}))
        seconds = fastest(lambda edit=edit: develop(portrait, edit))
        print(f"{name:22s} {1e3 * seconds:8.1f} {seconds / floor:8.0f}")


def proxy(photo: str, side: int) -> Portrait:
    """The photo `side` pixels long, seen and with its matte."""
    pixels = open_photo(photo).pixels
    scale = side / max(pixels.shape[:2])
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    return with_matte(observe(cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=how)))


def fastest(work: Callable[[], object]) -> float:
    """Seconds of the fastest of RUNS runs after one that warms up."""
    work()
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


if __name__ == "__main__":
    main()
