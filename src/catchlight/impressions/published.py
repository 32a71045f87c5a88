"""PublishedModel: impressions from published effects of cues that the sitter can change.

It knows no faces: no structure, skin, age or sex enters, and nothing was fitted to ratings. It says
what a smile, a look, a tilt and a brow are known to do, with the range that leaves.
"""

from __future__ import annotations

import math

from ..reading import Reading
from .effects import (
    BEYOND_POSED,
    IMPRESSED,
    SMILE,
    SMILE_LEAST,
    SMILE_MOST,
    SMILE_PARTS,
    Effect,
    Impressed,
)
from .impression import SCALE_HIGH, SCALE_LOW, SCALE_MIDDLE, Abstention, Impression
from .model import Impressions

POINTS_PER_SD = 10.0  # of a 0–100 scale: about how far mean ratings of like expressions spread
MIN_CONFIDENCE = 0.25  # below it a cue is a guess and counts as missing
MISSING_SHARE = 0.5  # of an effect's size: what not knowing its cue adds to the spread
_Z90 = 1.645  # half width of a range that holds nine in ten, in standard deviations
_TOLD = 0.10  # standard deviations: smaller contributions are not named as reasons


class PublishedModel:
    """The default impression model."""

    name = "published-effects"

    def infer(self, reading: Reading) -> Impressions:
        """Every impression, or an abstention where the mouth could not be read."""
        smile = _smile(reading)
        if isinstance(smile, str):
            return {name: Abstention(name, self.name, smile) for name in IMPRESSED}
        return {name: self._one(name, one, reading, smile) for name, one in IMPRESSED.items()}

    def _one(
        self, name: str, impressed: Impressed, reading: Reading, smile: tuple[float, float]
    ) -> Impression:
        total, variance = 0.0, impressed.residual**2
        told: list[tuple[float, str]] = []
        for effect in impressed.effects:
            known = smile if effect.cue == SMILE else _known(reading, effect.cue)
            if known is None:
                variance += (MISSING_SHARE * effect.size) ** 2
                continue
            value, sigma = known
            amount = effect.amount(value)
            total += amount
            variance += _spread(effect, value, sigma) ** 2
            if abs(amount) >= _TOLD:
                told.append((amount, effect.words))
        middle = SCALE_MIDDLE + POINTS_PER_SD * total
        half = POINTS_PER_SD * _Z90 * math.sqrt(variance)
        return Impression(
            name=name,
            value=_on_scale(middle),
            low=_on_scale(middle - half),
            high=_on_scale(middle + half),
            evidence_grade=impressed.evidence,
            model=self.name,
            because=_because(told),
        )


def _smile(reading: Reading) -> tuple[float, float] | str:
    """(value, standard deviation), or why there is none. Needs the lip corners."""
    needed = SMILE_PARTS[0][0]
    if needed not in reading:
        why = reading.skipped.get(needed, "it was not measured")
        return f"the corners of the mouth carry most of it, and could not be read: {why}"
    if reading[needed].confidence < MIN_CONFIDENCE:
        return "the corners of the mouth carry most of it, and are too unsure here"
    total = variance = shares = 0.0
    for cue, rest, smiling, share in SMILE_PARTS:
        known = _known(reading, cue)
        if known is None:
            variance += share**2  # not known at all: anything from rest to smile
            continue
        value, sigma = known
        total += share * (value - rest) / (smiling - rest)
        variance += (share * min(1.0, sigma / (smiling - rest))) ** 2
        shares += share
    value = total / shares
    if value > 1:
        value = 1 + BEYOND_POSED * (value - 1)
    value = min(max(value, SMILE_LEAST), SMILE_MOST)
    return value, math.sqrt(variance)


def _known(reading: Reading, cue: str) -> tuple[float, float] | None:
    if cue not in reading or reading[cue].confidence < MIN_CONFIDENCE:
        return None
    found = reading[cue]
    return found.value, (found.high - found.low) / (2 * _Z90)


def _spread(effect: Effect, value: float, sigma: float) -> float:
    """How much the cue's own uncertainty moves the contribution, in standard deviations.

    At most what not knowing the cue would add, so that a missing cue never narrows the range.
    """
    most = max(
        abs(effect.amount(value + sigma) - effect.amount(value)),
        abs(effect.amount(value - sigma) - effect.amount(value)),
    )
    return min(most, MISSING_SHARE * abs(effect.size))


def _because(told: list[tuple[float, str]]) -> str:
    if not told:
        return "nothing in it stands out either way"
    told = sorted(told, key=lambda pair: -abs(pair[0]))
    return ", ".join(f"{words} {'raises' if amount > 0 else 'lowers'} it" for amount, words in told)


def _on_scale(points: float) -> float:
    return min(max(points, SCALE_LOW), SCALE_HIGH)
