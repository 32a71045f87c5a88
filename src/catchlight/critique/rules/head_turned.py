"""head-turned: the head is turned further than the job wants."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ...retouch.warp import HEAD_TURN_LIMIT_DEG
from ..measure import miss
from ..remedy import Remedy, Reshoot, edit
from ..rule import Fault, rule
from ..wording import versus


@rule(
    id="head-turned",
    title="The head faces the viewer as far as the job asks",
    question="posture-supports",
    needs=("yaw_deg",),
    bands=("yaw_deg",),
    rationale=(
        "Front views with direct gaze were judged most trustworthy; three-quarter views were "
        "judged more attractive when the gaze was averted. Both in one study of 62."
    ),
    sources=("Kaisler2017",),
    evidence="medium",
    passes=({"yaw_deg": 8}, {"job": "contemplation", "yaw_deg": -25}),
    fails=({"yaw_deg": 40}, {"yaw_deg": -40}),
)
def head_turned(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """A few degrees are within the head-turn warp."""
    found = miss(reading, "yaw_deg", job.band("yaw_deg"))
    if found is None:
        return
    remedy: Remedy = Reshoot("emotion", "turn the face towards the lens")
    if abs(found.distance) <= HEAD_TURN_LIMIT_DEG:
        back = round(-found.distance, 1)
        remedy = edit("head_turn", 1.0, "turn the head slightly towards the lens", yaw_deg=back)
    yield Fault(
        f"The head is turned aside {versus(found)}, which holds the viewer off.",
        remedy,
        found,
    )
