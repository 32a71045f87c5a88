"""The critic: a verdict, seven answers, findings, a diagnosis, in words people can act on."""

from __future__ import annotations

import json

import pytest

from catchlight.critique.critic import critique
from catchlight.critique.questions import QUESTIONS
from catchlight.critique.rule import Severity
from catchlight.errors import UnknownName
from catchlight.jobs import find_job

from .readings import reading

TRUST = find_job("trust")


def judged(job: str = "trust", **changed):
    return critique(reading(**changed), {}, find_job(job))


def test_a_good_portrait_passes_with_seven_times_yes():
    """Nothing asks for a change."""
    result = judged()
    assert result.verdict == "pass"
    assert [one.verdict for one in result.questions] == ["yes"] * 7
    assert result.job_fit == 1.0
    assert result.diagnosis.quadrant == "clear and finished"


@pytest.mark.parametrize(
    ("spoiled", "question"),
    [
        ({"gaze_yaw_deg": 24.0}, "gaze-relation"),
        ({"lip_corner_pull": 0.0}, "intentional-expression"),
        ({"skin_smoothing": 0.9}, "human-texture"),
        ({"pitch_deg": -25.0}, "posture-supports"),
        ({"background_clutter": 0.95, "background_blur": 0.0}, "background-context"),
        ({"warmth": 60.0}, "colors-mood"),
        ({"vintage_look": 1.0}, "person-with-story"),
    ],
)
def test_one_spoiled_cue_turns_one_question(spoiled, question):
    """The right question is answered no, and only that one."""
    result = judged(**spoiled)
    assert [one.id for one in result.questions if one.verdict == "no"] == [question]
    assert result.verdict != "pass"
    assert result.job_fit < 1.0 or question == "human-texture"
    answer = result.answer(question)
    assert answer.fix
    assert answer.evidence


def test_the_answer_depends_on_the_job():
    """A look aside is wrong for trust and right for contemplation."""
    aside = {"gaze_yaw_deg": 15.0, "lip_corner_pull": 0.1}
    assert judged("trust", **aside).answer("gaze-relation").verdict == "no"
    assert judged("contemplation", **aside).answer("gaze-relation").verdict == "yes"


def test_what_an_edit_can_mend_is_a_fix_and_what_it_cannot_is_a_reshoot():
    """Ten degrees are within the gaze warp; twenty-four are not."""
    assert judged(gaze_yaw_deg=-10.0).verdict == "fix"
    assert judged(face_exposure_stops=-1.6).verdict == "fix"
    assert judged(gaze_yaw_deg=24.0).verdict == "reshoot"


def test_what_could_not_be_measured_is_unsure_with_the_reason():
    """No eyes measured: neither yes nor no."""
    result = judged(gaze_yaw_deg=None, gaze_pitch_deg=None, eye_opening=None, catchlights=None)
    answer = result.answer("gaze-relation")
    assert answer.verdict == "unsure"
    assert "it was hidden" in answer.evidence
    assert answer.confidence == 0
    assert answer.fix
    assert "gaze-averted" in {skip.rule for skip in result.skipped}


def test_a_rule_can_be_switched_off():
    """`off` drops the rule, and with it its finding and its question's no."""
    spoiled = reading(gaze_yaw_deg=24.0)
    assert critique(spoiled, {}, TRUST, off=("gaze-averted",)).verdict == "pass"


def test_an_unknown_rule_in_off_is_an_error_with_close_matches():
    """A misspelt rule would silently stay on."""
    with pytest.raises(UnknownName, match="gaze-averted"):
        critique(reading(), {}, TRUST, off=("gaze-avrted",))


def test_findings_come_weightiest_first():
    """Failures, then warnings, then hints."""
    result = judged(eye_opening=0.02, skin_shine=0.3, lip_corner_pull=0.0)
    weights = [finding.severity.weight for finding in result.findings]
    assert weights == sorted(weights, reverse=True)
    assert result.findings[0].rule == "eyes-closed"
    assert result.findings[0].severity is Severity.FAIL


