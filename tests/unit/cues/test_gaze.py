"""Gaze: drawn eyes with known irises, the geometry, and the real sample."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from catchlight.cues import gaze
from catchlight.cues.close_up import close_up
from catchlight.cues.iris import find_irises, iris_offsets
from catchlight.face import HeadPose
from catchlight.portrait import Portrait
from catchlight.reading import Cue, Skip
from tests.unit.cues.faces import eye_strip, face, portrait, unseen

FRONTAL = HeadPose(0.0, 0.0, 0.0)


@pytest.mark.parametrize("shift_px", [-9.0, -4.0, 0.0, 2.5, 8.0])
@pytest.mark.parametrize("reflection", [False, True])
def test_the_iris_is_found_where_it_was_drawn(shift_px: float, reflection: bool) -> None:
    """Within .7 px of 12 px radius, with or without a reflection in it."""
    strip = eye_strip(shift_px, reflection)
    for iris, middle in zip(find_irises(strip), (64.0, 192.0), strict=True):
        assert iris.center.x == pytest.approx(middle + shift_px, abs=0.7)
        assert iris.radius == pytest.approx(12.0, abs=1.0)


def test_dark_glasses_give_no_rim() -> None:
    """The contrast of the rim falls under the least that counts as an iris."""
    clear, dark = find_irises(eye_strip()), find_irises(eye_strip(dark=True))
    assert clear[0].contrast > gaze.MIN_RIM_CONTRAST > dark[0].contrast


def test_iris_offsets_are_shares_of_the_eye_distance() -> None:
    """6.4 px in a strip with 128 px between the eyes are .05."""
    strip = eye_strip(6.4)
    offsets = iris_offsets(find_irises(strip), strip.points)
    assert offsets[:, 0] == pytest.approx([0.05, 0.05], abs=0.006)


@pytest.mark.parametrize(
    ("offset", "yaw_deg", "expected_deg"),
    [
        (0.0, 0.0, 0.0),
        (0.0198, 0.0, 8.51),  # asin(1.41 · .0198 · 5.3)
        (-0.0198, 0.0, -8.51),
        (0.0, 20.0, 13.0),  # .65 · 20: the eyes' centre lies behind their corners
        (-0.03, 20.0, 0.84),  # 13.0 − asin(.2242 · cos 20°): turned away, looking back
    ],
)
def test_gaze_yaw_follows_from_offset_and_head(
    offset: float, yaw_deg: float, expected_deg: float
) -> None:
    """The formula at hand-computed values."""
    found = gaze.gaze_yaw_deg(offset, HeadPose(yaw_deg, 0.0, 0.0))
    assert found == pytest.approx(expected_deg, abs=0.05)


def test_gaze_pitch_is_shrunk_and_lowered_eyes_are_seen() -> None:
    """Level irises read level; eyes that look down by their lids read clearly down."""
    level = -np.sin(np.radians(gaze.LEVEL_OFFSET_DEG)) / gaze.EYES_PER_RADIUS
    plain = face(eyeLookDownLeft=0.12, eyeLookDownRight=0.12)
    lowered = face(eyeLookDownLeft=0.7, eyeLookDownRight=0.7)
    assert gaze.gaze_pitch_deg(level, plain) == pytest.approx(0.0, abs=0.05)
    assert gaze.gaze_pitch_deg(level, lowered) == pytest.approx(-13.8, abs=0.1)


@pytest.mark.parametrize(
    ("yaw_deg", "pitch_deg", "label"),
    [(0, 0, "direct"), (4.9, 0, "direct"), (0, 6.0, "direct"), (5.2, 0, "slightly averted"),
     (-11, 3, "slightly averted"), (13, 0, "averted"), (0, -16, "averted")],
)  # fmt: skip
def test_the_cone_of_direct_gaze_names_it(yaw_deg: float, pitch_deg: float, label: str) -> None:
    """5° wide to each side, taller than wide, slight up to 12°."""
    assert gaze.gaze_label(yaw_deg, pitch_deg) == label


def test_the_offset_is_the_angle_between_gaze_and_lens() -> None:
    """3° and 4° make 5°, never negative."""
    assert gaze.gaze_offset_deg(-3, 4) == pytest.approx(5.0, abs=0.01)
    assert gaze.gaze_offset_deg(0, 0) == 0


def test_eye_opening_is_height_over_width() -> None:
    """The drawn lens eyes: three gaps of 20.6, 22 and 20.6 px over 60 px."""
    assert gaze.eye_opening(eye_strip().points) == pytest.approx(0.351, abs=0.002)


def test_a_catchlight_is_an_island_in_the_iris() -> None:
    """A drawn spot is found at its place; the white of the eye alone is none."""
    lit, plain = eye_strip(reflection=True), eye_strip()
    for side, middle in ((0, 64.0), (1, 192.0)):
        spot = gaze.catchlight(lit, find_irises(lit)[side], side)
        assert spot == pytest.approx((middle + 3, 33.0), abs=1.0)
        assert gaze.catchlight(plain, find_irises(plain)[side], side) is None


def test_an_eye_whose_rim_and_network_disagree_is_left_out() -> None:
    """One disagreeing eye leaves one; two leave none."""
    strip = eye_strip()
    irises = find_irises(strip)
    assert gaze.iris_offset(irises, strip.points)[2] == 2
    strip.points[468, 0] += 12
    assert gaze.iris_offset(irises, strip.points)[2] == 1
    strip.points[473, 0] -= 12
    assert gaze.iris_offset(irises, strip.points) is None


@pytest.mark.parametrize(
    ("seen", "reason"),
    [
        (Portrait(np.zeros((64, 64, 3), np.float32)), "no face"),
        (portrait(iod_px=25.0), "too small: 25 px"),
        (portrait(yaw_deg=70.0), "turned 70°"),
        (unseen(presence=0.2), "too hidden"),
    ],
)
def test_an_unreadable_face_gives_reasons_not_numbers(seen: Portrait, reason: str) -> None:
    """Every cue of the family is skipped, in words."""
    found = list(gaze.measure_gaze(seen))
    assert len(found) == len(gaze.KINDS)
    assert all(isinstance(each, Skip) and reason in each.reason for each in found)


def test_the_astronaut_looks_into_the_lens(astronaut: Portrait) -> None:
    """Within the range of the lens, with open eyes and a catchlight in each."""
    cues = {cue.name: cue for cue in gaze.measure_gaze(astronaut) if isinstance(cue, Cue)}
    assert abs(cues["gaze_yaw_deg"].value) < 8
    assert cues["eye_opening"].label == "open"
    assert cues["catchlights"].value == 2
    assert cues["gaze_yaw_deg"].low <= cues["gaze_yaw_deg"].value <= cues["gaze_yaw_deg"].high


def test_blurred_eyes_are_less_sharp(astronaut: Portrait) -> None:
    """Blurring the picture lowers the cue and leaves it in 0…1."""
    sharp = gaze.eye_sharpness(close_up(astronaut))
    soft = gaze.eye_sharpness(
        close_up(astronaut.with_pixels(cv2.GaussianBlur(astronaut.pixels, (0, 0), 2.5)))
    )
    assert 0 <= soft < sharp - 0.1 <= 1


def test_a_brighter_picture_leaves_the_gaze_alone(astronaut: Portrait) -> None:
    """Exposure is no cue of the eyes: less than the stated tolerance."""
    brighter = astronaut.with_pixels(np.clip(astronaut.pixels * 1.15, 0, 1))
    before, after = (
        next(c for c in gaze.measure_gaze(p) if c.name == "gaze_yaw_deg")
        for p in (astronaut, brighter)
    )
    assert abs(before.value - after.value) < gaze.YAW.tolerance
