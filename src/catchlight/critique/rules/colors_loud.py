"""colors-loud: the colours are louder than the job's mood."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ..measure import above_job
from ..remedy import edit
from ..rule import Fault, rule
from ..wording import versus


@rule(
    id="colors-loud",
    title="The colours do not shout",
    question="colors-mood",
    needs=("colorfulness",),
    bands=("colorfulness",),
    rationale=(
        "Saturated, bright colour raises arousal: right for energy, wrong for calm and weight."
    ),
    sources=("Valdez1994", "Wilms2018"),
    evidence="weak",
    passes=({"colorfulness": 35},),
    fails=({"job": "contemplation", "colorfulness": 120},),
)
def colors_loud(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """Loud colours are quietened most, skin least."""
    if found := above_job(reading, job, "colorfulness"):
        yield Fault(
            f"The colours are louder than {job.said} asks {versus(found)}.",
            edit("desaturate", 0.2 + found.distance / 60, "calm the colours"),
            found,
        )
