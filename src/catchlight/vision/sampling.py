"""Square and letterboxed crops for the networks, and the way back from crop to image.

The networks were made for 8-bit pictures, and 8-bit crops cost a third of float ones: a picture is
turned into a Pyramid of them once, and whatever needs it smaller starts at the right level.

Coordinates are pixel indices: the centre of the first pixel is (0, 0). Crops are taken so that
pixel centres correspond, which makes the crop of a mirrored picture an exact mirror.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, cos, floor, log2, sin, sqrt
from weakref import WeakKeyDictionary

import cv2
import numpy as np
import numpy.typing as npt

from ..face import FloatArray
from ..geometry import Extent
from ..image import Pixels
from ..portrait import Portrait

# A crop that shrinks the picture by more than this is taken from a halved one: plain bilinear
# sampling would skip pixels, and body points then moved by 1.4 % of the eye distance under a 0.75×
# resize (0.1 % with averaging).
MAX_PLAIN_SHRINK = 2.0

MOST_KEPT_MEGAPIXELS = 6.0  # a pyramid of this size takes 24 MB

Bytes = npt.NDArray[np.uint8]  # height × width × 3, sRGB
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


def to_bytes(pixels: Pixels) -> Bytes:
    """The picture in 8 bits, rounded to nearest."""
    return np.asarray(cv2.convertScaleAbs(pixels, alpha=255), dtype=np.uint8)


class Pyramid:
    """A picture in 8 bits, and its halvings, each made when it is first asked for."""

    def __init__(self, picture: Bytes) -> None:
        self._levels = [picture]

    @property
    def picture(self) -> Bytes:
        """The picture at its own size: level 0."""
        return self._levels[0]

    @property
    def extent(self) -> Extent:
        """Width and height of level 0, pixels."""
        return extent_of(self._levels[0])

    def level(self, halvings: int) -> Bytes:
        """The picture halved so many times; a side of one pixel stays."""
        while len(self._levels) <= halvings:
            self._levels.append(_halved(self._levels[-1]))
        return self._levels[halvings]

    def shrunk(self, factor: float) -> Bytes:
        """The smallest level that is at most `factor` times smaller than the picture."""
        return self.level(max(0, floor(log2(max(factor, 1.0)))))


_pyramids: WeakKeyDictionary[Portrait, Pyramid] = WeakKeyDictionary()


def keep_pyramid(portrait: Portrait, pyramid: Pyramid) -> Portrait:
    """The portrait, whose pixels the pyramid shows: `pyramid_of` need not make it again.

    A large one is let go: pictures are read at 1024 px, and large ones are edited, where memory
    counts.
    """
    if pyramid.extent.megapixels <= MOST_KEPT_MEGAPIXELS:
        _pyramids[portrait] = pyramid
    return portrait


def pyramid_of(portrait: Portrait) -> Pyramid:
    """The portrait's picture in 8 bits; made at the first call and kept as `keep_pyramid` says."""
    kept = _pyramids.get(portrait)
    if kept is None:
        kept = Pyramid(to_bytes(portrait.pixels))
        keep_pyramid(portrait, kept)
    return kept


def to_tensor(picture: Bytes) -> Pixels:
    """Back to float32, 0…1."""
    tensor = picture.astype(np.float32)
    tensor *= np.float32(1 / 255)
    return tensor


def lengths(across: FloatArray, down: FloatArray) -> FloatArray:
    """√(across² + down²) of each pixel, float32.

    Not `cv2.magnitude`: its last bit depends on where in memory the planes happen to lie, and the
    same picture must give the same number.
    """
    return np.sqrt(across * across + down * down)


def extent_of(picture: Bytes) -> Extent:
    """Width and height in pixels."""
    return Extent(picture.shape[1], picture.shape[0])


