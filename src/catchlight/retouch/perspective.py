"""Close-up perspective: what a lens at arm's length does to a face, partly undone by mesh depth.

A near camera enlarges what is nearer to it. Seen from further away, each point of the face moves
towards its middle by how near it was. The head keeps its width at the ears, so hair and place do
not move; the features inside come back into proportion.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from ..errors import EditError
from ..face import Face, FloatArray
from ..portrait import Portrait
from . import options as option
from .displacement import FACE_OVAL, Ring, moved, movement_of
from .edit import EditKind

IOD_CM = 6.3  # mean distance between the pupils of adults
DEPTH_SHARE = 0.6  # true depth / mesh depth: fits one face photographed at 15, 30, 45 and 60 cm
SIDES = (234, 454, 127, 356, 93, 323)  # mesh points at the ears: they keep the head's width
USUAL_SELFIE_CM = 45.0  # an arm's length
VIEWING_CM = 100.0  # the distance of a portrait session: further changes next to nothing
DISTANCES_CM = (25.0, 100.0)
SHRINK_LIMIT = 0.13  # share by which any feature may shrink: more would need the hidden ears
RINGS = (Ring(1.35, 0.25), Ring(1.8, 0.0))
SOFTNESS = 0.06  # eye distances over which the field is smoothed
MAX_YAW_DEG = 25.0  # a turned face has its near cheek, not its nose, in front


def undo_close_up(portrait: Portrait, strength: float, options: Mapping[str, Any]) -> Portrait:
    """Bring a face that was photographed from near by to the proportions of a portrait distance."""
    if strength == 0:
        return portrait
    face = portrait.face
    if face is None:
        raise EditError("Edit 'close_up_perspective' needs a face and none was seen. Leave it out.")
    if face.pose is not None and abs(face.pose.yaw_deg) > MAX_YAW_DEG:
        raise EditError(
            f"Edit 'close_up_perspective' works on faces turned at most {MAX_YAW_DEG:.0f}°; this "
            f"one is turned {abs(face.pose.yaw_deg):.0f}°. Leave it out."
        )
    distance = option.number(options, "distance_cm", USUAL_SELFIE_CM, *DISTANCES_CM, " cm")
    shift = np.float32(strength) * shift_px(face, distance)
    movement = movement_of(portrait, face, shift, RINGS, softness=SOFTNESS)
    if movement is None:
        return portrait
    landmarks = face.landmarks.copy()
    landmarks[:, :2] += shift
    return moved(portrait, movement, replace(face, landmarks=landmarks))


def shift_px(face: Face, distance_cm: float) -> FloatArray:
    """Where each landmark moves (478, 2) when the camera goes from `distance_cm` to VIEWING_CM."""
    points = face.landmarks.astype(np.float64)
    depth_cm = points[:, 2] / face.interocular_px * IOD_CM * DEPTH_SHARE
    depth_cm = depth_cm - depth_cm[list(SIDES)].mean()
    scale = (distance_cm + depth_cm) / distance_cm * VIEWING_CM / (VIEWING_CM + depth_cm)
    scale = np.clip(scale, 1 - SHRINK_LIMIT, 1)
    middle = points[list(FACE_OVAL), :2].mean(axis=0)
    return np.asarray((points[:, :2] - middle) * (scale - 1)[:, None], dtype=np.float32)


KINDS = (
    EditKind(
        "close_up_perspective",
        "Close-up perspective",
        "Undoes part of what a lens at arm's length does: a large nose, a narrow face.",
        undo_close_up,
        f"no feature shrinks by more than {SHRINK_LIMIT:.0%}",
        needs=("face",),
        cues=("camera_distance_cm",),
        options={
            "distance_cm": f"how far the camera was, {DISTANCES_CM[0]:g}…{DISTANCES_CM[1]:g} cm "
            f"(default {USUAL_SELFIE_CM:g})"
        },
    ),
)
