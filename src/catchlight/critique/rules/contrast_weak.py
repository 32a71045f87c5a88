"""contrast-weak: the tones lie close together."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ..measure import below_job
from ..remedy import edit
from ..rule import Fault, Severity, rule
from ..wording import versus


@rule(
    id="contrast-weak",
    title="The tones have the job's range",
    needs=("contrast",),
    bands=("contrast",),
    rationale=(
        "A flat picture lacks depth and decision. Filters that raise contrast drew more "
        "engagement; no study of impressions was found."
    ),
    sources=("Bakhshi2015",),
    evidence="weak",
    severity=Severity.HINT,
    passes=({"contrast": 0.6},),
    fails=({"contrast": 0.0},),
)
def contrast_weak(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """Careful contrast that protects the highlights."""
    if found := below_job(reading, job, "contrast"):
        yield Fault(
            f"The tones lie close together {versus(found)}.",
            edit("contrast", 0.4, "add a little contrast"),
            found,
        )
