"""Catchlights: the reflections that eyes have, made brighter. None is drawn where none was."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import cv2
import numpy as np

from ..color import FloatArray
from ..errors import EditError
from ..face import IMAGE_LEFT_IRIS, IMAGE_RIGHT_IRIS, Face
from ..portrait import Portrait
from .edit import EditKind
from .planes import luma, ramp

CATCHLIGHT_RISE = 0.14  # luma above the iris from which a spot is a reflection, not a fleck
CATCHLIGHT_LARGEST = 0.30  # of the iris's area: larger is a window's glare or the white of the eye
CATCHLIGHT_GAIN = 0.75  # of the way to white that its middle goes at full strength


def catchlight(portrait: Portrait, strength: float, options: Mapping[str, Any]) -> Portrait:
    """Brighten the reflections that the eyes have; an eye without one is left alone.

    Raises EditError when neither eye has one: nothing is drawn that was not there.
    """
    if strength == 0:
        return portrait
    face = portrait.face
    if face is None:
        raise EditError("The catchlight edit needs a face and none was seen. Use a clear portrait.")
    pixels = portrait.pixels.copy()
    found = [
        _strengthened(pixels, face, iris, strength) for iris in (IMAGE_LEFT_IRIS, IMAGE_RIGHT_IRIS)
    ]
    if not any(found):
        raise EditError(
            "Neither eye shows a reflection of a light. Expected at least one to strengthen. "
            "Face a window or a lamp and take the photo again."
        )
    return portrait.with_pixels(pixels)


def _strengthened(pixels: FloatArray, face: Face, iris: int, strength: float) -> bool:
    """Brighten one eye's reflection in place; False when there is none."""
    center = face.landmarks[iris, :2]
    radius = float(np.linalg.norm(face.landmarks[iris + 1 : iris + 5, :2] - center, axis=1).mean())
    half = int(np.ceil(radius)) + 2
    x0, y0 = (round(float(v)) for v in center)
    left, right = max(0, x0 - half), min(pixels.shape[1], x0 + half + 1)
    top, bottom = max(0, y0 - half), min(pixels.shape[0], y0 + half + 1)
    if radius < 2 or right - left < 4 or bottom - top < 4:  # too small to tell a reflection
        return False
    window = pixels[top:bottom, left:right]
    tone = luma(np.ascontiguousarray(window))
    ys, xs = np.mgrid[top:bottom, left:right]
    inside = np.hypot(xs - center[0], ys - center[1]) < 0.85 * radius
    base = float(np.median(tone[inside]))
    peak = float(tone[inside].max())
    spot = inside & (tone > base + max(CATCHLIGHT_RISE, 0.5 * (peak - base)))
    if peak - base < CATCHLIGHT_RISE or not 0 < spot.sum() < CATCHLIGHT_LARGEST * inside.sum():
        return False
    grown = cv2.GaussianBlur(spot.astype(np.float32), (0, 0), max(0.6, 0.07 * radius))
    bright = ramp(tone, base + 0.3 * (peak - base), peak)
    cover = np.clip(1.4 * grown, 0, 1) * bright * (strength * CATCHLIGHT_GAIN)
    window += cover[..., None] * (1 - window)
    return True


CATCHLIGHT = EditKind(
    "catchlight",
    "Catchlight",
    "Brightens the reflections in the eyes, where there are some.",
    catchlight,
    f"{CATCHLIGHT_GAIN:.0%} of the way to white, only where a reflection exists",
    ("face",),
    ("catchlights",),
)
