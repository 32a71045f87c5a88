"""Question 7: does it feel like a person with a story, not a face with filters?"""

from __future__ import annotations

from ...jobs import DETAIL_KEPT, DETAIL_SHOWN, EmotionalJob
from ...reading import Reading
from ..detail import propose_details
from .question import Question


def _evidence(reading: Reading, job: EmotionalJob) -> str:
    details = propose_details(reading)
    is_seen = job.detail and (DETAIL_SHOWN in reading or DETAIL_KEPT in reading)
    if is_seen or details:
        what = f"“{job.detail}”" if is_seen else details[0].phrase
        return (
            f"No filter stands between viewer and person, and {what} makes the picture theirs. "
            "Keep it."
        )
    return "No filter stands between viewer and person."


QUESTION = Question(
    id="person-with-story",
    text="Does it feel like a person with a story, not a face with filters?",
    key=("vintage_look", "background_clutter", "yaw_deg", "roll_deg"),
    enough=2,
    weight=0.07,
    evidence=_evidence,
    help_="Use the unedited original in full size.",
)
