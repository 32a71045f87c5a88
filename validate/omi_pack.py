"""P1, P2, P6, P17 for the pack catchlight-omi: ten-fold on the rated adults, then London.

Every fold fits anew, with demographics taken out of its own training faces, and predicts from the
features alone, as the pack in use does. Beside each figure stand one cue alone, and what the same
features reach when demographics are left in.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from catchlight.cues.reader import read_portrait
from catchlight.impressions.impression import Impression
from catchlight.impressions.model import ImpressionModel
from catchlight.impressions.published import PublishedModel
from catchlight.reading import Reading

from .data import DataMissing, london, london_info, portrait
from .omi import (
    ADULT_YEARS,
    DEMOGRAPHICS,
    Rated,
    column,
    correlation,
    read_portraits,
    without,
)
from .table import Row

try:
    from catchlight_omi import OmiModel, features, fitting
    from catchlight_omi.model import load
except ImportError as missing:
    raise DataMissing(
        "the pack catchlight-omi is not installed; run `pip install packages/catchlight-omi`"
    ) from missing

Numbers = npt.NDArray[np.float64]

TARGET_R = {"trustworthiness": 0.83, "dominance": 0.74, "outgoingness": 0.90, "happiness": 0.94}
# √ of the split-half reliability: what predicting the mean rating without error would reach.
CEILINGS = {"trustworthiness": 0.95, "dominance": 0.96, "outgoingness": 0.97, "happiness": 0.99,
            "competence": 0.93}  # fmt: skip
BASELINES = {"trustworthiness": (0.83, 0.81), "dominance": (0.79, 0.69), "competence": (0.52, 0.46),
             "outgoingness": (0.91, 0.89), "happiness": (0.94, None)}  # fmt: skip
LEAKS = {"age": "age", "gender": "gender", "skin": "skin-color", "weight": "weight"}


@dataclass(frozen=True, eq=False)
class RatedFaces:
    """The adults: features n × p (NaN = missing), ratings by attribute, demographics n × d."""

    people: tuple[Rated, ...]
    readings: tuple[Reading, ...]
    features: Numbers
    demographics: Numbers

    def ratings(self, impression: str) -> Numbers:
        """The ratings that stand for an impression."""
        return np.mean([column(self.people, a) for a in fitting.TARGETS[impression]], axis=0)

    @property
    def happy(self) -> Numbers:
        """Rated happiness: the expression at equal values of which leaks are judged."""
        return column(self.people, "happy")


@cache
def rated_faces() -> RatedFaces:
    """Everybody rated as 20 or older whose expression could be read."""
    people, readings, rows = [], [], []
    for one, reading in zip(*read_portraits(), strict=True):
        seen = features.look(reading)
        if one.ratings["age"] >= ADULT_YEARS and not isinstance(seen, str):
            people.append(one)
            readings.append(reading)
            rows.append(seen.values)
    columns = [column(tuple(people), name) for name in DEMOGRAPHICS]
    columns.append(column(tuple(people), "age") ** 2)
    standard = [(values - values.mean()) / values.std() for values in columns]
    return RatedFaces(tuple(people), tuple(readings), np.array(rows), np.column_stack(standard))


def run() -> list[Row]:
    """All rows."""
    faces = rated_faces()
    given = (faces.demographics, faces.happy)
    points = {
        name: fitting.held_out(faces.features, faces.ratings(name), *given)
        for name in fitting.TARGETS
    }
    lift = np.array([reading["lip_corner_pull"].value for reading in faces.readings])
    rows = []
    for name, found in points.items():
        rows.append(_agreement(faces, name, found, lift))
    for name, found in points.items():
        rows.append(_controlled(faces, name, found, lift))
    rows += [_leak(faces, name, found) for name, found in points.items()]
    return [*rows, _shipped(faces), *_london()]


def _agreement(faces: RatedFaces, name: str, points: Numbers, lift: Numbers) -> Row:
    ratings, target = faces.ratings(name), TARGET_R.get(name)
    r = correlation(points, ratings)
    explained = 1 - np.mean((ratings - ratings.mean() - points) ** 2) / ratings.var()
    nobody = np.zeros((len(ratings), 1))  # no demographics to take out
    open_r = correlation(fitting.held_out(faces.features, ratings, nobody, faces.happy), ratings)
    ceiling = f"ceiling {CEILINGS[name]:.2f}; " if name in CEILINGS else ""
    published = f"ridge on 30 features {BASELINES[name][0]:.2f}; " if name in BASELINES else ""
    return Row(
        "P1 OMI pack, ten-fold",
        f"{name} against rated {_rated(name)}, adults: r; R²; range holds",
        len(ratings),
        f"{r:.3f}; {explained:.2f}; {_held(ratings, points):.0%}",
        "" if target is None else f"r ≥ {target:.2f}",
        f"lip corner pull alone {abs(correlation(lift, ratings)):.2f}",
        f"{ceiling}{published}these features with demographics left in {open_r:.3f}",
        None if target is None else bool(r >= target),
    )


def _held(ratings: Numbers, points: Numbers) -> float:
    """Share of faces whose rating lies in the range that the other folds' errors give."""
    missed = ratings - ratings.mean() - points
    folds = fitting.fold_numbers(len(ratings), fitting.FOLDS)
    held = np.empty(len(ratings), dtype=bool)
    for number in range(fitting.FOLDS):
        low, high = np.quantile(missed[folds != number], (0.05, 0.95))
        held[folds == number] = (missed[folds == number] >= low) & (missed[folds == number] <= high)
    return float(held.mean())


