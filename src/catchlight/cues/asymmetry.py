"""Asymmetry of the face: of its structure, and of its expression.

Structure: the straightened landmarks P and their mirror image P′ (left and right relabelled) are
laid on each other by Procrustes; half the remaining distance is how far each feature lies from
where perfect symmetry would put it (Klingenberg 2002). The landmarks are the mean of the picture's
and its mirror's reading, so the network's own left–right bias is out. A turned head leaves a known
pattern (the depth the network misjudges, perspective) and some noise: both are taken off.

It is a band, not a fault: real faces are asymmetric, and too little is a finding as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np
import numpy.typing as npt

from ..face import FloatArray
from ..portrait import Portrait
from ..reading import Cue, CueKind, Skip
from ..vision.face import mirror_index
from ..vision.head_pose import canonical_mesh
from .close_up import close_up
from .family import CueFamily, fractions, kind_cue, skip_all, usable_face

MIN_IOD_PX = 40.0
MAX_YAW_DEG = 25.0  # beyond it the pattern below no longer holds: OMI portraits read higher

# Brows, eyes, nose and mouth on the image's left; cheeks and outline slide along the skin and are
# left out, irises move with the gaze.
_BROW = (46, 53, 52, 65, 55, 70, 63, 105, 66, 107)
_EYE = (33, 246, 161, 160, 159, 158, 157, 173, 133, 155, 154, 153, 145, 144, 163, 7)
_NOSE = (48, 64, 98, 129, 49, 131, 115, 219, 1, 2, 4, 5, 6, 168, 195, 197)
_MOUTH = (
    61, 185, 40, 39, 37, 0, 17, 84, 181, 91, 146, 78, 191, 80, 81, 82, 13, 14, 87, 178, 88, 95,
)  # fmt: skip
_UNIT_CM = 4.45  # half the outer-eye distance of the canonical mesh, the unit of the pattern

# What turning by 1° adds, in eye distances, at x, y, z of the canonical mesh: sideways
# c0 + c1 z + c2 x² (its size is fitted to each face), upwards (c0 x + c1 x y) · yaw. Least squares
# over renders of 60 faces; it explains 80 % of what turning changes.
TURN_SIDEWAYS = (0.00031, 0.00021, -0.00158)
TURN_DOWN = (0.00038, 0.00087)
TURN_NOISE = 0.047  # root mean square that each degree of yaw adds on top, % of the eye distance

# Of the 60 neutral London faces: 5 % lie below, 5 % above.
LITTLE_BELOW, MARKED_ABOVE = 0.35, 0.90
# 90 % of the change between a frontal render and one turned by 15° (validate/asymmetry.py).
STRUCTURE_HALF_RANGE, EXPRESSION_HALF_RANGE = 0.4, 1.0

MOUTH_CORNER, BROW = (61, 40, 91), (55, 52, 105, 63)  # on the image's left

KINDS = (
    CueKind(
        "structural_asymmetry", "asymmetry", "% of the eye distance", "Asymmetry of the features",
        "How far brows, eyes, nose and mouth lie from their mirrored places. About 0.3 to 0.9 in "
        "real faces.",
        tolerance=0.12, sources=("Klingenberg2002", "Rhodes1998"),
    ),
    CueKind(
        "expression_asymmetry", "asymmetry", "% of the eye distance", "Asymmetry of the expression",
        "Difference in height of the mouth corners and of the brows, left against right.",
        tolerance=0.4, sources=("Schmidt2006",),
    ),
)  # fmt: skip
STRUCTURE, EXPRESSION = KINDS


def measure_asymmetry(portrait: Portrait) -> Iterator[Cue | Skip]:
    """Structural and expression asymmetry."""
    face = usable_face(portrait, MIN_IOD_PX, MAX_YAW_DEG)
    if isinstance(face, str):
        yield from skip_all(KINDS, face)
        return
    view = close_up(portrait)
    if covered := view.covered("eyes") or view.covered("mouth"):
        yield from skip_all(KINDS, covered)
        return
    pose, landmarks = view.face.pose, view.face.landmarks
    assert pose is not None
    steady = max(0.3, 1 - abs(pose.yaw_deg) / (2 * MAX_YAW_DEG))
    structure = structural_asymmetry(view.straight, pose.yaw_deg)
    label = "little" if structure < LITTLE_BELOW else "marked" if structure > MARKED_ABOVE else ""
    yield kind_cue(
        STRUCTURE,
        structure,
        STRUCTURE_HALF_RANGE + TURN_NOISE * abs(pose.yaw_deg),
        0.6 * steady,
        label or "natural",
        fractions(portrait, landmarks[[105, 334, 291, 61]]),
        (0, np.inf),
    )
    expression = expression_asymmetry(view.straight, pose.yaw_deg)
    where = fractions(portrait, landmarks[[61, 291, 105, 334]])
    yield kind_cue(
        EXPRESSION, expression, EXPRESSION_HALF_RANGE, 0.4 * steady, where=where, bounds=(0, np.inf)
    )


def structural_asymmetry(straight: FloatArray, yaw_deg: float) -> float:
    """Root mean square distance from the mirrored places, % of the eye distance."""
    _, apart = displacements(straight, yaw_deg)
    square = float((apart**2).sum(axis=1).mean()) * 100**2
    return float(np.sqrt(max(square - (TURN_NOISE * yaw_deg) ** 2, 0.0)))


def expression_asymmetry(straight: FloatArray, yaw_deg: float) -> float:
    """Root mean square of the height differences of mouth corners and brows, in %.

    Heights count against the face as a whole, laid on its mirror image, not against the eye line.
    """
    index, apart = displacements(straight, yaw_deg)
    place = {int(landmark): row for row, landmark in enumerate(index)}
    differences = [
        2 * float(np.mean([apart[place[landmark], 1] for landmark in group]))
        for group in (MOUTH_CORNER, BROW)
    ]
    return 100 * float(np.sqrt(np.mean(np.square(differences))))


def displacements(
    straight: FloatArray, yaw_deg: float
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Landmarks of the features, and how far each lies from its mirrored place (x, y).

    In eye distances, with the pattern of a head turned by that yaw taken off.
    """
    index, pattern_x, pattern_y = _features()
    points = straight.astype(np.float64)
    mirrored = (points * (-1, 1, 1))[mirror_index()]
    apart = _procrustes_residual(points[index], mirrored[index])[:, :2] / 2
    across = apart[:, 0] - pattern_x * (pattern_x @ apart[:, 0]) / (pattern_x @ pattern_x)
    return index, np.column_stack([across, apart[:, 1] - pattern_y * yaw_deg])


@cache
def _features() -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Indices of the features on both sides, and the turn's pattern there (x, and y per degree)."""
    left = np.array([*_BROW, *_EYE, *_NOSE, *_MOUTH])
    index = np.array(sorted({*left.tolist(), *mirror_index()[left].tolist()}))
    mesh, _ = canonical_mesh()
    x, y, z = mesh[index].T / _UNIT_CM
    sideways = TURN_SIDEWAYS[0] + TURN_SIDEWAYS[1] * z + TURN_SIDEWAYS[2] * x**2
    return index, sideways, TURN_DOWN[0] * x + TURN_DOWN[1] * x * y


def _procrustes_residual(
    fixed: npt.NDArray[np.float64], moving: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """fixed − moving after the rotation and shift that bring moving nearest."""
    p, q = fixed - fixed.mean(axis=0), moving - moving.mean(axis=0)
    left, _, right = np.linalg.svd(p.T @ q)
    left[:, 2] *= np.sign(np.linalg.det(left @ right))
    return np.asarray(p - q @ (left @ right).T)


FAMILY = CueFamily("asymmetry", KINDS, measure_asymmetry)
