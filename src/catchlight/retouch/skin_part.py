"""The part of a portrait that holds its skin: cut out, made smaller to work on, painted back."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..geometry import Box
from ..image import Pixels
from ..portrait import Portrait
from .planes import FloatArray, by_strips, from_oklab, resized, shrunk, to_oklab, unit_px


@dataclass(frozen=True, eq=False)
class SkinPart:
    """A rectangle of a portrait: its pixels, the skin's mask there, and the IOD in its pixels."""

    box: Box
    pixels: Pixels
    mask: FloatArray
    unit: float

    def smaller(self, least_unit: float) -> SkinPart:
        """The same part a whole number of times smaller, with at least `least_unit` px of IOD."""
        times = int(self.unit / least_unit)
        if times <= 1:
            return self
        pixels = shrunk(self.pixels, times)
        mask = resized(self.mask, pixels.shape[1], pixels.shape[0])
        unit = self.unit * pixels.shape[1] / self.pixels.shape[1]
        return replace(self, pixels=pixels, mask=mask, unit=unit)


def cut_part(portrait: Portrait, mask: FloatArray) -> SkinPart | None:
    """The part inside the mask's bounds; None where the mask is empty."""
    rows, columns = np.flatnonzero(mask.max(axis=1) > 0.01), np.flatnonzero(mask.max(axis=0) > 0.01)
    if rows.size == 0:
        return None
    box = Box(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
    return SkinPart(box, inside(portrait.pixels, box), inside(mask, box), unit_px(portrait))


def inside(plane: FloatArray, box: Box) -> FloatArray:
    """The plane's values inside a box of whole pixels."""
    return plane[int(box.top) : int(box.bottom), int(box.left) : int(box.right)]


def painted(portrait: Portrait, part: SkinPart, pixels: Pixels) -> Portrait:
    """The portrait with other pixels in the part."""
    whole = portrait.pixels.copy()
    inside(whole, part.box)[...] = pixels
    return portrait.with_pixels(whole)


def shifted(portrait: Portrait, part: SkinPart, change: FloatArray) -> Portrait:
    """The portrait with `change` (OKLab, any smaller size) added to the part's skin.

    Outside the mask the pixels stay as they are, bit for bit.
    """
    height, width = part.mask.shape

    def developed(pixels: Pixels, mask: FloatArray, change: FloatArray) -> Pixels:
        return np.where((mask > 0)[..., None], from_oklab(to_oklab(pixels) + change), pixels)

    change = resized(change, width, height)
    return painted(portrait, part, by_strips(developed, part.pixels, part.mask, change))