def test_the_critique_is_the_json_that_others_rely_on():
    """The contract of `check --json`."""
    values = json.loads(json.dumps(judged(gaze_yaw_deg=24.0).to_dict()))
    assert {"photo", "job", "verdict", "questions", "findings"} <= values.keys()
    assert values["verdict"] in ("pass", "fix", "reshoot")
    assert [q["id"] for q in values["questions"]] == [q.id for q in QUESTIONS]
    for question in values["questions"]:
        assert {"id", "verdict", "evidence", "fix"} <= question.keys()
        assert question["verdict"] in ("yes", "no", "unsure")
    for finding in values["findings"]:
        assert {"rule", "severity", "evidence_grade", "message", "remedy"} <= finding.keys()
        assert finding["evidence_grade"] in ("strong", "medium", "weak", "house")


def test_a_polished_portrait_that_says_nothing_is_impressive_but_forgettable():
    """Polish high, clarity low."""
    result = judged(
        lip_corner_pull=0.0,
        expressiveness=0.0,
        gaze_yaw_deg=20.0,
        background_clutter=0.0,
        roll_deg=0.0,
    )
    assert result.diagnosis.quadrant == "impressive but forgettable"
    assert "not resolution" in result.diagnosis.advice


def test_a_rough_portrait_with_a_clear_face_is_alive_but_rough():
    """Polish low, clarity high."""
    result = judged(
        face_exposure_stops=-1.8, eye_sharpness=0.05, grain=0.1, clipped_highlights=0.1,
        headroom=0.5, tint_duv=0.02, contrast=1.3,
    )  # fmt: skip
    assert result.diagnosis.quadrant == "alive but rough"


def test_the_brands_palette_is_judged_when_given():
    """No palette given, no finding on it."""
    assert "brand-palette-missing" not in {f.rule for f in judged().findings}


def test_the_same_reading_gives_the_same_critique():
    """Nothing is left to chance."""
    assert judged(warmth=60.0).to_dict() == judged(warmth=60.0).to_dict()


@pytest.mark.parametrize(
    ("job", "gaze_yaw_deg", "said"),
    [
        ("trust", 2.0, "as trust asks for eye contact"),
        ("trust", 8.0, "near enough to eye contact for trust"),
        ("thought-leadership", 8.5, "which thought leadership allows"),
        ("contemplation", 15.0, "as contemplation asks for a look that rests elsewhere"),
        ("contemplation", 7.0, "near enough to a look that rests elsewhere for contemplation"),
    ],
)
def test_the_look_is_said_to_be_asked_for_only_where_it_is(job, gaze_yaw_deg, said):
    """Eyes beside the lens are not what a job of eye contact asks for, only near enough to it."""
    answer = judged(job, gaze_yaw_deg=gaze_yaw_deg, gaze_pitch_deg=0.0, lip_corner_pull=0.3)
    assert said in answer.answer("gaze-relation").evidence


@pytest.mark.parametrize("gaze_yaw_deg", [24.0, 36.0, 50.0])
def test_a_job_that_takes_either_look_does_not_ask_for_eye_contact(gaze_yaw_deg):
    """A look that is too far aside is one finding, and names what the job allows."""
    result = judged("ambition", gaze_yaw_deg=gaze_yaw_deg)
    mine = [f.message for f in result.findings if f.question == "gaze-relation"]
    assert len(mine) == 1
    assert "further aside than ambition allows" in mine[0]


