"""Face and Body: where the networks saw them. Records only, no detection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from .geometry import Box, Point

FloatArray = npt.NDArray[np.float32]

# Indices into the 478-point mesh. "image_left" is the left side of the picture as one looks at it
# (the sitter's right, for a picture that is not mirrored).
IMAGE_LEFT_IRIS, IMAGE_RIGHT_IRIS = 468, 473  # iris centres; 469–472 and 474–477 are their rims
IMAGE_LEFT_EYE_OUTER, IMAGE_LEFT_EYE_INNER = 33, 133
IMAGE_RIGHT_EYE_INNER, IMAGE_RIGHT_EYE_OUTER = 362, 263
CHIN, FOREHEAD_TOP, NOSE_TIP = 152, 10, 1
IMAGE_LEFT_MOUTH_CORNER, IMAGE_RIGHT_MOUTH_CORNER = 61, 291
UPPER_LIP_INNER, LOWER_LIP_INNER = 13, 14


@dataclass(frozen=True)
class HeadPose:
    """How the head is turned, in degrees.

    yaw + = the nose points to the image's right; pitch + = up; roll + = clockwise as seen (the eye
    on the image's right is lower).
    """

    yaw_deg: float
    pitch_deg: float
    roll_deg: float


@dataclass(frozen=True)
class Face:
    """One face: box and landmarks in pixels of its image.

    `landmarks` is (478, 3) float32: x right, y down, z in pixels with smaller = nearer to the
    camera. `presence` is 0…1. `blendshapes` maps the 52 names to 0…1 (several never move).
    `pose` is None when it was not estimated.
    """

    box: Box
    landmarks: FloatArray
    presence: float
    blendshapes: Mapping[str, float] = field(default_factory=dict)
    pose: HeadPose | None = None

    def point(self, index: int) -> Point:
        """One landmark in the image plane."""
        return Point(float(self.landmarks[index, 0]), float(self.landmarks[index, 1]))

    @cached_property
    def eye_centers(self) -> tuple[Point, Point]:
        """Midpoints between the eye corners: image left, image right."""
        xy = self.landmarks[:, :2]
        left = (xy[IMAGE_LEFT_EYE_OUTER] + xy[IMAGE_LEFT_EYE_INNER]) / 2
        right = (xy[IMAGE_RIGHT_EYE_INNER] + xy[IMAGE_RIGHT_EYE_OUTER]) / 2
        return Point(*map(float, left)), Point(*map(float, right))

    @cached_property
    def interocular_px(self) -> float:
        """IOD: the distance between the eye centres, in pixels."""
        left, right = self.eye_centers
        return float(np.hypot(right.x - left.x, right.y - left.y))

    def mapped(self, matrix: npt.NDArray[np.floating]) -> Face:
        """The face after a 2×3 affine map of the image (similarity: z scales with it)."""
        m = np.asarray(matrix, dtype=np.float64)
        points = self.landmarks.astype(np.float64)
        scale = float(np.sqrt(abs(np.linalg.det(m[:, :2]))))
        xy = points[:, :2] @ m[:, :2].T + m[:, 2]
        landmarks = np.column_stack([xy, points[:, 2] * scale]).astype(np.float32)
        corners = np.array(self.box.corners()) @ m[:, :2].T + m[:, 2]
        (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
        box = Box(float(left), float(top), float(right), float(bottom))
        return replace(self, landmarks=landmarks, box=box)


@dataclass(frozen=True)
class Body:
    """33 body points of one person.

    `points` is (33, 3) float32: x, y in pixels of the image (they may lie outside it), z in pixels;
    `visibility` is (33,) float32, 0…1. Order: MediaPipe's (11, 12 shoulders; 13, 14 elbows;
    15, 16 wrists; 23, 24 hips; the sitter's left first).
    """

    points: FloatArray
    visibility: FloatArray
    presence: float

    def mapped(self, matrix: npt.NDArray[np.floating]) -> Body:
        """The body after a 2×3 affine map of the image."""
        m = np.asarray(matrix, dtype=np.float64)
        points = self.points.astype(np.float64)
        scale = float(np.sqrt(abs(np.linalg.det(m[:, :2]))))
        xy = points[:, :2] @ m[:, :2].T + m[:, 2]
        return replace(self, points=np.column_stack([xy, points[:, 2] * scale]).astype(np.float32))
