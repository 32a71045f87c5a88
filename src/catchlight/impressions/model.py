"""The contract of an impression model: a Reading in, impressions or abstentions out.

A model sees the record of cues, never the pixels, the sitter or the emotional job, so it cannot
flatter. It must not use skin, age, sex or weight, nor anything a sitter cannot change.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from ..reading import Reading
from .impression import Abstention, Impression

Impressions = Mapping[str, Impression | Abstention]


class ImpressionModel(Protocol):
    """Maps a reading to every impression in NAMES, each given or abstained from with a reason."""

    name: str

    def infer(self, reading: Reading) -> Impressions:
        """Missing or unsure cues give a wider range or an abstention, never a narrower range."""


def impressions_to_dict(impressions: Impressions) -> dict[str, Any]:
    """The JSON form, by name."""
    return {name: one.to_dict() for name, one in impressions.items()}
