"""How the coefficients are fitted: ridge regression that can neither use nor carry demographics.

Demographics are taken out of features and ratings alike (Frisch, Waugh and Lovell), so that weights
rest on differences between people of the same age, gender, race, skin and weight. The model in use
sees no demographics, though, and a face at rest differs between groups: what demographics say about
the features at equal expression is therefore counted as noise that the weights have to keep small.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from .features import Numbers

# Impression → the rated attributes whose mean it is. Warmth was not rated; its two sides are
# usually called trustworthiness and sociability.
TARGETS: Mapping[str, tuple[str, ...]] = {
    "trustworthiness": ("trustworthy",),
    "warmth": ("trustworthy", "outgoing"),
    "dominance": ("dominant",),
    "competence": ("smart",),
    "outgoingness": ("outgoing",),
    "happiness": ("happy",),
}
FOLDS, SEED = 10, 2022
INNER_FOLDS = 5
PENALTIES = np.logspace(-1, 4, 16)  # of the ridge, for features of unit variance
LEAK_PENALTY = 0.5  # leaking counts half as much as being wrong; README.md has what others give
TAIL_PERCENT = 0.5  # features are not followed beyond what 99 % of the faces show


@dataclass(frozen=True, eq=False)
class Fit:
    """A linear model: points above the average picture from features, NaN = at the average.

    Features are kept within low…high, then taken in standard deviations (`scale`) from `center`.
    """

    center: Numbers
    scale: Numbers
    low: Numbers
    high: Numbers
    weights: Numbers

    def points(self, features: Numbers) -> Numbers:
        """One value a row of features."""
        inside = np.clip(np.where(np.isnan(features), self.center, features), self.low, self.high)
        return np.asarray((inside - self.center) / self.scale @ self.weights)


def fit(features: Numbers, ratings: Numbers, demographics: Numbers, expression: Numbers) -> Fit:
    """Fit one impression.

    `features` n × p, NaN = missing; `ratings` n; `demographics` n × d; `expression` n, the rated
    happiness, at equal values of which the leak is judged.
    """
    low, high = np.nanpercentile(features, [TAIL_PERCENT, 100 - TAIL_PERCENT], axis=0)
    inside = np.clip(features, low, high)
    center, scale = np.nanmean(inside, axis=0), np.nanstd(inside, axis=0)
    standard = np.where(np.isnan(inside), 0.0, (inside - center) / scale)
    free = residual(standard, demographics)
    leak = leaking(standard, demographics, expression)
    weights = _ridge(free, residual(ratings, demographics), leak)
    return Fit(center, scale, low, high, weights)


def held_out(
    features: Numbers, ratings: Numbers, demographics: Numbers, expression: Numbers
) -> Numbers:
    """Each row's points from a fit that has not seen its fold."""
    points = np.empty(len(ratings))
    folds = fold_numbers(len(ratings), FOLDS)
    for number in range(FOLDS):
        seen = folds != number
        made = fit(features[seen], ratings[seen], demographics[seen], expression[seen])
        points[~seen] = made.points(features[~seen])
    return points


def fold_numbers(count: int, folds: int) -> Numbers:
    """A fold for each row: evenly many, shuffled once and for all."""
    shuffled = np.random.default_rng(SEED).permutation(count)
    numbers = np.empty(count)
    numbers[shuffled] = np.arange(count) % folds
    return numbers


def residual(values: Numbers, controls: Numbers) -> Numbers:
    """What of the values a linear model of the controls leaves."""
    design = np.column_stack([np.ones(len(controls)), controls])
    weights, *_ = np.linalg.lstsq(design, values, rcond=None)
    return np.asarray(values - design @ weights)


def leaking(features: Numbers, demographics: Numbers, expression: Numbers) -> Numbers:
    """The part of the features that demographics explain at equal expression."""
    apart = residual(demographics, expression[:, None])
    slopes, *_ = np.linalg.lstsq(apart, residual(features, expression[:, None]), rcond=None)
    return np.asarray(apart @ slopes)


def _ridge(features: Numbers, ratings: Numbers, leak: Numbers) -> Numbers:
    """The weights, with the ridge's penalty that serves rows left out best."""
    folds = fold_numbers(len(ratings), INNER_FOLDS)
    errors = np.zeros(len(PENALTIES))
    for number in range(INNER_FOLDS):
        seen = folds != number
        for at, penalty in enumerate(PENALTIES):
            weights = _solved(features[seen], ratings[seen], leak[seen], penalty)
            wrong = ratings[~seen] - features[~seen] @ weights
            errors[at] += wrong @ wrong + LEAK_PENALTY * np.sum((leak[~seen] @ weights) ** 2)
    return _solved(features, ratings, leak, PENALTIES[errors.argmin()])


def _solved(features: Numbers, ratings: Numbers, leak: Numbers, penalty: float) -> Numbers:
    square = features.T @ features + LEAK_PENALTY * leak.T @ leak
    ridge = penalty * np.eye(len(square))
    return np.asarray(np.linalg.solve(square + ridge, features.T @ ratings), dtype=np.float64)
