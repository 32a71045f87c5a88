"""eyes-closed: a blink."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ..measure import too_low
from ..remedy import Reshoot
from ..rule import Fault, Severity, rule
from ..wording import versus

CLOSED = 0.11  # eye height ÷ width; ordinary open eyes lie between .20 and .45


@rule(
    id="eyes-closed",
    title="The eyes are open",
    question="gaze-relation",
    needs=("eye_opening",),
    rationale=(
        "A portrait without visible eyes makes no contact; obstructed eyes cost competence and "
        "influence in practitioners' data, and culling tools sort blinks out first."
    ),
    sources=("Photofeeler2015",),
    evidence="weak",
    severity=Severity.FAIL,
    passes=({"eye_opening": 0.30}, {"eye_opening": 0.20}),
    fails=({"eye_opening": 0.04},),
)
def eyes_closed(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """Nothing can be drawn into a closed eye: a Reshoot."""
    if found := too_low(reading, "eye_opening", CLOSED):
        yield Fault(
            f"The eyes are closed or nearly so {versus(found)}.",
            Reshoot("emotion", "keep the eyes open and relaxed; take several frames"),
            found,
        )
