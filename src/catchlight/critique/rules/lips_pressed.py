"""lips-pressed: pressed lips hold something back."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ..measure import above_job
from ..remedy import Reshoot
from ..rule import Fault, Severity, rule
from ..wording import versus


@rule(
    id="lips-pressed",
    title="The lips are at ease",
    question="intentional-expression",
    needs=("lip_press",),
    bands=("lip_press",),
    rationale=(
        "Pressed lips are counted among the controls that hold an expression back; smiles seen as "
        "polite or nervous hold more of them than amused ones."
    ),
    sources=("Ambadar2009",),
    evidence="weak",
    severity=Severity.HINT,
    passes=({"lip_press": 0.1}, {"job": "authority", "lip_press": 0.35}),
    fails=({"job": "warmth", "lip_press": 0.95},),
)
def lips_pressed(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """Pressed lips cannot be filled out again: a Reshoot."""
    if found := above_job(reading, job, "lip_press"):
        yield Fault(
            f"The lips are pressed together {versus(found)}.",
            Reshoot("emotion", "blow out softly and let the lips rest before the picture"),
            found,
        )
