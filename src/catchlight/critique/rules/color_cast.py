"""color-cast: a green or pink cast lies over the picture."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ...shot import Band
from ..measure import miss
from ..remedy import edit
from ..rule import Fault, rule
from ..wording import versus

NEUTRAL = Band(-0.025, 0.025)  # Duv; past it a cast is plain to see on skin


@rule(
    id="color-cast",
    title="No cast lies on the skin",
    question="colors-mood",
    needs=("tint_duv",),
    rationale=(
        "Green from lamps or leaves and pink from mixed light make skin look unwell or painted. "
        "Photographers' practice."
    ),
    evidence="house",
    passes=({"tint_duv": 0.004},),
    fails=({"tint_duv": 0.06}, {"tint_duv": -0.06}),
)
def color_cast(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """The white balance takes it out."""
    if found := miss(reading, "tint_duv", NEUTRAL):
        cast = "pink" if found.is_below else "green"
        yield Fault(
            f"A {cast} cast lies over the picture {versus(found)}.",
            edit("white_balance", 0.7, "balance the white"),
            found,
        )
