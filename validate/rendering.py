"""A small renderer: a photographed face, laid on the canonical mesh, turned by a known angle.

The photo's landmarks are its texture coordinates. The shape takes its breadth and height from the
person (turned straight first) and its depth from the canonical mesh, so that the truth does not
depend on the depth the landmark network guesses. Rings of skirt behind the face carry ears, hair
and shoulders along, as face profiling does (Zhu 2016). The camera is a pinhole with a known
distance.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import cos, radians, sin

import cv2
import numpy as np
import numpy.typing as npt
from scipy.spatial import Delaunay

from catchlight.face import FloatArray
from catchlight.image import Pixels
from catchlight.portrait import Portrait
from catchlight.vision.head_pose import canonical_mesh

Matrix = npt.NDArray[np.float64]

FACE_OVAL = (
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152,
    148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
)  # fmt: skip
SKIRT = ((1.10, 1.2), (1.25, 4.0), (1.5, 8.0), (2.0, 11.0))  # (distance from the middle, cm behind)
TURNING_POINT_CM = np.array([0.0, 0.0, -3.0])  # about the middle of the head, behind the face
MESH_POINTS = 468
NOTHING = -1e4  # px: no texture place


@dataclass(frozen=True)
class Head:
    """A textured head: vertices in cm (x right, y up, z to the camera), texture places, faces."""

    vertices: Matrix
    texture: Matrix
    triangles: npt.NDArray[np.int32]
    photo: Pixels


@cache
def _topology() -> npt.NDArray[np.int32]:
    """Triangles of the face (over its frontal view) and of the skirt's rings."""
    mesh, _ = canonical_mesh()
    flat = Delaunay(mesh[:, :2]).simplices
    oval = set(FACE_OVAL)
    inner = [triangle for triangle in flat if not set(map(int, triangle)) <= oval]
    rings = [list(FACE_OVAL)]
    for level in range(len(SKIRT)):
        start = MESH_POINTS + level * len(FACE_OVAL)
        rings.append(list(range(start, start + len(FACE_OVAL))))
    strips = []
    for near, far in pairwise(rings):
        for i in range(len(near)):
            j = (i + 1) % len(near)
            strips += [(near[i], near[j], far[i]), (near[j], far[j], far[i])]
    return np.array([*map(tuple, inner), *strips], dtype=np.int32)


def head_of(portrait: Portrait) -> Head:
    """The head of a frontal portrait."""
    assert portrait.face is not None
    mesh, weights = canonical_mesh()
    seen = portrait.face.landmarks[:MESH_POINTS].astype(np.float64)
    straight = _straightened(seen * (1, -1, -1), mesh, weights)
    vertices = np.column_stack([straight[:, :2], mesh[:, 2]])
    middle, middle_seen = vertices.mean(axis=0), seen[:, :2].mean(axis=0)
    texture = seen[:, :2]
    oval = list(FACE_OVAL)
    shells, places = [vertices], [texture]
    for reach, behind in SKIRT:
        shell = middle[:2] + reach * (vertices[oval, :2] - middle[:2])
        shells.append(np.column_stack([shell, vertices[oval, 2] - behind]))
        places.append(middle_seen + reach * (texture[oval] - middle_seen))
    return Head(np.concatenate(shells), np.concatenate(places), _topology(), portrait.pixels)


def _straightened(points: Matrix, mesh: Matrix, weights: Matrix) -> Matrix:
    """The points turned, scaled and moved onto the canonical mesh (weighted Procrustes)."""
    w = weights[:, None] / weights.sum()
    center, target = (points * w).sum(axis=0), (mesh * w).sum(axis=0)
    p, q = points - center, mesh - target
    u, s, vt = np.linalg.svd((q * w).T @ p)
    u[:, 2] *= np.sign(np.linalg.det(u @ vt))
    s[2] *= np.sign(np.linalg.det(u @ vt))
    rotation = u @ vt
    scale = s.sum() / (p**2 * w).sum()
    return np.asarray(scale * p @ rotation.T + target)


def render(
    head: Head,
    yaw_deg: float,
    pitch_deg: float,
    distance_cm: float = 120.0,
    size: tuple[int, int] = (480, 600),
    cm_per_px: float = 0.075,
) -> Pixels:
    """The head turned (yaw + = to the image's right, pitch + = up) before a plain backdrop.

    `cm_per_px` is the scale in the plane of the turning point; the face is in the middle.
    """
    yaw, pitch = radians(yaw_deg), radians(pitch_deg)
    turn = np.array([[cos(yaw), 0, sin(yaw)], [0, 1, 0], [-sin(yaw), 0, cos(yaw)]])
    nod = np.array([[1, 0, 0], [0, cos(pitch), sin(pitch)], [0, -sin(pitch), cos(pitch)]])
    posed = (head.vertices - TURNING_POINT_CM) @ (turn @ nod).T
    nearness = distance_cm / (distance_cm - posed[:, 2])
    width, height = size
    x = (width - 1) / 2 + posed[:, 0] * nearness / cm_per_px
    y = (height - 1) / 2 - posed[:, 1] * nearness / cm_per_px
    where = rasterised(np.column_stack([x, y]), posed[:, 2], head.texture, head.triangles, size)
    across, down = np.ascontiguousarray(where[..., 0]), np.ascontiguousarray(where[..., 1])
    picture = cv2.remap(head.photo, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    backdrop = np.median(head.photo[:20].reshape(-1, 3), axis=0).astype(np.float32)
    covered = cv2.GaussianBlur((where[..., 0] > NOTHING / 2).astype(np.float32), (0, 0), 1.0)
    return np.asarray(backdrop + (picture - backdrop) * covered[..., None], dtype=np.float32)


def rasterised(
    points: Matrix, depth: Matrix, texture: Matrix, triangles: FloatArray, size: tuple[int, int]
) -> FloatArray:
    """For every pixel the texture place of the nearest triangle there, or NOTHING."""
    width, height = size
    places = np.full((height, width, 2), NOTHING, dtype=np.float32)
    nearest = np.full((height, width), -np.inf, dtype=np.float32)
    for corners in triangles:
        (ax, ay), (bx, by), (cx, cy) = points[corners]
        area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
        left, right = max(int(min(ax, bx, cx)), 0), min(int(max(ax, bx, cx)) + 2, width)
        top, bottom = max(int(min(ay, by, cy)), 0), min(int(max(ay, by, cy)) + 2, height)
        if abs(area) < 1e-9 or left >= right or top >= bottom:
            continue
        xs = np.arange(left, right)[None, :]
        ys = np.arange(top, bottom)[:, None]
        b = ((xs - ax) * (cy - ay) - (ys - ay) * (cx - ax)) / area
        c = ((ys - ay) * (bx - ax) - (xs - ax) * (by - ay)) / area
        a = 1 - b - c
        z = a * depth[corners[0]] + b * depth[corners[1]] + c * depth[corners[2]]
        window = nearest[top:bottom, left:right]
        shown = (a >= -1e-6) & (b >= -1e-6) & (c >= -1e-6) & (z > window)
        window[shown] = z[shown]
        weights = np.stack([a, b, c], axis=-1)[shown]
        places[top:bottom, left:right][shown] = weights @ texture[corners]
    return places
