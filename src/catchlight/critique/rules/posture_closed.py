"""posture-closed: the body closes itself off where the job wants access."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ..measure import below_job
from ..remedy import Reshoot
from ..rule import Fault, rule
from ..wording import versus


@rule(
    id="posture-closed",
    title="The posture is as open as the job asks",
    question="posture-supports",
    needs=("openness",),
    bands=("openness",),
    rationale=(
        "Expansive, open postures drew more positive choices at first sight (144 speed dates, "
        "3,000 photo views), through dominance and openness. The context was romantic."
    ),
    sources=("Vacharkulksemsuk2016",),
    evidence="medium",
    passes=({"openness": 0.6},),
    fails=({"openness": 0.02},),
)
def posture_closed(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """A posture is not opened by an edit: a Reshoot."""
    if found := below_job(reading, job, "openness"):
        yield Fault(
            f"The posture is more closed than {job.said} asks {versus(found)}.",
            Reshoot("emotion", "uncross, drop the shoulders and give the arms some room"),
            found,
        )
