"""Posture: the shoulder line, its turn, openness, lean and crossed arms."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from catchlight.cues.posture import FAMILY
from catchlight.face import Body
from catchlight.portrait import Portrait
from tests.unit.cues.scenes import cues_of, skips_of

NET_ROLL_DEG, NET_DEPTH = 2.0, 0.23  # what the body net reads on level, square shoulders


def standing(portrait: Portrait, **points: tuple[float, float, float]) -> Portrait:
    """The portrait with a body whose points lie at x, y (fractions) and z (shoulder widths)."""
    where = {
        "right_shoulder": (0.3, 0.6, 0.0), "left_shoulder": (0.7, 0.6, 0.0),
        "right_elbow": (0.25, 0.8, 0.0), "left_elbow": (0.75, 0.8, 0.0),
        "right_wrist": (0.25, 0.97, 0.0), "left_wrist": (0.75, 0.97, 0.0),
    } | points  # fmt: skip
    index = {"left_shoulder": 11, "right_shoulder": 12, "left_elbow": 13, "right_elbow": 14,
             "left_wrist": 15, "right_wrist": 16}  # fmt: skip
    width, height = portrait.extent
    body = np.zeros((33, 3), dtype=np.float32)
    for name, (x, y, z) in where.items():
        body[index[name]] = (x * width, y * height, z * 0.4 * width)
    body[[7, 8], 2] = -0.62 * 0.4 * width  # ears as far before the shoulders as upright people's
    # The net's habits, so that the cues read a level and square stand.
    body[12, 2] += NET_DEPTH * 0.4 * width
    body[11, 1] += np.tan(np.radians(NET_ROLL_DEG)) * 0.4 * width
    return replace(portrait, body=Body(body, np.ones(33, dtype=np.float32), 1.0))


def test_a_level_square_stand_reads_zero(astronaut: Portrait) -> None:
    """No slope, no turn, upright, arms down."""
    cues = cues_of(FAMILY, standing(astronaut))
    assert cues["shoulder_roll_deg"].value == pytest.approx(0, abs=0.1)
    assert cues["shoulder_turn"].value == pytest.approx(0, abs=0.02)
    assert cues["lean"].value == pytest.approx(0.23, abs=0.05)  # from half the depth habit
    assert cues["arms_crossed"].value == 0
    assert cues["arms_crossed"].label == "not crossed"


@pytest.mark.parametrize(("lower", "sign"), [("left_shoulder", 1), ("right_shoulder", -1)])
def test_the_lower_shoulder_gives_the_sign(lower: str, sign: int, astronaut: Portrait) -> None:
    """+ = the shoulder on the image's right (the sitter's left) is lower; 0.1 of 0.4 is 14°."""
    x = 0.7 if lower == "left_shoulder" else 0.3
    cues = cues_of(FAMILY, standing(astronaut, **{lower: (x, 0.7, 0.0)}))
    assert cues["shoulder_roll_deg"].value == pytest.approx(sign * 14, abs=1.5)


def test_one_shoulder_nearer_is_a_turn(astronaut: Portrait) -> None:
    """A shoulder as far behind the other as they stand apart is turned by 45°."""
    cues = cues_of(FAMILY, standing(astronaut, right_shoulder=(0.3, 0.6, 1.0)))
    assert cues["shoulder_turn"].value == pytest.approx(0.707, abs=0.03)


def test_narrow_shoulders_are_less_open(astronaut: Portrait) -> None:
    """The same head over shoulders half as far apart."""
    wide = cues_of(FAMILY, standing(astronaut))["openness"].value
    narrow = standing(astronaut, right_shoulder=(0.45, 0.6, 0.0), left_shoulder=(0.6, 0.6, 0.0))
    assert cues_of(FAMILY, narrow)["openness"].value < wide


def test_a_head_before_the_shoulders_leans_in(astronaut: Portrait) -> None:
    """Shoulders farther behind the ears read a lean towards the camera."""
    back = standing(astronaut, right_shoulder=(0.3, 0.6, 0.4), left_shoulder=(0.7, 0.6, 0.4))
    upright = cues_of(FAMILY, standing(astronaut))["lean"].value
    assert cues_of(FAMILY, back)["lean"].value > upright + 0.5


def test_wrists_past_the_middle_of_the_chest_are_crossed_arms(astronaut: Portrait) -> None:
    """Each hand on the other side, at the height of the chest; in the lap it is not crossed."""
    crossed = standing(astronaut, left_wrist=(0.38, 0.75, 0), right_wrist=(0.62, 0.75, 0))
    cue = cues_of(FAMILY, crossed)["arms_crossed"]
    assert (cue.value, cue.label) == (1.0, "crossed")
    one_hand = standing(astronaut, left_wrist=(0.38, 0.75, 0))
    assert cues_of(FAMILY, one_hand)["arms_crossed"].value == 0


def test_hidden_hands_are_a_reason(astronaut: Portrait) -> None:
    """Hands below the picture: the shoulders are still read."""
    seen = standing(astronaut, left_wrist=(0.7, 1.2, 0.0))
    assert "outside the picture" in skips_of(FAMILY, seen)["arms_crossed"]
    assert "shoulder_roll_deg" in cues_of(FAMILY, seen)


def test_shoulders_outside_the_picture_skip_everything(astronaut: Portrait) -> None:
    """A tight close-up has no posture."""
    low = standing(astronaut, right_shoulder=(0.3, 1.2, 0.0), left_shoulder=(0.7, 1.2, 0.0))
    reasons = skips_of(FAMILY, low)
    assert len(reasons) == len(FAMILY.kinds)
    assert set(reasons.values()) == {"the shoulders are hidden or outside the picture"}


def test_no_body_is_a_reason(astronaut: Portrait) -> None:
    """Named, for every cue."""
    reasons = skips_of(FAMILY, replace(astronaut, body=None))
    assert set(reasons.values()) == {"no body was found in the picture"}
