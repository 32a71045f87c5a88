"""Referee: who judges every edit while a take is developed.

A backend knows only its shot. Whoever knows the emotional job and can critique hands a referee in:
it says of each edit whether it may stay, and what is worth trying next.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from ..portrait import Portrait
from ..reading import Reading
from ..retouch.edit import Edit


@dataclass(frozen=True, eq=False)
class State:
    """A take on its way: as developed, as the networks see it, and its reading.

    `portrait` carries its landmarks through the edits, so that a recipe gives the same picture
    again; `seen` has those that were found in the picture as it is now.
    """

    portrait: Portrait
    seen: Portrait
    reading: Reading


@dataclass(frozen=True, eq=False)
class Ruling:
    """Whether an edit may stay, why, and the state after it.

    `too_dear` says that it was refused for its cost, so that a weaker form may pass. `figures` are
    the gate's, as plain values.
    """

    accepted: bool
    reason: str
    state: State
    too_dear: bool = False
    figures: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Advice:
    """What the critique asks for: edits, gravest first; `done` says that it asks for nothing.

    `left` is, in words, what no edit can mend; empty when there is nothing of the kind.
    """

    edits: tuple[Edit, ...]
    done: bool
    left: str = ""


class Referee(Protocol):
    """Reads, critiques and gates one sitter's takes for one job."""

    def start(self, portrait: Portrait) -> State:
        """The photo before any edit."""

    def judge(
        self, first: State, before: State, after: Portrait, edit: Edit, *, must_serve: bool
    ) -> Ruling:
        """Whether `edit`, which made `after`, may stay.

        Costs are counted from `first`, the untouched photo. An edit that must serve has to move a
        cue towards the job or mend what the critique found; another must not work against the job.
        """

    def advise(self, state: State) -> Advice:
        """What to try next."""
