"""Posture: shoulder line and turn, openness, lean and crossed arms, from the body points."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import atan2, degrees, hypot

import numpy as np
import numpy.typing as npt

from ..face import Body, Face
from ..portrait import Portrait
from ..reading import Cue, CueKind, Skip
from .family import CueFamily, fractions, kind_cue, skip_all

MIN_VISIBILITY = 0.5  # the body net's own score that a point is seen, not guessed
EDGE_SHARE = 0.05  # a shoulder may lie this share of the picture outside it: its outline is seen
# What the body net reads on level, square shoulders: the mean over photos and their mirror images,
# where a true slope or turn cancels out and a habit of the net does not.
_ROLL_HABIT_DEG, _DEPTH_HABIT = 2.0, 0.23
# Shoulder width / head width: .9 side-on, 2.1 for adults who stand square (London set: 1.9–2.3).
_CLOSED_RATIO, _OPEN_RATIO = 0.9, 2.4
_UPRIGHT_LEAN, _LEAN_SPAN = 0.62, 0.5  # ears before shoulders, in shoulder widths; upright: .5–.75
_LEFT_EAR, _RIGHT_EAR = 7, 8
_LEFT_SHOULDER, _RIGHT_SHOULDER, _LEFT_ELBOW, _RIGHT_ELBOW = 11, 12, 13, 14
_LEFT_WRIST, _RIGHT_WRIST = 15, 16
_FACE_SIDES = (234, 454)  # mesh points at the cheeks' outline: the width of the head

ROLL = CueKind(
    "shoulder_roll_deg", "posture", "°", "Slope of the shoulders",
    "The angle of the shoulder line: + = the shoulder on the image's right is lower.",
    tolerance=4.0, flips=True,
)  # fmt: skip
TURN = CueKind(
    "shoulder_turn", "posture", "", "Turn of the shoulders",
    "0 = square to the camera, 1 = side-on.",
    tolerance=0.3,
)  # fmt: skip
OPENNESS = CueKind(
    "openness", "posture", "", "Openness of the posture",
    "How wide the shoulders stand against the head: 0 = side-on or closed, 1 = wide open.",
    tolerance=0.07, sources=("Vacharkulksemsuk2016",),
)  # fmt: skip
LEAN = CueKind(
    "lean", "posture", "", "Lean towards the viewer",
    "−1 = leaning back, 0 = upright, 1 = leaning towards the camera; a weak cue.",
    tolerance=0.25,
)  # fmt: skip
ARMS_CROSSED = CueKind(
    "arms_crossed", "posture", "", "Crossed arms",
    "1 = both forearms lie across the chest, 0 = they do not.",
    tolerance=0.25,
)  # fmt: skip
KINDS = (ROLL, TURN, OPENNESS, LEAN, ARMS_CROSSED)


@dataclass(frozen=True)
class Shoulders:
    """The shoulder line. `left` and `right` are (x, y, z), px, as seen in the image."""

    left: npt.NDArray[np.float64]
    right: npt.NDArray[np.float64]

    @property
    def width_px(self) -> float:
        """Their distance in the image plane."""
        return hypot(*(self.right - self.left)[:2])

    @property
    def roll_deg(self) -> float:
        """Slope: + = the one on the image's right is lower."""
        dx, dy, _ = self.right - self.left
        return degrees(atan2(dy, dx)) - _ROLL_HABIT_DEG

    @property
    def turn(self) -> float:
        """Sine of the angle between the shoulder line and the picture plane, 0…1."""
        depth = abs((self.left - self.right)[2] / self.width_px - _DEPTH_HABIT)
        return float(depth / hypot(1.0, depth))


