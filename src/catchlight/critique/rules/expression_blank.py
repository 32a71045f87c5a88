"""expression-blank: nothing in the face departs from rest."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ..measure import below_job
from ..remedy import Remedy, Reshoot, edit
from ..rule import Fault, rule
from ..wording import versus

EDIT_LIMIT = 0.25  # expressiveness that the smile edit adds at full strength (measured)


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
    """A trace of a smile where the job wants one; else the expression needs its moment."""
    found = below_job(reading, job, "expressiveness")
    if found is None:
        return
    thought = f"hold one thought that fits {job.said} while looking"
    remedy: Remedy = Reshoot("emotion", thought)
    smile = job.band("lip_corner_pull")
    if smile and smile.low > 0 and -found.distance <= EDIT_LIMIT:
        strength = -found.distance / EDIT_LIMIT
        remedy = edit("smile", strength, "lift the corners of the mouth slightly")
    yield Fault(
        f"The face is at rest {versus(found)}: the picture does not say what is meant.",
        remedy,
        found,
    )
