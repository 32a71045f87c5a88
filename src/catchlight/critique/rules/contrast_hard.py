"""contrast-hard: the tones are pulled further apart than the job wants."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ..measure import above_job
from ..remedy import edit
from ..rule import Fault, Severity, rule
from ..wording import versus


@rule(
    id="contrast-hard",
    title="The contrast stays with the mood",
    needs=("contrast",),
    bands=("contrast",),
    rationale="Hard contrast adds drama and takes ease. Photographers' practice.",
    evidence="house",
    severity=Severity.HINT,
    passes=({"contrast": 0.6}, {"job": "authority", "contrast": 0.8}),
    fails=({"job": "warmth", "contrast": 1.0},),
)
def contrast_hard(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """A gentler curve around the face's tone."""
    if found := above_job(reading, job, "contrast"):
        yield Fault(
            f"The contrast is harder than {job.said} asks {versus(found)}.",
            edit("contrast", 0.4, "ease the contrast a little", toward="less"),
            found,
        )
