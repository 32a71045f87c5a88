"""Steps, fit, likeness of readings, polish and interchangeability: the arithmetic, shown."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from catchlight.critique.diagnosis import GENERIC, POLISH, interchangeability, polish_of
from catchlight.critique.measure import chance_inside, miss
from catchlight.critique.steps import STEP, closeness, fit, fit_change, nearness, nearnesses
from catchlight.cues.reader import CUE_KINDS
from catchlight.jobs import DETAIL_BANDS, all_jobs, find_job
from catchlight.reading import Cue, Reading
from catchlight.shot import Band

from .readings import GOOD, reading


def test_inside_a_band_all_values_are_equally_close():
    """1 inside, .5 one step outside, .2 two steps outside."""
    band = Band(-10.0, 10.0)
    step = STEP["yaw_deg"]
    assert closeness("yaw_deg", 0.0, band) == closeness("yaw_deg", 9.0, band) == 1.0
    assert closeness("yaw_deg", 10.0 + step, band) == pytest.approx(0.5)
    assert closeness("yaw_deg", -10.0 - 2 * step, band) == pytest.approx(0.2)


def test_every_cue_with_a_target_has_a_step():
    """Without a step a miss could not be weighed."""
    named = {cue for job in all_jobs() for cue in job.targets} | set(POLISH) | set(GENERIC)
    assert named - set(STEP) == set()
    assert set(STEP) - set(CUE_KINDS) == set(DETAIL_BANDS)


def test_the_fit_weighs_by_squared_weight_and_confidence():
    """(1² · 1 + .5² · .5) ÷ (1² + .5²) = .9."""
    bands = {"yaw_deg": Band(-10, 10, 1.0), "roll_deg": Band(-5, 5, 0.5)}
    cues = {"yaw_deg": 0.0, "roll_deg": 5.0 + STEP["roll_deg"]}
    made = Reading("x", 1, {n: Cue(n, v, "", v, v, 1.0) for n, v in cues.items()})
    assert fit(made, bands) == pytest.approx((1 + 0.25 * 0.5) / 1.25)
    assert fit(Reading("x", 1), bands) is None


def test_the_change_of_fit_turns_its_sign_with_the_direction():
    """What is gained one way is lost the other."""
    targets = find_job("trust").targets
    before, after = reading(lip_corner_pull=0.0), reading()
    assert fit_change(before, after, targets) == -fit_change(after, before, targets) > 0


def test_a_picture_is_as_near_to_itself_as_can_be():
    """1 for itself, the same both ways, less the more differs."""
    one, other, far = reading(), reading(yaw_deg=16.0), reading(yaw_deg=40.0, warmth=40.0)
    assert nearness(one, one) == 1.0
    assert nearness(one, other) == nearness(other, one)
    assert nearness(one, far) < nearness(one, other) < 1.0


def test_nearness_needs_enough_shared_cues():
    """Three cues say little about a whole picture."""
    few = Reading("x", 1, {n: Cue(n, GOOD[n], "", 0, 0, 1) for n in ("yaw_deg", "warmth", "grain")})
    assert nearness(reading(), few) is None
    assert math.isnan(nearnesses([reading(), few])[0, 1])
    assert nearnesses([]).shape == (0, 0)


def test_the_chance_to_lie_inside_follows_the_range():
    """8 ± 5 against −5…5: 16 %."""
    cue = Cue("yaw_deg", 8.0, "deg", 3.0, 13.0, 0.9)
    assert chance_inside(cue, Band(-5.0, 5.0)) == pytest.approx(0.16, abs=0.01)
    exact = replace(cue, low=8.0, high=8.0)
    assert chance_inside(exact, Band(-5.0, 5.0)) == 0.0
    assert chance_inside(exact, Band(5.0, 9.0)) == 1.0


def test_a_miss_too_small_to_be_seen_is_not_mentioned():
    """A quarter of a step is where it begins."""
    step = STEP["yaw_deg"]
    assert miss(reading(yaw_deg=10 + 0.2 * step), "yaw_deg", Band(-10, 10)) is None
    found = miss(reading(yaw_deg=10 + 0.3 * step), "yaw_deg", Band(-10, 10))
    assert found is not None
    assert not found.is_visible
    assert miss(reading(yaw_deg=0.0), "yaw_deg", Band(-10, 10)) is None
    assert miss(reading(yaw_deg=None), "yaw_deg", Band(-10, 10)) is None


def test_one_broken_part_spoils_the_finish():
    """A burnt-out face is not outweighed by a good background."""
    assert polish_of(reading()) == 1.0
    assert polish_of(reading(clipped_highlights=0.2)) < 0.75
    assert polish_of(Reading("x", 0)) == 0.0


def test_a_standard_headshot_is_interchangeable_and_a_tilted_one_in_a_street_is_not():
    """1 at the prototype; None when too little was measured."""
    assert interchangeability(reading(**GENERIC)) == pytest.approx(1.0)
    theirs = {"roll_deg": 12.0, "background_clutter": 0.7, "yaw_deg": 25.0, "warmth": 30.0}
    assert interchangeability(reading(**{**GENERIC, **theirs})) < 0.75
    assert interchangeability(Reading("x", 1)) is None
