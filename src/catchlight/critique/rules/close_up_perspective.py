"""close-up-perspective: taken from so near that the perspective changes the face."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ..measure import too_low
from ..remedy import edit
from ..rule import Fault, rule
from ..wording import versus

NEAR_CM = 50.0  # 45 cm against 135 cm changed judgements; arm's length is about 60 cm


@rule(
    id="close-up-perspective",
    title="The camera keeps its distance",
    needs=("camera_distance_cm",),
    rationale=(
        "The same faces photographed from 45 cm instead of 135 cm were judged less trustworthy, "
        "competent and attractive, and were trusted with less money: a robust effect of "
        "perspective. The distance itself can only be measured roughly."
    ),
    sources=("Bryan2012",),
    evidence="strong",
    passes=({"camera_distance_cm": 110},),
    fails=({"camera_distance_cm": 25},),
)
def close_up_perspective(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """Part of the perspective can be undone."""
    if found := too_low(reading, "camera_distance_cm", NEAR_CM):
        yield Fault(
            f"The picture was taken from very near {versus(found)}, which stretches what is "
            "nearest to the lens.",
            edit("close_up_perspective", 0.6, "undo some of the close-up perspective"),
            found,
        )
