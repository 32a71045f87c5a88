"""The gate and the comparison: what an edit did for the job, and what it cost."""

from __future__ import annotations

import json

import pytest

from catchlight.critique.compare import changes, compare, impression_changes
from catchlight.critique.detail import lost_details, propose_details
from catchlight.critique.gate import gate
from catchlight.impressions.published import PublishedModel
from catchlight.jobs import find_job
from catchlight.retouch.edit import Edit

from .readings import reading

TRUST = find_job("trust")
SMILE, TONE = Edit("smile", 0.5), Edit("exposure", 0.5)
COLD = reading(lip_corner_pull=0.05)


def test_an_edit_that_moves_a_cue_to_the_job_is_accepted_and_says_which():
    """The smile came nearer to its band; all else stayed."""
    verdict = gate(COLD, reading(lip_corner_pull=0.2), TRUST, SMILE)
    assert verdict.accepted
    assert verdict.served
    assert verdict.fit_gain > 0
    assert verdict.moves[0].cue == "lip_corner_pull"
    assert "lip corner pull 0.05 → 0.20" in verdict.reason


def test_an_edit_that_changes_nothing_is_refused():
    """Not serving is reason enough."""
    verdict = gate(COLD, COLD, TRUST, SMILE)
    assert not verdict.accepted
    assert "does not serve trust" in verdict.reason


def test_an_edit_that_moves_away_from_the_job_is_refused():
    """More smile is no service to authority."""
    verdict = gate(
        reading(lip_corner_pull=0.3), reading(lip_corner_pull=0.8), find_job("authority"), SMILE
    )
    assert not verdict.served


@pytest.mark.parametrize(
    ("cost", "said"),
    [
        ({"skin_texture": 0.6}, "75% of the skin's texture"),
        ({"clipped_highlights": 0.05}, "burns out or blackens 5.0%"),
        ({"yaw_deg": 20.0}, "changes the yaw"),
        ({"gaze_yaw_deg": 9.0}, "changes the gaze yaw"),
        ({"expression_asymmetry": 0.4}, "evens the face out"),
    ],
)
def test_an_edit_that_serves_but_costs_too_much_is_refused(cost, said):
    """Texture, highlights, pose, gaze and asymmetry have a price limit."""
    verdict = gate(COLD, reading(lip_corner_pull=0.25, **cost), TRUST, SMILE)
    assert verdict.served
    assert not verdict.accepted
    assert said in verdict.reason


def test_an_expression_that_changes_unasked_is_refused():
    """A tone edit has no business with the smile."""
    verdict = gate(COLD, reading(lip_corner_pull=0.4), TRUST, TONE)
    assert "changes the lip corner pull, which nobody asked for" in verdict.reason


def test_edits_made_together_may_each_change_what_they_are_for():
    """A smile was asked for, though the tone was moved after it."""
    smiling = reading(lip_corner_pull=0.2)
    alone = gate(COLD, smiling, TRUST, TONE)
    together = gate(COLD, smiling, TRUST, TONE, along=["smile"])

    assert alone.costs.unasked == ("lip_corner_pull",)
    assert together.costs.unasked == ()
    assert together.accepted


def test_a_likeness_below_the_sitters_own_baseline_is_refused():
    """The bar rises with how alike their own photos are."""
    after = reading(lip_corner_pull=0.25)
    assert gate(COLD, after, TRUST, SMILE, likeness=0.85).accepted
    assert not gate(COLD, after, TRUST, SMILE, likeness=0.70).accepted
    assert not gate(COLD, after, TRUST, SMILE, likeness=0.82, baseline=0.98).accepted


def test_an_edit_that_loses_the_memorable_detail_is_refused():
    """A tilt that made the picture theirs must stay."""
    tilted = reading(lip_corner_pull=0.05, roll_deg=9.0)
    levelled = reading(lip_corner_pull=0.05, roll_deg=0.5)
    verdict = gate(tilted, levelled, TRUST, Edit("head_tilt", 1.0))
    assert not verdict.accepted
    assert "slight tilt of the head" in verdict.reason


def test_a_technical_edit_serves_by_better_finish():
    """Exposure has no band in the job; finish counts."""
    verdict = gate(reading(face_exposure_stops=-1.6), reading(), TRUST, TONE)
    assert verdict.accepted
    assert verdict.polish_gain > 0


def test_a_cue_that_only_became_surer_is_no_service():
    """Confidence is no gain."""
    assert gate(reading(confidence=0.4), reading(confidence=0.9), TRUST, TONE).fit_gain == 0


def test_a_change_within_a_cues_tolerance_is_no_service():
    """What wobbles between two readings of one picture is not progress."""
    before, after = reading(warmth=-4.0), reading(warmth=-3.9)
    assert gate(before, after, TRUST, TONE).fit_gain == 0


