"""grain-heavy: grain or noise lies over the face."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ..measure import above_job
from ..remedy import edit
from ..rule import Fault, Severity, rule
from ..wording import versus


@rule(
    id="grain-heavy",
    title="Grain serves the job",
    needs=("grain",),
    bands=("grain",),
    rationale="Noise of a dim room hides skin and expression. Photographers' practice.",
    evidence="house",
    severity=Severity.HINT,
    passes=({"grain": 0.001},),
    fails=({"grain": 0.05},),
)
def grain_heavy(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """Calmed while the skin's texture stays."""
    if found := above_job(reading, job, "grain"):
        yield Fault(
            f"Grain or noise lies over the picture {versus(found)}.",
            edit("denoise", 0.5, "calm the grain"),
            found,
        )
