"""Strength 0 changes nothing: every edit on a few photos, bit for bit."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from catchlight.image import open_photo
from catchlight.retouch.edit import Edit
from catchlight.retouch.kinds import EDIT_KINDS
from catchlight.retouch.recipe import develop
from catchlight.vision.matte import with_matte
from catchlight.vision.observe import observe

from .table import Row

SIDE_PX = 512


def strength_zero(photos: Iterable[Path]) -> Row:
    """How many edits leave the pixels alone at strength 0, by the recipe and called directly."""
    changed, count = set(), 0
    for path in photos:
        portrait = with_matte(observe(open_photo(str(path), SIDE_PX).pixels))
        for name, kind in EDIT_KINDS.items():
            count += 1
            same = (
                develop(portrait, Edit(name, 0.0)).pixels,
                kind.develop(portrait, 0.0, {}).pixels,
            )
            if not all(np.array_equal(pixels, portrait.pixels) for pixels in same):
                changed.add(name)
    return Row(
        "darkroom",
        f"strength 0 of {len(EDIT_KINDS)} edits is bit-exact",
        count,
        "all" if not changed else f"not {', '.join(sorted(changed))}",
        "all",
        passed=not changed,
    )
