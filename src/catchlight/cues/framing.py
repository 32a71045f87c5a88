"""Framing: how large the face is, where it stands, what the edges cut, how near the camera was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ..face import CHIN, FOREHEAD_TOP, Body, Face
from ..geometry import Point
from ..portrait import Portrait
from ..reading import Cue, CueKind, Skip
from .family import CueFamily, fractions, kind_cue, skip_all
from .scene import IS_PERSON, Scene, scene_of

MIN_PRESENCE = 0.5
SHOT_SIZES = (
    "extreme close-up", "close-up", "head-and-shoulders", "half-length", "three-quarter-length",
    "full-length",
)  # fmt: skip
# Head heights (crown to chin) of body below the chin from which the next larger shot begins:
# collarbones .5, chest 1.5, waist 2.7, below the knee 5 (a standing adult is 7–7.5 heads tall).
_SHOT_BORDERS = (0.0, 0.45, 1.5, 2.9, 5.6)
FULL_TURN_DEG = 20.0  # from this head yaw the whole difference of the two sides counts
# Body point → its name and how many heads below the chin it lies at least; the body net likes to
# guess hidden joints at the edge of the picture, where they cannot be.
JOINTS = {
    13: ("an elbow", 1.0), 14: ("an elbow", 1.0), 15: ("a wrist", 0.5), 16: ("a wrist", 0.5),
    25: ("a knee", 3.2), 26: ("a knee", 3.2), 27: ("an ankle", 4.5), 28: ("an ankle", 4.5),
}  # fmt: skip
JOINT_REACH_HEADS = 0.25  # an edge nearer to a joint than this looks like an amputation
_MIN_JOINT_VISIBILITY = 0.5
# Perspective: the cheeks' outline lies behind the eyes and looks the smaller the nearer the camera.
# Face width / eye distance grows by .07 per doubling of the distance (one face at 15–60 cm), but
# differs by .115 (SD) between people; together with the usual 100 cm ± 1 doubling this leaves:
_USUAL_CM, _USUAL_WIDTH_RATIO = 100.0, 2.25
_DOUBLINGS_PER_RATIO = 3.9
_RANGE_FACTOR = 2.6  # 90 %: ± 1.4 doublings
_MAX_DISTANCE_YAW_DEG = 20.0
_CHEEK_LEFT, _CHEEK_RIGHT = 234, 454

FACE_FRACTION = CueKind(
    "face_fraction", "framing", "", "Size of the face",
    "Height of the face (hairline to chin) as a share of the picture's height.",
    tolerance=0.01, sources=("Archer1983",),
)  # fmt: skip
HEADROOM = CueKind(
    "headroom", "framing", "", "Headroom",
    "Space above the head as a share of the picture's height; below 0 the head is cut.",
    tolerance=0.015,
)  # fmt: skip
EYE_LINE = CueKind(
    "eye_line", "framing", "", "Eye line",
    "Height of the eyes in the picture, as a share of its height from the top.",
    tolerance=0.004,
)  # fmt: skip
FACE_OFFSET = CueKind(
    "face_offset", "framing", "", "Face left or right",
    "Middle of the face against the middle of the picture, as a share of its width; + = right.",
    tolerance=0.008, flips=True,
)  # fmt: skip
LEAD_ROOM = CueKind(
    "lead_room", "framing", "", "Lead room",
    "Space before the face minus space behind it, as a share of the width; 0 for a frontal face.",
    tolerance=0.015,
)  # fmt: skip
SHOT_SIZE = CueKind(
    "shot_size", "framing", "code", "Shot size",
    "0 extreme close-up, 1 close-up, 2 head-and-shoulders, 3 half-length, 4 three-quarter-length, "
    "5 full-length.",
    tolerance=1.0,
)  # fmt: skip
PROMINENCE = CueKind(
    "face_prominence", "framing", "", "Face prominence",
    "Crown to chin against crown to the lowest part of the body in the picture (face-ism index).",
    tolerance=0.015, sources=("Archer1983",),
)  # fmt: skip
DISTANCE = CueKind(
    "camera_distance_cm", "framing", "cm", "Distance of the camera",
    "A guess from the perspective of the face, right within a factor of 2.6; a weak cue.",
    tolerance=20.0, sources=("Bryan2012",),
)  # fmt: skip
JOINT = CueKind(
    "crop_at_joint", "framing", "", "Cut at a joint",
    "1 = an edge of the picture runs through elbow, wrist, knee or ankle, 0 = none does.",
    tolerance=0.3,
)  # fmt: skip
KINDS = (
    FACE_FRACTION, HEADROOM, EYE_LINE, FACE_OFFSET, LEAD_ROOM, SHOT_SIZE, PROMINENCE, DISTANCE,
    JOINT,
)  # fmt: skip


@dataclass(frozen=True)
class Placement:
    """Where head and body stand; y in pixels, 0 = the picture's top edge.

    `crown` (hair included) may lie above the picture. `bottom` is the lowest row of the person.
    `head` is the skull's height along the picture's vertical: eyes lie half-way up.
    """

    crown: float
    head: float
    hairline: float
    chin: float
    bottom: float


def measure_framing(portrait: Portrait) -> Iterator[Cue | Skip]:
    """The framing family's cues."""
    face = portrait.face
    if face is None or face.presence < MIN_PRESENCE:
        yield from skip_all(KINDS, "no face was found in the picture")
        return
    width, height = portrait.extent
    placed = place(scene_of(portrait), face)
    left, right = face.eye_centers
    eyes = Point((left.x + right.x) / 2, (left.y + right.y) / 2)
    top, chin = face.landmarks[FOREHEAD_TOP, :2], face.landmarks[CHIN, :2]
    tall = float(np.hypot(*(chin - top))) / height
    axis = fractions(portrait, [top, chin])
    yield kind_cue(FACE_FRACTION, tall, 0.01 + 0.03 * tall, 0.9, "", axis, (0, 2))
    crown_at = fractions(portrait, [(eyes.x, max(placed.crown, 0.0))])
    cut = "the head is cut" if placed.crown < 0 else ""
    yield kind_cue(HEADROOM, placed.crown / height, 0.03, 0.8, cut, crown_at, (-1, 1))
    yield kind_cue(EYE_LINE, eyes.y / height, 0.008, 0.95, "", fractions(portrait, [left, right]))
    middle = (left.x + right.x + 2 * float(chin[0])) / 4
    offset = middle / width - 0.5
    yield kind_cue(FACE_OFFSET, offset, 0.01, 0.95, "", fractions(portrait, [(middle, eyes.y)]))
    yield _lead_room(face, offset)
    yield from _extent_of_body(placed, height)
    yield _camera_distance(face)
    yield _joint(portrait, placed)


