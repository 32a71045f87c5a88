"""shadows-clipped: parts of the face are plain black."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ..measure import too_high
from ..remedy import edit
from ..rule import Fault, Severity, rule
from ..wording import versus

MOST = 0.05  # share of the measured area


@rule(
    id="shadows-clipped",
    title="The shadows hold detail",
    needs=("clipped_shadows",),
    rationale="Black holes in a face hold nothing to read. Photographers' practice.",
    evidence="house",
    severity=Severity.HINT,
    passes=({"clipped_shadows": 0.01},),
    fails=({"clipped_shadows": 0.25},),
)
def shadows_clipped(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """Lifts what is left; detail that was not recorded stays away."""
    if found := too_high(reading, "clipped_shadows", MOST):
        yield Fault(
            f"Parts of the face are plain black {versus(found)}.",
            edit("soft_shadows", 0.5, "lift the shadows a little"),
            found,
        )
