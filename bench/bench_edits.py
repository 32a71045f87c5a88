"""What each edit costs: as a ratio to one full-image copy, and to its bare pass in OpenCV.

    python bench/bench_edits.py [--side 1024] [--photo sample:astronaut] [EDIT …]

Each edit is developed at strength 0.7. Edit, copy and OpenCV pass take turns after a warm-up, and
the fastest of RUNS counts, in processor time on one thread. The OpenCV pass is the plain filter
that the edit is built around, on the whole picture, without mask, skin or limit: a floor, not a
rival.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from typing import Any

import cv2
import numpy as np

from catchlight.image import Pixels, open_photo
from catchlight.portrait import Portrait
from catchlight.retouch.edit import Edit
from catchlight.retouch.kinds import EDIT_KINDS
from catchlight.retouch.recipe import develop
from catchlight.vision import runtime
from catchlight.vision.matte import with_matte
from catchlight.vision.observe import observe

RUNS = 7
OPTIONS: dict[str, dict[str, Any]] = {
    "exposure": {"stops": 1.0},
    "straighten": {"degrees": 2.0},
    "crop": {"aspect": "4:5"},
    "backdrop": {"name": "paper-light"},
    "head_turn": {"yaw_deg": 6.0},
    "head_tilt": {"roll_deg": 5.0},
    "gaze": {"yaw_deg": 5.0},
}
Pass = Callable[[Pixels], object]


def main() -> None:
    """Print one line an edit: milliseconds, copies, and times its OpenCV pass."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("edits", nargs="*", default=list(EDIT_KINDS))
    parser.add_argument("--side", type=int, default=1024)
    parser.add_argument("--photo", default="sample:astronaut")
    arguments = parser.parse_args()
    runtime.set_threads(1)
    portrait = proxy(arguments.photo, arguments.side)
    extent, passes = portrait.extent, opencv_passes(portrait.pixels)
    print(f"{extent.width} × {extent.height} px, one thread")
    print(f"{'edit':22s} {'ms':>8s} {'copies':>8s} {'OpenCV ms':>10s} {'ratio':>6s}")
    for name in arguments.edits:
        edit = Edit(name, 0.7, OPTIONS.get(name, {}))
        works = [lambda edit=edit: develop(portrait, edit), lambda: portrait.pixels.copy()]
        if name in passes:
            works.append(lambda name=name: passes[name](portrait.pixels))
        seconds, copy, *bare = fastest(works)
        against = f"{1e3 * bare[0]:10.1f} {seconds / bare[0]:6.1f}" if bare else ""
        print(f"{name:22s} {1e3 * seconds:8.1f} {seconds / copy:8.0f} {against}")


def proxy(photo: str, side: int) -> Portrait:
    """The photo `side` pixels long, seen and with its matte."""
    pixels = open_photo(photo).pixels
    scale = side / max(pixels.shape[:2])
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    return with_matte(observe(cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=how)))


def fastest(works: list[Callable[[], object]]) -> list[float]:
    """Processor seconds of each work's fastest run; they take turns."""
    times: list[list[float]] = [[] for _ in works]
    for _ in range(RUNS + 1):
        for spent, work in zip(times, works, strict=True):
            start = time.process_time()
            work()
            spent.append(time.process_time() - start)
    return [min(spent[1:]) for spent in times]


def opencv_passes(pixels: Pixels) -> dict[str, Pass]:
    """The plain filter that an edit is built around, by the edit's name."""
    height, width = pixels.shape[:2]
    plane = np.random.default_rng(1).random((height, width), dtype=np.float32)
    three = cv2.merge((plane, plane, plane))
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), 2.0, 1.04)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (21, 21)).astype(np.float32)
    disc /= disc.sum()

    def in_lab(picture: Pixels) -> object:
        lab = cv2.cvtColor(picture, cv2.COLOR_RGB2LAB)
        return cv2.cvtColor(cv2.add(lab, (0.0, 2.0, 4.0, 0.0)), cv2.COLOR_LAB2RGB)

    def warped(picture: Pixels) -> object:
        return cv2.remap(picture, x, y, cv2.INTER_LANCZOS4)

    def lit(picture: Pixels) -> object:
        return cv2.multiply(picture, three)

    def laid(picture: Pixels) -> object:
        return cv2.add(cv2.multiply(picture, three), cv2.multiply(three, 1 - three))

    def softened(picture: Pixels) -> object:
        return cv2.bilateralFilter(picture, 7, 0.1, 3)

    def crisp(picture: Pixels) -> object:
        return cv2.addWeighted(picture, 2, cv2.GaussianBlur(picture, (0, 0), 1.0), -1, 0)

    tables = {
        **dict.fromkeys(
            ("warmth", "vibrance", "desaturate", "color_grade", "white_balance"), in_lab
        ),
        **dict.fromkeys(("smile", "soften_smile", "lip_press", "squinch", "brow_lower"), warped),
        **dict.fromkeys(("brow_raise", "relax_brow", "asymmetry", "head_turn"), warped),
        **dict.fromkeys(("head_tilt", "close_up_perspective"), warped),
        **dict.fromkeys(("exposure", "contrast", "curve", "soft_shadows", "dodge_burn"), lit),
        **dict.fromkeys(("relight", "key_light", "soften_light", "vignette"), lit),
        **dict.fromkeys(("highlight_protect", "faded_blacks"), lit),
        **dict.fromkeys(("skin_evening", "denoise"), softened),
        **dict.fromkeys(("backdrop", "separation", "halation"), laid),
    }
    return {
        **tables,
        "sharpen": crisp,
        "grain": lambda picture: cv2.add(picture, three),
        "defocus": lambda picture: cv2.filter2D(picture, -1, disc),
        "straighten": lambda picture: cv2.warpAffine(
            picture, turn, (width, height), flags=cv2.INTER_LANCZOS4
        ),
        "black_and_white": lambda picture: cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY),
    }


if __name__ == "__main__":
    main()