def place(scene: Scene, face: Face) -> Placement:
    """Crown and lowest row by the person mask; the crown by anatomy where the mask is cut."""
    points, scale_y = face.landmarks, scene.thumb_scale[1]
    left, right = face.eye_centers
    chin, eyes = float(points[CHIN, 1]), (left.y + right.y) / 2
    hairline = float(points[FOREHEAD_TOP, 1])
    head = max(2 * (chin - eyes), face.interocular_px)
    crown, bottom = chin - head, float(scene.pyramid.extent.height)
    if scene.person is not None:
        person = scene.person > IS_PERSON
        scale_x, reach = scene.thumb_scale[0], face.interocular_px / 2
        middle = (left.x + right.x) / 2
        first, last = int((middle - reach) * scale_x), int((middle + reach) * scale_x)
        above = person[:, max(0, first) : max(0, last + 1)]
        rows = np.flatnonzero(above.sum(axis=1) > IS_PERSON * (last + 1 - first))
        if len(rows) and rows[0] > 0 and rows[0] / scale_y < hairline:
            crown = float(rows[0]) / scale_y
        lowest = np.flatnonzero(person.any(axis=1))
        bottom = float(lowest[-1] + 1) / scale_y if len(lowest) else bottom
    return Placement(crown, head, hairline, chin, bottom)


