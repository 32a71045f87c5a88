"""face-small: the face fills less of the picture than the job wants."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ..measure import below_job
from ..remedy import Remedy, Reshoot, edit
from ..rule import Fault, rule
from ..wording import versus

LEAST_AFTER_CROP = 0.12  # below it a crop leaves too few pixels of the face


@rule(
    id="face-small",
    title="The face is large enough for the job",
    needs=("face_fraction",),
    bands=("face_fraction",),
    rationale=(
        "Head-and-shoulders or torso pictures did best in practitioners' data, full figures worst; "
        "close crops are personal, wide ones give context and identity."
    ),
    sources=("Photofeeler2015", "Archer1983"),
    evidence="weak",
    passes=({"face_fraction": 0.35},),
    fails=({"face_fraction": 0.13}, {"face_fraction": 0.05}),
)
def face_small(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """A crop, as long as enough of the face remains."""
    found = below_job(reading, job, "face_fraction")
    if found is None:
        return
    remedy: Remedy = edit("crop", 0.7, "crop closer")
    if found.cue.value < LEAST_AFTER_CROP:
        remedy = Reshoot("framing", "step closer: head and shoulders")
    yield Fault(f"The face is small in the picture {versus(found)}.", remedy, found)
