"""Planted truth: pictures changed by a known amount."""

from __future__ import annotations

import io
from math import radians, sin

import cv2
import numpy as np
import numpy.typing as npt

from catchlight.image import Pixels, decode_photo, to_uint8

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
    smooth = cv2.bilateralFilter(pixels, -1, 0.12, sigma, borderType=cv2.BORDER_REPLICATE)
    weight = strength * mask[..., None]
    return np.asarray(pixels + (smooth - pixels) * weight, dtype=np.float32)
