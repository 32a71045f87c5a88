"""background-text: letters in the background are read before the face."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ..measure import too_high
from ..remedy import edit
from ..rule import Fault, Severity, rule

MUCH = 0.08  # share of the background with strokes like those of letters


@rule(
    id="background-text",
    title="Nothing is to be read behind the face",
    question="background-context",
    needs=("background_text",),
    rationale=(
        "Letters are read whether one wants to or not. Photographers' practice; the cue finds "
        "strokes like letters and can be wrong."
    ),
    evidence="house",
    severity=Severity.HINT,
    passes=({"background_text": 0.0},),
    fails=({"background_text": 0.5},),
)
def background_text(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """Softened until it cannot be read."""
    if found := too_high(reading, "background_text", MUCH):
        yield Fault(
            "There seems to be writing behind the person, which is read before the face.",
            edit("defocus", 0.7, "soften the background until it cannot be read"),
            found,
        )
