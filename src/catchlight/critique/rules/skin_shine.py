"""skin-shine: burnt-out reflections on forehead, nose or cheeks."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ..measure import too_high
from ..remedy import edit
from ..rule import Fault, Severity, rule
from ..wording import versus

SHINY = 0.10  # share of the skin that mirrors the light; ordinary portraits stay below


@rule(
    id="skin-shine",
    title="The skin does not glare",
    question="",
    needs=("skin_shine",),
    rationale=(
        "Large mirrored patches draw the eye from the expression. Photographers' practice; glare "
        "over the eyes cost competence in practitioners' data."
    ),
    evidence="house",
    severity=Severity.HINT,
    passes=({"skin_shine": 0.01},),
    fails=({"skin_shine": 0.2},),
)
def skin_shine(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """Shine is softened, not removed: skin reflects."""
    if found := too_high(reading, "skin_shine", SHINY):
        yield Fault(
            f"The light is mirrored on the skin {versus(found)}.",
            edit("shine_care", min(0.8, found.distance / SHINY), "soften the shine"),
            found,
        )
