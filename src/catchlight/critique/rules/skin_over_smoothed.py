"""skin-over-smoothed: the skin has lost the fine detail that its light should show."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ..measure import too_high
from ..remedy import edit
from ..rule import Fault, rule
from ..wording import versus

OVER_SMOOTHED = 0.5  # of the smoothing index, where 0 is untouched skin and 1 is none left


@rule(
    id="skin-over-smoothed",
    title="The skin keeps its texture",
    question="human-texture",
    needs=("skin_smoothing",),
    rationale=(
        "Never airbrushed: pores, lines and small marks let a portrait look real. Skin texture "
        "went with judged realness in rated photos; smoothing made faces prettier and was hardly "
        "noticed, so this is kept for character and likeness."
    ),
    sources=("RealPhotoSet", "Gulati2024", "Matts2007"),
    evidence="medium",
    note=(
        "Studies do not find that smooth skin is distrusted: filtered faces were rated more "
        "attractive and at least as trustworthy. Texture goes with looking real."
    ),
    passes=({"skin_smoothing": 0.1},),
    fails=({"skin_smoothing": 0.85},),
)
def skin_over_smoothed(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """Texture matched to the light can be given back."""
    if found := too_high(reading, "skin_smoothing", OVER_SMOOTHED):
        strength = found.distance / (1 - OVER_SMOOTHED)
        yield Fault(
            f"The skin looks airbrushed {versus(found)}.",
            edit("texture_return", strength, "give the skin its texture back"),
            found,
        )
