"""P1, P2, P6, P17: the published impression model against OMI ratings and London expressions.

Nothing is fitted: every figure is over all portraits, without folds. Beside each stands the trivial
rule that one cue alone, the corner lift, would give.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from catchlight.critique.critic import critique
from catchlight.cues.reader import read_portrait
from catchlight.impressions.impression import Impression
from catchlight.impressions.published import PublishedModel
from catchlight.jobs import find_job
from catchlight.ranking import Candidate, order_value
from catchlight.reading import Reading

from .data import london, portrait
from .omi import ADULT_YEARS, DEMOGRAPHICS, Rated, column, correlation, read_portraits, without
from .table import Row

Numbers = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]

# impression → (OMI attributes, whose mean is taken; target r; ceiling or anchor). Warmth was not
# rated: the mean of its two sides stands in, as in the OMI pack.
COMPARED = {
    "trustworthiness": (
        ("trustworthy",),
        0.70,
        "ridge on 30 features .83; ceiling √reliability .95",
    ),
    "warmth": (("trustworthy", "outgoing"), 0.80, "no warmth in OMI"),
    "happiness": (("happy",), 0.80, "ridge on 30 features .94"),
    "dominance": (("dominant",), None, "ridge on 30 features .79"),
    "outgoingness": (("outgoing",), 0.80, "ridge on 30 features .91"),
    "competence": (("smart",), None, "ridge on 30 features .52"),
}
LEAKS = {"age": "age", "gender": "gender", "skin": "skin-color", "weight": "weight"}
MIN_RATED_GAP = 5.0  # points between two portraits before one is called more trusted
PAIRS = 4000
RESAMPLES = 400
WISHED = {"trust": "trustworthy", "approachability": "outgoing", "authority": "dominant",
          "playfulness": "happy"}  # fmt: skip


def _inferred(readings: tuple[Reading, ...], name: str) -> tuple[Numbers, Numbers, Numbers]:
    found = [PublishedModel().infer(reading)[name] for reading in readings]
    given = [one for one in found if isinstance(one, Impression)]
    return tuple(np.array([getattr(g, k) for g in given]) for k in ("value", "low", "high"))  # type: ignore[return-value]


def _rated(portraits: tuple[Rated, ...], attributes: tuple[str, ...]) -> Numbers:
    return np.asarray(np.mean([column(portraits, name) for name in attributes], axis=0))


def run() -> list[Row]:
    """All rows."""
    rated, readings = read_portraits()
    lift = np.array([reading["lip_corner_pull"].value for reading in readings])
    return [
        *_agreement(rated, readings, lift),
        *_controlled(rated, readings, lift),
        *_leaks(rated, readings),
        *_pairs(rated, readings, lift),
        *_london(),
    ]


def _agreement(rated: tuple[Rated, ...], readings: tuple[Reading, ...], lift: Numbers) -> list[Row]:
    rows = []
    adults = np.array([one.ratings["age"] >= ADULT_YEARS for one in rated])
    for name, (attributes, target, anchor) in COMPARED.items():
        value, low, high = _inferred(readings, name)
        ratings = _rated(rated, attributes)
        r, everyone = correlation(value[adults], ratings[adults]), correlation(value, ratings)
        shift = ratings.mean() - value.mean()
        held = float(np.mean((ratings >= low + shift) & (ratings <= high + shift)))
        rows.append(
            Row(
                "P1 impressions",
                f"{name} as rated {' + '.join(attributes)}: r adults; r with children; range held",
                int(adults.sum()),
                f"{r:.2f}; {everyone:.2f}; {held:.0%}",
                "" if target is None else f"≥ {target:.2f}",
                f"corner lift alone {abs(correlation(lift[adults], ratings[adults])):.2f}",
                anchor,
                None if target is None else r >= target,
            )
        )
    return rows


def _controlled(
    rated: tuple[Rated, ...], readings: tuple[Reading, ...], lift: Numbers
) -> list[Row]:
    adults = [i for i, one in enumerate(rated) if one.ratings["age"] >= ADULT_YEARS]
    people = tuple(rated[i] for i in adults)
    rows = []
    for name, (attributes, _, _) in COMPARED.items():
        value = _inferred(readings, name)[0][adults]
        ratings = without(_rated(people, attributes), people, DEMOGRAPHICS)
        r = correlation(without(value, people, DEMOGRAPHICS), ratings)
        alone = correlation(without(lift[adults], people, DEMOGRAPHICS), ratings)
        rows.append(
            Row(
                "P2 impressions, demographics removed",
                f"{name} against rated {' + '.join(attributes)}, adults, r",
                len(people),
                f"{r:.2f}",
                "",
                f"corner lift alone {abs(alone):.2f}",
                "ridge: trust .81, dominant .69, smart .46, outgoing .89",
            )
        )
    return rows


def _leaks(rated: tuple[Rated, ...], readings: tuple[Reading, ...]) -> list[Row]:
    adults = [i for i, one in enumerate(rated) if one.ratings["age"] >= ADULT_YEARS]
    people = tuple(rated[i] for i in adults)
    rows = []
    for name in COMPARED:
        value = without(_inferred(readings, name)[0][adults], people, ("happy",))
        found = ", ".join(
            f"{label} {correlation(value, without(column(people, a), people, ('happy',))):+.2f}"
            for label, a in LEAKS.items()
        )
        rows.append(
            Row(
                "P17 what leaks",
                f"{name} at equal rated happiness against demographics, partial r",
                len(people),
                found,
                "",
                "0 = nothing leaks",
            )
        )
    return rows


def _pairs(rated: tuple[Rated, ...], readings: tuple[Reading, ...], lift: Numbers) -> list[Row]:
    rows = []
    for job_name, attribute in WISHED.items():
        job = find_job(job_name)
        judged = [
            Candidate(str(n), one, critique(one, PublishedModel().infer(one), job))
            for n, one in enumerate(readings)
        ]
        fit = np.array([order_value(one) for one in judged])
        ratings = column(rated, attribute)
        smile = lift if correlation(lift, ratings) > 0 else -lift
        pairs = _drawn_pairs(np.random.default_rng(0), np.arange(len(rated)), ratings)
        agreed, constant = _ordered(pairs, fit, ratings), _ordered(pairs, smile, ratings)
        low, high, least, most = _intervals(fit, smile, ratings)
        rows.append(
            Row(
                "P5 ranking",
                f"ranking for {job_name} orders pairs as rated {attribute}; minus the smile rule",
                len(pairs),
                f"{agreed:.0%} ({low:.0%}–{high:.0%}); "
                f"{100 * (agreed - constant):+.1f} ({100 * least:+.1f} to {100 * most:+.1f})",
                "",
                f"always the {'broader' if smile is lift else 'fainter'} smile {constant:.0%}; "
                "chance 50%",
                "different people in each pair; 95 % over portraits drawn anew",
            )
        )
    return rows


def _drawn_pairs(chance: np.random.Generator, of: Indices, ratings: Numbers) -> Indices:
    """Random pairs of portraits whose ratings lie apart."""
    pairs = of[chance.integers(0, len(of), size=(PAIRS, 2))]
    apart = np.abs(ratings[pairs[:, 0]] - ratings[pairs[:, 1]])
    return np.asarray(pairs[apart >= MIN_RATED_GAP])


def _ordered(pairs: Indices, score: Numbers, ratings: Numbers) -> float:
    """The share of pairs that a score orders as the ratings do."""
    first, second = pairs.T
    return float(np.mean((score[first] > score[second]) == (ratings[first] > ratings[second])))


def _intervals(fit: Numbers, smile: Numbers, ratings: Numbers) -> tuple[float, float, float, float]:
    """95 %: of the ranking's agreement, and of how far it is above the smile rule's."""
    chance = np.random.default_rng(1)
    found = []
    for _ in range(RESAMPLES):
        drawn = chance.integers(0, len(ratings), size=len(ratings))
        pairs = _drawn_pairs(chance, drawn, ratings)
        agreed = _ordered(pairs, fit, ratings)
        found.append((agreed, agreed - _ordered(pairs, smile, ratings)))
    (low, least), (high, most) = np.quantile(np.array(found), (0.025, 0.975), axis=0)
    return float(low), float(high), float(least), float(most)


def _london() -> list[Row]:
    model = PublishedModel()
    scores: dict[str, dict[str, dict[str, float]]] = {}
    for expression in ("neutral", "smiling"):
        for person, path in london(expression).items():
            found = model.infer(read_portrait(portrait(path), path.name))
            for name, one in found.items():
                if isinstance(one, Impression):
                    scores.setdefault(name, {}).setdefault(person, {})[expression] = one.value
    rows = [_london_order()]
    for name, wanted in (("happiness", 1), ("trustworthiness", 1), ("dominance", -1)):
        both = [found for found in scores[name].values() if len(found) == 2]
        right = np.mean([wanted * (one["smiling"] - one["neutral"]) > 0 for one in both])
        smiling = np.array([one["smiling"] for one in both])
        neutral = np.array([one["neutral"] for one in both])
        auc = float(np.mean(wanted * (smiling[:, None] - neutral[None]) > 0))
        rows.append(
            Row(
                "P6 neutral and smiling",
                f"{name}: right within person; AUC between people",
                len(both),
                f"{right:.0%}; {auc:.3f}",
                "",
                "corner lift .894 AUC, 99% within person",
                "",
            )
        )
    return rows


def _london_order() -> Row:
    """Of each person's two pictures, which one the ranking puts first."""
    found = []
    for job_name in ("trust", "warmth", "authority"):
        job = find_job(job_name)
        first = 0
        for person, path in london("smiling").items():
            both = []
            for picture in (path, london("neutral")[person]):
                reading = read_portrait(portrait(picture), picture.name)
                judged = critique(reading, PublishedModel().infer(reading), job)
                both.append(order_value(Candidate(str(picture), reading, judged)))
            first += both[0] > both[1]
        found.append(f"{job_name} {first / len(london('smiling')):.0%}")
    return Row(
        "P5 ranking",
        "the smiling picture of a person before the neutral one",
        len(london("smiling")),
        ", ".join(found),
        "",
        "no ratings of these pictures: the direction only",
    )
