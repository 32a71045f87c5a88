"""skin-harsh: the light or the sharpening makes more of the skin's texture than the eye would."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ..measure import above_job
from ..remedy import edit
from ..rule import Fault, Severity, rule
from ..wording import versus


@rule(
    id="skin-harsh",
    title="The skin is not etched",
    question="",
    needs=("skin_texture",),
    bands=("skin_texture",),
    rationale=(
        "Hard side light and sharpening exaggerate texture. Evenness of skin colour, a neighbour "
        "of it, goes with judged health; the edit evens light and colour, and leaves moles, "
        "freckles and scars alone."
    ),
    sources=("Matts2007",),
    evidence="weak",
    severity=Severity.HINT,
    passes=({"skin_texture": 0.8},),
    fails=({"skin_texture": 4.0},),
)
def skin_harsh(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """A light evening that keeps at least 85 % of the texture."""
    if found := above_job(reading, job, "skin_texture"):
        yield Fault(
            f"Light or sharpening makes the skin's texture stronger than the eye sees it "
            f"{versus(found)}.",
            edit("skin_evening", 0.4, "even the light on the skin, keeping its texture"),
            found,
        )
