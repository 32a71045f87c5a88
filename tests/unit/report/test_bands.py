"""Readings as bands: value, range and target on one line."""

import math

import pytest

from catchlight.reading import Reading
from catchlight.report.bands import band_row, families
from catchlight.report.words import number, size_in_words, with_unit
from catchlight.shot import Band

from .kits import KINDS, cue, kit

NOTHING = Reading("x", 0)


@pytest.mark.parametrize(
    ("value", "band", "status", "words"),
    [
        (3.0, Band(-7, 7), "in", "where the job wants it"),
        (12.0, Band(-7, 7), "out", "5.0° above the target"),
        (8.0, Band(-7, 7), "unsure", "1.0° above the target, within its range"),
        (-20.0, Band(-7, 7), "out", "13.0° below the target"),
        (50.0, Band(20, math.inf), "in", "where the job wants it"),
        (50.0, None, "", "no wish for this job"),
    ],
)
def test_a_value_is_judged_against_its_target(value, band, status, words):
    """Inside, outside, or undecided because the range reaches in."""
    row = band_row(cue("gaze_yaw_deg", value), None, band, NOTHING)
    assert (row.status, row.status_words) == (status, words)


def test_places_follow_the_values():
    """Low, value and high in order; the target where it belongs; all within the line."""
    row = band_row(cue("gaze_yaw_deg", 12.0), None, Band(-7, 7), NOTHING)
    assert 0 < row.target_low < row.target_high < row.low < row.at < row.high < 100


def test_an_open_target_reaches_the_end_of_the_line():
    """At least 20: from 20 to the right end."""
    row = band_row(cue("light_elevation_deg", 30.0), None, Band(20, math.inf), NOTHING)
    assert row.target_high == 100
    assert row.target == "at least 20.0°"


def test_the_original_is_on_the_same_line():
    """Its value has a place of its own."""
    before = Reading("x", 1, {"gaze_yaw_deg": cue("gaze_yaw_deg", -10.0)})
    row = band_row(cue("gaze_yaw_deg", 12.0), None, None, before)
    assert row.before_at < row.low
    assert row.before == "−10.0°"


def test_a_code_is_said_by_its_word():
    """A number that stands for a word is not shown."""
    row = band_row(cue("light_pattern", 2.0, "", 1.0, label="loop"), None, None, NOTHING)
    assert (row.label, row.value, row.has_line) == ("loop", "", False)


def test_every_cue_of_the_reading_is_listed_once(tmp_path):
    """Measured as rows, the rest as skips with reasons; unknown families under Other."""
    made = kit(tmp_path)
    shown = families(made)
    assert sum(len(family.rows) for family in shown) == len(made.pick_reading.cues)
    assert [family.title for family in shown] == ["Gaze", "Skin texture", "Posture", "Other"]
    assert shown[2].skipped == (("Crossed arms", "the arms are not in the picture"),)
    assert shown[0].is_open
    assert KINDS["gaze_yaw_deg"].title == shown[0].rows[0].title


@pytest.mark.parametrize(
    ("value", "low", "high", "text"),
    [
        (5432.1, 5100, 5800, "5432"),
        (12.34, 10, 14, "12.3"),
        (0.417, 0.36, 0.47, "0.42"),
        (-0.001, -0.2, 0.2, "0"),
        (-7.4, -15, 0, "−7"),
        (0.0032, -0.007, 0.013, "0.003"),
    ],
)
def test_digits_follow_the_range(value, low, high, text):
    """No more digits than the range can bear."""
    assert number(value, low, high) == text


def test_units_and_sizes_are_readable():
    """Degrees get their sign, kelvin a space, bytes a prefix."""
    assert with_unit("12", "deg") == "12°"
    assert with_unit("5430", "K") == "5430 K"
    assert with_unit("0.42", "fraction") == "0.42"
    assert [size_in_words(n) for n in (300, 148_200, 1_240_000)] == ["1 kB", "148 kB", "1.2 MB"]
