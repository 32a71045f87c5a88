"""Movements of the face by action unit (FACS: Ekman, Friesen & Hager 2002), on the average face.

A movement is (478, 3) in eye distances: x to the image's right, y down, z away from the camera. The
smile is measured (`displacement.MeanFace`); the others are written here from what the muscles do
(FACS manual, chapters 2–6): some points are pulled, some hold still, and the skin between follows
without overshoot. Amounts are what strength 1 does; they are house values, chosen so that full
strength still looked like a photograph of the same person.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np

from ..color import FloatArray
from .displacement import FACE_OVAL, mean_face

Pull = tuple[float, float]  # x outward (towards the image's left on that side), y down

# Points of the image's left half; the mirror gives the right half.
EYE_CORNERS = (33, 133)
UPPER_LID = (246, 161, 160, 159, 158, 157, 173)
LOWER_LID = (7, 163, 144, 145, 153, 154, 155)
UPPER_FOLD = (247, 30, 29, 27, 28, 56, 190)
LOWER_FOLD = (25, 110, 24, 23, 22, 26, 112)
CHEEK_TOP = (31, 228, 229, 230, 231, 232, 233)
BROW_TOP = (70, 63, 105, 66, 107)  # outer → inner
BROW_EDGE = (46, 53, 52, 65, 55)
UPPER_LIP_RIM = (185, 40, 39, 37, 0)
LOWER_LIP_RIM = (146, 91, 181, 84, 17)
UPPER_LIP_INSIDE = (191, 80, 81, 82, 13)
LOWER_LIP_INSIDE = (95, 88, 178, 87, 14)
MOUTH_CORNERS = (61, 78)
NOSE = (1, 2, 4, 5, 6, 195, 197, 48, 64, 98, 97)
IRIS = (468, 469, 470, 471, 472)
FOREHEAD = (10, 109, 67, 103, 54, 151, 108, 69, 104, 68)
AROUND_MOUTH = (164, 92, 186, 57, 43, 106, 182, 83, 18, 200)


def _same(points: tuple[int, ...], pull: Pull) -> dict[int, Pull]:
    return dict.fromkeys(points, pull)


def _graded(points: tuple[int, ...], amounts: tuple[float, ...], pull: Pull) -> dict[int, Pull]:
    return {p: (pull[0] * a, pull[1] * a) for p, a in zip(points, amounts, strict=True)}


_ARCH = (0.35, 0.7, 0.95, 1.0, 0.95, 0.7, 0.35)  # a lid moves most in its middle
_INNER = (0.10, 0.25, 0.55, 0.90, 1.0)  # a brow pulled by its inner end
_WHOLE = (0.75, 1.0, 1.0, 0.95, 0.85)
_LIP = (0.30, 0.65, 0.9, 1.0, 1.0)  # corner → middle

_STILL_EYES = EYE_CORNERS + UPPER_LID + LOWER_LID + IRIS
_STILL_LOWER = (*NOSE, *MOUTH_CORNERS, *UPPER_LIP_RIM, *LOWER_LIP_RIM)

# name → (pulled points, points that hold still)
UNITS: Mapping[str, tuple[dict[int, Pull], tuple[int, ...]]] = {
    "lip_press": (  # AU24: both lips thinned against each other, corners a trace inward
        {
            **_graded(UPPER_LIP_RIM, _LIP, (0.0, 0.030)),
            **_graded(LOWER_LIP_RIM, _LIP, (0.0, -0.036)),
            **_same(MOUTH_CORNERS, (-0.006, 0.0)),
            **_same(UPPER_LIP_INSIDE + LOWER_LIP_INSIDE, (0.0, 0.0)),
        },
        (*AROUND_MOUTH, *NOSE, *CHEEK_TOP),
    ),
    "squinch": (  # AU7 with a little AU6: the lower lid rises, the upper hardly sinks
        {
            **_graded(LOWER_LID, _ARCH, (0.0, -0.040)),
            **_graded(LOWER_FOLD, _ARCH, (0.0, -0.034)),
            **_graded(CHEEK_TOP, _ARCH, (0.0, -0.020)),
            **_graded(UPPER_LID, _ARCH, (0.0, 0.008)),
        },
        (*EYE_CORNERS, *UPPER_FOLD, *IRIS, *BROW_EDGE, *BROW_TOP, *_STILL_LOWER),
    ),
    "brow_lower": (  # AU4: brows down, inner ends together
        {
            **_graded(BROW_TOP, _INNER, (-0.020, 0.060)),
            **_graded(BROW_EDGE, _INNER, (-0.020, 0.052)),
        },
        (*_STILL_EYES, *_STILL_LOWER, *FOREHEAD, *CHEEK_TOP),
    ),
    "brow_raise": (  # AU1 + AU2: the whole brow up
        {
            **_graded(BROW_TOP, _WHOLE, (0.0, -0.062)),
            **_graded(BROW_EDGE, _WHOLE, (0.0, -0.058)),
            **_graded(UPPER_FOLD, _ARCH, (0.0, -0.012)),
        },
        (*_STILL_EYES, *_STILL_LOWER, 10, 109, 67, 103, 54, *CHEEK_TOP),
    ),
    "brow_open": (  # AU4 undone: inner ends up and apart
        {
            **_graded(BROW_TOP, _INNER, (0.016, -0.040)),
            **_graded(BROW_EDGE, _INNER, (0.016, -0.040)),
        },
        (*_STILL_EYES, *_STILL_LOWER, *FOREHEAD, *CHEEK_TOP),
    ),
    "brow_settle": (  # AU1 undone: raised inner ends come down, without a frown
        {
            **_graded(BROW_TOP, _INNER, (0.0, 0.040)),
            **_graded(BROW_EDGE, _INNER, (0.0, 0.036)),
        },
        (*_STILL_EYES, *_STILL_LOWER, *FOREHEAD, *CHEEK_TOP),
    ),
}  # fmt: skip


@cache
def unit(name: str) -> FloatArray:
    """The movement (478, 3) of a unit at full strength, both sides alike."""
    from scipy.interpolate import RBFInterpolator

    pulled, still = UNITS[name]
    mesh, mirror = mean_face().mean, mean_face().mirror
    known: dict[int, Pull] = {}
    for point in (*still, *FACE_OVAL):
        known[point] = known[int(mirror[point])] = (0.0, 0.0)
    for point, (out, down) in pulled.items():
        known[point] = (-out, down)
        known[int(mirror[point])] = (out, down)
        if int(mirror[point]) == point:
            known[point] = (0.0, down)
    places = list(known)
    follow = RBFInterpolator(
        mesh[places, :2], np.array([known[p] for p in places]), kernel="linear"
    )
    movement = np.zeros((len(mesh), 3), dtype=np.float32)
    movement[:, :2] = follow(mesh[:, :2])
    return movement


def one_sided(movement: FloatArray, side: str, width: float = 0.35) -> FloatArray:
    """The movement on the image's "left" or "right" only, faded over `width` eye distances."""
    x = mean_face().mean[:, :1]
    toward = np.clip(0.5 + (x if side == "right" else -x) / width, 0, 1)
    return np.asarray(movement * (toward * toward * (3 - 2 * toward)), dtype=np.float32)


def lips_together(shift: FloatArray) -> FloatArray:
    """The shift with each pair of facing inner-lip points moved alike: the gap never changes.

    So closed lips are never opened onto invented teeth, nor open ones closed over real ones.
    """
    mirror = mean_face().mirror
    result = shift.copy()
    for upper, lower in zip(UPPER_LIP_INSIDE, LOWER_LIP_INSIDE, strict=True):
        for a, b in ((upper, lower), (int(mirror[upper]), int(mirror[lower]))):
            result[a] = result[b] = (shift[a] + shift[b]) / 2
    return result