def measure_posture(portrait: Portrait) -> Iterator[Cue | Skip]:
    """The posture family's cues."""
    body, face = portrait.body, portrait.face
    if body is None or face is None:
        missing = "body" if body is None else "face"
        yield from skip_all(KINDS, f"no {missing} was found in the picture")
        return
    shoulders = visible_shoulders(portrait, body)
    if shoulders is None:
        yield from skip_all(KINDS, "the shoulders are hidden or outside the picture")
        return
    sure = float(min(body.visibility[_LEFT_SHOULDER], body.visibility[_RIGHT_SHOULDER]))
    where = fractions(portrait, [shoulders.left[:2], shoulders.right[:2]])
    # Half ranges: 90 % of half the differences between photos and their mirror images.
    yield kind_cue(ROLL, shoulders.roll_deg, 4.0, 0.8 * sure, "", where, (-90, 90))
    yield kind_cue(TURN, shoulders.turn, 0.25, 0.5 * sure, "", where, (0, 1))
    ratio = shoulders.width_px / _head_width_px(face)
    openness = (ratio - _CLOSED_RATIO) / (_OPEN_RATIO - _CLOSED_RATIO)
    yield kind_cue(OPENNESS, openness, 0.12, 0.7 * sure, "", where, (0, 1))
    forward = (shoulders.left[2] + shoulders.right[2]) / 2 - _ear_depth(body)
    lean = (forward / shoulders.width_px - _UPRIGHT_LEAN) / _LEAN_SPAN
    yield kind_cue(LEAN, lean, 0.5, 0.3 * sure, "", where, (-1, 1))
    yield _arms(portrait, body, shoulders)


def visible_shoulders(portrait: Portrait, body: Body) -> Shoulders | None:
    """Both shoulders when they are seen and lie in the picture (or hardly outside it)."""
    seen = body.points[[_LEFT_SHOULDER, _RIGHT_SHOULDER]].astype(np.float64)
    visibility = body.visibility[[_LEFT_SHOULDER, _RIGHT_SHOULDER]]
    width, height = portrait.extent
    beyond_x, beyond_y = EDGE_SHARE * width, EDGE_SHARE * height
    inside_x = (seen[:, 0] >= -beyond_x) & (seen[:, 0] <= width + beyond_x)
    inside = inside_x & (seen[:, 1] <= height + beyond_y)
    if (visibility < MIN_VISIBILITY).any() or not inside.all():
        return None
    left, right = seen[np.argsort(seen[:, 0])]
    return Shoulders(left, right)


def _head_width_px(face: Face) -> float:
    """Cheek to cheek in three dimensions, so that a turned head is not narrower."""
    left, right = face.landmarks[list(_FACE_SIDES)]
    return float(np.linalg.norm(right - left))


def _ear_depth(body: Body) -> float:
    return float(body.points[_LEFT_EAR, 2] + body.points[_RIGHT_EAR, 2]) / 2


def _arms(portrait: Portrait, body: Body, shoulders: Shoulders) -> Cue | Skip:
    needed = [_LEFT_ELBOW, _RIGHT_ELBOW, _LEFT_WRIST, _RIGHT_WRIST]
    points = body.points[needed, :2]
    inside = (points >= 0).all() and (points <= np.array(portrait.extent)).all()
    if body.visibility[needed].min() < MIN_VISIBILITY or not inside:
        return Skip(ARMS_CROSSED.name, "elbows or hands are hidden or outside the picture")
    value = crossing(body, shoulders)
    sure = 0.6 * float(body.visibility[needed].min())
    label = "crossed" if value > 0.5 else "not crossed"
    where = fractions(portrait, body.points[[13, 15, 16, 14], :2])
    return kind_cue(ARMS_CROSSED, value, 0.2, sure, label, where, (0, 1))


def crossing(body: Body, shoulders: Shoulders) -> float:
    """0…1: how far the less crossed wrist lies past the middle, at the height of the chest.

    A wrist counts in full a quarter shoulder width past the body's middle line, and between the
    shoulder line and 1.3 shoulder widths below it (folded hands in the lap lie lower).
    """
    points = body.points[:, :2].astype(np.float64)
    axis = (points[_RIGHT_SHOULDER] - points[_LEFT_SHOULDER]) / shoulders.width_px
    middle = (points[_RIGHT_SHOULDER] + points[_LEFT_SHOULDER]) / 2

    def past_middle(wrist: int, way: float) -> float:
        across, down = way * (points[wrist] - middle) @ axis, points[wrist][1] - middle[1]
        depth = down / shoulders.width_px
        at_chest = min(np.clip(5 * depth, 0, 1), np.clip(5 * (1.3 - depth), 0, 1))
        return float(np.clip(4 * across / shoulders.width_px, 0, 1) * at_chest)

    return min(past_middle(_LEFT_WRIST, 1.0), past_middle(_RIGHT_WRIST, -1.0))


FAMILY = CueFamily("posture", KINDS, measure_posture)
