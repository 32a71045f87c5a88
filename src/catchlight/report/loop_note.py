"""LoopNote: the rounds of a loop as kit and report show them. Records only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

FIRST_WORDS = "The first words for the brief; gaze, expression and posture differ by take."
SAME_WORDS = "The same words again: none are left that answer what was found."
RETOUCHED = "-retouched"  # ends the id of a take that the darkroom made of a generated one


@dataclass(frozen=True)
class RoundNote:
    """One round: its takes by id in the order made, the best one, what changed in the words and
    why, and what the best take still lacked.
    """

    number: int
    takes: tuple[str, ...]
    best: str
    changes: tuple[str, ...]
    lacks: tuple[str, ...]

    @property
    def unchanged(self) -> str:
        """What to say of its words where nothing was changed in them."""
        return FIRST_WORDS if self.number == 1 else SAME_WORDS

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {key: list(v) if isinstance(v, tuple) else v for key, v in vars(self).items()}


@dataclass(frozen=True)
class LoopNote:
    """A whole loop: why it stopped, what it cost, what was sent where.

    `sent` is a sentence, `sent_to` the name of the service (empty: nothing left the machine).
    """

    backend: str
    rounds: tuple[RoundNote, ...]
    stop: str
    said: str
    cost_usd: float
    sent: str
    sent_to: str = ""
    remarks: tuple[str, ...] = ()

    @property
    def sentences(self) -> list[str]:
        """What to tell the user."""
        names = [name for one in self.rounds for name in one.takes]
        mended = sum(name.endswith(RETOUCHED) for name in names)
        cost = f"about ${self.cost_usd:.2f}" if self.cost_usd else "no money"
        count = len(names) - mended
        takes = f"{count} take{'s' if count != 1 else ''}"
        made = f"{takes} by {self.backend}, for {cost}."
        also = [f"The darkroom retouched {mended} of {takes}."] if mended else []
        return [self.said, made, *also, *self.remarks]

    def to_dict(self) -> dict[str, Any]:
        """Plain values, as kept in kit.json."""
        values = {**vars(self), "rounds": [one.to_dict() for one in self.rounds]}
        return {**values, "remarks": list(self.remarks)}
