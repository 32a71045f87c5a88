"""Expression geometry: the plain distances behind the expression cues, for models of impressions.

The cues say how strong an action is from 0 to 1 and lose what lies between. A fitted model needs
the distances themselves. Only such are taken that facial actions change, left and right averaged,
on the face turned to the camera: no outline, no width of the nose, nothing of skin or colour.
"""

from __future__ import annotations

from dataclasses import asdict

from ..face import Face, FloatArray
from ..portrait import Portrait
from .close_up import close_up
from .family import usable_face
from .shape import shape_of

_EYE_CORNERS = (33, 133, 362, 263)
_OUTER_BROWS, _MIDDLE_BROWS = (70, 300), (105, 334)
_MOUTH_CORNERS, _CHEEKS = (61, 291), (50, 280)
_NOSE_TIP, _NOSE_BASE, _NOSE_WINGS = 1, 2, (98, 327)


def measure_geometry(portrait: Portrait) -> dict[str, float]:
    """Name → distance in eye distances, or blendshape 0…1; empty where no face can be measured.

    The first names are those of `Shape`; `smile_shape` is a logarithm there.
    """
    if isinstance(usable_face(portrait), str):
        return {}
    view = close_up(portrait)
    return {**asdict(shape_of(view.straight, view.face)), **_further(view.straight, view.face)}


def _further(straight: FloatArray, face: Face) -> dict[str, float]:
    """What `Shape` does not hold: outer brows, cheeks, jaw, and a smile's traces at the nose."""
    y, z = straight[:, 1], straight[:, 2]

    def mean(values: FloatArray, indices: tuple[int, ...]) -> float:
        return float(values[list(indices)].mean())

    eye_line = mean(y, _EYE_CORNERS)
    return {
        "outer_brow": eye_line - mean(y, _OUTER_BROWS),  # above the line of the eye's corners
        "middle_brow": eye_line - mean(y, _MIDDLE_BROWS),
        "cheek_back": mean(z, _CHEEKS) - float(z[_NOSE_TIP]),  # behind the nose's tip
        "mouth_back": mean(z, _MOUTH_CORNERS) - float(z[_NOSE_TIP]),
        "nose_wings": float(y[_NOSE_BASE]) - mean(y, _NOSE_WINGS),  # above the nose's base
        "jaw_open": face.blendshapes["jawOpen"],
    }
