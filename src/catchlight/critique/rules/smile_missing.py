"""smile-missing: the corners of the mouth are lifted less than the job asks for."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ..measure import below_job
from ..remedy import Remedy, Reshoot, edit
from ..rule import Fault, rule
from ..wording import versus

EDIT_LIMIT = 0.38  # lip-corner pull that the smile edit adds at full strength (measured)


@rule(
    id="smile-missing",
    title="The mouth lifts as much as the job asks",
    question="intentional-expression",
    needs=("lip_corner_pull",),
    bands=("lip_corner_pull",),
    rationale=(
        "Expression outweighs every other cue. From neutral to smiling the same people gained two "
        "standard deviations of warmth and nearly as much trust; happy faces were judged more "
        "trustworthy, competent, warm and friendly than disgusted ones."
    ),
    sources=("RealPhotoSet", "Ueda2017", "Oosterhof2008"),
    evidence="strong",
    passes=(
        {"lip_corner_pull": 0.45},
        {"job": "contemplation", "lip_corner_pull": 0.05},
    ),
    fails=({"lip_corner_pull": 0.0}, {"job": "warmth", "lip_corner_pull": 0.05}),
)
def smile_missing(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """A small lift is within the smile edit; a smile that is not there is a Reshoot."""
    found = below_job(reading, job, "lip_corner_pull")
    if found is None:
        return
    remedy: Remedy = Reshoot("emotion", "think of someone you like and let the smile come")
    if -found.distance <= EDIT_LIMIT:
        remedy = edit(
            "smile", -found.distance / EDIT_LIMIT, "lift the corners of the mouth slightly"
        )
    yield Fault(
        f"The corners of the mouth are lifted less than {job.title.lower()} asks {versus(found)}.",
        remedy,
        found,
    )