def test_a_tone_curve_may_lower_contrast_of_texture_but_not_take_detail():
    """Brightening lowers measured texture; a rising smoothing index shows that detail went."""
    dark = reading(face_exposure_stops=-1.8)
    assert gate(dark, reading(skin_texture=0.6), TRUST, TONE).accepted
    assert not gate(dark, reading(skin_texture=0.6, skin_smoothing=0.4), TRUST, TONE).accepted


def test_a_warp_is_not_accepted_for_its_finish():
    """Expression edits must move the job's own cues."""
    verdict = gate(reading(eye_sharpness=0.1), reading(), TRUST, SMILE)
    assert not verdict.served


def test_the_verdict_can_be_kept_as_json():
    """As kept in kit.json."""
    values = json.loads(json.dumps(gate(COLD, reading(), TRUST, SMILE, likeness=0.9).to_dict()))
    assert {"edit", "accepted", "served", "moves", "costs", "reason"} <= values.keys()


def test_a_comparison_says_what_changed_for_the_job_in_sentences():
    """The cue that matters most comes first, the sum last."""
    said = compare(COLD, reading(lip_corner_pull=0.5, warmth=15.0), TRUST)
    assert said[0] == "The smile is stronger (0.05 → 0.50), nearer to what trust asks."
    assert "The colours are warmer (10 → 15)." in said
    assert said[-1].startswith("Altogether the picture comes nearer to trust")


def test_a_comparison_of_equals_finds_nothing():
    """No change, no story."""
    assert compare(COLD, COLD, TRUST) == (
        "Nothing that a viewer would notice has changed in the cues that were read.",
    )


def test_comparing_backwards_turns_the_sign():
    """What came nearer one way moves away the other."""
    forth = changes(COLD, reading(), TRUST)
    back = changes(reading(), COLD, TRUST)
    assert [c.towards for c in forth] == [-c.towards for c in back]


def test_the_most_unusual_trait_is_proposed_as_the_detail():
    """A tilt of nine degrees stands out; an ordinary picture has its setting."""
    assert propose_details(reading(roll_deg=12.0))[0].name == "head-tilt"
    assert propose_details(reading(roll_deg=0.0, background_clutter=0.0)) == ()


def test_a_detail_that_can_no_longer_be_seen_is_lost():
    """A crop that loses the setting is found."""
    before = reading(background_clutter=0.6)
    details = propose_details(before)
    ((detail, sentence),) = lost_details(before, reading(background_clutter=None), details[:1])
    assert detail.cue in ("background_clutter", "roll_deg")
    assert "no longer shows" in sentence or "is gone" in sentence


def test_a_smile_changes_what_viewers_are_likely_to_infer():
    """More warmth, less dominance, with the evidence; a small change is not told."""
    model = PublishedModel()
    before, after = model.infer(COLD), model.infer(reading(lip_corner_pull=0.6, lips_part=0.3))
    lines = impression_changes(before, after)
    assert any(line.startswith("Viewers may infer more warmth (") for line in lines)
    assert any("less dominance" in line for line in lines)
    assert all("evidence" in line for line in lines)
    assert impression_changes(before, before) == ()


def named(**kept: float):
    """A better smile, and this much of the named detail."""
    return reading(lip_corner_pull=0.25, **kept)


def test_an_edit_that_loses_the_named_detail_is_refused_and_one_that_keeps_it_says_so():
    """What the user named is worth more than the smile."""
    job = TRUST.with_detail("freckles")
    lost = gate(COLD, named(detail_kept=0.3), job, SMILE)
    assert not lost.accepted
    assert "named detail is lost" in lost.reason
    kept = gate(COLD, named(detail_kept=0.97), job, SMILE)
    assert kept.accepted
    assert "97% of the memorable detail kept" in kept.reason
    assert kept.to_dict()["costs"]["detail_kept"] == 0.97


def test_an_edit_is_not_blamed_for_a_detail_that_was_lost_before():
    """The forced edit before it took the freckles."""
    job = TRUST.with_detail("freckles")
    before = reading(lip_corner_pull=0.05, detail_kept=0.3)
    assert gate(before, named(detail_kept=0.295), job, SMILE).accepted


def test_the_comparison_says_what_became_of_the_named_detail():
    """Kept, lost, or not to be said."""
    job = TRUST.with_detail("freckles")
    assert "The detail “freckles” is kept: ." in compare(COLD, named(detail_kept=0.9), job)
    assert "The detail “freckles” is lost: ." in compare(COLD, named(detail_kept=0.2), job)
    assert any("cannot be said" in line for line in compare(COLD, named(), job))
