"""brow-worried: the inner brows are raised, which reads as worry."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ..measure import too_high
from ..remedy import Remedy, Reshoot, edit
from ..rule import Fault, Severity, rule
from ..wording import versus

WORRIED = 0.55  # inner-brow raise, 0…1: where it is plain to see
EDIT_LIMIT = 0.15  # inner-brow raise that relax_brow can settle to a trace


@rule(
    id="brow-worried",
    title="The brow does not worry",
    question="intentional-expression",
    needs=("inner_brow_raise",),
    rationale=(
        "Raised inner brows are part of the sad and fearful faces of facial coding; in a still, "
        "nothing tells the viewer that they passed. Practice; the effect on portraits is untested."
    ),
    evidence="house",
    severity=Severity.HINT,
    passes=({"inner_brow_raise": 0.1},),
    fails=({"inner_brow_raise": 0.9},),
)
def brow_worried(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """A trace can be eased; more is another moment."""
    found = too_high(reading, "inner_brow_raise", WORRIED)
    if found is None:
        return
    remedy: Remedy = Reshoot("emotion", "let the forehead go smooth, then look up again")
    if found.distance <= EDIT_LIMIT:
        remedy = edit(
            "relax_brow",
            found.distance / EDIT_LIMIT,
            "relax the brow slightly",
            toward="settle",
        )
    yield Fault(
        f"The inner brows are raised, which reads as worry {versus(found)}.",
        remedy,
        found,
    )
