"""eye-line-off: the eyes lie far from the upper third."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ...shot import Band
from ..measure import miss
from ..remedy import edit
from ..rule import Fault, Severity, rule
from ..wording import versus

LINE = Band(0.22, 0.56)  # of the height from above; a third is the classical place


@rule(
    id="eye-line-off",
    title="The eyes lie in the upper half",
    needs=("eye_line",),
    rationale="A classical rule of composition; photographers' practice.",
    evidence="house",
    severity=Severity.HINT,
    passes=({"eye_line": 0.38},),
    fails=({"eye_line": 0.72},),
)
def eye_line_off(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """A crop moves the eyes to their place."""
    if found := miss(reading, "eye_line", LINE):
        where = "high" if found.is_below else "low"
        yield Fault(
            f"The eyes lie {where} in the picture {versus(found)}.",
            edit("crop", 0.5, "crop so that the eyes lie near the upper third"),
            found,
        )
