"""Background: planted blur is read in order, planted lettering is noticed."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from catchlight.cues.background import BLUR, CLUTTER, TEXT, measure_background
from catchlight.image import open_photo
from catchlight.portrait import Portrait
from catchlight.reading import Cue
from catchlight.vision.observe import observe

from .data import folder
from .scene_planting import with_blurred_background, with_lettering
from .table import Row

EVERY_OMI = 16
SIGMAS_PX = (0, 1, 2, 4, 8)  # on 512 px
TEXTURED = 0.35  # clutter from which a planted blur can be seen
NOTICED = 0.01
SEED = 5


def _value(photo: Portrait, name: str) -> float | None:
    cues = {cue.name: cue for cue in measure_background(photo) if isinstance(cue, Cue)}
    return cues[name].value if name in cues else None


def run() -> list[Row]:
    """Order of the blur within a photo; share of lettered and of plain photos noticed."""
    photos = [
        observe(open_photo(str(path)).pixels, body=False)
        for path in sorted(folder("omi", "images").iterdir())[::EVERY_OMI]
    ]
    photos = [photo for photo in photos if photo.person is not None]
    return [_blur_row(photos), _text_row(photos)]


def _blur_row(photos: list[Portrait]) -> Row:
    ordered, means = [], []
    for photo in photos:
        if (_value(photo, CLUTTER.name) or 0) < TEXTURED or photo.person is None:
            continue
        read = [_blur_read(photo, sigma) for sigma in SIGMAS_PX]
        values = [value for value in read if value is not None]
        ordered.append(all(b > a - 0.02 for a, b in pairwise(values)))
        if len(values) == len(SIGMAS_PX):
            means.append(values)
    shown = ", ".join(f"{value:.2f}" for value in np.mean(means, axis=0))
    return Row(
        "background", f"blur of {SIGMAS_PX} px behind the person", len(ordered),
        f"never falls on {np.mean(ordered):.0%}; means {shown}", "≥ 90 %",
        passed=bool(np.mean(ordered) >= 0.9),
    )  # fmt: skip


def _blur_read(photo: Portrait, sigma_px: float) -> float | None:
    if sigma_px == 0 or photo.person is None:
        return _value(photo, BLUR.name)
    soft = with_blurred_background(photo.pixels, photo.person, sigma_px)
    return _value(photo.with_pixels(soft), BLUR.name)


def _text_row(photos: list[Portrait]) -> Row:
    rng = np.random.default_rng(SEED)
    plain = [(_value(photo, TEXT.name) or 0) > NOTICED for photo in photos]
    lettered = [
        (_value(photo.with_pixels(with_lettering(photo.pixels, photo.person, rng)), TEXT.name) or 0)
        > NOTICED
        for photo in photos
        if photo.person is not None
    ]
    return Row(
        "background", "planted words noticed", len(lettered),
        f"{np.mean(lettered):.0%}; false alarms {np.mean(plain):.0%}", "≥ 80 %, ≤ 5 %",
        passed=bool(np.mean(lettered) >= 0.8 and np.mean(plain) <= 0.05),
    )  # fmt: skip
