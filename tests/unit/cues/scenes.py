"""Changes of a portrait that keep what the networks saw in it, and short ways to its cues."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import cv2
import numpy as np
import numpy.typing as npt

from catchlight.cues.family import CueFamily
from catchlight.image import Pixels
from catchlight.portrait import Portrait
from catchlight.reading import Cue, Skip


def cues_of(family: CueFamily, portrait: Portrait) -> dict[str, Cue]:
    """The cues that were measured, by name."""
    return {found.name: found for found in family.measure(portrait) if isinstance(found, Cue)}


def skips_of(family: CueFamily, portrait: Portrait) -> dict[str, str]:
    """The reasons of the skipped cues, by name."""
    return {
        found.name: found.reason for found in family.measure(portrait) if isinstance(found, Skip)
    }


def repainted(portrait: Portrait, paint: Callable[[Pixels], npt.NDArray[np.floating]]) -> Portrait:
    """The same scene with other pixels, 8 bits as in a file."""
    pixels = np.rint(np.clip(paint(portrait.pixels), 0, 1) * 255) / 255
    return portrait.with_pixels(pixels.astype(np.float32))


def before(portrait: Portrait, background: Pixels) -> Portrait:
    """The person set before another background."""
    assert portrait.person is not None
    alpha = cv2.resize(portrait.person, (portrait.extent.width, portrait.extent.height))[..., None]
    return repainted(portrait, lambda pixels: alpha * pixels + (1 - alpha) * background)


def ramp(portrait: Portrait, left: float, right: float) -> Iterator[float]:
    """One factor for each column, from the left to the right edge of the face."""
    assert portrait.face is not None
    xs = np.arange(portrait.extent.width)
    near, far = portrait.face.box.left, portrait.face.box.right
    return iter(np.interp(xs, [near, far], [left, right]))
