"""Square and letterboxed crops for the networks, and the way back from crop to image.

The networks were made for 8-bit pictures, and 8-bit crops cost a third of float ones: a picture is
turned into Bytes once, and everything here works on those.

Coordinates are pixel indices: the centre of the first pixel is (0, 0). Crops are taken so that
pixel centres correspond, which makes the crop of a mirrored picture an exact mirror.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, cos, floor, sin, sqrt
from weakref import WeakKeyDictionary

import cv2
import numpy as np
import numpy.typing as npt

from ..face import FloatArray
from ..geometry import Extent
from ..image import Pixels
from ..portrait import Portrait

# A crop that shrinks the picture by more than this is halved first: plain bilinear sampling would
# skip pixels, and body points then moved by 1.4 % of the eye distance under a 0.75× resize
# (0.1 % with averaging).
MAX_PLAIN_SHRINK = 2.0
# Longest side at least of a reduced picture, pixels: a person from head to foot then still fills
# the body net's 256.
SMALL_SIDE = 448

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


_bytes: WeakKeyDictionary[Portrait, Bytes] = WeakKeyDictionary()
_small: WeakKeyDictionary[Portrait, Bytes] = WeakKeyDictionary()


def keep_bytes(portrait: Portrait, picture: Bytes, small: Bytes) -> Portrait:
    """The portrait, whose pixels `picture` shows in 8 bits and `small` reduced (`small_of`)."""
    _bytes[portrait], _small[portrait] = picture, small
    return portrait


def bytes_of(portrait: Portrait) -> Bytes:
    """The portrait's picture in 8 bits; made at the first call and kept as long as the portrait."""
    kept = _bytes.get(portrait)
    if kept is None:
        kept = _bytes[portrait] = to_bytes(portrait.pixels)
    return kept


def small_of(portrait: Portrait) -> Bytes:
    """The portrait's picture `reduced`; made at the first call and kept as long as the portrait."""
    kept = _small.get(portrait)
    if kept is None:
        kept = _small[portrait] = reduced(bytes_of(portrait))
    return kept


def to_tensor(picture: Bytes) -> Pixels:
    """Back to float32, 0…1."""
    tensor = picture.astype(np.float32)
    tensor *= np.float32(1 / 255)
    return tensor


def extent_of(picture: Bytes) -> Extent:
    """Width and height in pixels."""
    return Extent(picture.shape[1], picture.shape[0])


def fitted(picture: Bytes, size: Extent) -> Bytes:
    """The picture stretched to that size: halved while that much larger, then bilinear."""
    while picture.shape[1] >= 2 * size.width and picture.shape[0] >= 2 * size.height:
        picture = halved(picture)
    if extent_of(picture) == size:
        return picture
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_LINEAR), dtype=np.uint8)


def reduced(picture: Bytes) -> Bytes:
    """The picture halved as often as its longest side stays SMALL_SIDE or more.

    For all that needs no fine detail: halving is cheap, uses every pixel and is done once.
    """
    while max(picture.shape[:2]) >= 2 * SMALL_SIDE:
        picture = halved(picture)
    return picture


def within(picture: Bytes, longest_side: int) -> tuple[Bytes, FloatMatrix]:
    """The picture at that longest side (never enlarged), and the 2×3 map back to its full size."""
    full = extent_of(picture)
    new = full.fit_within(longest_side)
    return fitted(picture, new), resize_matrix(new, full)


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
    picture: Bytes, region: Region, side: int, *, border: int, mirrored: bool = False
) -> Pixels:
    """The region as side × side float pixels, bilinear; `border` is an OpenCV border mode."""
    patch, to_patch = _patch(picture, region, side)
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


def _patch(picture: Bytes, region: Region, side: int) -> tuple[Bytes, FloatMatrix]:
    """The part of the picture around the region, halved until plain sampling will do."""
    width, height = extent_of(picture)
    shrinking = region.size / side
    across = abs(cos(region.turn_rad)) + abs(sin(region.turn_rad))
    # Two pixels to blend, of the picture or of the halved patch.
    reach = region.size / 2 * across + 2 * max(1.0, shrinking)
    left, right = _span(region.x, reach, width)
    top, bottom = _span(region.y, reach, height)
    patch = picture[top:bottom, left:right]
    while shrinking > MAX_PLAIN_SHRINK and min(patch.shape[:2]) > 1:
        patch, shrinking = halved(patch), shrinking / 2
    cut = np.array([[1.0, 0, -left], [0, 1.0, -top]])
    old = Extent(right - left, bottom - top)
    return patch, compose(resize_matrix(old, extent_of(patch)), cut)


def halved(picture: Bytes) -> Bytes:
    """Half the size, each pixel the mean of four: what OpenCV's bilinear does at exactly ½."""
    size = (max(1, picture.shape[1] // 2), max(1, picture.shape[0] // 2))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_LINEAR), dtype=np.uint8)


def _span(center: float, reach: float, length: int) -> tuple[int, int]:
    """First and past-last pixel within reach; at least the nearest one. Of a mirror the mirror."""
    low = min(max(0, floor(center - reach)), length - 1)
    return low, max(low + 1, min(length, ceil(center + reach) + 1))
