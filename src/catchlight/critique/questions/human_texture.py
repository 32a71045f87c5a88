"""Question 3: is there enough asymmetry or texture to feel human?"""

from __future__ import annotations

from ...jobs import EmotionalJob
from ...reading import Reading
from ..wording import amount
from .question import Question

UNEVEN = 1.0  # expression asymmetry, % of the eye distance, that can be seen when looked for


def _evidence(reading: Reading, job: EmotionalJob) -> str:
    parts = []
    smoothing = reading.value("skin_smoothing")
    if smoothing is not None:
        said = amount("skin_smoothing", smoothing)
        parts.append(f"the skin keeps its own texture (smoothing {said} of 1)")
    uneven = reading.value("expression_asymmetry")
    if uneven is not None:
        parts.append(
            "the two halves of the face differ a little"
            if uneven >= UNEVEN
            else "the two halves of the face are nearly alike"
        )
    said = " and ".join(parts) or "the face could be measured"
    return f"{said[:1].upper()}{said[1:]}."


QUESTION = Question(
    id="human-texture",
    text="Is there enough asymmetry or texture to feel human?",
    key=("skin_smoothing", "skin_texture"),
    enough=1,
    weight=0.04,
    evidence=_evidence,
    help_="Use a larger picture of the face: skin can only be judged with enough pixels.",
)
