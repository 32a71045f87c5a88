"""Asymmetry: a symmetric head has none, planted shifts grow, turning adds little."""

from __future__ import annotations

import numpy as np
import pytest

from catchlight.cues import asymmetry as a
from catchlight.portrait import Portrait
from catchlight.reading import Cue, Skip
from catchlight.vision.head_pose import straightened
from tests.unit.cues.faces import landmarks, portrait


def raised(share: float, yaw_deg: float = 0.0) -> np.ndarray:
    """The average head with the image-left mouth corner and brow raised by a share of 100 px."""
    points = landmarks(yaw_deg)
    points[[*a.MOUTH_CORNER, *a.BROW], 1] -= 100 * share
    return straightened(points)


def test_a_symmetric_head_has_no_asymmetry() -> None:
    """The canonical mesh is exactly symmetric."""
    assert a.structural_asymmetry(raised(0.0), 0.0) == pytest.approx(0, abs=0.02)
    assert a.expression_asymmetry(raised(0.0), 0.0) == pytest.approx(0, abs=0.02)


def test_planted_shifts_grow_in_order() -> None:
    """2, 4 and 8 % of the eye distance: each reads higher, in proportion."""
    structure = [a.structural_asymmetry(raised(s), 0.0) for s in (0.02, 0.04, 0.08)]
    expression = [a.expression_asymmetry(raised(s), 0.0) for s in (0.02, 0.04, 0.08)]
    assert structure[1] == pytest.approx(2 * structure[0], rel=0.1)
    assert expression[2] == pytest.approx(4 * expression[0], rel=0.1)
    # 4 % at 14 of some 110 features is 1.4; laying both halves on each other takes up a little.
    assert structure[2] == pytest.approx(1.35, abs=0.15)
    assert 5.0 < expression[2] < 8.0


def test_a_left_and_a_right_shift_read_the_same() -> None:
    """Mirroring changes neither cue."""
    left = raised(0.05)
    right = (left * np.float32([-1, 1, 1]))[a.mirror_index()]
    for measure in (a.structural_asymmetry, a.expression_asymmetry):
        assert measure(left, 0.0) == pytest.approx(measure(right, 0.0), rel=1e-3)


def test_the_turns_own_pattern_is_taken_off() -> None:
    """Landmarks displaced just as a turn of 10° displaces them read as symmetric."""
    index, _, pattern_y = a._features()
    points = raised(0.0)
    points[index, 1] += 10 * pattern_y.astype(np.float32)
    assert a.structural_asymmetry(points, 10.0) < 0.05 < a.structural_asymmetry(points, 0.0)


def test_the_astronaut_is_in_the_human_band(astronaut: Portrait) -> None:
    """Between none and 1.5 % of the eye distance, with its range."""
    cues = {cue.name: cue for cue in a.measure_asymmetry(astronaut) if isinstance(cue, Cue)}
    structure = cues["structural_asymmetry"]
    assert 0.1 < structure.value < 1.5
    assert structure.label in ("little", "natural", "marked")
    assert structure.low <= structure.value <= structure.high


def test_a_turned_head_is_skipped() -> None:
    """Beyond the turn that the pattern covers, reasons instead of numbers."""
    found = list(a.measure_asymmetry(portrait(yaw_deg=32.0)))
    assert all(isinstance(each, Skip) and "turned 32°" in each.reason for each in found)
    assert len(found) == 2
