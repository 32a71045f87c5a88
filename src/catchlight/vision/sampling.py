"""Square and letterboxed crops for the networks, and the way back from crop to image.

Coordinates are pixel indices of the image: the centre of the first pixel is (0, 0). Crops are taken
so that pixel centres correspond, which makes the crop of a mirrored picture an exact mirror.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, cos, floor, hypot, sin

import cv2
import numpy as np
import numpy.typing as npt

from ..face import FloatArray
from ..geometry import Extent
from ..image import Pixels

# A crop that shrinks the picture by more than this is averaged down first: plain bilinear sampling
# would skip pixels, and the body points then moved by 1.4 % of the eye distance under a 0.75×
# resize (0.1 % with averaging).
MAX_PLAIN_SHRINK = 2.0

FloatMatrix = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Region:
    """A square of the image, turned clockwise as seen by `turn_rad` about its centre; pixels."""

    x: float
    y: float
    size: float
    turn_rad: float = 0.0


def whole(extent: Extent) -> Region:
    """The square around the whole picture: a letterbox."""
    return Region((extent.width - 1) / 2, (extent.height - 1) / 2, max(extent))


def resize_matrix(old: Extent, new: Extent) -> FloatMatrix:
    """The 2×3 map of pixel indices when a picture of one size is resized to another."""
    by_x, by_y = new.width / old.width, new.height / old.height
    return np.array([[by_x, 0, (by_x - 1) / 2], [0, by_y, (by_y - 1) / 2]], dtype=np.float64)


def shrink(pixels: Pixels, short_side: int) -> Pixels:
    """The picture averaged down to that short side; a smaller one is returned as it is."""
    height, width = pixels.shape[:2]
    scale = short_side / min(height, width)
    if scale >= 1:
        return pixels
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.float32)


def crop_to_image(region: Region, side: int, mirrored: bool = False) -> FloatMatrix:
    """The 2×3 map from crop pixel indices to image pixel indices."""
    scale = region.size / side
    a, b = scale * cos(region.turn_rad), scale * sin(region.turn_rad)
    middle = (side - 1) / 2
    flip = -1.0 if mirrored else 1.0
    return np.array(
        [
            [flip * a, -b, region.x - middle * (flip * a - b)],
            [flip * b, a, region.y - middle * (flip * b + a)],
        ]
    )


def sample(
    pixels: Pixels, region: Region, side: int, *, border: int, mirrored: bool = False
) -> Pixels:
    """The region as side × side pixels, bilinear; `border` is an OpenCV border mode."""
    matrix = crop_to_image(region, side, mirrored)
    if region.size > MAX_PLAIN_SHRINK * side:
        pixels, to_patch = _averaged(pixels, region, side)
        matrix = compose(to_patch, matrix)
    crop = cv2.warpAffine(
        pixels,
        matrix,
        (side, side),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=border,
    )
    return np.asarray(crop, dtype=np.float32)


def compose(outer: FloatMatrix, inner: FloatMatrix) -> FloatMatrix:
    """The 2×3 map that does `inner`, then `outer`."""
    linear = outer[:, :2] @ inner
    linear[:, 2] += outer[:, 2]
    return np.asarray(linear)


def to_image(points: npt.NDArray[np.floating], matrix: FloatMatrix) -> FloatArray:
    """Points (n, 2) or (n, 3) from crop to image; z grows with the scale."""
    xy = points[:, :2].astype(np.float64) @ matrix[:, :2].T + matrix[:, 2]
    if points.shape[1] == 2:
        return xy.astype(np.float32)
    scale = float(np.sqrt(abs(np.linalg.det(matrix[:, :2]))))
    return np.column_stack([xy, points[:, 2] * scale]).astype(np.float32)


def _averaged(pixels: Pixels, region: Region, side: int) -> tuple[Pixels, FloatMatrix]:
    """The part of the picture around the region, averaged down to the crop's scale."""
    height, width = pixels.shape[:2]
    shrinking = region.size / side
    reach = region.size / 2 * hypot(1, 1) + 2 * shrinking  # any turn, and two pixels to blend
    left, right = _span(region.x, reach, width)
    top, bottom = _span(region.y, reach, height)
    patch = pixels[top:bottom, left:right]
    old = Extent(right - left, bottom - top)
    new = Extent(max(1, round(old.width / shrinking)), max(1, round(old.height / shrinking)))
    small = cv2.resize(patch, (new.width, new.height), interpolation=cv2.INTER_AREA)
    cut = np.array([[1.0, 0, -left], [0, 1.0, -top]])
    return np.asarray(small, dtype=np.float32), compose(resize_matrix(old, new), cut)


def _span(center: float, reach: float, length: int) -> tuple[int, int]:
    """First and past-last pixel within reach; at least the nearest one."""
    low = min(max(0, floor(center - reach)), length - 1)
    return low, max(low + 1, min(length, ceil(center + reach)))
