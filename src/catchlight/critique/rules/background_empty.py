"""background-empty: the background says nothing where the job lives from a place."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ..measure import below_job
from ..remedy import edit
from ..rule import Fault, Severity, rule
from ..wording import versus

PLACE = "workshop"  # a backdrop with traces of work; a place of their own is better still


@rule(
    id="background-empty",
    title="The background adds context where the job asks",
    question="background-context",
    needs=("background_clutter",),
    bands=("background_clutter",),
    rationale=(
        "A workspace, a studio, a street tells a story that a sheet of paper cannot. Practice of "
        "portrait work."
    ),
    sources=("Photofeeler2015",),
    evidence="house",
    severity=Severity.WARN,
    note=(
        "No study was found in which a context background beats a plain one; in practitioners' "
        "data the setting had no significant effect."
    ),
    passes=({"job": "creativity", "background_clutter": 0.35}, {"background_clutter": 0.0}),
    fails=({"job": "creativity", "background_clutter": 0.0},),
)
def background_empty(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """A backdrop can stand in; a place that belongs to the person is worth more."""
    if found := below_job(reading, job, "background_clutter"):
        place = job.contexts[0] if job.contexts else "a place of their own"
        yield Fault(
            f"The background is empty {versus(found)}; {job.said} lives from a place.",
            edit("backdrop", 1.0, f"set it in {place}", name=PLACE),
            found,
        )
