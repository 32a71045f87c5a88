"""Question 5: does the background add context instead of distraction?"""

from __future__ import annotations

from ...jobs import EmotionalJob
from ...reading import Reading
from ..wording import amount
from .question import Question

PLAIN, SOME = 0.20, 0.55  # background clutter where words change


def _evidence(reading: Reading, job: EmotionalJob) -> str:
    clutter = reading.value("background_clutter")
    if clutter is None:
        return "The background could be measured only in part."
    said = amount("background_clutter", clutter)
    if clutter < PLAIN:
        return f"The background is plain (clutter {said} of 1) and leaves the person alone."
    how = "quiet" if clutter < SOME else "lively"
    blur = reading.value("background_blur")
    soft = " and softer than the face" if blur is not None and blur > 0.5 else ""
    return f"The background is {how} (clutter {said} of 1){soft}; it gives the person a place."


QUESTION = Question(
    id="background-context",
    text="Does the background add context instead of distraction?",
    key=("background_clutter", "background_lightness_pull", "background_color_variance"),
    enough=1,
    weight=0.06,
    evidence=_evidence,
    help_="Use a picture with some background around the person.",
)
