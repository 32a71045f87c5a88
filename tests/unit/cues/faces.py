"""Hand-made faces for the tests of the face families: landmarks and eyes with known truth."""

from __future__ import annotations

from dataclasses import replace
from math import cos, radians, sin

import cv2
import numpy as np

from catchlight.cues.close_up import EYES_IOD_PX, EYES_MIDDLE, EYES_SIZE, Plane
from catchlight.cues.iris import IRIS_CENTERS, LOWER_LIDS, UPPER_LIDS
from catchlight.face import Face, HeadPose
from catchlight.geometry import Box
from catchlight.portrait import Portrait
from catchlight.vision.face import BLENDSHAPE_NAMES
from catchlight.vision.head_pose import canonical_mesh

EYE_WIDTH_PX, EYE_HEIGHT_PX, IRIS_RADIUS_PX = 60.0, 22.0, 12.0
SKIN, WHITE, IRIS = (0.75, 0.55, 0.45), (0.85, 0.83, 0.8), (0.2, 0.16, 0.12)


def landmarks(yaw_deg: float = 0.0, pitch_deg: float = 0.0, iod_px: float = 100.0) -> np.ndarray:
    """478 landmarks of the average head at that pose, in the middle of a 640 px picture."""
    mesh, _ = canonical_mesh()
    eyes = [(mesh[a] + mesh[b]) / 2 for a, b in ((33, 133), (362, 263))]
    scale = iod_px / float(np.linalg.norm(eyes[1] - eyes[0]))
    yaw, pitch = radians(yaw_deg), radians(pitch_deg)
    turn = np.array([[cos(yaw), 0, sin(yaw)], [0, 1, 0], [-sin(yaw), 0, cos(yaw)]])
    nod = np.array([[1, 0, 0], [0, cos(pitch), sin(pitch)], [0, -sin(pitch), cos(pitch)]])
    centers = [eyes[0]] * 5 + [eyes[1]] * 5
    whole = np.vstack([mesh, np.array(centers)])
    points = whole @ (turn @ nod).T * (scale, -scale, -scale) + (320, 320, 0)
    return points.astype(np.float32)


def face(yaw_deg: float = 0.0, iod_px: float = 100.0, **shapes: float) -> Face:
    """A face with those blendshapes, the others 0."""
    blendshapes = dict.fromkeys(BLENDSHAPE_NAMES, 0.0) | shapes
    pose = HeadPose(yaw_deg, 0.0, 0.0)
    return Face(Box(200, 150, 440, 500), landmarks(yaw_deg, 0.0, iod_px), 0.99, blendshapes, pose)


def portrait(**how: float) -> Portrait:
    """A grey picture with that face: enough for everything that must be skipped."""
    return Portrait(np.full((640, 640, 3), 0.5, np.float32), face(**how), 1)


def unseen(**changes: object) -> Portrait:
    """A portrait whose face differs in one field."""
    base = portrait()
    assert base.face is not None
    return replace(base, face=replace(base.face, **changes))


def eye_strip(shift_px: float = 0.0, reflection: bool = False, dark: bool = False) -> Plane:
    """Two drawn eyes; the irises are moved sideways by `shift_px` from the corners' middle.

    `reflection` adds a bright spot to each iris; `dark` draws dark glasses over all.
    """
    width, height = EYES_SIZE
    fine = 8
    picture = np.empty((height * fine, width * fine, 3), np.float32)
    picture[:] = SKIN
    points = np.zeros((478, 3), np.float32)
    for side in (0, 1):
        x = EYES_MIDDLE.x + (side - 0.5) * EYES_IOD_PX
        corners = np.linspace(-1, 1, 9)
        lens = EYE_HEIGHT_PX / 2 * (1 - corners**2)
        across = x + corners * EYE_WIDTH_PX / 2
        points[list(UPPER_LIDS[side]), :2] = np.column_stack([across, EYES_MIDDLE.y - lens])
        points[list(LOWER_LIDS[side]), :2] = np.column_stack([across, EYES_MIDDLE.y + lens])
        points[IRIS_CENTERS[side], :2] = (x + 0.6 * shift_px, EYES_MIDDLE.y)
        opening = np.vstack(
            [points[list(UPPER_LIDS[side]), :2], points[list(LOWER_LIDS[side]), :2][::-1]]
        )
        eye = picture.copy()
        cv2.fillPoly(eye, [np.rint((opening + 0.5) * fine).astype(np.int32)], WHITE)
        inside = np.any(eye != picture, axis=2)
        center = (round((x + shift_px + 0.5) * fine), round((EYES_MIDDLE.y + 0.5) * fine))
        cv2.circle(eye, center, round(IRIS_RADIUS_PX * fine), IRIS, -1)
        if reflection:
            spot = (center[0] + 3 * fine, center[1] - 3 * fine)
            cv2.circle(eye, spot, 2 * fine, (1.0, 1.0, 1.0), -1)
        picture[inside] = eye[inside]
    small = cv2.resize(picture, EYES_SIZE, interpolation=cv2.INTER_AREA)
    pixels = small * 0.15 if dark else small
    return Plane(np.asarray(pixels, np.float32), np.eye(2, 3), points, 1.0)
