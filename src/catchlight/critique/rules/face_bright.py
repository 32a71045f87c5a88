"""face-bright: the face is exposed lighter than its own skin asks for."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ..measure import too_high
from ..remedy import Remedy, Reshoot, edit
from ..rule import Fault, rule
from ..wording import versus

BRIGHT_STOPS = 0.8  # stops over the right exposure for this skin: plainly seen as too light
DARK_ENOUGH = 72.0  # L*: a face this dark is not washed out, whatever lit eyes make of it
EDIT_LIMIT_STOPS = 1.5  # darkening brings detail back while the highlights were recorded


@rule(
    id="face-bright",
    title="The face is not washed out",
    needs=("face_exposure_stops", "face_lightness"),
    rationale=(
        "An overexposed face loses form, texture and the tone of its skin; what is right differs "
        "by skin, and the measure allows for that. Photographers' practice."
    ),
    evidence="house",
    passes=(
        {"face_exposure_stops": 0.2, "face_lightness": 80},
        {"face_exposure_stops": 1.5, "face_lightness": 60},
    ),
    fails=(
        {"face_exposure_stops": 1.2, "face_lightness": 88},
        {"face_exposure_stops": 2.5, "face_lightness": 95},
    ),
)
def face_bright(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """Up to its limit the exposure is lowered; beyond it they are burnt out."""
    found = too_high(reading, "face_exposure_stops", BRIGHT_STOPS)
    if found is None or reading["face_lightness"].value <= DARK_ENOUGH:
        return
    remedy: Remedy = Reshoot("light", "expose for the face, a little darker")
    if found.cue.value <= EDIT_LIMIT_STOPS:
        remedy = edit("exposure", 1.0, "darken the picture", stops=-round(found.cue.value, 1))
    yield Fault(f"The face is too light {versus(found)}.", remedy, found)
