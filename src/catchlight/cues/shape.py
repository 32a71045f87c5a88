"""Shape: distances on the face that facial action units change, free of the head's turn.

All are measured on landmarks turned to face the camera, in eye distances. Turning first cuts the
share of the head's pose in the corner lift to a quarter (renders within ±30° yaw, ±20° pitch).
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from math import log

import numpy as np

from ..face import Face, FloatArray
from .iris import LOWER_LIDS, UPPER_LIDS

_MOUTH_CORNERS, _INNER_LIPS, _NOSE_BASE = (61, 291), (13, 14), 2
_INNER_BROWS, _INNER_EYES = (55, 285), (133, 362)
_CHEEKS = (50, 280)
_EYE_CORNERS = (33, 133, 362, 263)
_LOWER_LID_MIDDLES = tuple(lid[i] for lid in LOWER_LIDS for i in (3, 4, 5))
_UPPER_LID_MIDDLES = tuple(lid[i] for lid in UPPER_LIDS for i in (3, 4, 5))
_LOGIT_FLOOR = 0.003  # blendshapes come in steps of about this size


@dataclass(frozen=True)
class Shape:
    """One face's distances, in eye distances (see each), and blendshapes, 0…1."""

    corner_lift: float  # inner lips' middle below the mouth corners
    corner_back: float  # mouth corners behind the inner lips' middle
    mouth_width: float  # corner to corner
    mouth_to_nose: float  # mouth corners below the nose's base
    lips_gap: float  # between the inner lips
    lips_height: float  # red of both lips
    lower_lid: float  # lower lid below the line of the eye's corners
    upper_lid: float  # upper lid above that line
    cheek: float  # cheek below the lower lid
    inner_brow: float  # inner brow above the inner eye corner
    brow_gap: float  # between the inner brows
    smile_shape: float  # log of the blendshape mouthSmile: small smiles differ by factors
    squint: float  # eyeSquint
    brow_down: float  # browDown
    brow_up: float  # browInnerUp
    press: float  # mouthPress
    frown: float  # mouthFrown

    def relative_to(self, neutral: Shape, average: Shape) -> Shape:
        """This shape as it would be on an average sitter: own neutral out, average neutral in."""
        return Shape(
            **{
                each.name: getattr(self, each.name)
                - getattr(neutral, each.name)
                + getattr(average, each.name)
                for each in fields(self)
            }
        )


def shape_of(straight: FloatArray, face: Face) -> Shape:
    """The shape from straightened landmarks and the face's blendshapes."""
    y, z = straight[:, 1], straight[:, 2]

    def mean(values: FloatArray, *indices: int) -> float:
        return float(values[list(indices)].mean())

    def both(name: str) -> float:
        left, right = face.blendshapes[f"{name}Left"], face.blendshapes[f"{name}Right"]
        return (left + right) / 2

    corners = mean(y, *_MOUTH_CORNERS)
    eye_line = mean(y, *_EYE_CORNERS)
    return Shape(
        corner_lift=mean(y, *_INNER_LIPS) - corners,
        corner_back=mean(z, *_MOUTH_CORNERS) - mean(z, *_INNER_LIPS),
        mouth_width=float(straight[291, 0] - straight[61, 0]),
        mouth_to_nose=corners - float(y[_NOSE_BASE]),
        lips_gap=float(y[14] - y[13]),
        lips_height=float(y[13] - y[0] + y[17] - y[14]),
        lower_lid=mean(y, *_LOWER_LID_MIDDLES) - eye_line,
        upper_lid=eye_line - mean(y, *_UPPER_LID_MIDDLES),
        cheek=mean(y, *_CHEEKS) - mean(y, 145, 374),
        inner_brow=mean(y, *_INNER_EYES) - mean(y, *_INNER_BROWS),
        brow_gap=float(straight[285, 0] - straight[55, 0]),
        smile_shape=log(both("mouthSmile") + _LOGIT_FLOOR),
        squint=both("eyeSquint"),
        brow_down=both("browDown"),
        brow_up=face.blendshapes["browInnerUp"],
        press=both("mouthPress"),
        frown=both("mouthFrown"),
    )


def mean_shape(shapes: list[Shape]) -> Shape:
    """The mean of several shapes."""
    return Shape(
        **{
            each.name: float(np.mean([getattr(shape, each.name) for shape in shapes]))
            for each in fields(Shape)
        }
    )
