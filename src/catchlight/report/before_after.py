"""Before and after, side by side on a neutral ground: one picture to show what was done."""

from __future__ import annotations

import numpy as np

from ..image import Pixels, to_pixels, to_uint8
from .contact_sheet import GROUND, INK, QUIET, fitted
from .typography import wrapped, write

_GAP, _MARGIN = 0.02, 0.035  # of a picture's height
_LETTERS = 0.028


def before_after(
    before: Pixels,
    after: Pixels,
    *,
    height_px: int = 900,
    titles: tuple[str, str] = ("Before", "After"),
    note: str = "",
) -> Pixels:
    """Both pictures at the same height, titled; `note` is one line below."""
    from PIL import Image, ImageDraw

    pair = [fitted(picture, (height_px * 2, height_px)) for picture in (before, after)]
    tall = max(picture.shape[0] for picture in pair)
    gap, margin, size = (round(height_px * share) for share in (_GAP, _MARGIN, _LETTERS))
    width = 2 * margin + gap + sum(picture.shape[1] for picture in pair)
    lines = wrapped(note, size, width - 2 * margin) if note else []
    line_px = round(size * 1.45)
    height = margin + tall + line_px * (1 + len(lines)) + margin
    sheet = Image.new("RGB", (width, height), GROUND)
    draw = ImageDraw.Draw(sheet)
    left = margin
    for picture, title in zip(pair, titles, strict=True):
        sheet.paste(Image.fromarray(to_uint8(picture)), (left, margin + tall - picture.shape[0]))
        write(draw, (left, margin + tall + size * 0.45), title, INK, float(size), "la")
        left += picture.shape[1] + gap
    for number, line in enumerate(lines, start=1):
        at = (margin, margin + tall + size * 0.45 + number * line_px)
        write(draw, at, line, QUIET, float(size), "la")
    return to_pixels(np.asarray(sheet))
