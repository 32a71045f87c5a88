"""Where the sitter's skin is: face mesh minus eyes, brows and lips, times likeness in colour.

The colour is the sitter's own, measured on the cheeks, never a range of "skin colours". OKLab is
homogeneous in exposure, so a/L and b/L stay the same from the lit side to the shadow side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from ..color import oklab_to_srgb
from ..errors import EditError
from ..face import CHIN, FOREHEAD_TOP, Face
from ..geometry import Extent
from ..image import Pixels
from ..portrait import Portrait
from .planes import FloatArray, blurred, luma, ramp, resized, to_oklab, unit_px

# Outlines in the 478-point mesh.
FACE_OVAL = (
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152,
    148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
)  # fmt: skip
LIPS = (
    61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 409, 270, 269, 267, 0, 37, 39, 40, 185,
)  # fmt: skip
EYES = (
    (33, 7, 163, 144, 145, 153, 154, 155, 133, 173, 157, 158, 159, 160, 161, 246),
    (263, 249, 390, 373, 374, 380, 381, 382, 362, 398, 384, 385, 386, 387, 388, 466),
)
BROWS = (
    (70, 63, 105, 66, 107, 55, 65, 52, 53, 46),
    (300, 293, 334, 296, 336, 285, 295, 282, 283, 276),
)
CHEEKS = ((50, 101, 36, 205, 187, 123, 117), (280, 330, 266, 425, 411, 352, 346))

WORKING_UNIT_PX = 32.0  # IOD of the small copy on which the mask is drawn, at least
WORKING_SIDE_PX = 800  # its longer side at most: a small face in a large frame gets a coarse mask
COLOR_SPREAD = 0.030  # in a/L and b/L: one sitter's skin varies by about this much (London set)
PALE_SPREAD = 0.35  # of the skin's own chroma / L, when that is narrower: keeps white shirts out
FOREHEAD_REACH = 0.28  # of the IOD: the mesh ends about this far below the hair line
MIN_SKIN_UNIT_PX = 40.0  # IOD below which skin has no measurable texture, so it is left alone
DARKEST_SKIN, SURELY_SKIN = 0.35, 0.6  # of the cheeks' OKLab L: darker is hair, brow or nostril


@dataclass(frozen=True, eq=False)
class Skin:
    """The sitter's skin in one portrait.

    The `small_` planes are 0…1 on a copy with about WORKING_UNIT_PX between the eyes, `small` that
    copy in OKLab; the properties stretch them over the picture, `extent` large. `unit` is the IOD
    in the picture's pixels, `color` the cheeks' median OKLab.
    """

    extent: Extent
    unit: float
    color: FloatArray
    small: FloatArray
    small_face: FloatArray
    small_shape: FloatArray
    small_oval: FloatArray
    small_anywhere: FloatArray

    @cached_property
    def face(self) -> FloatArray:
        """The facial skin: without eyes, brows, lips, hair, shine and deep shadow."""
        return resized(self.small_face, *self.extent)

    @cached_property
    def shape(self) -> FloatArray:
        """The face without eyes, brows and lips, whatever its colour: shine and shadow included."""
        return resized(self.small_shape, *self.extent)

    @property
    def small_unit(self) -> float:
        """The IOD in pixels of the small planes."""
        return float(self.unit * self.small.shape[1] / self.extent.width)

    @property
    def small_person(self) -> FloatArray:
        """The whole face and all else of the sitter that has the skin's colour (neck, hands)."""
        return np.maximum(self.small_oval, self.small_anywhere)

    @cached_property
    def person(self) -> FloatArray:
        """As `small_person`, over the picture."""
        return resized(self.small_person, *self.extent)


def find_skin(portrait: Portrait) -> Skin | None:
    """The sitter's skin, or None where no face was seen."""
    face = portrait.face
    if face is None:
        return None
    small = _small_copy(portrait)
    scale_x = small.shape[1] / portrait.extent.width
    points = face.landmarks[:, :2] * (scale_x, small.shape[0] / portrait.extent.height)
    unit = unit_px(portrait) * scale_x
    lab = to_oklab(small)
    color = cheek_color(lab, points)
    alike = _likeness(lab, color)
    oval = _face_oval(points, alike.shape, unit)
    shape = oval * _without_features(points, alike.shape, unit)
    person = portrait.matte.alpha if portrait.matte else portrait.person
    on_person = 1.0 if person is None else resized(person, small.shape[1], small.shape[0])
    return Skin(
        portrait.extent,
        unit_px(portrait),
        color,
        lab,
        blurred(shape * alike, 0.04 * unit),
        blurred(shape, 0.04 * unit),
        blurred(oval, 0.08 * unit),
        blurred(np.asarray(alike * on_person, dtype=np.float32), 0.04 * unit),
    )


