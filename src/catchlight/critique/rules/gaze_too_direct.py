"""gaze-too-direct: the eyes fix the viewer where the job wants them to rest elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ..gaze import gaze_offset
from ..measure import miss
from ..remedy import Reshoot
from ..rule import Fault, rule
from ..wording import versus


@rule(
    id="gaze-too-direct",
    title="The eyes rest beside the lens",
    question="gaze-relation",
    needs=("gaze_yaw_deg",),
    bands=("gaze_offset_deg",),
    rationale=(
        "A look slightly off the camera reads as thought, aspiration or mystery; eye contact asks "
        "for an answer and breaks that mood. Photographers' practice: no controlled study rated "
        "contemplation."
    ),
    evidence="house",
    passes=({"job": "contemplation", "gaze_yaw_deg": 14, "gaze_pitch_deg": -3},),
    fails=({"job": "contemplation", "gaze_yaw_deg": 1, "gaze_pitch_deg": 0},),
)
def gaze_too_direct(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """No warp turns eye contact into a look aside honestly: a Reshoot."""
    found = miss(*gaze_offset(reading), job.band("gaze_offset_deg"))
    if job.gaze != "averted" or found is None or not found.is_below:
        return
    yield Fault(
        f"The eyes meet the viewer {versus(found)}; {job.said} lives from a look that "
        "rests elsewhere.",
        Reshoot("emotion", "let the eyes rest on something a little beside the lens"),
        found,
    )
