"""face-dark: the face is exposed darker than its own skin asks for."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ...retouch.tone import EXPOSURE_LIMIT_STOPS
from ..measure import too_low
from ..remedy import Remedy, Reshoot, edit
from ..rule import Fault, rule
from ..wording import versus

DARK_STOPS = -0.8  # stops under the right exposure for this skin: plainly seen as too dark
LIGHT_ENOUGH = 58.0  # L*: a face this light is not too dark, whatever shaded eyes make of it


@rule(
    id="face-dark",
    title="The face is bright enough for its skin",
    needs=("face_exposure_stops", "face_lightness"),
    rationale=(
        "The face should be the best exposed part of the picture; what is right differs by skin, "
        "and the measure allows for that. Photographers' practice."
    ),
    evidence="house",
    passes=(
        {"face_exposure_stops": -0.2, "face_lightness": 30},
        {"face_exposure_stops": -1.4, "face_lightness": 75},
    ),
    fails=(
        {"face_exposure_stops": -1.4, "face_lightness": 35},
        {"face_exposure_stops": -3.5, "face_lightness": 10},
    ),
)
def face_dark(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """Up to its limit the exposure is lifted; beyond it the detail was never recorded."""
    found = too_low(reading, "face_exposure_stops", DARK_STOPS)
    if found is None or reading["face_lightness"].value >= LIGHT_ENOUGH:
        return
    remedy: Remedy = Reshoot("light", "turn the face to the light or expose for it")
    if -found.cue.value <= EXPOSURE_LIMIT_STOPS:
        remedy = edit("exposure", 1.0, "brighten the face", stops=round(-found.cue.value, 1))
    yield Fault(f"The face is too dark {versus(found)}.", remedy, found)