def fitted(pyramid: Pyramid, size: Extent) -> Bytes:
    """The picture stretched to that size: halved while that much larger, then bilinear."""
    full = pyramid.extent
    picture = pyramid.shrunk(min(full.width / size.width, full.height / size.height))
    if extent_of(picture) == size:
        return picture
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_LINEAR), dtype=np.uint8)


def within(pyramid: Pyramid, longest_side: int) -> tuple[Bytes, FloatMatrix]:
    """The picture at that longest side (never enlarged), and the 2×3 map back to its full size."""
    new = pyramid.extent.fit_within(longest_side)
    return fitted(pyramid, new), resize_matrix(new, pyramid.extent)


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
    pyramid: Pyramid, region: Region, side: int, *, border: int, mirrored: bool = False
) -> Pixels:
    """The region as side × side float pixels, bilinear; `border` is an OpenCV border mode."""
    halvings = ceil(log2(max(1.0, region.size / (MAX_PLAIN_SHRINK * side))))
    patch, to_patch = _patch(pyramid.level(halvings), pyramid.extent, region, side)
    crop = cv2.warpAffine(
        cv2.cvtColor(patch, cv2.COLOR_RGB2RGBA),  # four channels are warped twice as fast as three
        compose(to_patch, crop_to_image(region, side, mirrored)),
        (side, side),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=border,
    )
    return to_tensor(np.asarray(cv2.cvtColor(crop, cv2.COLOR_RGBA2RGB), dtype=np.uint8))


def compose(outer: FloatMatrix, inner: FloatMatrix) -> FloatMatrix:
    """The 2×3 map that does `inner`, then `outer`."""
    linear = outer[:, :2] @ inner
    linear[:, 2] += outer[:, 2]
    return np.asarray(linear)


def inverse(matrix: FloatMatrix) -> FloatMatrix:
    """The 2×3 map the other way."""
    return np.asarray(cv2.invertAffineTransform(matrix), dtype=np.float64)


def to_image(points: npt.NDArray[np.floating], matrix: FloatMatrix) -> FloatArray:
    """Points (n, 2) or (n, 3) from crop to image; z grows with the scale."""
    xy = points[:, :2].astype(np.float64) @ matrix[:, :2].T + matrix[:, 2]
    if points.shape[1] == 2:
        return xy.astype(np.float32)
    (a, b, _), (c, d, _) = matrix.tolist()
    shown = np.empty((len(points), 3), dtype=np.float32)
    shown[:, :2] = xy
    shown[:, 2] = points[:, 2] * sqrt(abs(a * d - b * c))
    return shown


def _patch(picture: Bytes, full: Extent, region: Region, side: int) -> tuple[Bytes, FloatMatrix]:
    """The part of a level around the region, and the 2×3 map from level 0 to it."""
    to_level = resize_matrix(full, extent_of(picture))
    scale_x, scale_y = to_level[0, 0], to_level[1, 1]
    across = abs(cos(region.turn_rad)) + abs(sin(region.turn_rad))
    reach = region.size / 2 * across
    blended = 2 * max(1.0, region.size * scale_x / side)  # pixels of the level
    x, y = region.x * scale_x + to_level[0, 2], region.y * scale_y + to_level[1, 2]
    left, right = _span(x, reach * scale_x + blended, picture.shape[1])
    top, bottom = _span(y, reach * scale_y + blended, picture.shape[0])
    to_level[:, 2] -= (left, top)
    return picture[top:bottom, left:right], to_level


def _halved(picture: Bytes) -> Bytes:
    """Half the size, each pixel the mean of four: what OpenCV's bilinear does at exactly ½."""
    size = (max(1, picture.shape[1] // 2), max(1, picture.shape[0] // 2))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_LINEAR), dtype=np.uint8)


def _span(center: float, reach: float, length: int) -> tuple[int, int]:
    """First and past-last pixel within reach; at least the nearest one. Of a mirror the mirror."""
    low = min(max(0, floor(center - reach)), length - 1)
    return low, max(low + 1, min(length, ceil(center + reach) + 1))
