"""gaze-averted: the eyes look past the viewer where the job wants eye contact."""

from __future__ import annotations

import math
from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ...retouch.gaze import GAZE_LIMIT_DEG
from ..gaze import gaze_offset
from ..measure import miss
from ..remedy import Remedy, Reshoot, edit
from ..rule import Fault, rule
from ..wording import versus


@rule(
    id="gaze-averted",
    title="The eyes meet the viewer",
    question="gaze-relation",
    needs=("gaze_yaw_deg",),
    bands=("gaze_offset_deg",),
    rationale=(
        "Eyes are searched first. A frontal face with direct gaze was judged most trustworthy, and "
        "direct gaze lets neutral and smiling faces look happier; the effect is mixed across "
        "studies and depends on expression. Viewers accept about 3 to 5 degrees as eye contact."
    ),
    sources=("Kaisler2017", "Liang2021", "LiAng2019", "Horstmann2021", "Lobmaier2021"),
    evidence="medium",
    passes=(
        {"gaze_yaw_deg": 3, "gaze_pitch_deg": -2},
        {"job": "contemplation", "gaze_yaw_deg": 14, "gaze_pitch_deg": 0},
    ),
    fails=(
        {"gaze_yaw_deg": 24, "gaze_pitch_deg": 0},
        {"gaze_yaw_deg": 0, "gaze_pitch_deg": -18},
    ),
)
def gaze_averted(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """Inside the gaze warp's limit an Edit; beyond it only another photo is honest.

    A job that takes either look is not said to ask for eye contact.
    """
    if job.gaze == "averted":
        return
    found = miss(*gaze_offset(reading), job.band("gaze_offset_deg"))
    if found is None or found.is_below:
        return
    remedy: Remedy = Reshoot("emotion", "look straight into the lens")
    across, up = reading["gaze_yaw_deg"].value, reading.value("gaze_pitch_deg") or 0.0
    # Half-way into the band is enough. Up and down is measured too roughly to be corrected.
    needed = abs(across) - found.band.high / 2
    if needed <= GAZE_LIMIT_DEG and abs(up) <= found.band.high:
        back = -math.copysign(min(GAZE_LIMIT_DEG, abs(across)), across)
        remedy = edit("gaze", 1.0, "bring the eyes to the lens", yaw_deg=round(back, 1))
    said = f"The eyes look past the viewer {versus(found)}; {job.said} asks for eye contact."
    if job.gaze == "either":
        said = f"The eyes look further aside than {job.said} allows {versus(found)}."
    yield Fault(said, remedy, found)
