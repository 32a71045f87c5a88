"""Where a named detail lies in a portrait: a mask for each place, on a small copy of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
import numpy.typing as npt

from ..cues.close_up import EYES
from ..cues.patches import BROWS, CHEEKS, FACE_OVAL, LIPS
from ..face import CHIN, FOREHEAD_TOP, Face, FloatArray
from ..geometry import Point
from ..portrait import Portrait
from .named_detail import Place

Mask = npt.NDArray[np.bool_]

WORKING_IOD_PX = 80.0  # eyes this far apart on the small copy, at most: marks of 1 mm are one pixel
WORKING_SIDE_PX = 900  # and its longer side, at most
PERSON = 0.5
PERSON_EDGE = 0.3  # IODs kept off the person: a mask that is not quite true is no background
HAIR_ABOVE, HAIR_BESIDE = 1.0, 0.65  # how far hair is looked for, in heights and widths of the face
EAR_WIDTH = 0.35  # beside the face's outline, in IODs
# A mole: the blur that finds it, its radius, how far from a feature, in IODs; points around it
# that are looked at; how much darker than all of them, as a share of their light.
MARK_SIGMA, MARK_RADIUS, MARK_EDGE, MARK_RING, MARK_CONTRAST = 0.015, 0.06, 0.02, 12, 0.07
MARK_ON_SKIN = 0.6  # of the skin's median light: what is around a mark is skin, not hair
_NOSTRILS = (98, 97, 2, 326, 327, 64, 294, 48, 278, 115, 344, 19)
GROWN = {"eyes": 0.22, "brows": 0.12, "mouth": 0.15, "teeth": 0.03}  # around the outline, in IODs
_NOSE_BASE, _LEFT_JAW, _RIGHT_JAW = 2, 234, 454


@dataclass(frozen=True, eq=False)
class SmallCopy:
    """A portrait at working size; every place's mask is drawn on it."""

    portrait: Portrait

    @cached_property
    def face(self) -> Face:
        """The face; whoever makes a copy has seen to it that there is one."""
        face = self.portrait.face
        assert face is not None
        return face

    @property
    def iod(self) -> float:
        """Distance between the eyes, in pixels of the copy."""
        return self.face.interocular_px

    @cached_property
    def face_area(self) -> float:
        """Pixels of the face's outline."""
        return float(self._hull(FACE_OVAL).sum())

    def mask(self, place: Place) -> Mask:
        """Where the place is; all False where it is not in the picture."""
        if place in ("skin", "cheeks", "lower face"):
            return self._of_skin(place)
        if place == "mark":
            return self._mark
        if place in ("mouth", "teeth"):
            return self._grown(self._hull(LIPS), GROWN[place])
        if place in ("eyes", "brows"):
            parts = EYES if place == "eyes" else BROWS
            return self._grown(self._hull(parts[0]) | self._hull(parts[1]), GROWN[place])
        if place in ("hair", "headwear", "ears"):
            return self._beside_the_face(place)
        return self._of_the_scene(place)

    def _of_skin(self, place: Place) -> Mask:
        if place == "cheeks":
            return self._hull(CHEEKS[0]) | self._hull(CHEEKS[1])
        oval = self._hull(FACE_OVAL)
        if place == "lower face":
            rows = np.arange(len(oval))[:, None]
            below = rows > self.face.landmarks[_NOSE_BASE, 1]
            return np.asarray(oval & below & ~self._hull(LIPS))
        features = self._hull(LIPS)
        for part in (*EYES, *BROWS):
            features |= self._hull(part)
        return oval & ~self._grown(features, 0.05)

    @cached_property
    def _mark(self) -> Mask:
        """The spot around the plainest small dark mark of the skin; all False where there is none.

        Darker than every point around it at the size of a mole: folds, hairs and shadows go on.
        """
        skin = self._of_skin("skin")
        inner = skin & ~self._grown(~skin | self._hull(_NOSTRILS), MARK_EDGE)
        grey = cv2.cvtColor(np.clip(self.portrait.pixels, 0, 1), cv2.COLOR_RGB2GRAY)
        small = cv2.GaussianBlur(grey, (0, 0), MARK_SIGMA * self.iod)
        around = np.full_like(small, np.inf)
        for angle in np.linspace(0, 2 * np.pi, MARK_RING, endpoint=False):
            dx, dy = (MARK_RADIUS * self.iod * f(angle) for f in (np.cos, np.sin))
            shift = np.array([[1, 0, dx], [0, 1, dy]], np.float32)
            size = (small.shape[1], small.shape[0])
            moved = cv2.warpAffine(small, shift, size, borderMode=cv2.BORDER_REPLICATE)
            around = np.minimum(around, moved)
        on_skin = inner & (around > MARK_ON_SKIN * np.median(small[skin]))
        darker = np.where(on_skin, 1.0 - small / np.maximum(around, 1e-3), 0.0)
        rows, columns = self._grid
        row, column = np.unravel_index(int(darker.argmax()), darker.shape)
        if darker[row, column] < MARK_CONTRAST:
            return np.zeros_like(skin)
        near = np.hypot(rows - row, columns - column) < MARK_RADIUS * self.iod
        return np.asarray(near)

    def _beside_the_face(self, place: Place) -> Mask:
        points = self.face.landmarks[:, :2]
        top, chin = points[FOREHEAD_TOP, 1], points[CHIN, 1]
        left, right = points[_LEFT_JAW, 0], points[_RIGHT_JAW, 0]
        height, width = chin - top, right - left
        rows, columns = self._grid
        person, oval = self._person, self._hull(FACE_OVAL)
        if place == "ears":
            reach = EAR_WIDTH * self.iod
            middle = (top + chin) / 2
            beside = ((columns < left) & (columns > left - reach)) | (
                (columns > right) & (columns < right + reach)
            )
            found = beside & (rows > middle - 0.2 * height) & (rows < chin + 0.1 * height)
            return np.asarray(found)
        lowest = chin if place == "hair" else top + 0.15 * height
        near = (columns > left - HAIR_BESIDE * width) & (columns < right + HAIR_BESIDE * width)
        found = person & ~oval & near & (rows > top - HAIR_ABOVE * height) & (rows < lowest)
        return np.asarray(found)

    def _of_the_scene(self, place: Place) -> Mask:
        person, oval = self._person, self._hull(FACE_OVAL)
        if place == "background":
            return np.asarray(~self._grown(person, PERSON_EDGE))
        if place == "clothes":
            rows, _ = self._grid
            return np.asarray(person & ~oval & (rows > self.face.landmarks[CHIN, 1]))
        return ~oval  # the whole picture: the face's own skin holds no colour that was chosen

    def outline(self, mask: Mask) -> tuple[Point, ...]:
        """The mask's bounding box as a polygon in fractions of the picture; empty for none."""
        if not mask.any():
            return ()
        rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
        height, width = mask.shape
        left, right = float(columns[0] / width), float((columns[-1] + 1) / width)
        top, bottom = float(rows[0] / height), float((rows[-1] + 1) / height)
        return (Point(left, top), Point(right, top), Point(right, bottom), Point(left, bottom))

    @cached_property
    def _grid(self) -> tuple[FloatArray, FloatArray]:
        height, width = self.portrait.pixels.shape[:2]
        rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
        return rows, columns

    @cached_property
    def _person(self) -> Mask:
        mask = self.portrait.person_mask
        if mask is None:
            return np.zeros(self.portrait.pixels.shape[:2], dtype=np.bool_)
        return np.asarray(mask > PERSON)

    def _hull(self, indices: tuple[int, ...]) -> Mask:
        plane = np.zeros(self.portrait.pixels.shape[:2], np.uint8)
        points = np.rint(self.face.landmarks[list(indices), :2]).astype(np.int32)
        cv2.fillConvexPoly(plane, cv2.convexHull(points), 1)
        return np.asarray(plane > 0)

    def _grown(self, mask: Mask, iods: float) -> Mask:
        size = 2 * round(iods * self.iod) + 1
        kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
        return np.asarray(cv2.dilate(mask.astype(np.uint8), kernel) > 0)


def small_copy(portrait: Portrait) -> SmallCopy | None:
    """The working copy of a portrait; None when no face is known in it."""
    if portrait.face is None:
        return None
    scale = min(
        1.0,
        WORKING_IOD_PX / max(portrait.face.interocular_px, 1.0),
        WORKING_SIDE_PX / max(portrait.extent),
    )
    if scale == 1.0:
        return SmallCopy(portrait)
    size = (
        max(1, round(portrait.extent.width * scale)),
        max(1, round(portrait.extent.height * scale)),
    )
    pixels = cv2.resize(portrait.pixels, size, interpolation=cv2.INTER_AREA)
    return SmallCopy(portrait.resized(np.asarray(pixels, dtype=np.float32)))
