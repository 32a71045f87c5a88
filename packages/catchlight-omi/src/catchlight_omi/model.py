"""OmiModel: impressions from a reading, by coefficients fitted on One Million Impressions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import hypot

import numpy as np
from catchlight.impressions.impression import (
    SCALE_HIGH,
    SCALE_LOW,
    SCALE_MIDDLE,
    Abstention,
    Grade,
    Impression,
)
from catchlight.impressions.model import Impressions
from catchlight.reading import Reading

from .features import FEATURES, PARTS, Numbers, Seen, look
from .fitting import Fit

COEFFICIENTS = "coefficients.json"
# By how well held-out ratings are predicted, and by how far that carried over to real photos.
GRADES: Mapping[str, Grade] = {
    "trustworthiness": "medium",
    "warmth": "medium",
    "dominance": "medium",
    "competence": "weak",
    "outgoingness": "strong",
    "happiness": "strong",
}
TOLD_POINTS = 1.0  # smaller contributions are not named as reasons
_Z90 = 1.645  # half width of a range that holds nine in ten, in standard deviations


@dataclass(frozen=True, eq=False)
class Fitted:
    """One impression's fit, and how far ratings of nine in ten held-out portraits lie from it.

    `below` (negative) and `above` are in points: the 5 % and the 95 % mark of rating − value.
    """

    fit: Fit
    below: float
    above: float


class OmiModel:
    """The model named `omi`. Points are those of the ratings, 0…100; an average face is at 50."""

    name = "omi"

    def infer(self, reading: Reading) -> Impressions:
        """Every impression, or an abstention where the expression could not be read."""
        fitted = load()
        seen = look(reading)
        if not isinstance(seen, str) and (turned := _too_far_turned(reading)):
            seen = turned
        if isinstance(seen, str):
            return {name: Abstention(name, self.name, seen) for name in fitted}
        return {name: self._one(name, one, seen) for name, one in fitted.items()}

    def _one(self, name: str, fitted: Fitted, seen: Seen) -> Impression:
        fit = fitted.fit
        points = float(fit.points(seen.values))
        unsure = unsureness(fit, seen)
        return Impression(
            name=name,
            value=_on_scale(points),
            low=_on_scale(points - hypot(fitted.below, unsure)),
            high=_on_scale(points + hypot(fitted.above, unsure)),
            evidence_grade=GRADES[name],
            model=self.name,
            because=because(fit, seen.values),
        )


@cache
def load() -> Mapping[str, Fitted]:
    """The fits of all impressions, from the file that `scripts/fit.py` writes."""
    text = resources.files(__package__).joinpath(COEFFICIENTS).read_text("utf-8")
    found = json.loads(text)

    def column(key: str) -> Numbers:
        return np.array([found["features"][name][key] for name in FEATURES])

    return {
        name: Fitted(
            Fit(
                column("center"),
                column("scale"),
                column("low"),
                column("high"),
                np.array([one["points"][feature] for feature in FEATURES]),
            ),
            one["range"][0],
            one["range"][1],
        )
        for name, one in found["impressions"].items()
    }


def unsureness(fit: Fit, seen: Seen) -> float:
    """What missing, unsure and unusual features add to half the range, in points.

    A missing feature may be anywhere, so its whole spread is added; so is that part of a feature
    which lies beyond what the fitted faces show, as the model does not follow it there.
    """
    missing = np.isnan(seen.values)
    values = np.where(missing, fit.center, seen.values)
    beyond = np.abs(values - np.clip(values, fit.low, fit.high)) / fit.scale
    own = np.minimum(seen.spread / fit.scale, 1.0)  # at worst as if it were missing
    apart = np.where(missing, 1.0, np.maximum(beyond, own))
    return _Z90 * float(np.linalg.norm(fit.weights * apart))


def because(fit: Fit, values: Numbers) -> str:
    """The parts of the face that carried it, most first, in words."""
    totals: dict[str, float] = {}
    for number, name in enumerate(FEATURES):
        alone = np.full(len(FEATURES), np.nan)
        alone[number] = values[number]
        totals[PARTS[name]] = totals.get(PARTS[name], 0.0) + float(fit.points(alone))
    told = sorted(totals.items(), key=lambda item: -abs(item[1]))
    words = [
        f"{part} {'raises' if points > 0 else 'lowers'} it"
        for part, points in told
        if abs(points) >= TOLD_POINTS
    ]
    return ", ".join(words) or "nothing in it stands out either way"


def _too_far_turned(reading: Reading) -> str:
    """Why a turned head cannot be judged; empty when it can."""
    yaw = reading.value("yaw_deg")
    limit = float(next(iter(load().values())).fit.high[FEATURES.index("yaw_deg")])
    if yaw is None or abs(yaw) <= limit:
        return ""
    return (
        f"the head is turned {abs(yaw):.0f}° from the camera; the rated faces it was fitted on "
        f"are turned up to {limit:.0f}°"
    )


def _on_scale(points: float) -> float:
    return min(max(SCALE_MIDDLE + points, SCALE_LOW), SCALE_HIGH)
