"""Moving a face by its mesh: points and where they go → the picture, its masks and landmarks moved.

Method (BACKENDS.md section 2): the 478 landmarks move as told, a ring round the face moves with a
share of the face's edge, a wider ring stays; between them the backward movement is interpolated
linearly over the triangles of the *moved* points and softened; the picture is resampled once with
a Lanczos kernel, only inside the outer ring.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

import cv2
import numpy as np
import numpy.typing as npt

from ..face import Face, FloatArray
from ..portrait import Matte, Portrait
from ..vision.bands import bands

FACE_OVAL = (
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152,
    148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
)  # fmt: skip
CELL_SHARE, COARSE_SHARE = 1 / 48, 1 / 12  # IOD: spacing of the field on the face, around it
MESH_POINTS = 478
EDGE_MARGIN = 3.0  # × the largest movement: over how wide a border the picture's edge holds it
OPAQUE = 0.98  # alpha from which the foreground is the picture itself
STILL_PX = 0.02  # movements smaller than this are not worth a resampling


@dataclass(frozen=True)
class Ring:
    """Points round the face: `scale` × the oval about its centre, moving with `share` of it."""

    scale: float
    share: float


EXPRESSION_RINGS = (Ring(1.35, 0.35), Ring(1.9, 0.0))
TURN_RINGS = (Ring(1.5, 0.55), Ring(2.3, 0.0))


@dataclass(frozen=True)
class MeanFace:
    """The average neutral face and what a smile does to it, in eye distances, 478 × 3.

    Fitted by scripts/fit_smile_field.py to the Face Research Lab London Set (DeBruine & Jones
    2017, CC BY 4.0). `mirror` gives each point's partner on the other side, `triangles` the mesh.
    """

    mean: FloatArray
    smile: FloatArray
    mirror: npt.NDArray[np.int16]
    triangles: npt.NDArray[np.int16]


@cache
def mean_face() -> MeanFace:
    """The shipped MeanFace."""
    path = resources.files(__package__) / "smile_field.npz"
    with path.open("rb") as file, np.load(file) as arrays:
        return MeanFace(*(arrays[name] for name in ("mean", "smile", "mirror", "triangles")))


@dataclass(frozen=True)
class Fit:
    """How the mean face lies in the picture: pixels = scale × rotation · mean + shift."""

    scale: float
    rotation: FloatArray

    def to_pixels(self, movement: FloatArray) -> FloatArray:
        """A movement of the mean face (…, 3), in eye distances → pixels in the picture."""
        return np.asarray(self.scale * movement @ self.rotation.T, dtype=np.float32)


def fit_mean_face(face: Face) -> Fit:
    """Least-squares similarity in 3-D (Procrustes) of the mean face to this face."""
    source = mean_face().mean[:468].astype(np.float64)
    target = face.landmarks[:468].astype(np.float64)
    a, b = source - source.mean(axis=0), target - target.mean(axis=0)
    u, s, vt = np.linalg.svd(b.T @ a)
    sign = np.array([1.0, 1.0, np.sign(np.linalg.det(u @ vt))])
    scale = float((s * sign).sum() / (a**2).sum())
    return Fit(scale, np.asarray((u * sign) @ vt, dtype=np.float32))


@dataclass(frozen=True)
class Movement:
    """A backward field over a rectangle of the picture: out(x, y) = in(x + dx, y + dy)."""

    left: int
    top: int
    dx: FloatArray
    dy: FloatArray

    @property
    def window(self) -> tuple[slice, slice]:
        """The rectangle as rows and columns."""
        height, width = self.dx.shape
        return slice(self.top, self.top + height), slice(self.left, self.left + width)


def movement_of(
    portrait: Portrait,
    face: Face,
    shift_px: FloatArray,
    rings: tuple[Ring, ...],
    carry: Callable[[FloatArray], FloatArray] | None = None,
    softness: float = 0.02,
) -> Movement | None:
    """The field that moves each landmark by `shift_px` (478, 2); None when nothing moves.

    A ring moves with the oval's points, or by `carry` of its own places where that is given.
    `softness` is the width over which the field is smoothed, in eye distances.
    """
    if float(np.abs(shift_px).max(initial=0)) < STILL_PX:
        return None
    points = face.landmarks[:, :2].astype(np.float64)
    oval = points[list(FACE_OVAL)]
    center = oval.mean(axis=0)
    sources, moves = [points], [shift_px.astype(np.float64)]
    for ring in rings:
        places = center + (oval - center) * ring.scale
        along = carry(places) if carry and ring.share else shift_px[list(FACE_OVAL)]
        sources.append(places)
        moves.append(along.astype(np.float64) * ring.share)
    source, moved = np.concatenate(sources), np.concatenate(sources) + np.concatenate(moves)
    low = np.floor(moved.min(axis=0)).astype(int)
    high = np.ceil(moved.max(axis=0)).astype(int) + 1
    left, top = max(0, int(low[0])), max(0, int(low[1]))
    right, bottom = (
        min(portrait.extent.width, int(high[0])),
        min(portrait.extent.height, int(high[1])),
    )
    if right - left < 2 or bottom - top < 2:
        return None
    field = _field(moved, source - moved, (left, top, right, bottom), face.interocular_px, softness)
    field *= _edge_hold(portrait, left, top, field)[..., None]
    return Movement(left, top, field[..., 0], field[..., 1])


def _edge_hold(portrait: Portrait, left: int, top: int, field: FloatArray) -> FloatArray:
    """0 at the picture's edges … 1: nothing may be pulled in from outside the picture."""
    margin = EDGE_MARGIN * max(1.0, float(np.abs(field).max()))
    height, width = field.shape[:2]
    x = np.arange(left, left + width, dtype=np.float32)
    y = np.arange(top, top + height, dtype=np.float32)
    from_side = np.minimum(x, portrait.extent.width - 1 - x) / margin
    from_top = np.minimum(y, portrait.extent.height - 1 - y) / margin
    nearest = np.clip(np.minimum(from_side[None, :], from_top[:, None]), 0, 1)
    return np.asarray(nearest * nearest * (3 - 2 * nearest), dtype=np.float32)


