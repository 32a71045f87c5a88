"""eyes-wide: the lids are opened so far that the look seems startled."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ..measure import above_job
from ..remedy import edit
from ..rule import Fault, Severity, rule
from ..wording import versus

FULL_SQUINCH = 0.022  # eye opening that squinch takes away at full strength (measured)


@rule(
    id="eyes-wide",
    title="The eyes are relaxed",
    question="intentional-expression",
    needs=("eye_opening",),
    bands=("eye_opening",),
    rationale=(
        "Slightly raised lower lids ('squinch') gained competence, likability and influence in "
        "practitioners' data; wide open eyes go with judgements of dominance and surprise. Eye "
        "shape differs between people, so only clearly widened eyes are mentioned."
    ),
    sources=("Photofeeler2015", "OmiAnalysis"),
    evidence="weak",
    severity=Severity.HINT,
    passes=({"eye_opening": 0.32},),
    fails=({"eye_opening": 0.60},),
)
def eyes_wide(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """A small lift of the lower lids is within the squinch edit."""
    if found := above_job(reading, job, "eye_opening"):
        yield Fault(
            f"The eyes are opened wide {versus(found)}; softer lids would look more at ease.",
            edit("squinch", found.distance / FULL_SQUINCH, "raise the lower lids slightly"),
            found,
        )
