"""Lines of the face mesh: contours by MediaPipe's published landmark numbers, and a light web."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from ..face import Face
from ..geometry import Point

_MESH_POINTS = 468  # the irises come after these
OVAL = (
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377,
    152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
)  # fmt: skip
LIPS_OUTER = (
    61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 409, 270, 269, 267, 0, 37, 39, 40, 185,
)  # fmt: skip
LIPS_INNER = (
    78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308, 415, 310, 311, 312, 13, 82, 81, 80, 191,
)  # fmt: skip
IMAGE_LEFT_EYE = (33, 7, 163, 144, 145, 153, 154, 155, 133, 173, 157, 158, 159, 160, 161, 246)
IMAGE_RIGHT_EYE = (263, 249, 390, 373, 374, 380, 381, 382, 362, 398, 384, 385, 386, 387, 388, 466)
IMAGE_LEFT_BROW = (70, 63, 105, 66, 107, 55, 65, 52, 53, 46)
IMAGE_RIGHT_BROW = (300, 293, 334, 296, 336, 285, 295, 282, 283, 276)
NOSE = (168, 6, 197, 195, 5, 4)
NOSTRILS = (98, 97, 2, 326, 327)
CLOSED_CONTOURS = (
    LIPS_OUTER,
    LIPS_INNER,
    IMAGE_LEFT_EYE,
    IMAGE_RIGHT_EYE,
    IMAGE_LEFT_BROW,
    IMAGE_RIGHT_BROW,
)
OPEN_CONTOURS = (NOSE, NOSTRILS)
Run = tuple[Point, ...]


def contour(face: Face, indices: tuple[int, ...]) -> Run:
    """The landmarks of one contour, in order."""
    return tuple(face.point(index) for index in indices)


def web(face: Face) -> tuple[Run, ...]:
    """Edges of a triangulation of the mesh inside the face oval; each edge once."""
    points = face.landmarks[:_MESH_POINTS, :2].astype(np.float32)
    low, high = points.min(axis=0) - 2, points.max(axis=0) + 2
    size = (int(np.ceil(high[0] - low[0])) + 1, int(np.ceil(high[1] - low[1])) + 1)
    division = cv2.Subdiv2D((0, 0, *size))
    for point in points - low:
        division.insert((float(point[0]), float(point[1])))
    oval = face.landmarks[list(OVAL), :2] - low
    edges = np.asarray(division.getEdgeList(), dtype=np.float32).reshape(-1, 4)
    return tuple(
        (Point(x0 + low[0], y0 + low[1]), Point(x1 + low[0], y1 + low[1]))
        for x0, y0, x1, y1 in edges.tolist()
        if _inside(oval, (x0 + x1) / 2, (y0 + y1) / 2, size)
    )


def _inside(oval: npt.NDArray[np.float32], x: float, y: float, size: tuple[int, int]) -> bool:
    if not (0 <= x <= size[0] and 0 <= y <= size[1]):
        return False  # the triangulation's own outer frame
    return cv2.pointPolygonTest(oval.astype(np.float32), (x, y), False) >= 0
