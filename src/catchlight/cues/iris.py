"""Where the irises are: the rim of a dark disc, looked for between the lids.

The landmark network's own irises follow a true shift of the iris by 62 % only, so the rim (limbus)
is found in the picture: the gradient of the eye strip is correlated with the gradient of a disc's
left and right rim, for a few radii (Daugman's integro-differential operator, side arcs only, as the
lids hide the rest).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
import numpy.typing as npt

from ..face import FloatArray
from ..geometry import Point
from .close_up import EYES_IOD_PX, Plane

# Lids from the corner on the image's left to the one on its right, for both eyes.
UPPER_LIDS = (
    (33, 246, 161, 160, 159, 158, 157, 173, 133),
    (362, 398, 384, 385, 386, 387, 388, 466, 263),
)
LOWER_LIDS = (
    (33, 7, 163, 144, 145, 153, 154, 155, 133),
    (362, 382, 381, 380, 374, 373, 390, 249, 263),
)
IRIS_CENTERS = (468, 473)

# An iris is 11.7 mm across, eyes are 63 mm apart: 11.9 px radius in the strip.
RADII_PX = (11.0, 11.8, 12.6, 13.4)
REACH_PX = (14, 5)  # how far from the expected place it is looked for: about 30° and 11° of turn
STEP_PX = 2.0  # the rim is blurred over about 4 px: brightness is compared that far out and in
# Angles on the two sides of the rim that are looked at, + = below: the upper lid hides more.
SIDE_DEG = np.linspace(-40.0, 50.0, 13)
# Limits of one point's step into the iris: a reflection must not outvote the rim.
STEP_LIMITS = (-0.10, 0.35)
MIN_SEEN = 4  # points of one side that must lie between the lids to count in full
_RED = 0  # skin and white of the eye are bright in red, irises of all colours dark
_PAD_PX = 24  # the strip is repeated beyond its edge so that no index leaves it


@dataclass(frozen=True)
class Iris:
    """One iris in pixels of the eye strip; `contrast` is the mean step at its rim, 0…1."""

    center: Point
    radius: float
    contrast: float


def find_irises(eyes: Plane) -> tuple[Iris, Iris]:
    """Both irises: image left, image right."""
    red = cv2.GaussianBlur(eyes.pixels[..., _RED], (0, 0), 1.0)
    padded = cv2.copyMakeBorder(red, *(_PAD_PX,) * 4, cv2.BORDER_REPLICATE)
    bright = np.asarray(padded, dtype=np.float32)
    return _find_iris(bright, eyes.points, 0), _find_iris(bright, eyes.points, 1)


def lid_opening(points: FloatArray, side: int) -> FloatArray:
    """The polygon between the lids of one eye (0 image left, 1 image right), n × 2."""
    upper, lower = points[list(UPPER_LIDS[side]), :2], points[list(LOWER_LIDS[side]), :2]
    return np.concatenate([upper, lower[-2:0:-1]])


def _find_iris(bright: FloatArray, points: FloatArray, side: int) -> Iris:
    corners = points[[UPPER_LIDS[side][0], UPPER_LIDS[side][-1]], 0]
    start = (round(float(corners.mean())), round(float(points[IRIS_CENTERS[side], 1])))
    stride = bright.shape[1]
    outer, inner = _rim_indices(stride)
    first = (start[1] + _PAD_PX - REACH_PX[1]) * stride + start[0] + _PAD_PX - REACH_PX[0]
    flat = bright.ravel()
    outside = first + outer
    step = flat.take(outside) - flat.take(first + inner)
    seen = _between_lids(bright.shape, points, side).ravel().take(outside)
    counted = np.clip(step, *STEP_LIMITS) * seen
    sides = _summed(counted) / np.maximum(_summed(seen), MIN_SEEN)
    scores = sides.mean(axis=-1)  # radius × row × column; both sides weigh the same
    best, row, column = (int(v) for v in np.unravel_index(int(scores.argmax()), scores.shape))
    x = start[0] - REACH_PX[0] + column + _peak(scores[best, row], column)
    y = start[1] - REACH_PX[1] + row + _peak(scores[best, :, column], row)
    return Iris(Point(x, y), RADII_PX[best], float(scores[best, row, column]))


def _summed(values: FloatArray) -> FloatArray:
    """Over the last, short axis: a product does it in a quarter of the time of sum()."""
    length = values.shape[-1]
    flat = values.reshape(-1, length) @ np.ones(length, dtype=np.float32)
    return np.asarray(flat.reshape(values.shape[:-1]))


@cache
def _rim_indices(stride: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Flat offsets of the points outside and inside the rim: radius × row × column × side × angle.

    They count from the top left of the searched places.
    """
    radius = np.array(RADII_PX)[:, None, None, None, None]
    row = np.arange(2 * REACH_PX[1] + 1)[None, :, None, None, None]
    column = np.arange(2 * REACH_PX[0] + 1)[None, None, :, None, None]
    angle = np.radians(np.stack([SIDE_DEG, 180 - SIDE_DEG]))[None, None, None]

    def at(distance: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
        y = np.rint(row + distance * np.sin(angle)).astype(np.int64)
        x = np.rint(column + distance * np.cos(angle)).astype(np.int64)
        return y * stride + x

    return at(radius + STEP_PX), at(radius - STEP_PX)


def _between_lids(shape: tuple[int, ...], points: FloatArray, side: int) -> FloatArray:
    """1 between the lids, a pixel inside them: the lids' own edges are stronger than the rim."""
    mask = np.zeros(shape, np.float32)
    opening = (lid_opening(points, side) + _PAD_PX) * 16  # four bits of sub-pixel
    cv2.fillPoly(mask, [np.rint(opening).astype(np.int32)[:, None]], 1.0, shift=4)
    return np.asarray(cv2.erode(mask, np.ones((3, 1), np.uint8)), dtype=np.float32)


def _peak(values: npt.NDArray[np.float32], at: int) -> float:
    """The offset of a parabola's top through the best value and its neighbours, −.5….5."""
    if not 0 < at < len(values) - 1:
        return 0.0
    before, here, after = (float(v) for v in values[at - 1 : at + 2])
    bend = before - 2 * here + after
    return 0.0 if bend >= 0 else float(np.clip((before - after) / (2 * bend), -0.5, 0.5))


def iris_offsets(irises: tuple[Iris, Iris], points: FloatArray) -> FloatArray:
    """Iris centre minus the middle of the eye's corners, per eye, share of the eye distance."""
    offsets = []
    for iris, upper in zip(irises, UPPER_LIDS, strict=True):
        middle = (points[upper[0], :2] + points[upper[-1], :2]) / 2
        offsets.append((np.array(iris.center) - middle) / EYES_IOD_PX)
    return np.array(offsets, dtype=np.float32)
