"""Square and letterboxed crops for the networks, and the way back from crop to image.

Coordinates are pixel indices of the image: the centre of the first pixel is (0, 0). A crop of
`side` pixels covers a Region so that pixel centres correspond, which keeps a mirrored picture's
crops exact mirrors.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, sin

import cv2
import numpy as np
import numpy.typing as npt

from ..face import FloatArray
from ..geometry import Extent
from ..image import Pixels

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
    crop = cv2.warpAffine(
        pixels,
        matrix,
        (side, side),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=border,
    )
    return np.asarray(crop, dtype=np.float32)


def to_image(points: npt.NDArray[np.floating], matrix: FloatMatrix) -> FloatArray:
    """Points (n, 2) or (n, 3) from crop to image; z grows with the scale."""
    xy = points[:, :2].astype(np.float64) @ matrix[:, :2].T + matrix[:, 2]
    if points.shape[1] == 2:
        return xy.astype(np.float32)
    scale = float(np.sqrt(abs(np.linalg.det(matrix[:, :2]))))
    return np.column_stack([xy, points[:, 2] * scale]).astype(np.float32)
