"""How the head is turned: the canonical face mesh fitted to the landmarks.

The same steps as MediaPipe's face geometry (a pinhole camera with 63° vertical field of view, a
weighted Procrustes fit of the canonical mesh, twice to settle the depth), written anew.
"""

from __future__ import annotations

import struct
from functools import cache
from math import atan2, degrees, hypot, radians, tan

import numpy as np
import numpy.typing as npt

from ..face import FloatArray, HeadPose
from ..geometry import Extent
from .weights import read_weights

VERTICAL_FIELD_OF_VIEW_DEG = 63.0  # MediaPipe's assumed camera; portraits are shot with 20–40°
_MESH_POINTS = 468  # the canonical mesh has no irises
_VALUES_A_VERTEX = 5  # x, y, z, u, v

FloatMatrix = npt.NDArray[np.float64]


def head_pose(landmarks: FloatArray, extent: Extent) -> HeadPose:
    """Yaw, pitch and roll in degrees from 478 landmarks in pixels of an image of that extent."""
    rotation = _fit(landmarks, extent)
    # Columns are the head's axes in camera space: x right, y up, z towards the camera.
    nose = rotation[:, 2]
    across = rotation[:, 0]
    return HeadPose(
        yaw_deg=degrees(atan2(nose[0], nose[2])),
        pitch_deg=degrees(atan2(nose[1], hypot(nose[0], nose[2]))),
        roll_deg=-degrees(atan2(across[1], hypot(across[0], across[2]))),
    )


def _fit(landmarks: FloatArray, extent: Extent) -> FloatMatrix:
    """The rotation of the canonical mesh, 3×3."""
    mesh, weights = canonical_mesh()
    height_at_near = 2 * tan(radians(VERTICAL_FIELD_OF_VIEW_DEG) / 2)
    scale = height_at_near / extent.height
    points = landmarks[:_MESH_POINTS].astype(np.float64)
    screen = np.column_stack(
        [
            (points[:, 0] + 0.5 - extent.width / 2) * scale,
            (extent.height / 2 - points[:, 1] - 0.5) * scale,
            points[:, 2] * scale,
        ]
    )
    offset = screen[:, 2].mean()
    flat = screen * (1, 1, -1)
    first, _ = _procrustes(mesh, flat, weights)
    second, _ = _procrustes(mesh, _unproject(screen, offset, first), weights)
    _, rotation = _procrustes(mesh, _unproject(screen, offset, first * second), weights)
    return rotation


def _unproject(screen: FloatMatrix, offset: float, scale: float) -> FloatMatrix:
    depth = (screen[:, 2] - offset + 1) / scale
    return np.column_stack([screen[:, 0] * depth, screen[:, 1] * depth, -depth])


def _procrustes(
    source: FloatMatrix, target: FloatMatrix, weights: FloatMatrix
) -> tuple[float, FloatMatrix]:
    """Scale and rotation that bring source to target, least squares (Akca 2003, section 2.4)."""
    total = weights.sum()
    source = source - weights @ source / total
    target = target - weights @ target / total
    left, _, right = np.linalg.svd(target.T @ (source * weights[:, None]))
    if np.linalg.det(left) * np.linalg.det(right) < 0:  # a mirror image is no rotation
        left[:, 2] *= -1
    rotation = left @ right
    moved = source @ rotation.T
    scale = (weights @ (moved * target)).sum() / (weights @ (source * source)).sum()
    return float(scale), np.asarray(rotation)


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
