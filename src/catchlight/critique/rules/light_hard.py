"""light-hard: shadow edges are harder than the job wants."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ..measure import below_job
from ..remedy import edit
from ..rule import Fault, Severity, rule
from ..wording import versus


@rule(
    id="light-hard",
    title="The shadows are as soft as the job asks",
    needs=("shadow_softness",),
    bands=("shadow_softness",),
    rationale=(
        "Softer shadow structure instead of harsh clinical light keeps a face approachable. "
        "Photographers' practice: no controlled study of traits was found."
    ),
    evidence="house",
    severity=Severity.HINT,
    passes=({"shadow_softness": 0.6},),
    fails=({"job": "warmth", "shadow_softness": 0.02},),
)
def light_hard(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """Softened within what the shadows still hold."""
    if found := below_job(reading, job, "shadow_softness"):
        yield Fault(
            f"The shadows have hard edges {versus(found)}.",
            edit("soften_light", 0.5, "soften the light"),
            found,
        )
