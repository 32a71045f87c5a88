"""shoulders-sloping: the line of the shoulders tips."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ..measure import miss
from ..remedy import Remedy, Reshoot, edit
from ..rule import Fault, rule
from ..wording import versus

CAMERA_TIPPED_DEG = 4.0  # head and shoulders off level the same way by this much: the camera was


@rule(
    id="shoulders-sloping",
    title="The shoulders rest",
    question="posture-supports",
    needs=("shoulder_roll_deg",),
    bands=("shoulder_roll_deg",),
    rationale=(
        "A strongly tipped shoulder line reads as a slip of the camera or an uneasy stand. "
        "Photographers' practice; no study of impressions was found."
    ),
    evidence="house",
    passes=({"shoulder_roll_deg": 4}, {"job": "creativity", "shoulder_roll_deg": 12}),
    fails=({"shoulder_roll_deg": 24}, {"shoulder_roll_deg": 19, "roll_deg": 16}),
)
def shoulders_sloping(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """When the head tips along, the picture is straightened; otherwise it is the stand."""
    found = miss(reading, "shoulder_roll_deg", job.band("shoulder_roll_deg"))
    if found is None:
        return
    tip, head = found.cue.value, reading.value("roll_deg") or 0.0
    remedy: Remedy = Reshoot("emotion", "let both shoulders drop and stand evenly")
    if abs(head) >= CAMERA_TIPPED_DEG and head * tip > 0:
        remedy = edit("straighten", 0.8, "straighten the picture")
    yield Fault(f"The shoulder line tips {versus(found)}.", remedy, found)
