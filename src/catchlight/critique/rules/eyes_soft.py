"""eyes-soft: the eyes are not in focus."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ..measure import too_low
from ..remedy import Remedy, Reshoot, edit
from ..rule import Fault, rule
from ..wording import versus

SHARP_ENOUGH = 0.22  # of the sharpness scale of the eye region, where 1 is crisp
BEYOND_SHARPENING = 0.08  # below it sharpening only draws edges around blur


@rule(
    id="eyes-soft",
    title="The eyes are in focus",
    needs=("eye_sharpness",),
    rationale="Viewers look at the eyes first; focus belongs there. Photographers' practice.",
    evidence="house",
    passes=({"eye_sharpness": 0.6},),
    fails=({"eye_sharpness": 0.1}, {"eye_sharpness": 0.03}),
)
def eyes_soft(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """Slightly soft eyes can be sharpened; blurred ones cannot."""
    found = too_low(reading, "eye_sharpness", SHARP_ENOUGH)
    if found is None:
        return
    remedy: Remedy = edit("sharpen", -found.distance / SHARP_ENOUGH, "sharpen the eyes a little")
    if found.cue.value < BEYOND_SHARPENING:
        remedy = Reshoot("framing", "focus on the nearer eye and hold the camera still")
    yield Fault(f"The eyes are soft {versus(found)}.", remedy, found)
