"""rank(candidates) → Ranking: takes in order for one job, each with its reasons, axes apart.

There is no beauty score. The axes are shown side by side: job fit, the impression viewers are
likely to get, emotional clarity, likeness to the sitter's own photos, human texture, technical
soundness, and difference from the other takes. The order follows stated weights: a job that lives
from an impression with good evidence is led by it, the others by the job's bands. Likeness is a
condition, and difference only decides what is stacked.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from .critique.critic import Critique, grounded
from .critique.questions.gaze_relation import BESIDE_DEG, MEETS_DEG
from .critique.questions.intentional_expression import smile_words
from .critique.rule import Severity
from .critique.steps import nearnesses
from .critique.wording import listed
from .impressions.impression import Impression
from .reading import Reading

# What viewers infer was tested against ratings; the bands and the finish are practice. So the
# impression leads as far as the job asks for one that is well grounded, and the other axes share
# what it leaves. House weights.
MOST_IMPRESSION = 0.70  # of the order, for a job that asks outright for a well-grounded impression
OTHER_WEIGHTS: Mapping[str, float] = MappingProxyType(
    {"job_fit": 0.40, "technical": 0.22, "clarity": 0.20, "human_texture": 0.18}
)
IMPRESSION_SPREAD = 0.10  # of the axis: one standard deviation between ordinary pictures
AVERAGE = 0.5  # the standing of a picture whose impression is not known
WARNING_COST = 0.015  # for each finding that asks for a change
MOST_WARNINGS = 5  # that count
RESHOOT_COST = 0.03  # once, where only another picture is honest
FAILURE_COST = 0.5  # what no strength outweighs, such as closed eyes
LIKENESS_FLOOR = 0.80  # cosine to the sitter's own photos; below it a take goes behind all others
NEAR_DUPLICATE = 0.90  # nearness of two readings, 0…1, from which takes are stacked
_SEEN_GAP = 0.02  # of an axis: a smaller gap is not worth a word


@dataclass(frozen=True, eq=False)
class Candidate:
    """One take or photo to be ranked.

    `likeness` is the cosine to the sitter's own photos, `title` what sentences call it.
    """

    name: str
    reading: Reading
    critique: Critique
    likeness: float | None = None
    title: str = ""


@dataclass(frozen=True)
class Axes:
    """The separate axes, each 0…1 with more = better; None = not measured.

    `impression` is what viewers are likely to infer, as the job wishes it (.5 = average picture);
    `difference` is 1 − the nearness to the most similar other candidate.
    """

    job_fit: float
    impression: float | None
    clarity: float
    likeness: float | None
    human_texture: float | None
    technical: float
    difference: float | None

    def to_dict(self) -> dict[str, float | None]:
        """Plain values, rounded."""
        return {
            name: None if value is None else round(value, 3) for name, value in vars(self).items()
        }


@dataclass(frozen=True)
class Place:
    """One candidate's place: 1 is the pick. `stack` names the better take it is nearly equal to."""

    place: int
    name: str
    axes: Axes
    order: float
    verdict: str
    reason: str
    stack: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "place": self.place,
            "name": self.name,
            "axes": self.axes.to_dict(),
            "order": round(self.order, 4),
            "verdict": self.verdict,
            "reason": self.reason,
            "stack": self.stack or None,
        }


@dataclass(frozen=True)
class Ranking:
    """All candidates, best first; near-duplicates keep their place and name their stack.

    `weights` are the axes' shares of the order, 0…1.
    """

    places: tuple[Place, ...]
    weights: Mapping[str, float] = field(default_factory=dict)

    @property
    def pick(self) -> Place:
        """The first place. Raises ValueError when nothing was ranked."""
        if not self.places:
            raise ValueError("an empty ranking has no pick")
        return self.places[0]

    @property
    def tops(self) -> tuple[Place, ...]:
        """The first of each stack, best first: what a contact sheet shows large."""
        return tuple(place for place in self.places if not place.stack)

    def to_dict(self) -> dict[str, Any]:
        """The JSON form that `catchlight rank --json` prints."""
        weights = {name: round(weight, 3) for name, weight in self.weights.items()}
        return {"weights": weights, "places": [place.to_dict() for place in self.places]}


