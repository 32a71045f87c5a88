"""light-contrast: the shadow side is darker than the job wants."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ..measure import above_job
from ..remedy import Remedy, Reshoot, edit
from ..rule import Fault, rule
from ..wording import versus

EDIT_LIMIT_STOPS = 1.2  # what soft_shadows lifts at full strength before shadows turn grey


@rule(
    id="light-contrast",
    title="The shadow side stays readable",
    needs=("lighting_ratio_stops",),
    bands=("lighting_ratio_stops",),
    rationale=(
        "A face half in the dark hides half of its expression: right for drama, wrong for "
        "closeness. Photographers' practice; no controlled study was found."
    ),
    evidence="house",
    passes=({"lighting_ratio_stops": 0.8}, {"job": "creativity", "lighting_ratio_stops": 2.5}),
    fails=({"job": "warmth", "lighting_ratio_stops": 4.5},),
)
def light_contrast(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """Lifted while the shadows hold detail; otherwise another light."""
    found = above_job(reading, job, "lighting_ratio_stops")
    if found is None:
        return
    remedy: Remedy = Reshoot("light", "bring a white wall or reflector to the shadow side")
    if found.distance <= EDIT_LIMIT_STOPS:
        remedy = edit("soft_shadows", found.distance / EDIT_LIMIT_STOPS, "lift the shadow side")
    yield Fault(f"One side of the face is dark {versus(found)}.", remedy, found)