def _lead_room(face: Face, offset: float) -> Cue | Skip:
    if face.pose is None:
        return Skip(LEAD_ROOM.name, "the turn of the head was not estimated")
    turned = float(np.clip(face.pose.yaw_deg / FULL_TURN_DEG, -1, 1))
    return kind_cue(LEAD_ROOM, -2 * offset * turned, 0.06, 0.7, bounds=(-1, 1))


def _extent_of_body(placed: Placement, height: int) -> Iterator[Cue]:
    code = shot_size(placed)
    yield kind_cue(SHOT_SIZE, code, 1.0, 0.75, SHOT_SIZES[code], (), (0, len(SHOT_SIZES) - 1))
    top = max(placed.crown, 0.0)
    seen = (min(placed.chin, height) - top) / max(placed.bottom - top, 1.0)
    yield kind_cue(PROMINENCE, seen, 0.05, 0.75, bounds=(0, 1))


def shot_size(placed: Placement) -> int:
    """The index in SHOT_SIZES, by how many head heights of body show below the chin."""
    if placed.hairline < 0:
        return 0  # the frame cuts into the face
    below = (placed.bottom - placed.chin) / placed.head
    return int(np.searchsorted(_SHOT_BORDERS, below, side="right"))


def _camera_distance(face: Face) -> Cue | Skip:
    if face.pose is None or abs(face.pose.yaw_deg) > _MAX_DISTANCE_YAW_DEG:
        reason = f"the head is turned by more than {_MAX_DISTANCE_YAW_DEG:.0f}°"
        return Skip(DISTANCE.name, reason)
    span = face.landmarks[_CHEEK_RIGHT, :2] - face.landmarks[_CHEEK_LEFT, :2]
    ratio = float(np.hypot(*span)) / face.interocular_px
    value = camera_distance_cm(ratio)
    low, high = value / _RANGE_FACTOR, value * _RANGE_FACTOR
    return Cue(DISTANCE.name, value, DISTANCE.unit, low, high, 0.25)


def camera_distance_cm(width_ratio: float) -> float:
    """The most likely distance for a face width of so many eye distances: 2.25 → 100 cm."""
    return float(_USUAL_CM * 2 ** (_DOUBLINGS_PER_RATIO * (width_ratio - _USUAL_WIDTH_RATIO)))


def _joint(portrait: Portrait, placed: Placement) -> Cue | Skip:
    body = portrait.body
    if body is None:
        return Skip(JOINT.name, "no body was found in the picture")
    cuts = [(_closeness(portrait, body, joint, placed), joint) for joint in JOINTS]
    value, joint = max(cuts)
    label = JOINTS[joint][0] if value > 0 else ""
    where = fractions(portrait, body.points[[joint], :2]) if value > 0 else ()
    return kind_cue(JOINT, value, 0.35, 0.5, label, where, (0, 1))


def _closeness(portrait: Portrait, body: Body, joint: int, placed: Placement) -> float:
    """1 on an edge of the picture, 0 from JOINT_REACH_HEADS away or when the joint is not seen."""
    if body.visibility[joint] < _MIN_JOINT_VISIBILITY:
        return 0.0
    x, y = (float(value) for value in body.points[joint, :2])
    width, height = portrait.extent
    if y < placed.chin + JOINTS[joint][1] * placed.head:
        return 0.0
    away = min(abs(x), abs(width - x), abs(height - y))
    return float(np.clip(1 - away / (JOINT_REACH_HEADS * placed.head), 0, 1))


FAMILY = CueFamily("framing", KINDS, measure_framing)
