"""headroom-off: too much, or no, room above the head."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ...shot import Band
from ..measure import miss
from ..remedy import Remedy, Reshoot, edit
from ..rule import Fault, Severity, rule
from ..wording import versus

ROOM = Band(
    -0.12, 0.25
)  # of the picture's height; a little cut hair is a style, half a head is not


@rule(
    id="headroom-off",
    title="The head sits well below the upper edge",
    needs=("headroom",),
    rationale="A classical rule of composition; photographers' practice.",
    evidence="house",
    severity=Severity.HINT,
    passes=({"headroom": 0.08},),
    fails=({"headroom": 0.45}, {"headroom": -0.3}),
)
def headroom_off(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """Too much is cropped; what was cut off stays cut off."""
    found = miss(reading, "headroom", ROOM)
    if found is None:
        return
    remedy: Remedy = edit("crop", 0.5, "crop some room above the head")
    if found.is_below:
        remedy = Reshoot("framing", "leave a little room above the head")
    what = "cut off at the top" if found.is_below else "low under a lot of empty room"
    yield Fault(f"The head is {what} {versus(found)}.", remedy, found)
