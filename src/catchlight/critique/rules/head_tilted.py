"""head-tilted: the head leans to one side more than the job wants."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ...retouch.warp import HEAD_TILT_LIMIT_DEG
from ..measure import miss
from ..remedy import Remedy, Reshoot, edit
from ..rule import Fault, rule
from ..wording import versus


@rule(
    id="head-tilted",
    title="The tilt of the head fits the job",
    question="posture-supports",
    needs=("roll_deg",),
    bands=("roll_deg",),
    rationale=(
        "A mild tilt softens, a strong one pleads. The literature on canting is mixed, and tilt "
        "had no effect on judged trust once the smile was held constant."
    ),
    sources=("OmiAnalysis",),
    evidence="weak",
    passes=({"roll_deg": 4}, {"roll_deg": -4}),
    fails=({"roll_deg": 20}, {"roll_deg": -20}),
)
def head_tilted(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """A few degrees are within the head-tilt warp."""
    found = miss(reading, "roll_deg", job.band("roll_deg"))
    if found is None:
        return
    remedy: Remedy = Reshoot("emotion", "hold the head a little straighter")
    if abs(found.distance) <= HEAD_TILT_LIMIT_DEG:
        back = round(-found.distance, 1)
        remedy = edit("head_tilt", 1.0, "level the head slightly", roll_deg=back)
    yield Fault(f"The head leans to one side {versus(found)}.", remedy, found)