def rank(candidates: Iterable[Candidate]) -> Ranking:
    """Order candidates for their job. The order of the input does not matter; ties go by name.

    Raises ValueError when two candidates share a name.
    """
    entries = sorted(candidates, key=lambda one: one.name)
    if len({one.name for one in entries}) < len(entries):
        raise ValueError("two candidates have the same name")
    alike = _alike(entries)
    axes = {one.name: _axes(one, entries, alike) for one in entries}
    weights = weights_of(entries)
    order = {one.name: order_value(one, weights) for one in entries}
    ranked = sorted(entries, key=lambda one: (-order[one.name], one.name))
    stacks = _stacks([one.name for one in ranked], alike)
    best = axes[ranked[0].name] if ranked else None
    titles = {one.name: f"“{one.title}”" if one.title else one.name for one in entries}
    return Ranking(
        tuple(
            Place(
                place=number,
                name=one.name,
                axes=axes[one.name],
                order=order[one.name],
                verdict=one.critique.verdict,
                reason=_reason(one, axes[one.name], titles.get(stacks[one.name]), best, number),
                stack=stacks[one.name],
            )
            for number, one in enumerate(ranked, start=1)
        ),
        weights,
    )


def _alike(entries: Sequence[Candidate]) -> dict[frozenset[str], float]:
    near = nearnesses([one.reading for one in entries])
    return {
        frozenset((one.name, entries[column].name)): float(near[row, column])
        for row, one in enumerate(entries)
        for column in range(row + 1, len(entries))
        if math.isfinite(near[row, column])
    }


def _axes(
    one: Candidate, entries: Sequence[Candidate], alike: Mapping[frozenset[str], float]
) -> Axes:
    others = [
        alike[key]
        for other in entries
        if (key := frozenset((one.name, other.name))) in alike and other is not one
    ]
    critique = one.critique
    return Axes(
        job_fit=critique.job_fit,
        impression=critique.impression_fit,
        clarity=critique.diagnosis.clarity,
        likeness=one.likeness,
        human_texture=_texture(one),
        technical=critique.diagnosis.polish,
        difference=1.0 - max(others) if others else None,
    )


def weights_of(candidates: Iterable[Candidate]) -> Mapping[str, float]:
    """The axes' shares of the order, in sum 1, from what the job asks and how well it is grounded.

    Trust asks outright for trustworthiness, whose evidence is good: its impression weighs .70.
    Creativity asks for a little outgoingness: .21.
    """
    asked = [
        abs(wish) * grounded(found)
        for one in candidates
        for name, wish in one.critique.job.impressions.items()
        if isinstance(found := one.critique.impressions.get(name), Impression)
    ]
    impression = MOST_IMPRESSION * min(1.0, max(asked, default=0.0))
    others = {name: (1.0 - impression) * share for name, share in OTHER_WEIGHTS.items()}
    return MappingProxyType({"impression": impression, **others})


def order_value(one: Candidate, weights: Mapping[str, float] | None = None) -> float:
    """The figure by which candidates are ordered: the weighted axes, less the findings' cost.

    `weights` are those of the whole ranking (default: this candidate's own). The impression counts
    as the share of ordinary pictures that give less of it. A likeness below the floor puts a
    candidate behind all others.
    """
    weights = weights_of([one]) if weights is None else weights
    axes = _axes(one, (), {})
    values = {**vars(axes), "impression": _standing(axes.impression)}
    known = {name: value for name in weights if (value := values[name]) is not None}
    total = sum(weights[name] for name in known)
    value = sum(weights[name] * value for name, value in known.items()) / total
    value -= _cost(one.critique)
    if _is_unlike(axes):
        value -= 1.0  # someone else's portrait is no candidate, however good
    return float(value)


def _is_unlike(axes: Axes) -> bool:
    return axes.likeness is not None and axes.likeness < LIKENESS_FLOOR


