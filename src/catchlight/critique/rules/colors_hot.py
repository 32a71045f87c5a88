"""colors-hot: the colours are warmer than the job's mood."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ..measure import above_job
from ..remedy import edit
from ..rule import Fault, rule
from ..wording import versus

SLIGHT = 8.0  # of warmth above the band: the midtones suffice; more is the white balance


@rule(
    id="colors-hot",
    title="The colours are no warmer than the mood",
    question="colors-mood",
    needs=("warmth",),
    bands=("warmth",),
    rationale=(
        "Too much warmth turns skin orange. On colour patches, strong warm colours go with anger "
        "as well as with happiness."
    ),
    sources=("Schloss2020",),
    evidence="weak",
    passes=({"warmth": 16},),
    fails=({"warmth": 70},),
)
def colors_hot(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """The white balance brings it back."""
    found = above_job(reading, job, "warmth")
    if found is None:
        return
    remedy = edit("white_balance", 0.8, "bring the white balance back")
    if found.distance <= SLIGHT:
        remedy = edit("warmth", 0.4, "cool the midtones a little", toward="cool")
    yield Fault(
        f"The colours are warmer than {job.said} asks {versus(found)}.",
        remedy,
        found,
    )
