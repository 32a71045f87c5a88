"""Framing: sizes and places of the face, what the edges cut, shot sizes, camera distance."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from catchlight.cues.framing import (
    FAMILY,
    SHOT_SIZES,
    Placement,
    camera_distance_cm,
    shot_size,
)
from catchlight.face import HeadPose
from catchlight.portrait import Portrait
from tests.unit.cues.scenes import cues_of, skips_of


def cropped(portrait: Portrait, left: int, top: int, right: int, bottom: int) -> Portrait:
    """A cut-out in pixels; what was seen is carried along."""
    pixels = np.ascontiguousarray(portrait.pixels[top:bottom, left:right])
    return portrait.mapped(np.array([[1.0, 0, -left], [0, 1, -top]]), pixels)


def turned(portrait: Portrait, yaw_deg: float) -> Portrait:
    """The head said to be turned; the picture stays."""
    assert portrait.face is not None
    return replace(portrait, face=replace(portrait.face, pose=HeadPose(yaw_deg, 0, 0)))


def test_the_sample_is_framed_as_it_looks(astronaut: Portrait) -> None:
    """A half-length: small face high in the picture, a little left of the middle."""
    cues = cues_of(FAMILY, astronaut)
    assert cues["face_fraction"].value == pytest.approx(0.21, abs=0.02)
    assert cues["eye_line"].value == pytest.approx(0.20, abs=0.01)
    assert -0.1 < cues["face_offset"].value < -0.03
    assert 0 <= cues["headroom"].value < 0.06
    assert cues["shot_size"].label == "half-length"


def test_a_closer_crop_makes_the_face_larger_and_the_shot_tighter(astronaut: Portrait) -> None:
    """Cut at the collar, the half-length becomes a close-up."""
    close = cues_of(FAMILY, cropped(astronaut, 110, 0, 340, 200))
    wide = cues_of(FAMILY, astronaut)
    assert close["face_fraction"].value > 2 * wide["face_fraction"].value
    assert close["shot_size"].value < wide["shot_size"].value
    assert close["face_prominence"].value > wide["face_prominence"].value


def test_a_cut_head_has_no_headroom(astronaut: Portrait) -> None:
    """With the hair cut off the headroom is negative and said."""
    cue = cues_of(FAMILY, cropped(astronaut, 110, 70, 340, 400))["headroom"]
    assert cue.value < 0
    assert cue.label == "the head is cut"


def test_moving_the_frame_moves_the_face_the_other_way(astronaut: Portrait) -> None:
    """Cutting the left side off puts the face farther left; offsets are shares of the width."""
    wide = cues_of(FAMILY, astronaut)["face_offset"].value
    assert cues_of(FAMILY, cropped(astronaut, 100, 0, 512, 512))["face_offset"].value < wide


@pytest.mark.parametrize(("yaw_deg", "sign"), [(-25, -1), (25, 1), (0, 0)])
def test_lead_room_is_the_room_before_the_face(
    yaw_deg: float, sign: int, astronaut: Portrait
) -> None:
    """The sample's face stands left: looking right it has room, looking left it has not."""
    value = cues_of(FAMILY, turned(astronaut, yaw_deg))["lead_room"].value
    assert np.sign(round(value, 3)) == sign


@pytest.mark.parametrize(
    ("heads_below_chin", "name"),
    [(-0.1, 0), (0.2, 1), (1.0, 2), (2.2, 3), (4.0, 4), (6.4, 5)],
)
def test_shot_sizes_follow_how_much_body_shows(heads_below_chin: float, name: int) -> None:
    """From the cut chin to the feet."""
    placed = Placement(
        crown=10, head=100, hairline=30, chin=110, bottom=110 + 100 * heads_below_chin
    )
    assert SHOT_SIZES[shot_size(placed)] == SHOT_SIZES[name]


def test_a_frame_that_cuts_the_forehead_is_an_extreme_close_up() -> None:
    """Whatever shows below."""
    assert shot_size(Placement(-40, 100, -5, 80, 300)) == 0


def test_a_wider_face_means_a_farther_camera() -> None:
    """100 cm at the usual width; near cameras make the outline small; the range is wide."""
    assert camera_distance_cm(2.25) == pytest.approx(100)
    assert camera_distance_cm(2.0) < 60 < 100 < camera_distance_cm(2.4)


def test_the_distance_says_how_little_it_knows(astronaut: Portrait) -> None:
    """A factor of 2.6 either way and a low confidence; not at all on a turned head."""
    cue = cues_of(FAMILY, astronaut)["camera_distance_cm"]
    assert cue.high / cue.low == pytest.approx(2.6**2)
    assert cue.confidence <= 0.3
    assert "turned" in skips_of(FAMILY, turned(astronaut, 30))["camera_distance_cm"]


def test_an_edge_through_an_elbow_is_noticed(astronaut: Portrait) -> None:
    """The joint on the lower edge reads 1 and is named; well inside it reads 0."""
    assert astronaut.body is not None
    points = astronaut.body.points.copy()
    points[[13, 14]] = (150, 470, 0)
    points[13] = (400, 512, 0)
    seen = np.where(np.isin(np.arange(33), (13, 14)), 1.0, 0.0).astype(np.float32)
    on_edge = replace(astronaut, body=replace(astronaut.body, points=points, visibility=seen))
    cue = cues_of(FAMILY, on_edge)["crop_at_joint"]
    assert (cue.value, cue.label) == (1.0, "an elbow")
    inside = points.copy()
    inside[[13, 14]] = (256, 420, 0)
    clear = replace(astronaut, body=replace(astronaut.body, points=inside, visibility=seen))
    assert cues_of(FAMILY, clear)["crop_at_joint"].value == 0


def test_joints_where_they_cannot_be_are_not_believed(astronaut: Portrait) -> None:
    """A knee guessed at the edge of a half-length is none."""
    assert cues_of(FAMILY, astronaut)["crop_at_joint"].value == 0
