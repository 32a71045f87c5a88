"""leaning: the body leans away from, or into, the viewer against the job."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ..measure import miss
from ..remedy import Reshoot
from ..rule import Fault, Severity, rule
from ..wording import versus


@rule(
    id="leaning",
    title="The lean fits the job",
    question="posture-supports",
    needs=("lean",),
    bands=("lean",),
    rationale=(
        "Leaning in shows engagement, leaning back calm authority or detachment, in the practice "
        "of portrait work. No evidence on still portraits was found, and the cue is weak."
    ),
    evidence="house",
    severity=Severity.HINT,
    passes=({"lean": 0.0},),
    fails=({"job": "warmth", "lean": -0.9},),
)
def leaning(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """A lean is not bent by an edit: a Reshoot."""
    found = miss(reading, "lean", job.band("lean"))
    if found is None:
        return
    phrase = "lean in a little from the hips" if found.is_below else "sit back a little"
    way = "away from" if found.is_below else "far towards"
    yield Fault(
        f"The body leans {way} the viewer {versus(found)}.",
        Reshoot("emotion", phrase),
        found,
    )
