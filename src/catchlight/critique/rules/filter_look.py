"""filter-look: a film or vintage treatment that the job did not ask for."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ..measure import above_job
from ..remedy import Reshoot
from ..rule import Fault, rule
from ..wording import versus


@rule(
    id="filter-look",
    title="A person, not a face with filters",
    question="person-with-story",
    needs=("vintage_look",),
    bands=("vintage_look",),
    rationale=(
        "Black-and-white and film-style filters made photographs seem further away in time, and "
        "viewers' words more abstract. Where presence is wanted, that is a cost."
    ),
    sources=("Peng2017",),
    evidence="weak",
    passes=({"vintage_look": 0.1}, {"job": "nostalgia", "vintage_look": 0.9}),
    fails=({"vintage_look": 0.95},),
)
def filter_look(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """A filter cannot be taken off again: use the original."""
    if found := above_job(reading, job, "vintage_look"):
        yield Fault(
            f"A film or vintage look lies over the picture {versus(found)}; it moves the person "
            "away in time.",
            Reshoot("realism", "use the unfiltered original"),
            found,
        )
