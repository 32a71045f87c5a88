"""Drift names the picture, the cue, the amount and the cure."""

import json

import numpy as np
import pytest

from catchlight.critique.remedy import Reshoot
from catchlight.retouch.edit import Edit
from catchlight.retouch.recipe import check
from catchlight.visual_identity.desk import drift_sheet
from catchlight.visual_identity.drift import OUT_OF_LINE, departures_of, drift
from catchlight.visual_identity.identity import GROUND
from catchlight.visual_identity.learning import learn

from .pictures import picture

IDENTITY = learn([picture(f"p{n}", eye_line=0.39 + n / 200) for n in range(8)], "North Light")


def test_pictures_of_the_identity_itself_are_in_line():
    """What it was learned from does not drift."""
    found = drift(IDENTITY, [picture(f"p{n}", eye_line=0.39 + n / 200) for n in range(8)])
    assert found.out == ()
    assert found.by_cue() == {}


@pytest.mark.parametrize(
    ("cue", "value", "cure"),
    [
        ("color_temperature_k", 4600.0, "white_balance"),
        ("face_fraction", 0.2, "crop"),
        ("eye_line", 0.55, "crop"),
        ("face_offset", 0.2, "crop"),
        ("background_clutter", 0.7, "backdrop"),
        ("lighting_ratio_stops", 3.0, "soften_light"),
        ("light_azimuth_deg", -20.0, "relight"),
        ("grain", 0.02, "denoise"),
        ("vignette", -0.4, "vignette"),
    ],
)
def test_a_planted_departure_is_found_with_the_edit_that_mends_it(cue, value, cure):
    """The cue comes first, its sign is right, and the edit is one that the darkroom takes."""
    away = departures_of(IDENTITY, picture("odd", **{cue: value}))
    first = away.departures[0]
    assert first.cue == cue
    assert first.is_out
    assert np.sign(first.units) == np.sign(value - IDENTITY.traits[cue].value)
    assert isinstance(first.remedy, Edit)
    assert first.remedy.name == cure
    check((first.remedy,))


@pytest.mark.parametrize(
    ("cue", "value"),
    [
        ("gaze_offset_deg", 30.0),
        ("lip_corner_pull", 1.0),
        ("yaw_deg", 40.0),
        ("face_fraction", 0.6),
        ("color_temperature_k", 2500.0),
        ("light_azimuth_deg", -70.0),
    ],
)
def test_what_no_edit_can_mend_honestly_is_asked_for_again(cue, value):
    """Gaze, smile and pose are the sitter's own; a tight frame and a lost light are gone."""
    first = departures_of(IDENTITY, picture("odd", **{cue: value})).departures[0]
    assert first.cue == cue
    assert isinstance(first.remedy, Reshoot)


def test_another_wall_is_out_of_line_and_gets_the_brands():
    """Measured as a colour distance, in visible steps."""
    away = departures_of(IDENTITY, picture("odd", wall="#40506a"))
    first = away.departures[0]
    assert (first.cue, first.remedy.name) == (GROUND, "backdrop")
    assert first.units > OUT_OF_LINE


def test_a_more_colourful_skin_is_not_out_of_line():
    """Before a plain ground colour, contrast and the darkest tones are the sitter's own."""
    away = departures_of(IDENTITY, picture("odd", chroma=30.0, warmth=22.0, film_tint=12.0))
    assert away.out == ()


def test_a_faded_look_is_watched_even_before_a_plain_ground():
    """Soft blacks as a look are no one's hair: deep ones are out of line, an edit lifts them."""
    faded = learn([picture(f"p{n}", faded_blacks=22.0) for n in range(8)])
    first = departures_of(faded, picture("odd", faded_blacks=2.0)).departures[0]
    assert (first.cue, first.remedy.name) == ("faded_blacks", "faded_blacks")
    too_faded = departures_of(faded, picture("odd", faded_blacks=44.0)).departures[0]
    assert too_faded.remedy.name == "contrast"


def test_units_count_the_identitys_spread_and_the_cues_range_together():
    """A cue that was read less surely departs by fewer units."""
    sure = picture("odd", eye_line=0.6)
    cue = sure.reading["eye_line"]
    unsure = picture("odd", eye_line=0.6)
    wide = {**unsure.reading.cues, "eye_line": type(cue)("eye_line", 0.6, "", 0.3, 0.9, 0.8)}
    unsure.reading.cues.clear()
    unsure.reading.cues.update(wide)
    units = [departures_of(IDENTITY, it).departures[0].units for it in (sure, unsure)]
    assert units[1] < 0.6 * units[0]


def test_the_record_is_plain_and_the_sheet_marks_the_odd_one():
    """JSON by picture and by cue; a red line under the picture that is out of line."""
    pictures = [picture("fine"), picture("odd", face_fraction=0.2)]
    found = drift(IDENTITY, pictures, [("lost.jpg", "no face")])
    values = json.loads(json.dumps(found.to_dict()))
    assert values["by_cue"]["face_fraction"][0]["picture"] == "odd"
    assert values["failed"] == {"lost.jpg": "no face"}
    assert [one.name for one in found.out] == ["odd"]
    sheet = drift_sheet(found, pictures)
    red = (sheet[..., 0] > 0.5) & (sheet[..., 1] < 0.25)
    assert red[:, : sheet.shape[1] // 2].any()
    assert not red[:, sheet.shape[1] // 2 :].any()
