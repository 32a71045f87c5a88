"""light-flat: light and shadow side differ less than the job wants."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ..measure import below_job
from ..remedy import edit
from ..rule import Fault, Severity, rule
from ..wording import versus


@rule(
    id="light-flat",
    title="The light gives the face form",
    needs=("lighting_ratio_stops",),
    bands=("lighting_ratio_stops",),
    rationale=(
        "A shadow side gives form and weight. A shadow along the jaw gained competence and "
        "influence in practitioners' data; no controlled study was found."
    ),
    sources=("Photofeeler2015",),
    evidence="weak",
    severity=Severity.HINT,
    passes=({"job": "authority", "lighting_ratio_stops": 1.2},),
    fails=({"job": "authority", "lighting_ratio_stops": 0.0},),
)
def light_flat(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """The key light can be shaped a little from one side."""
    if found := below_job(reading, job, "lighting_ratio_stops"):
        yield Fault(
            f"The light is flat {versus(found)}; {job.said} gains from some form.",
            edit("key_light", 0.5, "shape the light from one side"),
            found,
        )
