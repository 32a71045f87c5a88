"""horizon-through-head: a strong line runs into the head."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ..measure import too_high
from ..remedy import edit
from ..rule import Fault, Severity, rule

CUTS = 0.7  # the cue is 1 for a strong level line that meets the head on both sides


@rule(
    id="horizon-through-head",
    title="No line runs through the head",
    question="background-context",
    needs=("horizon_through_head",),
    rationale="A line at head height seems to cut or pierce it. Photographers' practice.",
    evidence="house",
    severity=Severity.HINT,
    passes=({"horizon_through_head": 0.0},),
    fails=({"horizon_through_head": 1.0},),
)
def horizon_through_head(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """Softened as a lens would."""
    if found := too_high(reading, "horizon_through_head", CUTS):
        yield Fault(
            "A strong line of the background runs into the head.",
            edit("defocus", 0.6, "soften the line behind the head"),
            found,
        )
