"""finish-missing: light, focus or frame fall short of the finish the job needs."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ..diagnosis import polish_of
from ..rule import Fault, Severity, rule


@rule(
    id="finish-missing",
    title="The finish is what the job needs",
    question="",
    needs=("eye_sharpness",),
    rationale=(
        "Some jobs forgive a rough picture (play, memory), others do not (elite, authority). "
        "Practice; the findings on light, focus and frame say what to mend."
    ),
    evidence="house",
    severity=Severity.HINT,
    passes=({"job": "elite", "eye_sharpness": 0.7}, {"job": "playfulness", "eye_sharpness": 0.1}),
    fails=({"job": "elite", "eye_sharpness": 0.0, "clipped_highlights": 0.1},),
)
def finish_missing(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """No remedy of its own: each weak part has its own finding."""
    polish = polish_of(reading)
    if polish < job.polish.low:
        yield Fault(
            f"Light, focus or frame are rougher ({polish:.2f} of 1) than {job.said} can bear "
            f"(at least {job.polish.low:.2f})."
        )
