"""vignette-heavy: the corners are darkened so that it shows."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ..measure import above_job
from ..remedy import Remedy, edit
from ..rule import Fault, Severity, rule
from ..wording import versus


@rule(
    id="vignette-heavy",
    title="The frame does not show",
    needs=("vignette",),
    bands=("vignette",),
    rationale=(
        "A vignette should be felt, not seen; a strong one is the mark of a filter. "
        "Photographers' practice."
    ),
    evidence="house",
    severity=Severity.HINT,
    passes=({"vignette": 0.05},),
    fails=({"vignette": 0.99},),
)
def vignette_heavy(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """Cropped away, as far as it goes."""
    if found := above_job(reading, job, "vignette"):
        remedy: Remedy = edit("crop", 0.3, "crop the darkest corners away")
        yield Fault(f"The corners are dark {versus(found)}.", remedy, found)
