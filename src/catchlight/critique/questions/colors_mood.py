"""Question 6: do the colours reinforce the mood?"""

from __future__ import annotations

from ...jobs import EmotionalJob
from ...reading import Reading
from ..wording import amount
from .question import Question

COOL, WARM = 0.0, 12.0  # warmth where words change
FAINT, STRONG = 15.0, 45.0  # colourfulness (Hasler & Süsstrunk) where words change


def _evidence(reading: Reading, job: EmotionalJob) -> str:
    parts = []
    warmth = reading.value("warmth")
    if warmth is not None:
        word = "cool" if warmth < COOL else "warm" if warmth > WARM else "neutral"
        parts.append(f"{word} (warmth {amount('warmth', warmth)})")
    strength = reading.value("colorfulness")
    if strength is not None:
        word = "quiet" if strength < FAINT else "strong" if strength > STRONG else "moderate"
        parts.append(f"{word} in strength ({amount('colorfulness', strength)})")
    said = " and ".join(parts) or "of a measurable kind"
    mood = (
        f" Nothing in them plainly works against the mood wanted: {job.mood}." if job.mood else ""
    )
    return f"The colours are {said}.{mood}"


QUESTION = Question(
    id="colors-mood",
    text="Do the colours reinforce the mood?",
    key=("warmth", "colorfulness", "tint_duv", "chroma"),
    enough=2,
    weight=0.06,
    evidence=_evidence,
    help_="Use the colour original.",
)
