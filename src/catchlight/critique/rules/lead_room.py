"""lead-room: the look has no room to go to."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ..measure import too_low
from ..remedy import edit
from ..rule import Fault, Severity, rule

LEAST = -0.12  # share of the width: room in front of the face minus room behind it
TURNED_DEG = 15.0  # head or eyes turned at least this far point somewhere


@rule(
    id="lead-room",
    title="The look has room to go to",
    needs=("lead_room", "gaze_yaw_deg", "yaw_deg"),
    rationale=(
        "A face that looks to one side seems to run into the frame when that side is tight. "
        "Photographers' practice."
    ),
    evidence="house",
    severity=Severity.HINT,
    passes=(
        {"lead_room": -0.3, "gaze_yaw_deg": 2, "yaw_deg": 1},
        {"lead_room": 0.2, "gaze_yaw_deg": 20, "yaw_deg": 15},
    ),
    fails=({"lead_room": -0.3, "gaze_yaw_deg": 22, "yaw_deg": 12},),
)
def lead_room(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """Only judged where head or eyes point aside; a crop gives the room back."""
    turned = max(abs(reading["gaze_yaw_deg"].value), abs(reading["yaw_deg"].value))
    found = too_low(reading, "lead_room", LEAST)
    if turned >= TURNED_DEG and found:
        yield Fault(
            "The look points to the nearer edge of the picture and has no room to go to.",
            edit("crop", 0.5, "crop so that there is room in front of the face"),
            found,
        )
