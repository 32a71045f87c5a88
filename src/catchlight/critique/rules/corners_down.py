"""corners-down: the corners of the mouth are drawn down."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ..measure import above_job
from ..remedy import Remedy, Reshoot, edit
from ..rule import Fault, rule
from ..wording import versus

EDIT_LIMIT = 0.30  # lip-corner depression that the smile edit undoes at full strength


@rule(
    id="corners-down",
    title="The corners of the mouth do not sink",
    question="intentional-expression",
    needs=("lip_corner_depress",),
    bands=("lip_corner_depress",),
    rationale=(
        "Mouth shape leads judgements of apparent mood, and apparent mood leads judged trust: a "
        "mouth that seems to curve down looks stern."
    ),
    sources=("Zhang2020", "Oosterhof2008"),
    evidence="medium",
    passes=({"lip_corner_depress": 0.05},),
    fails=({"lip_corner_depress": 0.8},),
)
def corners_down(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """A trace can be lifted; more is another moment."""
    found = above_job(reading, job, "lip_corner_depress")
    if found is None:
        return
    remedy: Remedy = Reshoot("emotion", "think of a good moment and let the mouth follow")
    if found.distance <= EDIT_LIMIT:
        remedy = edit("smile", found.distance / EDIT_LIMIT, "lift the corners of the mouth")
    yield Fault(f"The corners of the mouth sink {versus(found)}.", remedy, found)
