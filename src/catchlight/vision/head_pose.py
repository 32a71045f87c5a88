"""How the head is turned: the canonical face mesh fitted to the landmarks.

Two fits that need no camera: a weighted Procrustes fit in three dimensions (Akca 2003), which uses
the depth that the landmark network gives, and a scaled orthographic fit of the picture plane alone
(POS of DeMenthon and Davis 1995). Both read turns a little short or long; the gains below were
fitted on rendered heads with known pose (`validate/head_pose.py` gives the error on them).
"""

from __future__ import annotations

import struct
from functools import cache
from math import atan2, degrees, hypot

import numpy as np
import numpy.typing as npt

from ..face import (
    IMAGE_LEFT_EYE_INNER,
    IMAGE_LEFT_EYE_OUTER,
    IMAGE_RIGHT_EYE_INNER,
    IMAGE_RIGHT_EYE_OUTER,
    FloatArray,
    HeadPose,
)
from .weights import read_weights

# True angle over the fitted one, least squares over 840 renders of 60 faces (yaw within 45°, pitch
# within 30°, camera 45–250 cm away): 8 % too high at 45 cm, 8 % too low at 250 cm.
DEPTH_YAW_GAIN = 1.078
PLANE_YAW_GAIN = 0.951
DEPTH_PITCH_GAIN = 0.989
DEPTH_PITCH_OFFSET_DEG = 0.67
_MESH_POINTS = 468  # the canonical mesh has no irises
_VALUES_A_VERTEX = 5  # x, y, z, u, v

FloatMatrix = npt.NDArray[np.float64]


def head_pose(landmarks: FloatArray) -> HeadPose:
    """Yaw, pitch and roll in degrees from 478 landmarks; where the face stands does not matter.

    Roll is the mean of the fitted head's and of the eye line's.
    """
    points = landmarks[:_MESH_POINTS].astype(np.float64) * (1, -1, -1)
    deep = _angles(_procrustes(points))
    flat = _angles(_orthographic(points[:, :2]))
    return HeadPose(
        yaw_deg=(DEPTH_YAW_GAIN * deep.yaw_deg + PLANE_YAW_GAIN * flat.yaw_deg) / 2,
        pitch_deg=DEPTH_PITCH_GAIN * deep.pitch_deg + DEPTH_PITCH_OFFSET_DEG,
        roll_deg=deep.roll_deg + _turned(_eye_line_deg(landmarks) - deep.roll_deg) / 2,
    )


def straightened(landmarks: FloatArray) -> FloatArray:
    """The landmarks of a head turned back to face the camera, 478 × 3.

    In eye distances from the middle between the eyes: x right, y down, z away from the camera. The
    turn is the one that the landmarks' own depth says, so their shape stays whole.
    """
    points = landmarks.astype(np.float64) * (1, -1, -1)
    turned = points @ _procrustes(points[:_MESH_POINTS])
    left = (turned[IMAGE_LEFT_EYE_OUTER] + turned[IMAGE_LEFT_EYE_INNER]) / 2
    right = (turned[IMAGE_RIGHT_EYE_INNER] + turned[IMAGE_RIGHT_EYE_OUTER]) / 2
    across = right - left
    distance = hypot(across[0], across[1])
    c, s = across[:2] / distance
    level = np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]])
    shown = (turned - (left + right) / 2) @ level / distance * (1, -1, -1)
    return np.asarray(shown, dtype=np.float32)


def _angles(rotation: FloatMatrix) -> HeadPose:
    """From a rotation whose columns are the head's axes: x right, y up, z towards the camera."""
    across, nose = rotation[:, 0], rotation[:, 2]
    return HeadPose(
        yaw_deg=degrees(atan2(nose[0], nose[2])),
        pitch_deg=degrees(atan2(nose[1], hypot(nose[0], nose[2]))),
        roll_deg=-degrees(atan2(across[1], across[0])),
    )


def _eye_line_deg(landmarks: FloatArray) -> float:
    left = landmarks[[IMAGE_LEFT_EYE_OUTER, IMAGE_LEFT_EYE_INNER], :2].mean(axis=0)
    right = landmarks[[IMAGE_RIGHT_EYE_INNER, IMAGE_RIGHT_EYE_OUTER], :2].mean(axis=0)
    return degrees(atan2(right[1] - left[1], right[0] - left[0]))


def _turned(angle_deg: float) -> float:
    """The same angle within ±180°."""
    return (angle_deg + 180) % 360 - 180


def _procrustes(points: FloatMatrix) -> FloatMatrix:
    """The rotation that, with a shift and a scale, brings the mesh to points (Akca 2003, 2.4)."""
    left, _, right = np.linalg.svd(points.T @ _fitting()[0])
    rotation = left @ right
    if np.linalg.det(rotation) < 0:  # a mirror image is no rotation
        left[:, 2] *= -1
        rotation = left @ right
    return np.asarray(rotation)


def _orthographic(points: FloatMatrix) -> FloatMatrix:
    """The rotation of the mesh whose first two rows best give the plane points (POS)."""
    left, _, right = np.linalg.svd((_fitting()[1] @ points).T, full_matrices=False)
    (a, b, c), (d, e, f) = flat = left @ right  # the nearest two orthogonal unit rows
    return np.vstack([flat, (b * f - c * e, c * d - a * f, a * e - b * d)])


@cache
def _fitting() -> tuple[FloatMatrix, FloatMatrix]:
    """The mesh centred and weighted, 468 × 3, and the pseudo-inverse of the mesh centred, 3 × 468.

    Either gives nothing for equal points, so what is fitted need not be centred.
    """
    mesh, weights = canonical_mesh()
    weighted = (mesh - weights @ mesh / weights.sum()) * weights[:, None]
    return weighted, np.linalg.pinv(mesh - mesh.mean(axis=0))


@cache
def canonical_mesh() -> tuple[FloatMatrix, FloatMatrix]:
    """The average face, 468 × 3 in centimetres (x right, y up, z to the camera), and weights."""
    metadata = read_weights("geometry_pipeline_metadata_landmarks.binarypb")
    values: list[float] = []
    weights = np.zeros(_MESH_POINTS)
    for number, _, body in _fields(metadata):
        if number == 1:  # canonical_mesh: its field 3 is the vertex buffer
            for inner, kind, data in _fields(body):
                if inner == 3:
                    count = len(data) // 4
                    values += struct.unpack(f"<{count}f", data) if kind in (2, 5) else ()
        if number == 2:  # procrustes_landmark_basis: landmark id and weight
            entry = {inner: data for inner, _, data in _fields(body)}
            weights[int.from_bytes(entry[1], "little")] = struct.unpack("<f", entry[2])[0]
    mesh = np.array(values, dtype=np.float64).reshape(_MESH_POINTS, _VALUES_A_VERTEX)
    return mesh[:, :3], weights


def _fields(message: bytes) -> list[tuple[int, int, bytes]]:
    """Number, wire type and raw value of each field of a protobuf message."""
    found, at = [], 0
    while at < len(message):
        key, at = _varint(message, at)
        number, kind = key >> 3, key & 7
        if kind == 0:
            value, at = _varint(message, at)
            found.append((number, kind, value.to_bytes(8, "little")))
            continue
        size = {1: 8, 5: 4}.get(kind)
        if size is None:
            size, at = _varint(message, at)
        found.append((number, kind, message[at : at + size]))
        at += size
    return found


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, at
