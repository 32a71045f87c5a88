"""Patches: the parts of the face plane that show skin only."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from ..face import FloatArray
from .close_up import Plane
from .iris import LOWER_LIDS, UPPER_LIDS

CHEEKS = (
    (116, 117, 118, 101, 36, 205, 187, 147, 123),
    (345, 346, 347, 330, 266, 425, 411, 376, 352),
)
FOREHEAD = (108, 151, 337, 336, 9, 107)
FACE_OVAL = (
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152,
    148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
)  # fmt: skip
LIPS = (
    61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146,
)  # fmt: skip
BROWS = (
    (70, 63, 105, 66, 107, 55, 65, 52, 53, 46),
    (300, 293, 334, 296, 336, 285, 295, 282, 283, 276),
)
FAR_SHARE = 0.4  # a cheek seen at less than this share of the other one's area is turned away
EDGE_PX = 3  # kept off the outline, where background and hair mix in

Mask = npt.NDArray[np.bool_]


def texture_patches(plane: Plane) -> tuple[tuple[FloatArray, Mask], ...]:
    """Both cheeks (a far one left out) and the forehead: polygon in plane pixels, and mask."""
    areas = [_area(plane.points[list(cheek), :2]) for cheek in CHEEKS]
    near = [
        cheek for cheek, area in zip(CHEEKS, areas, strict=True) if area >= FAR_SHARE * max(areas)
    ]
    polygons = [plane.points[list(patch), :2] for patch in (*near, FOREHEAD)]
    return tuple((polygon, _filled(plane, polygon, EDGE_PX)) for polygon in polygons)


def skin_mask(plane: Plane) -> Mask:
    """The face's outline without eyes, brows and lips, a little inside."""
    skin = _filled(plane, plane.points[list(FACE_OVAL), :2], 2 * EDGE_PX)
    eyes = ((*upper, *lower) for upper, lower in zip(UPPER_LIDS, LOWER_LIDS, strict=True))
    return np.asarray(skin & ~_grown(plane, (*eyes, *BROWS, LIPS)))


def _filled(plane: Plane, polygon: FloatArray, inside_px: int) -> Mask:
    mask = np.zeros(plane.pixels.shape[:2], np.uint8)
    cv2.fillPoly(mask, [np.rint(polygon).astype(np.int32)], 1)
    return np.asarray(cv2.erode(mask, np.ones((inside_px, inside_px), np.uint8)) > 0)


def _grown(plane: Plane, parts: tuple[tuple[int, ...], ...]) -> Mask:
    mask = np.zeros(plane.pixels.shape[:2], np.uint8)
    for part in parts:
        hull = cv2.convexHull(np.rint(plane.points[list(part), :2]).astype(np.int32))
        cv2.fillConvexPoly(mask, hull, 1)
    return np.asarray(cv2.dilate(mask, np.ones((5, 5), np.uint8)) > 0)


def _area(polygon: FloatArray) -> float:
    return float(cv2.contourArea(polygon.astype(np.float32)))
