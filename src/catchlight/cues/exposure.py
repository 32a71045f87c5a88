"""Exposure of a face that is right for its skin: the whites of the eyes as a grey card.

A dark face may be dark skin well exposed or light skin underexposed; its lightness alone cannot
tell. The white of the eye lies in the same light and differs little between people, and the colour
of skin (more red against green the more melanin) does not change with exposure. Together they say
how light this skin should be.
"""

from __future__ import annotations

from dataclasses import dataclass
from weakref import WeakKeyDictionary

import cv2
import numpy as np

from ..color import REC709_LUMINANCE, srgb_to_linear
from ..face import IMAGE_LEFT_IRIS, IMAGE_RIGHT_IRIS, Face, FloatArray
from ..image import Pixels
from ..portrait import Portrait
from .face_plane import IMAGE_LEFT_EYE, IMAGE_RIGHT_EYE
from .order import at_share

EYE_WIDTH_PX = 40  # both eyes are brought to this width, so that a resize changes little
MIN_EYE_WIDTH_PX = 12.0  # smaller eyes hold no pixel that is all white of the eye
MIN_WHITES_PX = 60  # at EYE_WIDTH_PX, both eyes together; narrowed eyes show less
_WHITES_QUANTILE = 0.9  # lids shade the rest; the catchlight lies on the iris, which is left out
_IRIS_MARGIN = 1.15  # radii that are left out around the iris centre: its dark rim
# log2 of the linear luminance that a rightly exposed face has = offset + skin against whites
# (stops) + red against green of the skin (stops). Least squares on 120 studio photos of 60 people
# under one light and exposure (London set, CC BY 4.0).
_EXPECTED_OFFSET, _EXPECTED_CONTRAST, _EXPECTED_RED = -0.54, 0.95, -1.25
_CONTRAST_LIMITS = (-3.0, 1.0)  # stops; skin against whites of the eyes, as seen on the same photos

_EYES = (
    (IMAGE_LEFT_EYE, IMAGE_LEFT_IRIS, 133, 33),
    (IMAGE_RIGHT_EYE, IMAGE_RIGHT_IRIS, 362, 263),
)


@dataclass(frozen=True)
class ExposureHints:
    """What tells the right exposure, all log2 of linear light.

    `skin` is the skin's luminance, `contrast` the skin against the whites of the eyes, `red` its
    red against its green.
    """

    skin: float
    contrast: float
    red: float


def exposure_hints(skin: FloatArray, whites: Pixels) -> ExposureHints:
    """The hints from the skin's median colour and the pixels (n × 3) of the whites; sRGB."""
    skin_rgb = srgb_to_linear(skin) + 1e-4
    skin_y = float(np.log2(skin_rgb @ REC709_LUMINANCE))
    whites_y = srgb_to_linear(whites).reshape(-1, 3) @ REC709_LUMINANCE + 1e-4
    contrast = skin_y - float(np.log2(at_share(whites_y, _WHITES_QUANTILE)))
    contrast = float(np.clip(contrast, *_CONTRAST_LIMITS))
    return ExposureHints(skin_y, contrast, float(np.log2(skin_rgb[0] / skin_rgb[1])))


def exposure_stops(hints: ExposureHints) -> float:
    """How much lighter (+) or darker (−) than right for it the skin is, in stops."""
    expected = _EXPECTED_OFFSET + _EXPECTED_CONTRAST * hints.contrast + _EXPECTED_RED * hints.red
    return hints.skin - expected


def skin_tone_ita_deg(lab: FloatArray) -> float:
    """Individual typology angle (Chardon 1991) of a CIELAB colour: atan((L* − 50) / b*).

    (60, 10, 15) → 33.7°: intermediate. Over 55° very light, under −30° dark.
    """
    return float(np.degrees(np.arctan2(lab[0] - 50.0, lab[2])))


_whites: WeakKeyDictionary[Portrait, Pixels | None] = WeakKeyDictionary()


def eye_whites(portrait: Portrait, face: Face) -> Pixels | None:
    """The pixels (n × 3) of the whites of both eyes; None when too little of them shows."""
    if portrait not in _whites:
        _whites[portrait] = _find_whites(portrait.pixels, face)
    return _whites[portrait]


def _find_whites(pixels: Pixels, face: Face) -> Pixels | None:
    found = [_whites_of_eye(pixels, face, *eye) for eye in _EYES]
    seen = [part for part in found if part is not None]
    if sum(map(len, seen)) < MIN_WHITES_PX:
        return None
    return np.concatenate(seen)


def _whites_of_eye(
    pixels: Pixels, face: Face, rim: tuple[int, ...], iris: int, inner: int, outer: int
) -> Pixels | None:
    points = face.landmarks[:, :2]
    width = float(np.linalg.norm(points[inner] - points[outer]))
    eye, centre = points[list(rim)], points[iris]
    low = np.floor(eye.min(axis=0) - 2).astype(int)
    high = np.ceil(eye.max(axis=0) + 3).astype(int)
    inside = (low >= 0).all() and high[0] <= pixels.shape[1] and high[1] <= pixels.shape[0]
    if width < MIN_EYE_WIDTH_PX or not inside:
        return None
    crop = pixels[low[1] : high[1], low[0] : high[0]]
    scale = EYE_WIDTH_PX / width
    size = (max(2, round(crop.shape[1] * scale)), max(2, round(crop.shape[0] * scale)))
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    crop = np.asarray(cv2.resize(crop, size, interpolation=how), dtype=np.float32)

    def at_scale(xy: FloatArray) -> FloatArray:
        return np.asarray((xy - low + 0.5) * scale - 0.5, dtype=np.float32)

    mask = np.zeros(crop.shape[:2], dtype=np.uint8)
    cv2.fillPoly(mask, [np.rint(at_scale(eye)).astype(np.int32)], 255)
    radius = np.linalg.norm(points[iris + 1 : iris + 5] - centre, axis=1).mean() * scale
    x, y = np.rint(at_scale(centre)).astype(int)
    cv2.circle(mask, (int(x), int(y)), round(float(radius) * _IRIS_MARGIN), 0, -1)
    whites = cv2.erode(mask, np.ones((3, 3), dtype=np.uint8)) > 0
    return np.asarray(crop[whites], dtype=np.float32)
