"""colors-cold: the colours are cooler than the job's mood."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ..measure import below_job
from ..remedy import edit
from ..rule import Fault, rule
from ..wording import versus


@rule(
    id="colors-cold",
    title="The colours are as warm as the mood",
    question="colors-mood",
    needs=("warmth",),
    bands=("warmth",),
    rationale=(
        "The practice asks for warmth in the midtones where closeness is meant, and cool tones for "
        "distance. Filters that raise warmth, exposure and contrast drew the most engagement."
    ),
    sources=("Bakhshi2015", "Schloss2020"),
    evidence="weak",
    note=(
        "Warm light was not found to make a face more approachable; on colour patches lightness "
        "and chroma, not warmth, go with happiness. This is about mood."
    ),
    passes=({"job": "warmth", "warmth": 16},),
    fails=({"job": "warmth", "warmth": -15},),
)
def colors_cold(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """Warmth in the midtones, not over the whole picture."""
    if found := below_job(reading, job, "warmth"):
        yield Fault(
            f"The colours are cooler than {job.said} asks {versus(found)}.",
            edit("warmth", 0.2 - found.distance / 30, "warm the midtones a little"),
            found,
        )
