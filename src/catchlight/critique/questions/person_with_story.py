"""Question 7: does it feel like a person with a story, not a face with filters?"""

from __future__ import annotations

from ...jobs import DETAIL_KEPT, DETAIL_SHOWN, EmotionalJob
from ...reading import Reading
from ..detail import details_for
from ..rules.skin_over_smoothed import OVER_SMOOTHED
from ..wording import amount
from .question import Question

FILM_LOOK = 0.5  # vintage look, 0…1, from which it is seen as a treatment of the picture


def _evidence(reading: Reading, job: EmotionalJob) -> str:
    details = details_for(reading, job)
    is_seen = job.detail and (DETAIL_SHOWN in reading or DETAIL_KEPT in reading)
    seen = _filters(reading, job)
    if is_seen or details:
        what = f"“{job.detail}”" if is_seen else details[0].phrase
        return f"{seen}, and {what} makes the picture theirs. Keep it."
    return f"{seen}."


def _filters(reading: Reading, job: EmotionalJob) -> str:
    """What lies between viewer and person, as far as it was measured."""
    vintage, smoothing = reading.value("vintage_look"), reading.value("skin_smoothing")
    if vintage is None:
        return "Whether a filter lies over the picture could not be measured"
    if vintage >= FILM_LOOK:
        band = job.band("vintage_look")
        is_allowed = band is not None and band.distance(vintage) == 0
        allowed = f", which {job.said} allows" if is_allowed else ""
        return f"The tones are those of a film ({amount('vintage_look', vintage)} of 1){allowed}"
    if smoothing is not None and smoothing > OVER_SMOOTHED:
        return "Apart from the smoothed skin nothing stands between viewer and person"
    return "No filter stands between viewer and person"


QUESTION = Question(
    id="person-with-story",
    text="Does it feel like a person with a story, not a face with filters?",
    key=("vintage_look", "background_clutter", "yaw_deg", "roll_deg"),
    enough=2,
    weight=0.07,
    evidence=_evidence,
    help_="Use the unedited original in full size.",
)
