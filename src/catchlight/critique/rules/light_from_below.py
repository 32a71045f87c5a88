"""light-from-below: the main light comes from under the face."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ..measure import too_low
from ..remedy import Remedy, Reshoot, edit
from ..rule import Fault, rule
from ..wording import versus

BELOW_DEG = -12.0  # nearer to eye height than this is within the error of the measure
BEYOND_RELIGHT_DEG = -30.0  # past it the shadows are on the wrong side of every feature


@rule(
    id="light-from-below",
    title="The light comes from above",
    needs=("light_elevation_deg",),
    rationale=(
        "Faces at rest lit from below looked negative and agitated to observers, an expression "
        "that is not there; light from above is what we are used to."
    ),
    sources=("Ramanathan2025",),
    evidence="medium",
    passes=({"light_elevation_deg": 30},),
    fails=({"light_elevation_deg": -25}, {"light_elevation_deg": -45}),
)
def light_from_below(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """A soft low light can be relit; a hard one cannot."""
    found = too_low(reading, "light_elevation_deg", BELOW_DEG)
    if found is None:
        return
    remedy: Remedy = Reshoot("light", "put the main light above eye height, in front of the face")
    if found.cue.value > BEYOND_RELIGHT_DEG:
        remedy = edit("relight", 0.6, "bring the light from higher up")
    yield Fault(f"The face is lit from below {versus(found)}.", remedy, found)
