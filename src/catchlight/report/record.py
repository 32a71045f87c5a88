"""KitReport: everything the report shows, already computed. Records only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ..brief import Brief
from ..exports.export import Export
from ..jobs import EmotionalJob
from ..portrait import Portrait
from ..provenance.iptc import SourceType
from ..reading import CueKind, Reading
from ..shot import Take
from .loop_note import LoopNote


@dataclass(frozen=True, eq=False)
class TakeNote:
    """One take in its place. `axes` are the ranking's, 0…1 (None = not measured); `file` its name
    in the kit; `verdict` the critique's: pass, fix or reshoot.
    """

    take: Take
    axes: Mapping[str, float | None]
    reasons: tuple[str, ...] = ()
    file: str = ""
    verdict: str = ""


@dataclass(frozen=True, eq=False)
class KitReport:
    """A kit as its report shows it. `takes` are in rank order: the first is the pick.

    `critique` is `Critique.to_dict()` of the pick, `critique_before` that of the original.
    `changes` are sentences on what changed from original to pick, `intake` on the photos given.
    `not_exported` maps a platform's title to the reason. `kinds` describe the cues. `command`
    repeats the whole; `files` are further files of the kit, name → what it is. `sent_to` names
    where photos or prompts were sent to make the takes; empty = nothing left the machine. `loop`
    tells the rounds of a generator.
    """

    brief: Brief
    job: EmotionalJob
    original: Portrait
    original_reading: Reading
    takes: tuple[TakeNote, ...]
    pick_reading: Reading
    critique: Mapping[str, Any]
    kinds: Mapping[str, CueKind]
    source_type: SourceType
    made_on: date
    version: str
    critique_before: Mapping[str, Any] | None = None
    exports: tuple[Export, ...] = ()
    not_exported: Mapping[str, str] = field(default_factory=dict)
    changes: tuple[str, ...] = ()
    intake: tuple[str, ...] = ()
    command: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    sent_to: str = ""
    loop: LoopNote | None = None

    def __post_init__(self) -> None:
        if not self.takes:
            raise ValueError("a report needs at least one take")

    @property
    def pick(self) -> TakeNote:
        """The take in the first place."""
        return self.takes[0]
