"""colors-faint: the colours are fainter than the job's mood."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ..measure import below_job
from ..remedy import edit
from ..rule import Fault, Severity, rule
from ..wording import versus


@rule(
    id="colors-faint",
    title="The colours carry the mood",
    question="colors-mood",
    needs=("colorfulness",),
    bands=("colorfulness",),
    rationale=(
        "Pictures with more chroma looked happier and livelier; colour amplifies the mood that is "
        "there, for better and worse. Effects on portraits are small."
    ),
    sources=("Pazda2024", "Lin2023", "Valdez1994"),
    evidence="medium",
    severity=Severity.HINT,
    passes=({"job": "playfulness", "colorfulness": 45},),
    fails=({"job": "playfulness", "colorfulness": 2},),
)
def colors_faint(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """Vibrance lifts faint colours first and spares the skin."""
    if found := below_job(reading, job, "colorfulness"):
        yield Fault(
            f"The colours are fainter than {job.said} asks {versus(found)}.",
            edit("vibrance", 0.2 - found.distance / 40, "bring the colours up a little"),
            found,
        )
