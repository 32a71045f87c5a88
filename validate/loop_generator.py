"""A simulated generator: it "renders" real portraits by cue, as its prompt asks and it hears.

It is given the words of a prompt and a seed, nothing else. In the words it recognises phrases of
the lexicon; each is heard with a strength of its own, which nobody outside knows. What is not heard
falls back to the generator's own habit, an averaged beauty: frontal, smooth, even, smiling. Of the
pool of real portraits it then gives one whose cues lie near what it aims at, by chance.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from catchlight.critique.steps import STEP
from catchlight.prompts.dialects.plain import ABOVE_ALL
from catchlight.prompts.lexicon import lexicon
from catchlight.reading import Reading
from catchlight.shot import Band

# Where the habit lies within the pool, as a quantile per cue; elsewhere it is the middle. Averaged
# faces are smoother, evener, more frontal; image models add a smile, blur and clean backgrounds.
HABIT = {
    "lip_corner_pull": 0.85,
    "smile_level": 0.85,
    "expressiveness": 0.8,
    "skin_smoothing": 0.85,
    "skin_texture": 0.2,
    "expression_asymmetry": 0.15,
    "structural_asymmetry": 0.15,
    "background_blur": 0.7,
    "background_clutter": 0.3,
    "colorfulness": 0.65,
    "vintage_look": 0.2,
}
# Cues that a habit holds in place although no word speaks of them.
HELD = (*HABIT, "gaze_offset_deg", "yaw_deg", "pitch_deg", "roll_deg", "face_exposure_stops")
LEVEL = ("yaw_deg", "pitch_deg", "roll_deg", "shoulder_roll_deg", "tint_duv")  # asked for as 0
OPEN_END_STEPS = 2.0  # how far into a band with an open end a word aims, in visible steps
ANSWER_STEPS = (0.5, 2.0)  # how far beyond the habit "more" and "less" aim, in visible steps
MOST_STEPS = 4.0  # a single cue cannot rule a portrait out


@dataclass(frozen=True)
class Temper:
    """How a generator behaves.

    Each phrase is heard with a strength drawn from `hears` (low, high), once per generator; a
    phrase said louder with `louder` more, up to 1. `habit` is the pull of what no word speaks of,
    against 1 for a phrase that is fully heard. `chance` is how far a portrait may lie from what is
    aimed at (squared visible steps, over all cues).
    """

    name: str
    hears: tuple[float, float] = (0.0, 1.0)
    louder: float = 0.35
    habit: float = 1.0
    chance: float = 2.0


class Generator:
    """One generator: a pool of portraits, a temper, and its own unknown hearing (`seed`)."""

    def __init__(self, pool: Sequence[Reading], temper: Temper, seed: int) -> None:
        self.temper = temper
        self.seed = seed
        self._names = tuple(sorted(set(STEP) | set(HELD) | _aimed_cues()))
        self._steps = np.array([STEP.get(name, _own_step(pool, name)) for name in self._names])
        self._values = np.array(
            [[r[n].value if n in r else np.nan for n in self._names] for r in pool]
        )
        quantiles = [HABIT.get(name, 0.5) for name in self._names]
        self._habit = np.array(
            [
                np.nanquantile(column, q) if np.isfinite(column).any() else 0.0
                for column, q in zip(self._values.T, quantiles, strict=True)
            ]
        )

    def picture(self, prompt: str, seed: int) -> int:
        """The place in the pool of the portrait that this prompt and seed give."""
        rng = np.random.default_rng((self.seed, seed))
        aims, pulls = self._aims(prompt, rng)
        steps = np.minimum(np.abs(self._values - aims) / self._steps, MOST_STEPS)
        squares = np.where(np.isfinite(steps), steps, 1.0) ** 2
        cost = squares @ pulls / self.temper.chance
        return int(np.argmin(cost - rng.gumbel(size=len(cost))))

    def _aims(
        self, prompt: str, rng: np.random.Generator
    ) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """For each cue where the picture is to lie, and how strongly it is pulled there."""
        aims = self._habit.copy()
        pulls = np.array([self.temper.habit * (name in HELD) for name in self._names])
        loud = prompt.partition(ABOVE_ALL)[2]
        for phrase, bands in _phrases().items():
            if phrase not in prompt:
                continue
            strength = self._hears(phrase) + self.temper.louder * (phrase in loud)
            strength = min(1.0, max(0.0, strength))
            for cue, band in bands.items():
                at = self._names.index(cue)
                if strength <= pulls[at] and pulls[at] > self.temper.habit:
                    continue  # another phrase on this cue is heard better
                inside = self._inside(at, band, rng)
                aims[at] = self._habit[at] + strength * (inside - self._habit[at])
                pulls[at] = max(strength, pulls[at])
        return aims, pulls

    def _hears(self, phrase: str) -> float:
        """How strongly this generator hears a phrase: fixed, and unknown outside."""
        digest = hashlib.sha256(f"{self.seed}:{phrase}".encode()).digest()
        low, high = self.temper.hears
        return low + (high - low) * int.from_bytes(digest[:4], "big") / 2**32

    def _inside(self, at: int, band: Band, rng: np.random.Generator) -> float:
        """A value in the band. NaN ends of an answer lie beside the generator's habit."""
        step = float(self._steps[at])
        low, high = band.low, band.high
        if band in (MORE, LESS):
            if self._names[at] in LEVEL:
                return 0.0
            way = 1 if band == MORE else -1
            return float(self._habit[at] + way * step * rng.uniform(*ANSWER_STEPS))
        if not np.isfinite(low):
            low = high - OPEN_END_STEPS * step
        if not np.isfinite(high):
            high = low + OPEN_END_STEPS * step
        return float(rng.uniform(low, high))


MORE, LESS = Band(np.inf, np.inf), Band(-np.inf, -np.inf)  # an answer's aim: beyond the habit


@cache
def _phrases() -> Mapping[str, Mapping[str, Band]]:
    """Every phrase of the lexicon in plain language → what it aims at."""
    known = lexicon()
    said = {
        entry.say: dict(entry.aims)
        for entries in known.pools.values()
        for entry in entries.values()
        if entry.aims
    }
    for cue, words in known.answers.items():
        for text, band in ((words.more, MORE), (words.less, LESS)):
            if text:
                said.setdefault(f"{text[:1].upper()}{text[1:]}", {})[cue] = band
    return said


@cache
def _aimed_cues() -> frozenset[str]:
    return frozenset(cue for bands in _phrases().values() for cue in bands)


def _own_step(pool: Sequence[Reading], name: str) -> float:
    """For cues without a stated visible step: half of the pool's spread."""
    values = [reading[name].value for reading in pool if name in reading]
    return max(float(np.std(values)), 1e-6) if values else 1.0