def _cost(critique: Critique) -> float:
    """What the findings take from the order: no fault is lost among the axes."""
    serious = [f for f in critique.findings if f.severity is not Severity.HINT]
    cost = WARNING_COST * min(len(serious), MOST_WARNINGS)
    cost += RESHOOT_COST if critique.verdict == "reshoot" else 0.0
    failed = any(finding.severity is Severity.FAIL for finding in serious)
    return cost + (FAILURE_COST if failed else 0.0)


def _standing(impression: float | None) -> float:
    """The share of ordinary pictures, 0…1, that serve the impression less: .5 → .5, .6 → .84."""
    if impression is None:
        return AVERAGE
    return 0.5 * (1 + math.erf((impression - 0.5) / (IMPRESSION_SPREAD * math.sqrt(2))))


def _texture(one: Candidate) -> float | None:
    """The score of the texture question; None where the skin was not measured."""
    answer = one.critique.answer("human-texture")
    return None if "skin_texture" in one.reading.skipped else answer.score


def _stacks(ranked: Sequence[str], alike: Mapping[frozenset[str], float]) -> dict[str, str]:
    """Each name → the better one it nearly equals; "" for the first of a stack."""
    tops: list[str] = []
    stacks: dict[str, str] = {}
    for name in ranked:
        near = [top for top in tops if alike.get(frozenset((name, top)), 0.0) >= NEAR_DUPLICATE]
        stacks[name] = near[0] if near else ""
        if not near:
            tops.append(name)
    return stacks


def _reason(one: Candidate, axes: Axes, stack: str | None, best: Axes | None, number: int) -> str:
    title = one.critique.job.said
    if axes.likeness is not None and _is_unlike(axes):
        measured = f"(likeness {axes.likeness:.2f}, wanted at least {LIKENESS_FLOOR:.2f})"
        said = f"less like the sitter's own photos than a pick should be {measured}"
        # The best is below the floor only where all are.
        return (
            f"Like all here {said}." if best and _is_unlike(best) else f"Behind the others: {said}."
        )
    if stack:
        # Of the cues: two people at rest in one studio are nearly the same to them.
        return (
            f"Nearly the same as {stack} in expression, pose and light, which serves {title} a "
            "little better."
        )
    shown = _shown(one)
    no = [answer for answer in one.critique.questions if answer.verdict == "no"]
    but = f"; {_clause(no[0].evidence)}" if no else "."
    if number == 1 or best is None:
        return f"Serves {title} best here, with {shown}{but}"
    name, gap = max(
        ((what, _gap(best, axes, key)) for key, what in _GAPS.items()), key=lambda pair: pair[1]
    )
    behind = f"; behind the pick in {name}" if gap > _SEEN_GAP else ""
    return f"{shown[:1].upper()}{shown[1:]}{behind}{but}"


def _shown(one: Candidate) -> str:
    """What the picture shows first: the smile, the look, and what is unusual in it."""
    parts = []
    pull = one.reading.value("lip_corner_pull")
    if pull is not None:
        parts.append(smile_words(pull))
    offset = one.reading.value("gaze_offset_deg")
    if offset is not None:
        near = "eyes just beside the lens" if offset <= BESIDE_DEG else "a look aside"
        parts.append("eye contact" if offset <= MEETS_DEG else near)
    parts += [detail.phrase for detail in one.critique.details[:1]]
    return listed(parts) if parts else "a face that could be read only in part"


_GAPS = {
    "job_fit": "job fit",
    "impression": "the impression wanted",
    "clarity": "emotional clarity",
    "technical": "finish",
    "human_texture": "human texture",
}


def _gap(best: Axes, axes: Axes, key: str) -> float:
    top, own = getattr(best, key), getattr(axes, key)
    return 0.0 if top is None or own is None else float(top - own)


def _clause(sentence: str) -> str:
    first = sentence.split(". ", maxsplit=1)[0].rstrip(".")
    return f"{first[:1].lower()}{first[1:]}."
