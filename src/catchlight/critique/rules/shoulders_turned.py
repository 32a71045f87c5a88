"""shoulders-turned: the body is more, or less, side-on than the job wants."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ..measure import miss
from ..remedy import Reshoot
from ..rule import Fault, Severity, rule
from ..wording import versus


@rule(
    id="shoulders-turned",
    title="The angle of the shoulders fits the job",
    question="posture-supports",
    needs=("shoulder_turn",),
    bands=("shoulder_turn",),
    rationale=(
        "Square shoulders face the viewer, turned ones give depth or distance. Photographers' "
        "practice; no study of still portraits was found."
    ),
    evidence="house",
    severity=Severity.HINT,
    passes=({"shoulder_turn": 0.2},),
    fails=({"job": "authority", "shoulder_turn": 0.95},),
)
def shoulders_turned(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """A body is not turned by an edit: a Reshoot."""
    found = miss(reading, "shoulder_turn", job.band("shoulder_turn"))
    if found is None:
        return
    phrase = "turn the shoulders a little aside" if found.is_below else "turn the shoulders to me"
    side = "square on" if found.is_below else "turned away"
    yield Fault(f"The shoulders are {side} {versus(found)}.", Reshoot("emotion", phrase), found)