def _small_copy(portrait: Portrait) -> Pixels:
    """The picture a whole number of times smaller, which averages fastest."""
    fine_enough = int(unit_px(portrait) / WORKING_UNIT_PX)
    times = max(1, fine_enough, -(-max(portrait.extent) // WORKING_SIDE_PX))
    wide, high = portrait.extent.width // times, portrait.extent.height // times
    whole = portrait.pixels[: max(1, high) * times, : max(1, wide) * times]
    return resized(whole, max(1, wide), max(1, high))


def require_skin(portrait: Portrait, edit: str) -> tuple[Face, Skin]:
    """The face and its skin for an edit that works on skin texture.

    Raises EditError when no face was seen or it is too small to hold texture.
    """
    skin = find_skin(portrait)
    if portrait.face is None or skin is None:
        raise EditError(f"Edit {edit!r} needs a face and none was seen. Leave it out.")
    unit = portrait.face.interocular_px
    if unit < MIN_SKIN_UNIT_PX:
        raise EditError(
            f"Edit {edit!r} needs {MIN_SKIN_UNIT_PX:.0f} px between the eyes to keep skin texture; "
            f"this face has {unit:.0f}. Use a larger picture of the face."
        )
    return portrait.face, skin


def face_luma(portrait: Portrait) -> float | None:
    """The median luma of the facial skin, 0…1, or None where no face was seen."""
    skin = find_skin(portrait)
    if skin is None:
        return None
    inside = skin.small[skin.small_face > 0.5]
    if inside.size == 0:
        return None
    middle = np.median(inside, axis=0).astype(np.float32)
    return float(luma(oklab_to_srgb(middle).reshape(1, 1, 3))[0, 0])


def polygon_mask(
    points: FloatArray, outline: Sequence[int], shape: tuple[int, ...], grow_px: float = 0
) -> FloatArray:
    """1 inside the outline of these mesh points, 0 outside; grown (or shrunk) by `grow_px`."""
    plane = np.zeros(shape[:2], dtype=np.uint8)
    corners = np.round(points[list(outline)] * 16).astype(np.int32)  # 4 fractional bits
    cv2.fillPoly(plane, [corners], 1, shift=4)
    reach = round(abs(grow_px))
    if reach:
        kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
        plane = np.asarray((cv2.dilate if grow_px > 0 else cv2.erode)(plane, kernel), np.uint8)
    return plane.astype(np.float32)


def cheek_color(lab: FloatArray, points: FloatArray) -> FloatArray:
    """Median OKLab of the two cheeks."""
    inside = polygon_mask(points, CHEEKS[0], lab.shape) + polygon_mask(points, CHEEKS[1], lab.shape)
    values = lab[inside > 0]
    if values.size == 0:  # cheeks outside the picture: the whole face will do
        values = lab[polygon_mask(points, FACE_OVAL, lab.shape) > 0]
    if values.size == 0:
        return np.asarray(np.median(lab.reshape(-1, 3), axis=0), dtype=np.float32)
    return np.asarray(np.median(values, axis=0), dtype=np.float32)


def _likeness(lab: FloatArray, color: FloatArray) -> FloatArray:
    """How near each pixel is to the sitter's skin colour, 0…1, whatever light falls on it."""
    lightness = np.maximum(lab[..., 0], 0.02)
    red = lab[..., 1] / lightness - color[1] / color[0]
    yellow = lab[..., 2] / lightness - color[2] / color[0]
    spread = min(COLOR_SPREAD, PALE_SPREAD * float(np.hypot(color[1], color[2]) / color[0]))
    distance = np.sqrt(red * red + yellow * yellow) / max(spread, 0.004)
    near = ramp(distance, 3.0, 1.5)
    return near * ramp(lightness / color[0], DARKEST_SKIN, SURELY_SKIN)


def _face_oval(points: FloatArray, shape: tuple[int, ...], unit: float) -> FloatArray:
    """The face's oval, raised from where the mesh ends to the hair line."""
    oval = points[list(FACE_OVAL)]
    up = points[FOREHEAD_TOP] - points[CHIN]
    up = up / max(float(np.hypot(*up)), 1e-6)
    # 1 at the top of the oval, 0 at the height of the eyes and below.
    eyes = (points[EYES[0][0]] + points[EYES[1][0]]) / 2
    reach = np.clip((oval - eyes) @ up / max(float((points[FOREHEAD_TOP] - eyes) @ up), 1), 0, 1)
    raised = oval + FOREHEAD_REACH * unit * reach[:, None] * up
    return polygon_mask(raised, range(len(raised)), shape, -0.05 * unit)


def _without_features(points: FloatArray, shape: tuple[int, ...], unit: float) -> FloatArray:
    """1 everywhere but on eyes, brows and lips."""
    mask = np.ones(shape[:2], dtype=np.float32)
    for outline, grow in ((LIPS, 0.04), *((e, 0.09) for e in EYES), *((b, 0.05) for b in BROWS)):
        mask *= 1 - polygon_mask(points, outline, shape, grow * unit)
    return mask
