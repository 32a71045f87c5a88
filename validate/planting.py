"""Planted truth: pictures changed by a known amount."""

from __future__ import annotations

import io
from math import radians, sin

import cv2
import numpy as np
import numpy.typing as npt

from catchlight.image import Pixels, decode_photo, to_pixels, to_uint8
from catchlight.portrait import Portrait

from .rendering import FACE_OVAL
from .templates import LOWER_LID, PUPIL, UPPER_LID

EYE_GAIN = 2.5  # palpebral width 30 mm / eyeball radius 12 mm
IRIS_SHARE = 0.39  # iris diameter 11.7 mm / palpebral width 30 mm

Points = npt.NDArray[np.float64]


def recompressed(pixels: Pixels, quality: int = 90) -> Pixels:
    """The picture after one more JPEG save."""
    from PIL import Image

    held = io.BytesIO()
    Image.fromarray(to_uint8(pixels)).save(held, "JPEG", quality=quality)
    return decode_photo(held.getvalue(), "recompressed").pixels


def as_8_bit(pixels: Pixels) -> Pixels:
    """The picture as a file would hold it: rounded to 256 levels."""
    return to_pixels(to_uint8(pixels))


def resized(pixels: Pixels, scale: float = 0.75) -> Pixels:
    """The picture at another size."""
    size = (round(pixels.shape[1] * scale), round(pixels.shape[0] * scale))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.float32)


def mirrored(pixels: Pixels) -> Pixels:
    """The picture left to right."""
    return np.ascontiguousarray(pixels[:, ::-1])


def gaze_shifted(pixels: Pixels, template: Points, angle_deg: float) -> Pixels:
    """Both irises moved sideways by the projection of `angle_deg` (+ = to the image's right).

    Only what shows between the lids moves; the white of the eye is stretched on one side and
    pressed together on the other. The eye's size comes from the hand-placed points.
    """
    shifted = pixels
    for upper, lower, pupil in zip(UPPER_LID, LOWER_LID, PUPIL, strict=True):
        opening = np.concatenate([template[list(upper)], template[list(lower)][::-1]])
        left, right = template[upper[0]], template[upper[-1]]
        width = float(np.hypot(*(right - left)))
        move = sin(radians(angle_deg)) * width / EYE_GAIN
        shifted = _iris_moved(shifted, opening, (left[0], template[pupil][0], right[0]), move)
    return shifted


def _iris_moved(
    pixels: Pixels, opening: Points, columns: tuple[float, float, float], move: float
) -> Pixels:
    height, width = pixels.shape[:2]
    left, iris, right = columns
    reach = IRIS_SHARE * (right - left) / 2 * 1.05  # a little beyond the limbus stays rigid
    target = np.arange(width, dtype=np.float64)
    knots = np.array([left, iris - reach + move, iris + reach + move, right])
    source = np.array([left, iris - reach, iris + reach, right])
    inside = (target > left) & (target < right)
    across = np.where(inside, np.interp(target, knots, source), target)
    grid_x = np.repeat(across[None].astype(np.float32), height, axis=0)
    grid_y = np.repeat(np.arange(height, dtype=np.float32)[:, None], width, axis=1)
    moved = cv2.remap(pixels, grid_x, grid_y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    mask = np.zeros((height, width), np.float32)
    fine = np.rint(opening * 16).astype(np.int32)  # 4 bits of sub-pixel
    cv2.fillPoly(mask, [fine.reshape(-1, 1, 2)], 1.0, lineType=cv2.LINE_AA, shift=4)
    mask = cv2.GaussianBlur(mask, (0, 0), 0.7)[..., None]
    return np.asarray(np.clip(pixels + (moved - pixels) * mask, 0, 1), dtype=np.float32)


def face_half_shifted(pixels: Pixels, places: Points, reach_px: float, move_px: float) -> Pixels:
    """The neighbourhoods of `places` moved up by `move_px`, fading out over `reach_px`."""
    height, width = pixels.shape[:2]
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    strength = np.zeros((height, width), np.float32)
    for place_x, place_y in places:
        near = np.exp(-((x - place_x) ** 2 + (y - place_y) ** 2) / (2 * reach_px**2))
        strength = np.maximum(strength, near.astype(np.float32))
    source_y = (y + move_px * strength).astype(np.float32)
    moved = cv2.remap(pixels, x, source_y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(np.clip(moved, 0, 1), dtype=np.float32)


def skin_smoothed(
    pixels: Pixels, mask: npt.NDArray[np.float32], iod_px: float, strength: float
) -> Pixels:
    """Skin smoothed as a beauty filter does: an edge-keeping blur laid over the skin.

    `strength` 1 is an opaque bilateral blur over a radius of 4 % of the eye distance.
    """
    sigma = 0.04 * iod_px
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    part = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    clear = pixels[part]
    smooth = cv2.bilateralFilter(clear, -1, 0.12, sigma, borderType=cv2.BORDER_REPLICATE)
    smoothed = pixels.copy()
    smoothed[part] = clear + (smooth - clear) * (strength * mask[part][..., None])
    return smoothed


NOT_SKIN = (
    (33, 246, 161, 160, 159, 158, 157, 173, 133, 155, 154, 153, 145, 144, 163, 7),
    (362, 398, 384, 385, 386, 387, 388, 466, 263, 249, 390, 373, 374, 380, 381, 382),
    (61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146),
    (70, 63, 105, 66, 107, 55, 65, 52, 53, 46),
    (300, 293, 334, 296, 336, 285, 295, 282, 283, 276),
)


def skin_area(portrait: Portrait) -> npt.NDArray[np.float32]:
    """The face without eyes, lips and brows, soft at its edges, 0…1 at the picture's size."""
    assert portrait.face is not None
    points = np.rint(portrait.face.landmarks[:, :2]).astype(np.int32)
    mask = np.zeros(portrait.pixels.shape[:2], np.float32)
    cv2.fillPoly(mask, [points[list(FACE_OVAL)]], 1.0)
    for part in NOT_SKIN:
        cv2.fillConvexPoly(mask, cv2.convexHull(points[list(part)]), 0.0)
    soft = portrait.face.interocular_px / 50
    return np.asarray(cv2.GaussianBlur(mask, (0, 0), soft), dtype=np.float32)
