"""The shape that light falls on, and the light it is in: normals and a fit of nine harmonics."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from ..color import FloatArray, srgb_to_linear
from ..face import Face
from ..portrait import Portrait
from .displacement import FACE_OVAL, mean_face
from .harmonics import BAND_WEIGHTS, DIRECTION_CAP, EVEN, Light, harmonics
from .planes import blurred, luma, resized

Numbers = npt.NDArray[np.floating]

WORK_SIDE = 256  # pixels of the longest side at which light is computed: light is smooth
RIDGE = 0.06  # of the sample count: holds the fit to plain light where the face says little
LEAST_SKIN_PX = 40  # at working size: fewer cannot carry nine numbers
NOT_SKIN = (
    (33, 160, 158, 133, 153, 144), (362, 385, 387, 263, 373, 380), (70, 105, 107, 55, 52, 46),
    (300, 334, 336, 285, 282, 276), (61, 37, 267, 291, 314, 84), (48, 2, 278, 4),
)  # fmt: skip


@dataclass(frozen=True)
class Surface:
    """The sitter's shape at working size: normals (h, w, 3), and how sure each place is (h, w).

    `face` is 1 where the mesh gives the normal and 0 where only the silhouette does.
    """

    normals: FloatArray
    face: FloatArray
    scale: float


def surface(portrait: Portrait, face: Face) -> Surface:
    """Normals from the mesh on the face, from the inflated silhouette elsewhere."""
    scale = min(1.0, WORK_SIDE / max(portrait.extent))
    width = max(8, round(portrait.extent.width * scale))
    height = max(8, round(portrait.extent.height * scale))
    points = face.landmarks[:468].astype(np.float64) * scale
    oval = points[list(FACE_OVAL), :2]
    unit = face.interocular_px * scale
    cover = np.zeros((height, width), dtype=np.float32)
    cv2.fillConvexPoly(cover, cv2.convexHull(oval.astype(np.float32)).astype(np.int32), 1.0)
    cover = blurred(cover, 0.14 * unit)
    mesh = _interpolated(points[:, :2], vertex_normals(points), width, height, unit)
    body = _inflated(portrait, width, height, unit)
    normals = body + cover[..., None] * (mesh - body)
    length = np.linalg.norm(normals, axis=-1, keepdims=True)
    return Surface(np.asarray(normals / np.maximum(length, 1e-6), np.float32), cover, scale)


def vertex_normals(points: Numbers) -> FloatArray:
    """Unit normals of the mesh's vertices in the light's axes, towards the camera."""
    triangles = mean_face().triangles.astype(int)
    a, b, c = (points[triangles[:, k]] for k in range(3))
    flat = np.cross(b - a, c - a)
    flat *= np.where(flat[:, 2:] > 0, -1, 1)  # outward is towards the camera: z negative
    total = np.zeros_like(points)
    for k in range(3):
        np.add.at(total, triangles[:, k], flat)
    total /= np.maximum(np.linalg.norm(total, axis=1, keepdims=True), 1e-9)
    return np.asarray(np.stack([total[:, 0], total[:, 2], -total[:, 1]], axis=-1), np.float32)


def _interpolated(
    places: Numbers, values: Numbers, width: int, height: int, unit: float
) -> FloatArray:
    from scipy.interpolate import LinearNDInterpolator

    step = max(1.0, unit / 16)
    columns, rows = int(width / step) + 2, int(height / step) + 2
    xs, ys = np.meshgrid(np.arange(columns) * step, np.arange(rows) * step)
    hull = cv2.convexHull((places / step).astype(np.float32))
    inside = np.zeros((rows, columns), dtype=np.uint8)
    cv2.fillConvexPoly(inside, np.rint(hull).astype(np.int32), 1)
    near = cv2.dilate(inside, np.ones((3, 3), np.uint8)) > 0  # points far outside are slow to miss
    found = LinearNDInterpolator(places, values, fill_value=np.nan)(xs[near], ys[near])
    outward = values.mean(axis=0)
    grid = np.empty((rows, columns, 3), dtype=np.float32)
    grid[:] = outward
    grid[near] = np.where(np.isnan(found), outward, found)
    soft = cv2.GaussianBlur(grid, (0, 0), 1.2)
    enlarge = np.array([[1 / step, 0, 0], [0, 1 / step, 0]])
    return np.asarray(
        cv2.warpAffine(
            soft, enlarge, (width, height), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        ),
        dtype=np.float32,
    )


def _inflated(portrait: Portrait, width: int, height: int, unit: float) -> FloatArray:
    """Normals of the silhouette blown up like a cushion: outward at its edge, frontal inside."""
    mask = portrait.person_mask
    frontal = np.zeros((height, width, 3), dtype=np.float32)
    frontal[..., 1] = -1
    if mask is None:
        return frontal
    pad = int(2 * unit)
    small = cv2.copyMakeBorder(
        resized(mask, width, height), pad, pad, pad, pad, cv2.BORDER_REPLICATE
    )
    soft = blurred(np.asarray(small, np.float32), 0.55 * unit)[
        pad : pad + height, pad : pad + width
    ]
    soft = np.ascontiguousarray(soft)
    slope_x = cv2.Sobel(soft, cv2.CV_32F, 1, 0, ksize=3) / 8 * unit * 1.5
    slope_y = cv2.Sobel(soft, cv2.CV_32F, 0, 1, ksize=3) / 8 * unit * 1.5
    normals = np.stack([-slope_x, -np.ones_like(slope_x), slope_y], axis=-1)
    return np.asarray(normals / np.linalg.norm(normals, axis=-1, keepdims=True), np.float32)


def light_on(portrait: Portrait, shape: Surface, face: Face) -> Light:
    """The light that the face is in, by least squares of skin luminance on the nine functions.

    Shadows and shine are left out by two rounds that drop what lies far off; freckles, beards and
    make-up still disturb it a little.
    """
    height, width = shape.face.shape
    light = srgb_to_linear(luma(resized(portrait.pixels, width, height)))
    skin = shape.face > 0.85
    points = face.landmarks[:, :2] * shape.scale
    hidden = np.zeros(skin.shape, dtype=np.uint8)
    for group in NOT_SKIN:
        hull = cv2.convexHull(points[list(group)].astype(np.float32)).astype(np.int32)
        cv2.fillConvexPoly(hidden, hull, 1)
        cv2.polylines(hidden, [hull], True, 1, 3)
    skin &= hidden == 0
    if skin.sum() < LEAST_SKIN_PX:
        return EVEN
    design = harmonics(shape.normals[skin]) * BAND_WEIGHTS
    seen = light[skin]
    keep = np.abs(seen / np.median(seen) - 1) < 1.5
    ridge = np.diag([0.0, *[RIDGE] * 3, *[RIDGE * 3] * 5])
    fitted = np.zeros(9)
    for _ in range(3):
        a, b = design[keep].astype(np.float64), seen[keep].astype(np.float64)
        scale = b.mean()
        fitted = np.linalg.solve(a.T @ a / len(b) + ridge, a.T @ (b / scale) / len(b))
        off = seen / scale - design @ fitted
        keep = np.abs(off) < 2 * max(float(off[keep].std()), 1e-3)
    directional = fitted[1:] / max(fitted[0], 1e-3)
    norm = float(np.linalg.norm(directional))
    return (1.0, *(float(v) for v in directional * min(1.0, DIRECTION_CAP / max(norm, 1e-6))))
