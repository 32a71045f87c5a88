"""Head: how it is turned, nodded and canted against the camera."""

from __future__ import annotations

from collections.abc import Iterator

from ..portrait import Portrait
from ..reading import Cue, CueKind, Skip
from .close_up import close_up
from .family import CueFamily, fractions, kind_cue, skip_all, usable_face

MIN_IOD_PX = 24.0  # the whole face carries the pose: it can be smaller than for the eyes
MAX_YAW_DEG = 60.0
# 90 % of |error| on rendered heads (validate/head_pose.py): 3.3° yaw, 2.9° pitch. Pitch is widened
# for what renders of the average depth cannot show: a long or short nose reads as a nod (the
# frontal London faces spread by 5°).
YAW_HALF_RANGE_DEG, PITCH_HALF_RANGE_DEG, ROLL_HALF_RANGE_DEG = 3.5, 6.0, 1.5
TURN_SHARE = 0.08  # the gain of the fit changes by ±8 % with camera distance
_NOSE_TIP, _NOSE_BRIDGE, _CHIN = 1, 168, 152
_EYE_CORNERS = (33, 133, 362, 263)

KINDS = (
    CueKind(
        "yaw_deg", "head", "°", "Head turn",
        "0 faces the camera, + turned to the picture's right.",
        tolerance=0.6, flips=True, sources=("DeMenthon1995", "Akca2003"),
    ),
    CueKind(
        "pitch_deg", "head", "°", "Head nod",
        "0 level with the camera, + face raised.",
        tolerance=0.6, sources=("Akca2003",),
    ),
    CueKind(
        "roll_deg", "head", "°", "Head tilt",
        "Canting: 0 upright, + clockwise as seen.",
        tolerance=0.4, flips=True, sources=("Akca2003",),
    ),
)  # fmt: skip
YAW, PITCH, ROLL = KINDS


def measure_head(portrait: Portrait) -> Iterator[Cue | Skip]:
    """Yaw, pitch and roll."""
    face = usable_face(portrait, MIN_IOD_PX, MAX_YAW_DEG)
    if isinstance(face, str):
        yield from skip_all(KINDS, face)
        return
    view = close_up(portrait)
    pose, landmarks = view.face.pose, view.face.landmarks
    assert pose is not None
    axis = fractions(portrait, landmarks[[_NOSE_BRIDGE, _NOSE_TIP, _CHIN]])
    eyes = fractions(portrait, landmarks[list(_EYE_CORNERS)])
    yaw_half = YAW_HALF_RANGE_DEG + TURN_SHARE * abs(pose.yaw_deg)
    pitch_half = PITCH_HALF_RANGE_DEG + TURN_SHARE * abs(pose.pitch_deg)
    yield kind_cue(YAW, pose.yaw_deg, yaw_half, 0.9, yaw_label(pose.yaw_deg), axis)
    yield kind_cue(PITCH, pose.pitch_deg, pitch_half, 0.7, where=axis)
    yield kind_cue(ROLL, pose.roll_deg, ROLL_HALF_RANGE_DEG, 0.95, where=eyes)


def yaw_label(yaw_deg: float) -> str:
    """frontal, three-quarter or nearly profile, as photographers name turns."""
    away = abs(yaw_deg)
    return "frontal" if away <= 10 else "three-quarter" if away <= 45 else "nearly profile"


FAMILY = CueFamily("head", KINDS, measure_head)
