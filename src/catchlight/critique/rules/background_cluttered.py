"""background-cluttered: the background holds more than the job can use."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ..measure import above_job
from ..remedy import edit
from ..rule import Fault, rule
from ..wording import versus

SOFT = 0.45  # background blur from which detail is bokeh, not clutter


@rule(
    id="background-cluttered",
    title="The background does not distract",
    question="background-context",
    needs=("background_clutter",),
    bands=("background_clutter",),
    rationale=(
        "A clean composition keeps the eye on the face. In video calls, plants and books were "
        "trusted most, homes and novelties least; in practitioners' data the setting had no "
        "significant effect, and a happy face outweighs it."
    ),
    sources=("Cook2023", "Photofeeler2015"),
    evidence="weak",
    passes=(
        {"background_clutter": 0.1},
        {"background_clutter": 0.85, "background_blur": 0.6},
    ),
    fails=({"background_clutter": 0.95},),
)
def background_cluttered(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """Softened as a lens would."""
    found = above_job(reading, job, "background_clutter")
    if found and (reading.value("background_blur") or 0.0) < SOFT:
        yield Fault(
            f"The background is busy {versus(found)}.",
            edit("defocus", 0.4 + found.distance, "soften the background as a lens would"),
            found,
        )
