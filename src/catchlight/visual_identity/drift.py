"""Drift: which picture of a set is out of line with an identity, in what, by how much; the cure.

A departure is counted in units of the identity's own spread and the cue's range together, and one
unit is never less than people can see: 1 = as far as pictures of this identity usually lie apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..critique.remedy import Remedy, remedy_to_dict
from ..critique.wording import amount
from .bringing import remedy_for
from .identity import (
    ASKED_OF_THE_SITTER,
    FIRM,
    GROUND,
    GROUND_STEP,
    PALETTE,
    PALETTE_STEP,
    PART_OF,
    VISIBLE,
    Trait,
    VisualIdentity,
    value_of,
)
from .seen import Seen, against
from .wording import title_of, way

OUT_OF_LINE = 2.0  # units: about 1 of 20 pictures of the identity itself lies so far off in a cue
NOTICED = 1.0
MOST_UNITS = 6.0  # one cue cannot outweigh all others


@dataclass(frozen=True)
class Departure:
    """How far one picture is from the identity in one cue.

    `units` is signed (see the module); `value` the picture's, `wanted` the identity's; `remedy` the
    edit that brings it back, a Reshoot where no edit can, None where there is neither.
    """

    cue: str
    value: float
    wanted: Trait
    units: float
    remedy: Remedy

    @property
    def is_out(self) -> bool:
        """Whether it is out of line."""
        return abs(self.units) > OUT_OF_LINE

    @property
    def said(self) -> str:
        """One line: "framed closer: 0.44 instead of 0.33, 3.1 units"."""
        values = (
            f"{self.value:.1f} steps away"
            if self.cue in (GROUND, PALETTE)
            else f"{amount(self.cue, self.value)} instead of {amount(self.cue, self.wanted.value)}"
        )
        return f"{way(self.cue, self.units > 0)}: {values}, {abs(self.units):.1f} units"

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "cue": self.cue,
            "title": title_of(self.cue),
            "value": round(self.value, 4),
            "wanted": self.wanted.value,
            "spread": self.wanted.spread,
            "sure": self.wanted.sure,
            "units": round(self.units, 2),
            "is_out_of_line": self.is_out,
            "said": self.said,
            "remedy": remedy_to_dict(self.remedy),
        }


@dataclass(frozen=True)
class PictureDrift:
    """One picture's departures, the largest first, and its distance: their weighted mean, units."""

    name: str
    departures: tuple[Departure, ...]
    distance: float

    @property
    def out(self) -> tuple[Departure, ...]:
        """What is out of line."""
        return tuple(one for one in self.departures if one.is_out)

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "picture": self.name,
            "distance": round(self.distance, 3),
            "out_of_line": [one.cue for one in self.out],
            "departures": [one.to_dict() for one in self.departures],
        }


@dataclass(frozen=True)
class Drift:
    """A set of pictures against an identity; `failed` names what could not be read, and why."""

    identity: str
    pictures: tuple[PictureDrift, ...]
    failed: tuple[tuple[str, str], ...] = ()

    @property
    def out(self) -> tuple[PictureDrift, ...]:
        """The pictures with something out of line, the farthest first."""
        found = [one for one in self.pictures if one.out]
        return tuple(sorted(found, key=lambda one: -one.distance))

    def by_cue(self) -> dict[str, list[tuple[str, float]]]:
        """For every cue with pictures out of line: those pictures with their units, worst first."""
        found: dict[str, list[tuple[str, float]]] = {}
        for picture in self.pictures:
            for one in picture.out:
                found.setdefault(one.cue, []).append((picture.name, one.units))
        return {
            cue: sorted(rows, key=lambda row: -abs(row[1])) for cue, rows in sorted(found.items())
        }

    def to_dict(self) -> dict[str, Any]:
        """Plain values, as `catchlight identity drift --json` prints them."""
        return {
            "identity": self.identity,
            "out_of_line_from_units": OUT_OF_LINE,
            "pictures": [one.to_dict() for one in self.pictures],
            "by_cue": {
                cue: [{"picture": name, "units": round(units, 2)} for name, units in rows]
                for cue, rows in self.by_cue().items()
            },
            "failed": dict(self.failed),
        }


def drift(
    identity: VisualIdentity,
    pictures: Sequence[Seen],
    failed: Sequence[tuple[str, str]] = (),
) -> Drift:
    """Hold every picture against the identity."""
    return Drift(
        identity.name, tuple(departures_of(identity, it) for it in pictures), tuple(failed)
    )


def departures_of(identity: VisualIdentity, it: Seen) -> PictureDrift:
    """One picture's drift."""
    found = sorted(_departures(identity, it), key=lambda one: -abs(one.units))
    return PictureDrift(it.name, tuple(found), distance(found))


def distance(departures: Sequence[Departure], look_only: bool = False) -> float:
    """The root mean square of the units, each held to MOST_UNITS, weighted by how sure they are.

    `look_only` leaves out what is asked of the sitter.
    """
    kept = [one for one in departures if not look_only or is_look(one.cue)]
    if not kept:
        return 0.0
    units = np.clip([one.units for one in kept], -MOST_UNITS, MOST_UNITS)
    weights = np.array([one.wanted.sure for one in kept])
    return float(np.sqrt(np.average(units**2, weights=weights)))


def is_look(cue: str) -> bool:
    """Whether a cue belongs to the picture rather than to what the sitter does."""
    return PART_OF.get(cue, "") not in ASKED_OF_THE_SITTER


def _departures(identity: VisualIdentity, it: Seen) -> Iterator[Departure]:
    reading = against(it, identity)
    for cue, trait in identity.firm.items():
        if (found := value_of(reading, cue)) is not None:
            value, half = found
            units = (value - trait.value) / trait.scale(cue, half)
            yield _departure(identity, it, cue, value, trait, units)
    ground = identity.ground
    for cue, spread, sure in (
        (GROUND, ground.spread / GROUND_STEP, ground.sure),
        (PALETTE, PALETTE_STEP, identity.palette_sure),
    ):
        if (found := value_of(reading, cue)) is not None and sure >= FIRM:
            trait = Trait(0.0, round(max(spread, 1.0 if cue == PALETTE else VISIBLE), 4), sure)
            yield _departure(identity, it, cue, found[0], trait, found[0] / trait.spread)


def _departure(
    identity: VisualIdentity, it: Seen, cue: str, value: float, trait: Trait, units: float
) -> Departure:
    cure = remedy_for(identity, it, cue, value) if abs(units) > NOTICED else None
    return Departure(cue, value, trait, units, cure)
