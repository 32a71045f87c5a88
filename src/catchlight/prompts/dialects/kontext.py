"""Edit instructions for FLUX.1 Kontext and other editors: what stays, then what changes.

An editor starts from the sitter's own photo, so the text names what must not change first and then
gives one instruction a layer.
"""

from __future__ import annotations

from ..direction import Direction
from ..exclusions import excluded
from ..lexicon import Entry
from ..phrase import Phrase, Prompt
from .plain import said_as

NAME = "kontext"
TITLE = "Edit instructions (FLUX.1 Kontext and other editors)"

KEEP = (
    "Edit this photo and keep the same person: the same face and facial features, hair, age and "
    "skin with all its marks, unmistakably themselves. Change only what follows."
)
# Clauses of the lexicon become instructions; sentences stand as they are.
_INSTRUCTIONS = {
    "framing": "New framing:",
    "identity": "Show the person as",
    "context": "Place the person",
}
_POOLS = (
    *_INSTRUCTIONS,
    "emotion",
    "gaze",
    "expression",
    "posture",
    "light",
    "palette",
    "skin",
    "era",
)


def render(direction: Direction) -> Prompt:
    """The direction as instructions, one a line."""
    lines: list[str] = [KEEP]
    phrases: list[Phrase] = []

    def ask(entry: Entry | None, instruction: str = "") -> None:
        if entry is None:
            return
        text = entry.say.rstrip(",")
        lines.append(f"{instruction} {text}.".lstrip())
        phrases.append(said_as(entry, text))

    # What must be said louder comes first and says so.
    for pool in sorted(_POOLS, key=lambda name: name not in direction.louder):
        ask(direction.chosen.get(pool), _instruction(pool, direction))
    for entry in (direction.detail, direction.remembered, *direction.motifs, *direction.answers):
        ask(entry)
    negative = ", ".join(excluded(direction))
    return Prompt(NAME, "\n".join(lines), negative, tuple(phrases), direction.notes)


def _instruction(pool: str, direction: Direction) -> str:
    asked = _INSTRUCTIONS.get(pool, "")
    return f"Most important: {asked}".rstrip() if pool in direction.louder else asked