Rectangle = tuple[int, int, int, int]  # left, top, right, bottom in pixels


def _field(
    points: npt.NDArray[np.float64],
    values: npt.NDArray[np.float64],
    whole: Rectangle,
    unit: float,
    softness: float,
) -> FloatArray:
    """Values at every pixel of the rectangle: fine on the face, coarse over the wide rings.

    Both sample the same triangles, so they agree where the fine part fades into the coarse one.
    """
    from scipy.interpolate import LinearNDInterpolator
    from scipy.spatial import Delaunay

    follow = LinearNDInterpolator(Delaunay(points), values, fill_value=0.0)
    coarse = _sampled(follow, whole, unit * COARSE_SHARE, softness * unit)
    mesh = points[:MESH_POINTS]
    margin = 0.15 * unit
    low, high = mesh.min(axis=0) - margin, mesh.max(axis=0) + margin
    left, top = max(whole[0], int(low[0])), max(whole[1], int(low[1]))
    right, bottom = min(whole[2], int(high[0]) + 1), min(whole[3], int(high[1]) + 1)
    if right - left < 2 or bottom - top < 2:
        return coarse
    fine = _sampled(follow, (left, top, right, bottom), unit * CELL_SHARE, softness * unit)
    inner = np.zeros(fine.shape[:2], dtype=np.float32)
    rim = max(1, int(margin / 2))
    inner[rim:-rim, rim:-rim] = 1
    share = cv2.blur(inner, (2 * rim + 1, 2 * rim + 1), borderType=cv2.BORDER_CONSTANT)
    part = coarse[top - whole[1] : bottom - whole[1], left - whole[0] : right - whole[0]]
    part += share[..., None] * (fine - part)
    return coarse


def _sampled(
    follow: Callable[..., npt.NDArray[np.float64]],
    rectangle: Rectangle,
    spacing: float,
    sigma_px: float,
) -> FloatArray:
    """The interpolated values on a grid of that spacing, softened, enlarged to every pixel."""
    left, top, right, bottom = rectangle
    cell = max(1.0, spacing)
    columns, rows = int((right - left) / cell) + 2, int((bottom - top) / cell) + 2
    xs, ys = np.meshgrid(left + np.arange(columns) * cell, top + np.arange(rows) * cell)
    soft = cv2.GaussianBlur(follow(xs, ys).astype(np.float32), (0, 0), max(0.3, sigma_px / cell))
    enlarge = np.array([[1 / cell, 0, 0], [0, 1 / cell, 0]], dtype=np.float64)
    return np.asarray(
        cv2.warpAffine(
            soft,
            enlarge,
            (right - left, bottom - top),
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REPLICATE,
        ),
        dtype=np.float32,
    )


def moved(portrait: Portrait, movement: Movement, face: Face) -> Portrait:
    """The portrait after the movement, with `face` as its face; masks and matte go along."""
    pixels = resample(portrait.pixels, movement, cv2.INTER_LANCZOS4)
    matte = portrait.matte
    if matte is not None:
        matte = _moved_matte(matte, movement)
    mask = portrait.person_mask if matte is None else None
    return replace(
        portrait,
        pixels=pixels,
        face=face,
        matte=matte,
        person=portrait.person if mask is None else resample(mask, movement, cv2.INTER_LINEAR),
    )


def _moved_matte(matte: Matte, movement: Movement) -> Matte:
    """The matte after the movement."""
    alpha = resample(matte.alpha, movement, cv2.INTER_LINEAR)
    smaller = _at_size(movement, matte.alpha.shape, matte.foreground.shape)
    return Matte(alpha, resample(matte.foreground, smaller, cv2.INTER_LINEAR))


def _at_size(movement: Movement, old: tuple[int, ...], new: tuple[int, ...]) -> Movement:
    """The movement for the same picture at another size; shapes as numpy has them."""
    if old[:2] == new[:2]:
        return movement
    by_y, by_x = new[0] / old[0], new[1] / old[1]
    rows, columns = movement.window
    left, top = int(columns.start * by_x), int(rows.start * by_y)
    size = (
        max(1, round(columns.stop * by_x) - left),
        max(1, round(rows.stop * by_y) - top),
    )
    dx, dy = (cv2.resize(plane, size) for plane in (movement.dx, movement.dy))
    return Movement(left, top, np.asarray(dx * by_x), np.asarray(dy * by_y))


def resample(plane: FloatArray, movement: Movement, interpolation: int) -> FloatArray:
    """A plane or picture after the movement; outside its rectangle the same values."""
    height, width = movement.dx.shape
    result = plane.copy()
    for rows in bands(height, width):
        top, bottom = movement.top + rows.start, movement.top + rows.stop
        part = resample_part(plane, movement, rows, interpolation)
        result[top:bottom, movement.left : movement.left + width] = part
    return result


def resample_part(
    plane: FloatArray, movement: Movement, rows: slice, interpolation: int
) -> FloatArray:
    """Those rows of the movement's rectangle after it."""
    height, width = movement.dx.shape
    across = np.arange(movement.left, movement.left + width, dtype=np.float32)
    down = np.arange(movement.top, movement.top + height, dtype=np.float32)[rows, None]
    x, y = movement.dx[rows] + across, movement.dy[rows] + down
    part = cv2.remap(plane, x, y, interpolation, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(np.clip(part, 0, 1, out=part), dtype=np.float32)
