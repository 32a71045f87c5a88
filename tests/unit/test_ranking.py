"""Ranking: axes apart, reasons in a sentence, the same whatever the order of the input."""

from __future__ import annotations

import itertools
import json
import random

import pytest

from catchlight.critique.critic import critique
from catchlight.impressions.published import PublishedModel
from catchlight.jobs import find_job
from catchlight.ranking import Candidate, rank

from .critique.readings import reading

TRUST = find_job("trust")


def candidate(name: str, likeness: float | None = None, **changed: float | None) -> Candidate:
    read = reading(photo=name, **changed)
    return Candidate(name, read, critique(read, {}, TRUST), likeness)


DIFFERENT = {
    "yaw_deg": -18.0, "roll_deg": -8.0, "warmth": 25.0, "background_clutter": 0.6,
    "face_fraction": 0.6, "lighting_ratio_stops": 2.2, "colorfulness": 60.0, "lips_part": 0.5,
    "pitch_deg": 8.0, "contrast": 0.9, "headroom": -0.1, "eye_line": 0.5, "shoulder_roll_deg": 12.0,
    "light_elevation_deg": 60.0, "light_azimuth_deg": -60.0, "eye_opening": 0.4,
}  # fmt: skip


def test_the_picture_that_serves_the_job_comes_first():
    """A blank face and a look aside go behind."""
    ranking = rank(
        [
            candidate("aside", gaze_yaw_deg=25.0),
            candidate("good"),
            candidate("blank", lip_corner_pull=0.0, expressiveness=0.0),
        ]
    )
    assert ranking.pick.name == "good"
    assert [place.place for place in ranking.places] == [1, 2, 3]


def test_the_order_of_the_input_does_not_matter():
    """All permutations of five give the same ranking."""
    five = [
        candidate("a", lip_corner_pull=0.1),
        candidate("b"),
        candidate("c"),
        candidate("d", gaze_yaw_deg=14.0),
        candidate("e", **DIFFERENT),
    ]
    first = rank(five).to_dict()
    assert all(rank(order).to_dict() == first for order in itertools.permutations(five))


def test_near_duplicates_are_stacked_under_the_better_one():
    """Two frames of a burst show as one; another picture stands by itself."""
    ranking = rank(
        [
            candidate("burst-2", lip_corner_pull=0.22),
            candidate("burst-1"),
            candidate("x", **DIFFERENT),
        ]
    )
    stacks = {place.name: place.stack for place in ranking.places}
    assert stacks == {"burst-1": "", "burst-2": "burst-1", "x": ""}
    assert {place.name for place in ranking.tops} == {"burst-1", "x"}
    reason = next(place.reason for place in ranking.places if place.name == "burst-2")
    assert reason == (
        "Nearly the same as burst-1 in expression, pose and light, which serves trust a little "
        "better."
    )


def test_a_picture_that_is_not_the_sitter_goes_behind_all_others():
    """Likeness is a condition, not a bonus that fit could outweigh."""
    ranking = rank(
        [
            candidate("someone-else", likeness=0.5),
            candidate("poor", likeness=0.9, gaze_yaw_deg=30.0, lip_corner_pull=0.0),
        ]
    )
    assert [place.name for place in ranking.places] == ["poor", "someone-else"]
    assert ranking.places[1].reason == (
        "Behind the others: less like the sitter's own photos than a pick should be "
        "(likeness 0.50, wanted at least 0.80)."
    )


def test_where_nobody_is_like_the_sitter_the_first_is_not_said_to_be_behind():
    """It leads the others, and says that it is no better than they are in this."""
    ranking = rank([candidate("a", likeness=0.2), candidate("b", likeness=0.3, gaze_yaw_deg=30.0)])
    assert [place.reason.split(" than ")[0] for place in ranking.places] == [
        "Like all here less like the sitter's own photos"
    ] * 2


def test_likeness_above_the_floor_does_not_change_the_order():
    """Ranking on similarity alone would reward stiff copies."""
    ranking = rank([candidate("stiff", likeness=0.99, lip_corner_pull=0.0), candidate("b", 0.85)])
    assert ranking.pick.name == "b"


def inferred(name: str, job: str, **changed: float | None) -> Candidate:
    read = reading(photo=name, **changed)
    return Candidate(name, read, critique(read, PublishedModel().infer(read), find_job(job)))


def test_a_job_that_lives_from_an_impression_is_led_by_it():
    """Trust asks outright for an impression with good evidence, creativity hardly for one."""
    trust = rank([inferred("a", "trust")]).weights
    creativity = rank([inferred("a", "creativity")]).weights
    assert trust["impression"] == pytest.approx(0.7)
    assert creativity["impression"] < 0.25
    assert all(sum(weights.values()) == pytest.approx(1) for weights in (trust, creativity))


def test_the_warmer_smile_wins_unless_something_else_is_plainly_wrong():
    """The strongest evidence leads; eyes that look elsewhere or are closed still cost more."""
    smiles = inferred("smiles", "trust", lip_corner_pull=0.6, lips_part=0.3)
    faint = inferred("faint", "trust", lip_corner_pull=0.25, lips_part=0.0)
    aside = inferred("aside", "trust", lip_corner_pull=0.4, gaze_yaw_deg=25.0, gaze_offset_deg=25.0)
    closed = inferred("closed", "trust", lip_corner_pull=1.0, lips_part=0.6, eye_opening=0.05)
    order = [place.name for place in rank([closed, aside, faint, smiles]).places]
    assert order == ["smiles", "faint", "aside", "closed"]


def test_every_place_has_its_axes_and_one_sentence():
    """Axes are shown apart, each 0…1; no beauty score is among them."""
    ranking = rank([candidate("a"), candidate("b", gaze_yaw_deg=14.0), candidate("c", **DIFFERENT)])
    for place in ranking.places:
        assert place.reason.endswith(".")
        axes = place.axes.to_dict()
        assert set(axes) == {
            "job_fit", "impression", "clarity", "likeness", "human_texture", "technical",
            "difference",
        }  # fmt: skip
        assert all(value is None or 0 <= value <= 1 for value in axes.values())


def test_one_candidate_is_a_ranking_and_none_is_an_empty_one():
    """The ends of the range."""
    assert rank([candidate("only")]).pick.axes.difference is None
    assert rank([]).places == ()
    with pytest.raises(ValueError, match="no pick"):
        _ = rank([]).pick


def test_two_candidates_of_one_name_are_refused():
    """A name must lead to one picture."""
    with pytest.raises(ValueError, match="same name"):
        rank([candidate("a"), candidate("a")])


def test_a_ranking_of_two_hundred_is_ordered_by_its_own_figure():
    """The order shown is the order computed, and it can be kept as JSON."""
    chance = random.Random(1)
    many = [
        candidate(f"{i:03}", lip_corner_pull=chance.random(), gaze_yaw_deg=chance.uniform(-20, 20))
        for i in range(200)
    ]
    ranking = rank(many)
    orders = [place.order for place in ranking.places]
    assert orders == sorted(orders, reverse=True)
    assert len(json.loads(json.dumps(ranking.to_dict()))["places"]) == 200
