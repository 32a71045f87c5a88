"""arms-crossed: crossed arms where the job wants openness."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ..measure import above_job
from ..remedy import Reshoot
from ..rule import Fault, rule


@rule(
    id="arms-crossed",
    title="The arms do not bar the way",
    question="posture-supports",
    needs=("arms_crossed",),
    bands=("arms_crossed",),
    rationale=(
        "Crossed arms read as private or defensive, or as command, by job. Openness has evidence "
        "at first sight; crossed arms in still portraits have not been tested on their own."
    ),
    sources=("Vacharkulksemsuk2016",),
    evidence="weak",
    passes=({"arms_crossed": 0.0}, {"job": "authority", "arms_crossed": 1.0}),
    fails=({"job": "warmth", "arms_crossed": 1.0},),
)
def arms_crossed(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """Arms are not uncrossed by an edit: a Reshoot."""
    if found := above_job(reading, job, "arms_crossed"):
        yield Fault(
            f"The arms are crossed; {job.said} asks for an open front.",
            Reshoot("emotion", "let the arms hang or rest the hands on something"),
            found,
        )
