"""brow-tense: the brows are drawn down where the job wants ease."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ..measure import above_job
from ..remedy import Remedy, Reshoot, edit
from ..rule import Fault, rule
from ..wording import versus

EDIT_LIMIT = 0.15  # brow lowering that relax_brow can ease to a trace


@rule(
    id="brow-tense",
    title="The brow is at ease",
    question="intentional-expression",
    needs=("brow_lower",),
    bands=("brow_lower",),
    rationale=(
        "Lowered, V-shaped brows carry the dominance of a head bent down (five studies, 1,517 "
        "raters) and are read as anger; where the job is closeness, a relaxed brow serves better."
    ),
    sources=("Witkower2019",),
    evidence="medium",
    passes=({"brow_lower": 0.05}, {"job": "authority", "brow_lower": 0.4}),
    fails=({"job": "warmth", "brow_lower": 0.8},),
)
def brow_tense(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """A trace can be eased; a frown is another moment."""
    found = above_job(reading, job, "brow_lower")
    if found is None:
        return
    remedy: Remedy = Reshoot("emotion", "breathe out and let the brow go soft")
    if found.distance <= EDIT_LIMIT:
        remedy = edit(
            "relax_brow",
            found.distance / EDIT_LIMIT,
            "relax the brow slightly",
            toward="open",
        )
    yield Fault(f"The brows are drawn down {versus(found)}.", remedy, found)
