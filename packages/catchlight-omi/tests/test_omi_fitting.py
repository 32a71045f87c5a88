"""The fit: finds what carries ratings, uses no demographics, keeps them from leaking."""

from __future__ import annotations

import numpy as np
import pytest

from catchlight_omi.features import Numbers
from catchlight_omi.fitting import fit, fold_numbers, held_out, leaking, residual

FACES = 600


@pytest.fixture
def planted() -> dict[str, Numbers]:
    """Faces of two groups: a smile that raters see, and a structure that differs by group only.

    Ratings = 6 · smile + 5 · group + noise. The structure follows the group, so that a plain
    regression would give it the group's share.
    """
    chance = np.random.default_rng(0)
    group = chance.choice([-1.0, 1.0], FACES)
    smile, own, noise = chance.normal(size=(3, FACES))
    structure = group + 0.3 * own
    return {
        "features": np.column_stack([smile, structure]),
        "ratings": 50 + 6 * smile + 5 * group + noise,
        "demographics": group[:, None],
        "expression": smile,
    }


def test_the_planted_effect_is_found_and_the_groups_is_not(planted: dict[str, Numbers]):
    """6 points a unit of smile; the structure gets nothing, though it goes along."""
    made = fit(**planted)
    assert made.weights / made.scale == pytest.approx([6, 0], abs=0.2)
    plain, *_ = np.linalg.lstsq(planted["features"], planted["ratings"] - 50, rcond=None)
    assert plain[1] > 3  # what would have happened


def test_predictions_do_not_tell_the_group(planted: dict[str, Numbers]):
    """At equal smiles, held-out points of both groups are alike."""
    points = held_out(**planted)
    apart = residual(points, planted["expression"][:, None])
    assert abs(np.corrcoef(apart, planted["demographics"][:, 0])[0, 1]) < 0.15
    assert np.corrcoef(points, planted["expression"])[0, 1] > 0.98


def test_a_feature_that_tells_the_group_is_held_back():
    """A resting mouth that differs by group: the more it does, the smaller its weight."""
    chance = np.random.default_rng(1)
    group = chance.choice([-1.0, 1.0], FACES)
    smile, blur = chance.normal(size=(2, FACES))
    weights = []
    for share in (0.0, 2.0):
        mouth = smile + share * group
        other = smile + 0.5 * blur  # the same smile, read less well, but alike in both groups
        made = fit(np.column_stack([mouth, other]), 6 * smile, group[:, None], smile)
        weights.append(made.weights[0] / made.scale[0])
    assert weights[0] == pytest.approx(6, abs=0.2)
    assert weights[1] < 3


def test_leaking_is_what_demographics_explain_at_equal_expression(planted: dict[str, Numbers]):
    """Nothing of the smile, nearly all of the group's structure."""
    found = leaking(planted["features"], planted["demographics"], planted["expression"])
    assert np.abs(found[:, 0]).max() < 0.1
    assert np.corrcoef(found[:, 1], planted["demographics"][:, 0])[0, 1] > 0.99


def test_missing_features_count_as_average(planted: dict[str, Numbers]):
    """A gap gives the points of the mean, in fitting and in use."""
    gaps = planted["features"].copy()
    gaps[::7, 1] = np.nan
    made = fit(**{**planted, "features": gaps})
    assert made.weights / made.scale == pytest.approx([6, 0], abs=0.2)
    row, mean = np.array([[1.0, np.nan]]), np.array([[1.0, made.center[1]]])
    assert made.points(row) == pytest.approx(made.points(mean))


def test_features_are_not_followed_beyond_the_faces_it_saw(planted: dict[str, Numbers]):
    """A smile of a hundred standard deviations counts as the broadest one."""
    made = fit(**planted)
    assert made.points(np.array([[100.0, 0.0]])) == pytest.approx(
        made.points(np.array([[made.high[0], 0.0]]))
    )


def test_held_out_points_are_not_fitted_to_their_own_ratings():
    """Ratings that are pure chance are not predicted."""
    chance = np.random.default_rng(2)
    features, ratings = chance.normal(size=(200, 30)), chance.normal(size=200)
    demographics, expression = chance.normal(size=(200, 3)), chance.normal(size=200)
    points = held_out(features, ratings, demographics, expression)
    assert np.corrcoef(points, ratings)[0, 1] < 0.2
    seen = fit(features, ratings, demographics, expression).points(features)
    assert np.corrcoef(points, seen)[0, 1] < 0.9


def test_folds_are_even_and_always_the_same():
    """Every fold within one of every other; twice asked, once answered."""
    folds = fold_numbers(683, 10)
    counts = np.bincount(folds.astype(int))
    assert len(counts) == 10 and counts.max() - counts.min() <= 1
    assert (folds == fold_numbers(683, 10)).all()
