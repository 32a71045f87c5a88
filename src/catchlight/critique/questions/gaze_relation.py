"""Question 1: does the gaze create the right relationship with the viewer?"""

from __future__ import annotations

from ...jobs import EmotionalJob
from ...reading import Reading
from ..gaze import OFFSET, gaze_offset
from ..wording import amount
from .question import Question

# Words change here. Viewers accept 3 to 5 degrees as eye contact, and the measure errs by 2.
MEETS_DEG, BESIDE_DEG, ASIDE_DEG = 7.0, 11.0, 25.0


def _evidence(reading: Reading, job: EmotionalJob) -> str:
    if "gaze_yaw_deg" not in reading:
        return "The eyes are open; where they look could not be measured."
    with_offset, name = gaze_offset(reading)
    offset = with_offset[name].value
    said = amount(name, offset)
    if offset <= MEETS_DEG:
        look = f"The eyes meet the lens (about {said} off it)"
    elif offset <= BESIDE_DEG:
        look = f"The eyes rest just beside the lens (about {said} off it)"
    elif offset <= ASIDE_DEG:
        look = f"The eyes look aside (about {said} past the lens)"
    else:
        look = f"The eyes look far aside (about {said} past the lens)"
    light = " There is light in them." if (reading.value("catchlights") or 0) >= 1 else ""
    return f"{look}{_fits(offset, job)}.{light}"


def _fits(offset: float, job: EmotionalJob) -> str:
    """How the look stands to the job's wish; only what is so is said to be asked for."""
    wanted = {"direct": "eye contact", "averted": "a look that rests elsewhere"}.get(job.gaze)
    if wanted is None:
        return ""
    band = job.band(OFFSET)
    if band is not None and band.distance(offset) != 0:
        return f", near enough to {wanted} for {job.said}"
    if (offset <= MEETS_DEG) == (job.gaze == "direct"):
        return f", as {job.said} asks for {wanted}"
    return f", which {job.said} allows"


QUESTION = Question(
    id="gaze-relation",
    text="Does the gaze create the right relationship with the viewer?",
    key=("gaze_yaw_deg", "gaze_offset_deg", "eye_opening"),
    enough=2,
    weight=0.30,
    evidence=_evidence,
    help_="Use a picture that shows both eyes, larger and sharper.",
)
