"""How a measured cue stands to a wanted band, its uncertainty included."""

from __future__ import annotations

import math
from dataclasses import dataclass

from ..jobs import EmotionalJob
from ..reading import Cue, Reading
from ..shot import Band
from .steps import STEP

_Z90 = 1.645  # a cue's low…high holds the true value in 90 % of portraits
SURE = 0.75  # a miss is sure when the chance that the true value lies outside is at least this
MENTIONED_STEPS = 0.25  # a miss of less is not mentioned at all
VISIBLE_STEPS = 0.5  # a miss of less is hardly seen and stays a hint
_EXACT = 1e-9  # a range narrower than this is taken as exact


@dataclass(frozen=True)
class Miss:
    """A cue outside a band: `distance` in the cue's unit (− below, + above), and how surely."""

    cue: Cue
    band: Band
    distance: float
    is_sure: bool

    @property
    def steps(self) -> float:
        """The distance in visible steps, 0 or more."""
        return abs(self.distance) / STEP.get(self.cue.name, 1.0)

    @property
    def is_visible(self) -> bool:
        """Whether a viewer would notice: at least half a step."""
        return self.steps >= VISIBLE_STEPS

    @property
    def is_below(self) -> bool:
        """Too little rather than too much."""
        return self.distance < 0


def chance_inside(cue: Cue, band: Band) -> float:
    """The chance, 0…1, that the true value lies in the band; errors taken as normal.

    A cue of 8 ± 5 has a chance of .16 to lie in −5…5.
    """
    sigma = (cue.high - cue.low) / (2 * _Z90)
    if sigma < _EXACT:
        return 1.0 if band.distance(cue.value) == 0 else 0.0

    def below(edge: float) -> float:
        return 0.5 * (1 + math.erf((edge - cue.value) / (sigma * math.sqrt(2))))

    return below(band.high) - below(band.low)


def miss(reading: Reading, cue_name: str, band: Band | None) -> Miss | None:
    """The miss when the cue was measured outside the band by enough to be mentioned, else None."""
    if band is None or cue_name not in reading:
        return None
    cue = reading[cue_name]
    found = Miss(cue, band, band.distance(cue.value), 1 - chance_inside(cue, band) >= SURE)
    return found if found.steps >= MENTIONED_STEPS else None


def too_low(reading: Reading, cue_name: str, limit: float) -> Miss | None:
    """The miss when the cue lies under a limit that holds for every job."""
    return miss(reading, cue_name, Band(limit, math.inf))


def too_high(reading: Reading, cue_name: str, limit: float) -> Miss | None:
    """The miss when the cue lies over a limit that holds for every job."""
    return miss(reading, cue_name, Band(-math.inf, limit))


def below_job(reading: Reading, job: EmotionalJob, cue_name: str) -> Miss | None:
    """The miss when the job wants more of the cue."""
    found = miss(reading, cue_name, job.band(cue_name))
    return found if found is not None and found.is_below else None


def above_job(reading: Reading, job: EmotionalJob, cue_name: str) -> Miss | None:
    """The miss when the job wants less of the cue."""
    found = miss(reading, cue_name, job.band(cue_name))
    return found if found is not None and not found.is_below else None
