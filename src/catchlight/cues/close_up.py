"""CloseUp: the face upright at fixed eye distances, and its landmarks read twice.

The face families measure here, so a resize, a crop or a tilt of the picture changes little and the
warps are made once per portrait. The landmarks are the mean of the picture's and of its mirror's:
what the network sees on one side only because it is that side cancels out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import hypot
from weakref import WeakKeyDictionary

import cv2
import numpy as np
import numpy.typing as npt

from ..face import Face, FloatArray
from ..geometry import Point
from ..image import Pixels
from ..portrait import Portrait
from ..vision.face import read_mirror
from ..vision.head_pose import head_pose, straightened
from ..vision.sampling import (
    Bytes,
    Pyramid,
    compose,
    extent_of,
    inverse,
    pyramid_of,
    resize_matrix,
    to_tensor,
)

FACE_IOD_PX = 80.0  # eye distance of the face plane: most portraits are shrunk to it, not enlarged
EYES_IOD_PX = 128.0  # eye distance of the eye strip: the iris is then 12 px in radius
# Where the middle between the eyes lies, and the size of each plane, in pixels.
FACE_MIDDLE, FACE_SIZE = Point(100, 96), (200, 256)
EYES_MIDDLE, EYES_SIZE = Point(128, 36), (256, 72)
COLOR_STEP = 2  # colour needs no finer pixels than every second one of the face plane

# Frontal uncovered faces stay within .025, turned ones (25°) within .031; a covered mouth reads
# .03–.05, a covered lower face .03–.09, a covered eye .02–.1 (painted over on 20 London faces).
STEADY_WITHIN, STEADY_TURN_SHARE = 0.027, 0.0005

MOUTH = (
    61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146,
    78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308, 324, 318, 402, 317, 14, 87, 178, 88, 95,
)  # fmt: skip
EYES = (
    (33, 246, 161, 160, 159, 158, 157, 173, 133, 155, 154, 153, 145, 144, 163, 7),
    (362, 398, 384, 385, 386, 387, 388, 466, 263, 249, 390, 373, 374, 380, 381, 382),
)

_GREEN = 1  # index of the channel

FloatMatrix = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Plane:
    """A piece of the picture, turned level and scaled to a known eye distance.

    `pixels` is in colour or one channel of it. `matrix` maps picture pixels to plane pixels;
    `points` are the landmarks in plane pixels. `scale` is plane pixels per picture pixel: above 1
    the picture had to be enlarged.
    """

    pixels: FloatArray
    matrix: FloatMatrix
    points: FloatArray
    scale: float

    def to_picture(self, points: npt.ArrayLike) -> FloatMatrix:
        """Plane pixels → picture pixels, n × 2."""
        back = cv2.invertAffineTransform(self.matrix)
        xy = np.asarray(points, dtype=np.float64).reshape(-1, 2)
        return np.asarray(xy @ back[:, :2].T + back[:, 2])


@dataclass(eq=False)
class CloseUp:
    """What the face families share.

    `face` has the averaged landmarks, blendshapes and pose; `seen` and `mirror` are the two
    readings it is the mean of.
    """

    picture: Pyramid
    seen: Face
    mirror: Face
    face: Face

    @cached_property
    def plane(self) -> Plane:
        """The whole face at FACE_IOD_PX in green: most of the light, least JPEG chroma loss."""
        shape = (FACE_IOD_PX, FACE_MIDDLE, FACE_SIZE)
        return level_plane(self.picture, self.face, *shape, channel=_GREEN)

    @cached_property
    def colors(self) -> Pixels:
        """The plane in colour, every COLOR_STEP-th pixel of it."""
        middle = Point(FACE_MIDDLE.x / COLOR_STEP, FACE_MIDDLE.y / COLOR_STEP)
        size = (FACE_SIZE[0] // COLOR_STEP, FACE_SIZE[1] // COLOR_STEP)
        return level_plane(self.picture, self.face, FACE_IOD_PX / COLOR_STEP, middle, size).pixels

    @cached_property
    def eyes(self) -> Plane:
        """The strip with both eyes at EYES_IOD_PX."""
        return level_plane(self.picture, self.face, EYES_IOD_PX, EYES_MIDDLE, EYES_SIZE)

    @cached_property
    def straight(self) -> FloatArray:
        """The landmarks turned to face the camera, in eye distances; see `straightened`."""
        return straightened(self.face.landmarks)

    @cached_property
    def _apart(self) -> FloatArray:
        """How far apart the two readings see each landmark, share of the eye distance."""
        apart = self.seen.landmarks - self.mirror.landmarks
        return np.asarray(np.hypot(apart[:, 0], apart[:, 1]) / self.face.interocular_px)

    def unsteadiness(self, landmarks: Sequence[int]) -> float:
        """Mean distance between the two readings of these landmarks, share of the eye distance."""
        return float(self._apart[list(landmarks)].mean())

    def covered(self, part: str) -> str:
        """Why the "mouth" or the "eyes" cannot be trusted, in words; empty when they can.

        The landmark network always draws a whole face and is sure of it. What it had to guess
        does not hold still between the picture and its mirror.
        """
        assert self.face.pose is not None
        limit = STEADY_WITHIN + STEADY_TURN_SHARE * abs(self.face.pose.yaw_deg)
        groups = (MOUTH,) if part == "mouth" else EYES
        if max(self.unsteadiness(group) for group in groups) <= limit:
            return ""
        return f"the {part} cannot be seen clearly: covered, in deep shadow or out of the picture"


_close_ups: WeakKeyDictionary[Portrait, CloseUp] = WeakKeyDictionary()


def close_up(portrait: Portrait) -> CloseUp:
    """The portrait's CloseUp; made at the first call and kept as long as the portrait.

    The portrait must have a face.
    """
    kept = _close_ups.get(portrait)
    if kept is None:
        if portrait.face is None:
            raise ValueError("a close-up needs a portrait with a face")
        mirror = read_mirror(portrait)
        kept = CloseUp(pyramid_of(portrait), portrait.face, mirror, averaged(portrait.face, mirror))
        _close_ups[portrait] = kept
    return kept


def averaged(seen: Face, mirror: Face) -> Face:
    """The mean of two readings of one face; the pose is read from the mean landmarks."""
    landmarks = ((seen.landmarks + mirror.landmarks) / 2).astype(np.float32)
    blendshapes = {
        name: (value + mirror.blendshapes.get(name, value)) / 2
        for name, value in seen.blendshapes.items()
    }
    return replace(seen, landmarks=landmarks, blendshapes=blendshapes, pose=head_pose(landmarks))


def level_plane(
    picture: Pyramid,
    face: Face,
    iod_px: float,
    middle: Point,
    size: tuple[int, int],
    channel: int | None = None,
) -> Plane:
    """The face turned level and scaled to that eye distance, its eyes' middle at `middle`.

    In colour, or one channel of it.
    """
    left, right = face.eye_centers
    along = np.array([right.x - left.x, right.y - left.y])
    iod = float(np.hypot(*along))
    scale = iod_px / iod
    c, s = along / iod * scale
    matrix = np.array([[c, s, 0.0], [-s, c, 0.0]])
    center = np.array([left.x + right.x, left.y + right.y]) / 2
    matrix[:, 2] = np.array(middle) - matrix[:, :2] @ center
    points = face.landmarks.astype(np.float64)
    xy = points[:, :2] @ matrix[:, :2].T + matrix[:, 2]
    in_plane = np.column_stack([xy, points[:, 2] * scale]).astype(np.float32)
    level = picture.shrunk(1 / scale)
    from_level = compose(matrix, resize_matrix(extent_of(level), picture.extent))
    return Plane(_warped(level, from_level, size, channel), matrix, in_plane, scale)


def _warped(
    picture: Bytes, matrix: FloatMatrix, size: tuple[int, int], channel: int | None
) -> FloatArray:
    """Shrinking first averages areas, so that fine texture does not turn into false texture."""
    scale = hypot(matrix[0, 0], matrix[1, 0])
    rows, columns = _shown(picture, matrix, scale, size)
    seen = picture[rows, columns] if channel is None else picture[rows, columns, channel]
    part = to_tensor(seen)
    # Centres of pixels correspond: picture = (part + .5) · step − .5 + corner.
    step = np.ones(2)
    if scale < 1:
        height, width = part.shape[:2]
        small = (max(1, round(width * scale)), max(1, round(height * scale)))
        part = np.asarray(cv2.resize(part, small, interpolation=cv2.INTER_AREA), dtype=np.float32)
        step = np.array([width / small[0], height / small[1]])
    moved = matrix.copy()
    moved[:, :2] = matrix[:, :2] * step
    moved[:, 2] += matrix[:, :2] @ (np.array([columns.start, rows.start]) + 0.5 * step - 0.5)
    warped = cv2.warpAffine(
        part, moved, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(warped, dtype=np.float32)


def _shown(
    picture: Bytes, matrix: FloatMatrix, scale: float, size: tuple[int, int]
) -> tuple[slice, slice]:
    """The rows and columns of the picture that the plane shows, and the cubic kernel's reach."""
    corners = np.array([[0, 0], [size[0], 0], [0, size[1]], list(size)], dtype=np.float64)
    back = inverse(matrix)
    seen = corners @ back[:, :2].T + back[:, 2]
    height, width = picture.shape[:2]
    margin = 4 / min(scale, 1.0)
    left, top = (int(v) for v in np.clip(seen.min(axis=0) - margin, 0, (width - 2, height - 2)))
    right, bottom = (
        int(v) for v in np.clip(seen.max(axis=0) + margin, (left + 2, top + 2), (width, height))
    )
    return slice(top, bottom), slice(left, right)