def test_a_lowered_brow_is_not_said_to_fit():
    """It is told beside what fits, with its amount and what the job allows."""
    said = judged("trust", brow_lower=0.45).answer("intentional-expression").evidence
    assert said.endswith("as fits trust; the brow is drawn down (0.45 of 1), which trust allows.")
    assert "relaxed brow" in judged("trust").answer("intentional-expression").evidence


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, "No filter stands"),
        (
            {"vintage_look": 0.8},
            "The tones are those of a film (0.80 of 1), which nostalgia allows",
        ),
        ({"skin_smoothing": 0.9}, "Apart from the smoothed skin"),
        ({"vintage_look": None}, "could not be measured"),
    ],
)
def test_a_filter_is_denied_only_where_none_was_measured(changed, said):
    """What lies over the picture is said as it was measured."""
    assert said in judged("nostalgia", **changed).answer("person-with-story").evidence


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, "Gaze, pose, light, background and colour are those"),
        ({"gaze_yaw_deg": None}, "Pose, light, background and colour are those"),
        ({"gaze_yaw_deg": 18.0}, "Pose, light, background and colour are those"),
        ({"lighting_ratio_stops": None, "warmth": None}, "Gaze, pose, background and colour are"),
    ],
)
def test_only_what_is_like_a_headshot_is_said_to_be(changed, said):
    """What was not measured, or differs, is not named."""
    plain = {
        "yaw_deg": 0.0, "roll_deg": 0.0, "face_offset": 0.0, "background_clutter": 0.08,
        "background_color_variance": 0.0, "lighting_ratio_stops": 0.1, "colorfulness": 20.0,
        "warmth": 8.0, "shoulder_roll_deg": 0.0, "expression_asymmetry": 1.0,
    }  # fmt: skip
    result = judged("contemplation", **{**plain, **changed})
    (found,) = [f for f in result.findings if f.rule == "interchangeable"]
    assert found.message.startswith(said)


def test_nothing_is_to_be_kept_that_is_to_be_changed():
    """A turned head makes a picture somebody's, but not where the job wants it turned back."""
    turned = {"yaw_deg": 32.0, "roll_deg": 0.0}
    assert "turned-head" in {one.name for one in judged("creativity", **turned).details}
    result = judged("trust", **turned)
    assert any(f.rule == "head-turned" for f in result.findings)
    assert "turned-head" not in {one.name for one in result.details}
    assert "the turn of the head" not in result.answer("person-with-story").evidence


def test_measures_are_said_to_disagree_only_where_they_do():
    """A lift that is hardly there and no smile are of one mind."""
    one_mind = judged("confidence", lip_corner_pull=0.06, smile_level=0.1, expressiveness=0.3)
    apart = judged("confidence", lip_corner_pull=0.3, smile_level=0.1, expressiveness=0.3)
    said = [r.answer("intentional-expression").evidence for r in (one_mind, apart)]
    assert said == [
        "The mouth hardly smiles (lift 0.06, smile level 0.10).",
        "The mouth hardly smiles; the measures disagree (lift 0.30, smile level 0.10).",
    ]


def test_a_dark_picture_is_not_taken_for_a_filtered_one():
    """Few tones are a sign of both: a doubt, and the sentence says so."""
    bright, dark, faded = (
        judged(vintage_look=0.9, face_exposure_stops=stops, faded_blacks=black).answer(
            "person-with-story"
        )
        for stops, black in ((0.0, 8.0), (-2.5, 2.0), (-1.0, 18.0))
    )
    assert (bright.verdict, dark.verdict, faded.verdict) == ("no", "unsure", "no")
    assert "the picture is dark, which may be all" in dark.evidence


@pytest.mark.parametrize(
    ("job", "changed", "said"),
    [
        ("trust", {"lip_corner_pull": 0.05, "smile_level": 1.2}, "a smile of the whole mouth"),
        ("trust", {"lip_corner_pull": 0.14}, "near enough to what fits trust"),
        ("trust", {"lip_corner_pull": 0.4}, "a slight smile (0.40 of 1)"),
        ("authority", {"lip_corner_pull": 0.02}, "no smile (0.02 of 1)"),
    ],
)
def test_no_smile_is_not_said_to_fit_where_one_is_wanted(job, changed, said):
    """What made the answer a yes is what is told."""
    answer = judged(job, **changed).answer("intentional-expression")
    assert answer.verdict == "yes"
    assert said in answer.evidence


def test_the_mood_wanted_is_not_said_to_be_there():
    """Plain colours do not work against a bright mood; bright they are not."""
    said = judged("playfulness", colorfulness=24.0).answer("colors-mood").evidence
    assert said == (
        "The colours are neutral (warmth 10) and moderate in strength (24). Nothing in them "
        "plainly works against the mood wanted: bright and colourful."
    )
