"""blacks-faded: the blacks are lifted to grey."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ..measure import above_job
from ..remedy import edit
from ..rule import Fault, Severity, rule
from ..wording import versus


@rule(
    id="blacks-faded",
    title="The blacks are black unless memory is meant",
    needs=("faded_blacks",),
    bands=("faded_blacks",),
    rationale=(
        "Lifted blacks are the mark of faded prints and of filters that imitate them; they take "
        "presence. Film-style filters raise perceived distance in time."
    ),
    sources=("Peng2017",),
    evidence="weak",
    severity=Severity.HINT,
    passes=({"faded_blacks": 8},),
    fails=({"faded_blacks": 45},),
)
def blacks_faded(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """A little contrast sets the blacks again."""
    if found := above_job(reading, job, "faded_blacks"):
        yield Fault(
            f"The blacks are faded to grey {versus(found)}.",
            edit("contrast", 0.5, "set the blacks again"),
            found,
        )
