"""Head: signs, ranges and skips; the pose itself is tested with the networks."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from catchlight.cues import head
from catchlight.portrait import Portrait
from catchlight.reading import Cue, Skip
from catchlight.vision.observe import observe
from tests.unit.cues.faces import portrait


def values(seen: Portrait) -> dict[str, Cue]:
    """The family's cues by name."""
    return {cue.name: cue for cue in head.measure_head(seen) if isinstance(cue, Cue)}


@pytest.mark.parametrize(
    ("yaw_deg", "label"),
    [(0, "frontal"), (-9, "frontal"), (30, "three-quarter"), (-50, "nearly profile")],
)
def test_turns_are_named_as_photographers_do(yaw_deg: float, label: str) -> None:
    """By the size of the turn, either way."""
    assert head.yaw_label(yaw_deg) == label


def test_a_mirror_flips_turn_and_tilt_and_keeps_the_nod(astronaut: Portrait) -> None:
    """Within each cue's tolerance."""
    mirrored = values(observe(np.ascontiguousarray(astronaut.pixels[:, ::-1]), body=False))
    seen = values(astronaut)
    for kind in head.KINDS:
        sign = -1 if kind.flips else 1
        moved = abs(sign * mirrored[kind.name].value - seen[kind.name].value)
        assert moved <= kind.tolerance, kind.name


def test_turning_the_picture_adds_to_the_tilt(astronaut: Portrait) -> None:
    """12° clockwise reads 12° more."""
    height, width = astronaut.pixels.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 4), -12, 1.0)
    turned = cv2.warpAffine(
        astronaut.pixels, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE
    )
    before, after = values(astronaut), values(observe(turned, body=False))
    assert after["roll_deg"].value - before["roll_deg"].value == pytest.approx(12, abs=1)


def test_the_range_grows_with_the_turn(astronaut: Portrait) -> None:
    """Every range holds its value, and every cue has a place in the picture."""
    for cue in values(astronaut).values():
        assert cue.low < cue.value < cue.high
        assert all(0 <= point.x <= 1 and 0 <= point.y <= 1 for point in cue.where)
        assert cue.where


@pytest.mark.parametrize(
    ("seen", "reason"),
    [(portrait(yaw_deg=75.0), "turned 75°"), (portrait(iod_px=15.0), "too small")],
)
def test_profiles_and_tiny_faces_are_skipped(seen: Portrait, reason: str) -> None:
    """All three cues, with the reason."""
    found = list(head.measure_head(seen))
    assert [type(each) for each in found] == [Skip] * 3
    assert all(reason in each.reason for each in found if isinstance(each, Skip))
