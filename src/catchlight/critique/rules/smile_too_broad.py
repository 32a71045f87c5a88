"""smile-too-broad: the smile is larger than the job asks for."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ..measure import above_job
from ..remedy import Remedy, Reshoot, edit
from ..rule import Fault, rule
from ..wording import versus

EDIT_LIMIT = 0.25  # lip-corner pull that soften_smile takes away at full strength (measured)

INSIDE = 0.05  # of lip-corner pull: an edit aims this far into the band, not at its edge


@rule(
    id="smile-too-broad",
    title="The smile stays within the job",
    question="intentional-expression",
    needs=("lip_corner_pull",),
    bands=("lip_corner_pull",),
    rationale=(
        "A smile lowers judged dominance clearly. In marketing a broad smile was warmer but less "
        "competent than a slight one, and in some cultures a smile reads as less intelligent."
    ),
    sources=("RealPhotoSet", "Wang2017", "Krys2016"),
    evidence="medium",
    note=(
        "That a broad smile costs competence is not settled: in an independent rated photo set, "
        "smiling pictures were judged smarter."
    ),
    passes=(
        {"job": "authority", "lip_corner_pull": 0.10},
        {"job": "playfulness", "lip_corner_pull": 0.95},
    ),
    fails=(
        {"job": "authority", "lip_corner_pull": 0.9},
        {"job": "contemplation", "lip_corner_pull": 0.8},
    ),
)
def smile_too_broad(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """A little too much can be eased; a laugh cannot become composure."""
    found = above_job(reading, job, "lip_corner_pull")
    if found is None:
        return
    remedy: Remedy = Reshoot("emotion", "let the smile fade to a trace and hold the look")
    if found.distance <= EDIT_LIMIT:
        strength = (INSIDE + found.distance) / EDIT_LIMIT
        remedy = edit("soften_smile", strength, "ease the smile slightly")
    yield Fault(
        f"The smile is broader than {job.said} asks {versus(found)}.",
        remedy,
        found,
    )
