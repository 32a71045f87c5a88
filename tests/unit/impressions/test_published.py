"""Impressions from published effects: direction, range, abstention, and what is left out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from catchlight.impressions.effects import IMPRESSED, SMILE, SMILE_PARTS
from catchlight.impressions.impression import NAMES, Abstention, Impression
from catchlight.impressions.model import impressions_to_dict
from catchlight.impressions.published import PublishedModel
from catchlight.jobs import all_jobs
from catchlight.reading import Cue, Reading

REST = {
    "lip_corner_pull": SMILE_PARTS[0][1],
    "lower_lid_raise": 0.2,
    "lips_part": 0.05,
    "lip_corner_depress": 0.05,
    "gaze_offset_deg": 2.0,
    "pitch_deg": 0.0,
    "yaw_deg": 0.0,
    "brow_lower": 0.1,
}
SMILING = {**REST, **{cue: smiling for cue, _, smiling, _ in SMILE_PARTS}}
# What a sitter cannot change, or what raters' bias attaches to, must never carry an impression.
FORBIDDEN = {"skin_tone_ita_deg", "structural_asymmetry", "face_lightness", "skin_texture"}


def reading(half_range: float = 0.02, confidence: float = 0.9, **cues: float) -> Reading:
    made = {
        name: Cue(name, value, "", value - half_range, value + half_range, confidence)
        for name, value in {**REST, **cues}.items()
    }
    return Reading("x", 1, made)


def inferred(name: str, **cues: float) -> Impression:
    found = PublishedModel().infer(reading(**cues))[name]
    assert isinstance(found, Impression)
    return found


def test_every_impression_has_its_value_range_and_grade():
    """All six, each inside 0…100 with low ≤ value ≤ high."""
    found = PublishedModel().infer(reading())
    assert tuple(sorted(found)) == tuple(sorted(NAMES))
    for one in found.values():
        assert isinstance(one, Impression)
        assert 0 <= one.low <= one.value <= one.high <= 100


@pytest.mark.parametrize(
    ("name", "rises"),
    [
        ("trustworthiness", True),
        ("warmth", True),
        ("happiness", True),
        ("outgoingness", True),
        ("dominance", False),
    ],
)
def test_a_smile_moves_impressions_as_published(name, rises):
    """Warmer, happier, more trusted and outgoing; less dominant."""
    rest, smiling = inferred(name).value, inferred(name, **SMILING).value
    assert (smiling > rest) is rises


@pytest.mark.parametrize(
    ("name", "changed", "rises"),
    [
        ("dominance", {"pitch_deg": -10.0}, True),
        ("trustworthiness", {"pitch_deg": -20.0}, False),
        ("trustworthiness", {"pitch_deg": 30.0}, False),
        ("dominance", {"brow_lower": 0.7}, True),
        ("trustworthiness", {"gaze_offset_deg": 25.0}, False),
        ("happiness", {"gaze_offset_deg": 25.0}, False),
    ],
)
def test_pose_brow_and_gaze_move_impressions_as_published(name, changed, rises):
    """Each in the direction of its source."""
    assert (inferred(name, **changed).value > inferred(name).value) is rises


def test_competence_is_always_weak_and_the_least_certain():
    """It transfers poorly to real photos, so it is never more than a guess."""
    found = PublishedModel().infer(reading(**SMILING))
    competence = found["competence"]
    assert isinstance(competence, Impression)
    assert competence.evidence_grade == "weak"
    widths = {name: one.high - one.low for name, one in found.items()}
    assert widths["competence"] == max(widths.values())


def test_without_the_mouth_the_model_abstains_with_the_reason():
    """No guess from the rest of the face."""
    bare = reading()
    cues = {name: cue for name, cue in bare.cues.items() if name != "lip_corner_pull"}
    found = PublishedModel().infer(Reading("x", 1, cues, {"lip_corner_pull": "a mask covers it"}))
    assert all(isinstance(one, Abstention) for one in found.values())
    values = impressions_to_dict(found)["warmth"]
    assert values["value"] is None
    assert "a mask covers it" in values["reason"]


@pytest.mark.parametrize("dropped", [name for name in REST if name != "lip_corner_pull"])
def test_a_missing_cue_never_narrows_a_range(dropped):
    """Knowing less cannot make the model surer."""
    whole = reading()
    part = Reading("x", 1, {n: c for n, c in whole.cues.items() if n != dropped})
    model = PublishedModel()
    for name, one in model.infer(whole).items():
        other = model.infer(part)[name]
        assert other.high - other.low >= one.high - one.low - 1e-9, name


def test_an_unsure_measurement_widens_the_range():
    """A cue of ± .3 says less than one of ± .02."""
    model = PublishedModel()
    sure, unsure = model.infer(reading(0.02)), model.infer(reading(0.3))
    for name in NAMES:
        assert unsure[name].high - unsure[name].low > sure[name].high - sure[name].low


def test_nothing_that_a_sitter_cannot_change_enters():
    """No structure, skin tone or texture among the cues of the model."""
    used = {effect.cue for one in IMPRESSED.values() for effect in one.effects} - {SMILE}
    used |= {cue for cue, *_ in SMILE_PARTS}
    assert used & FORBIDDEN == set()
    pale, dark = reading(skin_tone_ita_deg=60.0), reading(skin_tone_ita_deg=-40.0)
    assert PublishedModel().infer(pale) == PublishedModel().infer(dark)


def test_every_effect_names_its_source():
    """A size without a source would be an opinion."""
    assert all(effect.source for one in IMPRESSED.values() for effect in one.effects)


def test_the_composite_smile_runs_from_rest_to_smile():
    """Half its effect below the middle at rest, half above for a posed smile, never far beyond."""
    rest = {cue: rest for cue, rest, _, _ in SMILE_PARTS}
    assert inferred("warmth", **rest).value == pytest.approx(50 - 10 * 2.12 / 2)
    assert inferred("warmth", **SMILING).value == pytest.approx(50 + 10 * 2.12 / 2)
    assert inferred("warmth", lip_corner_pull=9.0).value == pytest.approx(50 + 10 * 2.12 * 1.1)


def test_the_reasons_name_what_carried_the_impression():
    """The largest contribution first."""
    assert inferred("warmth", **SMILING).because.startswith("the smile raises it")


def test_jobs_wish_for_impressions_that_exist():
    """A wish for an impression nobody infers could never be met."""
    wished = {name for job in all_jobs() for name in job.impressions}
    assert wished <= set(NAMES)


def test_a_confidence_too_low_counts_as_missing():
    """A guess about the mouth is no ground for an impression."""
    cues = reading().cues
    guess = replace(cues["lip_corner_pull"], confidence=0.1)
    found = PublishedModel().infer(Reading("x", 1, {**cues, "lip_corner_pull": guess}))
    assert isinstance(found["trustworthiness"], Abstention)
