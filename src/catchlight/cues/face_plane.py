"""FacePlane: the face at a fixed scale with its skin mask, and the average face's normals.

The crop is upright as the picture is, so that directions of light are those of the picture.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from math import ceil, floor
from weakref import WeakKeyDictionary

import cv2
import numpy as np
import numpy.typing as npt

from ..color import luminance_from_lightness
from ..face import Face, FloatArray
from ..image import Pixels
from ..portrait import Portrait
from ..vision.head_pose import canonical_mesh
from ..vision.sampling import pyramid_of, to_tensor
from .order import median_color
from .scene import Mask, resized

FloatMatrix = npt.NDArray[np.float64]

PLANE_IOD_PX = 40.0  # distance of the eye centres in the crop: about 100 × 140 px of face
_MARGIN_IOD = 0.25  # kept around the landmarks, for blurs at the rim
_SKIN_INSET_IOD = 0.1  # skin is taken this far inside the face outline and outside the features
_SPARSE = 5  # every fifth skin pixel tells the median
_MESH_POINTS = 468
_NEIGHBOURS = 12  # mesh points in the plane fit of a normal: about a 1.5 cm patch

FACE_OUTLINE = (
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377,
    152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
)  # fmt: skip
LIPS = (
    61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146,
)  # fmt: skip
IMAGE_LEFT_EYE = (33, 7, 163, 144, 145, 153, 154, 155, 133, 173, 157, 158, 159, 160, 161, 246)
IMAGE_RIGHT_EYE = (263, 249, 390, 373, 374, 380, 381, 382, 362, 398, 384, 385, 386, 387, 388, 466)
IMAGE_LEFT_BROW = (70, 63, 105, 66, 107, 55, 65, 52, 53, 46)
IMAGE_RIGHT_BROW = (300, 293, 334, 296, 336, 285, 295, 282, 283, 276)
NOSTRILS = (98, 97, 2, 326, 327, 294, 19, 64)
_NOT_SKIN = (LIPS, IMAGE_LEFT_EYE, IMAGE_RIGHT_EYE, IMAGE_LEFT_BROW, IMAGE_RIGHT_BROW, NOSTRILS)


@dataclass(eq=False)
class FacePlane:
    """The face at PLANE_IOD_PX; `points` are the landmarks in the crop's pixels, z as x."""

    srgb: Pixels
    points: FloatArray

    @cached_property
    def lab(self) -> FloatArray:
        """CIELAB of the crop."""
        return np.asarray(cv2.cvtColor(self.srgb, cv2.COLOR_RGB2LAB), dtype=np.float32)

    @cached_property
    def luminance(self) -> FloatArray:
        """Relative luminance of the crop, 0…1, linear light."""
        return luminance_from_lightness(self.lab[..., 0])

    @cached_property
    def skin(self) -> Mask:
        """Where the crop shows facial skin: inside the outline, off brows, eyes, lips, nostrils.

        Beards, fringes and glasses are not told from skin; what uses it takes medians.
        """
        mask = np.zeros(self.srgb.shape[:2], dtype=np.uint8)
        outline = np.rint(self.points[list(FACE_OUTLINE), :2]).astype(np.int32)
        cv2.fillPoly(mask, [outline], 255)
        for part in _NOT_SKIN:
            around = np.rint(self.points[list(part), :2]).astype(np.int32)
            cv2.fillPoly(mask, [cv2.convexHull(around)], 0)
        mask[0], mask[-1], mask[:, 0], mask[:, -1] = 0, 0, 0, 0
        inset = 2 * round(_SKIN_INSET_IOD * PLANE_IOD_PX) + 1
        kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (inset, inset))
        return np.asarray(cv2.erode(mask, kernel) > 0)

    @cached_property
    def skin_srgb(self) -> FloatArray:
        """Median colour of the skin, sRGB."""
        return median_color(self.srgb[self.skin][::_SPARSE])

    @cached_property
    def skin_lab(self) -> FloatArray:
        """Median colour of the skin, CIELAB."""
        return median_color(self.lab[self.skin][::_SPARSE])

    def at_mesh_points(self, plane: FloatArray) -> FloatArray:
        """A plane's values at the 468 mesh points; points outside the crop take its rim."""
        x = np.clip(np.rint(self.points[:_MESH_POINTS, 0]), 0, plane.shape[1] - 1).astype(int)
        y = np.clip(np.rint(self.points[:_MESH_POINTS, 1]), 0, plane.shape[0] - 1).astype(int)
        return np.asarray(plane[y, x], dtype=np.float32)