def _controlled(faces: RatedFaces, name: str, points: Numbers, lift: Numbers) -> Row:
    ratings = without(faces.ratings(name), faces.people, DEMOGRAPHICS)
    r = correlation(without(points, faces.people, DEMOGRAPHICS), ratings)
    alone = correlation(without(lift, faces.people, DEMOGRAPHICS), ratings)
    published = BASELINES.get(name, (None, None))[1]
    target = TARGET_R.get(name)
    return Row(
        "P2 OMI pack, demographics removed",
        f"{name} against rated {_rated(name)}, adults: r; R²",
        len(ratings),
        f"{r:.3f}; {r * r:.2f}",
        "" if target is None else f"r ≥ {target:.2f}",
        f"lip corner pull alone {abs(alone):.2f}",
        "" if published is None else f"ridge on 30 features {published:.2f}",
        None if target is None else bool(r >= target),
    )


def _leak(faces: RatedFaces, name: str, points: Numbers) -> Row:
    """Partial correlations with demographics at equal rated happiness: pack, and raters."""
    people = faces.people
    own = without(points, people, ("happy",))
    raters = without(faces.ratings(name), people, ("happy",))
    found = {
        label: without(column(people, attribute), people, ("happy",))
        for label, attribute in LEAKS.items()
    }
    return Row(
        "P17 what leaks, OMI pack",
        f"{name} at equal rated happiness against demographics, partial r",
        len(people),
        ", ".join(f"{label} {correlation(own, v):+.2f}" for label, v in found.items()),
        "",
        "0 = nothing leaks",
        "ratings: " + ", ".join(f"{k} {correlation(raters, v):+.2f}" for k, v in found.items()),
    )


def _shipped(faces: RatedFaces) -> Row:
    """How far the coefficients in the pack are from a fit made now."""
    apart = 0.0
    for name, one in load().items():
        made = fitting.fit(faces.features, faces.ratings(name), faces.demographics, faces.happy)
        differences = made.points(faces.features) - one.fit.points(faces.features)
        apart = max(apart, float(np.abs(differences).max()))
    return Row(
        "P1 OMI pack, ten-fold",
        "coefficients in the pack against a fit made now, largest difference in points",
        len(faces.people),
        f"{apart:.2f}",
        "≤ 0.5, or fit again",
        passed=apart <= 0.5,
    )


def _london() -> list[Row]:
    readings = {
        (person, expression): read_portrait(portrait(path), path.name)
        for expression in ("neutral", "smiling")
        for person, path in london(expression).items()
    }
    scores, built_in = (_values(model, readings) for model in (OmiModel(), PublishedModel()))
    judged = (("happiness", 1), ("trustworthiness", 1), ("dominance", -1))
    return [
        *(_expressions(name, scores[name], wanted) for name, wanted in judged),
        *(_groups(name, found, built_in[name]) for name, found in scores.items()),
    ]


def _values(
    model: ImpressionModel, readings: dict[tuple[str, str], Reading]
) -> dict[str, dict[str, dict[str, float]]]:
    """Impression → person → expression → value."""
    values: dict[str, dict[str, dict[str, float]]] = {}
    for (person, expression), reading in readings.items():
        for name, one in model.infer(reading).items():
            if isinstance(one, Impression):
                values.setdefault(name, {}).setdefault(person, {})[expression] = one.value
    return values


def _groups(
    name: str, found: dict[str, dict[str, float]], built_in: dict[str, dict[str, float]]
) -> Row:
    return Row(
        "P17 what leaks, OMI pack",
        f"{name} of women minus men of the same posed expression (London), points, 90 %",
        len(found),
        _women_minus_men(found),
        "",
        "0 = nothing leaks, if all posed alike",
        f"built-in model: {_women_minus_men(built_in)}",
    )


def _women_minus_men(found: dict[str, dict[str, float]]) -> str:
    info = london_info()
    apart = []
    for expression in ("neutral", "smiling"):
        groups = [
            np.array(
                [
                    scores[expression]
                    for person, scores in found.items()
                    if expression in scores and info[person]["face_gender"] == label
                ]
            )
            for label in ("female", "male")
        ]
        error = np.sqrt(sum(group.var(ddof=1) / len(group) for group in groups))
        difference = groups[0].mean() - groups[1].mean()
        apart.append(f"{expression} {difference:+.1f} ± {1.645 * error:.1f}")
    return ", ".join(apart)


def _expressions(name: str, found: dict[str, dict[str, float]], wanted: int) -> Row:
    both = [one for one in found.values() if len(one) == 2]
    smiling = np.array([one["smiling"] for one in both])
    neutral = np.array([one["neutral"] for one in both])
    auc = float(np.mean(wanted * (smiling[:, None] - neutral[None]) > 0))
    return Row(
        "P6 neutral and smiling, OMI pack",
        f"{name}: right within person; AUC between people; mean neutral and smiling",
        len(both),
        f"{np.mean(wanted * (smiling - neutral) > 0):.0%}; {auc:.3f}; "
        f"{neutral.mean():.0f} and {smiling.mean():.0f}",
        "",
        "corner lift .894 AUC, 99% within person",
        "OMI-happy score .935",
    )


def _rated(name: str) -> str:
    return " + ".join(fitting.TARGETS[name])
