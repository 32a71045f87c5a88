"""face-off-center: the face lies further from the middle than the job wants."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ..measure import miss
from ..remedy import edit
from ..rule import Fault, Severity, rule
from ..wording import versus


@rule(
    id="face-off-center",
    title="The face is placed as the job asks",
    needs=("face_offset",),
    bands=("face_offset",),
    rationale=(
        "A centred face is calm and direct, one off the middle leaves room for context or tension. "
        "Photographers' practice."
    ),
    evidence="house",
    severity=Severity.HINT,
    passes=({"face_offset": 0.03}, {"job": "creativity", "face_offset": 0.15}),
    fails=({"face_offset": 0.4},),
)
def face_off_center(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """A crop brings it back."""
    if found := miss(reading, "face_offset", job.band("face_offset")):
        yield Fault(
            f"The face lies far from the middle {versus(found)}.",
            edit("crop", 0.5, "crop so that the face lies nearer to the middle"),
            found,
        )