_planes: WeakKeyDictionary[Portrait, FacePlane] = WeakKeyDictionary()


def face_plane_of(portrait: Portrait, face: Face) -> FacePlane:
    """The portrait's FacePlane; made at the first call and kept as long as the portrait."""
    plane = _planes.get(portrait)
    if plane is None:
        plane = _planes[portrait] = _make_plane(portrait, face)
    return plane


def _make_plane(portrait: Portrait, face: Face) -> FacePlane:
    pyramid = pyramid_of(portrait)
    # Twice as large as needed, so that the crop's edges and scale are not rounded coarsely.
    picture = pyramid.shrunk(face.interocular_px / (2 * PLANE_IOD_PX))
    step = pyramid.extent.width / picture.shape[1]
    # Pixel centres correspond: (0, 0) of a picture shrunk by n shows (n − 1) / 2 of the large one.
    seen = (face.landmarks - np.array([1, 1, 0]) * (step - 1) / 2) / step
    margin = _MARGIN_IOD * face.interocular_px / step
    near, far = seen.min(axis=0), seen.max(axis=0)
    left, top = max(0, floor(near[0] - margin)), max(0, floor(near[1] - margin))
    right, bottom = ceil(far[0] + margin) + 1, ceil(far[1] + margin) + 1
    crop = picture[top : max(bottom, top + 2), left : max(right, left + 2)]
    scale = PLANE_IOD_PX / face.interocular_px * step
    size = (max(2, round(crop.shape[1] * scale)), max(2, round(crop.shape[0] * scale)))
    srgb = resized(to_tensor(crop), size)
    stretch = np.array([size[0] / crop.shape[1], size[1] / crop.shape[0]])
    points = np.array(seen)
    points[:, :2] = (points[:, :2] - (left, top) + 0.5) * stretch - 0.5
    points[:, 2] *= stretch[0]
    return FacePlane(srgb, points.astype(np.float32))


@cache
def canonical_normals() -> FloatMatrix:
    """Outward unit normals of the average face, 468 × 3 (x right, y up, z to the camera)."""
    mesh, _ = canonical_mesh()
    distances = np.linalg.norm(mesh[:, None] - mesh[None], axis=-1)
    patches = mesh[np.argsort(distances, axis=1)[:, :_NEIGHBOURS]]
    patches = patches - patches.mean(axis=1, keepdims=True)
    _, vectors = np.linalg.eigh(np.einsum("nki,nkj->nij", patches, patches))
    normals = vectors[:, :, 0]  # the direction in which a patch is thinnest
    behind = mesh.mean(axis=0) - (0, 0, np.ptp(mesh[:, 2]))
    outward = np.sign(np.einsum("ni,ni->n", mesh - behind, normals))
    return np.asarray(normals * outward[:, None])


@cache
def mirrored_points() -> npt.NDArray[np.intp]:
    """For each of the 468 mesh points the index of its mirror image on the other half."""
    mesh, _ = canonical_mesh()
    flipped = mesh * (-1, 1, 1)
    distances = np.linalg.norm(mesh[None] - flipped[:, None], axis=-1)
    return np.asarray(np.argmin(distances, axis=1))


@cache
def canonical_x() -> FloatMatrix:
    """How far right of the midline each of the 468 mesh points lies, cm."""
    return canonical_mesh()[0][:, 0]


def turned_normals(landmarks: FloatArray) -> FloatMatrix:
    """The average face's normals, turned as the head is (orthographic Procrustes)."""
    mesh, _ = canonical_mesh()
    seen = landmarks[:_MESH_POINTS].astype(np.float64) * (1, -1, -1)
    seen = seen - seen.mean(axis=0)
    left, _, right = np.linalg.svd(seen.T @ (mesh - mesh.mean(axis=0)))
    proper = np.diag([1.0, 1.0, np.sign(np.linalg.det(left @ right))])
    return np.asarray(canonical_normals() @ (left @ proper @ right).T)
