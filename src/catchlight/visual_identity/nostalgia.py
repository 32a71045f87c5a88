"""What cues memory in an audience of an age: years, looks and motifs, as suggestions with care.

Middle-aged and older people recall more from the ages of 10 to 30 than from other years (the
reminiscence bump, well replicated for autobiographical memory). That a *look* of
those years in a portrait moves that audience more than another is a step that no study we know has
tested; film filters raise perceived distance and abstract wording and have not been shown to add
warmth or trust. So this suggests, and claims nothing.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from ..errors import UsageError
from ..retouch.edit import Edit
from ..retouch.era import ERAS

BUMP_AGES = (10, 30)  # Munawar 2018, systematic review of 68 studies: important events
PEAK_AGES = (14, 24)  # house range within it: where songs, films and first things lie; counts twice
BUMP_SEEN_FROM = 40  # the review speaks of middle-aged and older people
ADULT = 18  # an audience of children is not addressed
OLDEST = 110
LOOK_STRENGTH = 0.45  # of the era's full look: a memory, not a costume
EVIDENCE = (
    "Evidence: that people of middle age and older remember most from about ages 10 to 30 is well "
    "replicated (reminiscence bump, Munawar 2018); that a portrait in the look of those years "
    "moves them is not tested. "
    "Film looks raise perceived distance; they were not shown to add warmth or trust. "
    "The often quoted “10 to 15 years back” could not be traced to a study that we have read."
)
SOURCES = ("Munawar2018", "Peng2017")


@dataclass(frozen=True)
class Suggestion:
    """One decade's look with its motifs: `share` of the remembered years that fall into it.

    `edit` is the darkroom's look of the decade where it has one; `era` the word for prompts.
    `motifs` are (thing, care note).
    """

    era: str
    share: float
    look: str
    edit: Edit | None
    motifs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Memories:
    """The years that cue memory in an audience, and what may stand for them."""

    ages: tuple[int, int]
    years: tuple[int, int]
    peak: tuple[int, int]
    suggestions: tuple[Suggestion, ...]
    care: tuple[str, ...]

    @property
    def sentences(self) -> list[str]:
        """For people: years, each decade with look and motifs, care, and the evidence."""
        lines = [
            f"People aged {self.ages[0]} to {self.ages[1]} remember most from about "
            f"{self.years[0]} to {self.years[1]}; the middle of it is {self.peak[0]} to "
            f"{self.peak[1]}."
        ]
        for one in self.suggestions:
            lines.append(f"{one.era} ({one.share:.0%} of those years): {one.look}")
            if one.edit:
                lines.append(f"  edit: era={one.edit.strength:g}, decade {one.era}")
            lines.append(f"  prompt: catchlight compose --nostalgia {one.era!r}")
            lines += [f"  motif: {thing}. {care}" for thing, care in one.motifs]
        return [*lines, *(f"Care: {text}" for text in self.care), EVIDENCE]

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "ages": list(self.ages),
            "years": list(self.years),
            "peak_years": list(self.peak),
            "suggestions": [
                {
                    "era": one.era,
                    "share": round(one.share, 3),
                    "look": one.look,
                    "edit": one.edit.to_dict() if one.edit else None,
                    "motifs": [{"motif": thing, "care": care} for thing, care in one.motifs],
                }
                for one in self.suggestions
            ],
            "care": list(self.care),
            "evidence": EVIDENCE,
            "sources": list(SOURCES),
        }


def memories(ages: str, year: int | None = None) -> Memories:
    """What cues memory in an audience, "35-45" or "40". Raises UsageError."""
    youngest, oldest = _ages(ages)
    now = date.today().year if year is None else year
    years = (now - oldest + BUMP_AGES[0], min(now, now - youngest + BUMP_AGES[1]))
    peak = (now - oldest + PEAK_AGES[0], min(now, now - youngest + PEAK_AGES[1]))
    counted = _weights(youngest, oldest, now)
    total = sum(counted.values())
    data = _data()
    found = [
        _suggestion(era, counted[era] / total, data["era"][era])
        for era in sorted(counted, key=lambda name: -counted[name])
        if era in data["era"]
    ]
    care = list(data["care"])
    if youngest < BUMP_SEEN_FROM:
        care.append(
            f"The bump is found in people from about {BUMP_SEEN_FROM} on; for younger ones these "
            "years are an extrapolation."
        )
    return Memories((youngest, oldest), years, peak, tuple(found), tuple(care))


def _ages(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"\s*(\d{1,3})\s*(?:(?:-|–|to)\s*(\d{1,3}))?\s*", text)
    first = int(found[1]) if found else 0
    last = int(found[2] or first) if found else 0
    if not found or not ADULT <= first <= last <= OLDEST:
        raise UsageError(
            f"The ages {text!r} cannot be used. Expected an age range of adults, like 35-45 "
            f"({ADULT} to {OLDEST}, the smaller first)."
        )
    return first, last


def _weights(youngest: int, oldest: int, now: int) -> dict[str, float]:
    """Years of the bump by decade, over everybody in the audience; peak years count twice."""
    counted: dict[str, float] = {}
    for age in range(youngest, oldest + 1):
        born = now - age
        for then in range(BUMP_AGES[0], min(BUMP_AGES[1], age) + 1):
            decade = f"{(born + then) // 10 * 10}s"
            weight = 2.0 if PEAK_AGES[0] <= then <= PEAK_AGES[1] else 1.0
            counted[decade] = counted.get(decade, 0.0) + weight
    return counted


def _suggestion(era: str, share: float, entry: Mapping[str, Any]) -> Suggestion:
    edit = None
    if era in ERAS:
        edit = Edit("era", LOOK_STRENGTH, {"decade": era}, f"the look of the {era}, held back")
    motifs = tuple((str(one["thing"]), str(one["care"])) for one in entry["motifs"])
    return Suggestion(era, share, str(entry["look"]), edit, motifs)


@cache
def _data() -> Mapping[str, Any]:
    text = (resources.files(__package__) / "nostalgia.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
