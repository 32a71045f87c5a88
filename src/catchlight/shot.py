"""Shot (all that a backend needs to make takes) and Take (a picture and where it came from)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .geometry import Extent
from .portrait import Portrait
from .reading import Reading


@dataclass(frozen=True)
class Band:
    """A target for one cue: the wanted range and how much it matters, 0…1.

    `low` or `high` may be infinite. Inside the band is as good as it gets: more is not better.
    """

    low: float
    high: float
    weight: float = 1.0

    def distance(self, value: float) -> float:
        """How far outside the band, in the cue's unit: 0 inside, − below, + above."""
        if value < self.low:
            return value - self.low
        return value - self.high if value > self.high else 0.0


@dataclass(frozen=True, eq=False)
class Reference:
    """One of the sitter's own photos: the portrait, its reading and the name it was opened by."""

    name: str
    portrait: Portrait
    reading: Reading


@dataclass(frozen=True, eq=False)
class Shot:
    """One request to a backend; it says everything, so the same shot gives the same takes.

    `wanted` maps cue names to target bands (the emotional job, as data), `impressions` impression
    names to the direction wanted, −1…1. Generators use the prompts; the darkroom uses references,
    wanted and impressions. `skip` numbers (from 0) takes that are kept already: the darkroom leaves
    them out, and makes the others as it would have.
    """

    job: str
    wanted: Mapping[str, Band]
    references: tuple[Reference, ...]
    impressions: Mapping[str, float] = field(default_factory=dict)
    takes: int = 8
    seed: int = 0
    size: Extent = field(default=Extent(1024, 1280))
    identity: str = ""
    emotion: str = ""
    context: str = ""
    detail: str = ""
    palette: tuple[str, ...] = ()
    prompt: str = ""
    negative_prompt: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    skip: frozenset[int] = frozenset()


@dataclass(frozen=True, eq=False)
class Take:
    """One picture a backend gave.

    `recipe` is the JSON form of the edits that made it (empty for a generated one), `source` the
    name of the photo it was made from, `because` one sentence on what was tried for the job.
    `tried` holds every edit that was judged on the way, kept or left out, with the gate's figures,
    `stopped` why nothing more was tried; both are empty where nobody judged.
    Generated takes say the `model`, the `prompt` it was given, the model's `terms` in short, and
    what they cost (an estimate).
    """

    id: str
    title: str
    portrait: Portrait
    backend: str
    seed: int
    source: str = ""
    recipe: tuple[Mapping[str, Any], ...] = ()
    because: str = ""
    notes: tuple[str, ...] = ()
    tried: tuple[Mapping[str, Any], ...] = ()
    stopped: str = ""
    model: str = ""
    prompt: str = ""
    terms: str = ""
    cost_usd: float = 0.0
