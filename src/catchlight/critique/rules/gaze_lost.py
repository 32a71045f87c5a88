"""gaze-lost: the eyes turn so far aside that the viewer is left out, whatever the job."""

from __future__ import annotations

import math
from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ...shot import Band
from ..gaze import OFFSET, gaze_offset
from ..measure import miss
from ..remedy import Reshoot
from ..rule import Fault, rule
from ..wording import versus

FARTHEST_DEG = 32.0  # past it the iris hides in the corner of the eye and the white takes over


@rule(
    id="gaze-lost",
    title="The look stays readable",
    question="gaze-relation",
    needs=("gaze_yaw_deg",),
    rationale=(
        "Even where a look aside serves the job, an iris turned into the corner of the eye shows "
        "mostly white: the viewer can no longer follow it. Photographers' practice."
    ),
    evidence="house",
    passes=({"job": "contemplation", "gaze_yaw_deg": 20, "gaze_pitch_deg": 0},),
    fails=({"job": "contemplation", "gaze_yaw_deg": 45, "gaze_pitch_deg": 0},),
)
def gaze_lost(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """Only where gaze-averted does not judge it: one look is one finding."""
    band = job.band(OFFSET)
    if job.gaze != "averted" and band is not None and band.high <= FARTHEST_DEG:
        return
    found = miss(*gaze_offset(reading), Band(-math.inf, FARTHEST_DEG))
    if found is None:
        return
    yield Fault(
        f"The eyes turn far out of the picture {versus(found)}, so the look cannot be followed.",
        Reshoot("emotion", "look at something nearer to the lens"),
        found,
    )
