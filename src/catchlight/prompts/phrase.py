"""Phrase and Prompt: what compose gives, each phrase with the cue and band it aims at."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal, get_args

from ..shot import Band

Layer = Literal[
    "identity",
    "emotion",
    "context",
    "gaze",
    "expression",
    "posture",
    "light",
    "palette",
    "lens",
    "realism",
    "nostalgia",
    "culture",
    "detail",
    "concept",
]
LAYERS: tuple[Layer, ...] = get_args(Layer)

ANY = Band(-math.inf, math.inf)  # no target: the words are the user's own


@dataclass(frozen=True)
class Phrase:
    """A piece of a prompt, letter for letter as it stands there.

    `cue` is the one measured thing it moves most; `band` the target, in the cue's unit. Words of
    the user's own have the cue that their layer usually moves and an open band.
    """

    text: str
    layer: Layer
    cue: str
    band: Band = ANY

    def to_dict(self) -> dict[str, Any]:
        """The JSON form; an open end is null."""
        low, high = (v if math.isfinite(v) else None for v in (self.band.low, self.band.high))
        return {
            "text": self.text,
            "layer": self.layer,
            "cue": self.cue,
            "low": low,
            "high": high,
        }


@dataclass(frozen=True)
class Prompt:
    """A prompt in one dialect.

    `negative` is for generators that take one; the others are not to be sent it. `notes` are for
    the user, never for the generator: what to check, what pulled apart, what was left out.
    """

    dialect: str
    prompt: str
    negative: str
    phrases: tuple[Phrase, ...]
    notes: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The JSON form of one dialect."""
        return {
            "prompt": self.prompt,
            "negative": self.negative,
            "phrases": [phrase.to_dict() for phrase in self.phrases],
        }
