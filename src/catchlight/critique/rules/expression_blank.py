"""expression-blank: nothing in the face departs from rest."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ..measure import below_job
from ..remedy import Reshoot
from ..rule import Fault, rule
from ..wording import versus


@rule(
    id="expression-blank",
    title="The expression is intended",
    question="intentional-expression",
    needs=("expressiveness",),
    bands=("expressiveness",),
    rationale=(
        "Impressions vary as much between pictures of one person as between people, and expression "
        "is the largest part of it. A face at rest leaves the reading to chance."
    ),
    sources=("TodorovPorter2014", "RealPhotoSet"),
    evidence="medium",
    passes=({"expressiveness": 0.5},),
    fails=({"expressiveness": 0.02},),
)
def expression_blank(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """An expression has to come from a moment: a Reshoot."""
    if found := below_job(reading, job, "expressiveness"):
        yield Fault(
            f"The face is at rest {versus(found)}: the picture does not say what is meant.",
            Reshoot("emotion", f"hold one thought that fits {job.title.lower()} while looking"),
            found,
        )
