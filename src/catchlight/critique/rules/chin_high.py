"""chin-high: the head is thrown back."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ...retouch.warp import HEAD_TURN_LIMIT_DEG
from ..measure import above_job
from ..remedy import Remedy, Reshoot, edit
from ..rule import Fault, rule
from ..wording import versus


@rule(
    id="chin-high",
    title="The chin is not thrown back",
    question="posture-supports",
    needs=("pitch_deg",),
    bands=("pitch_deg",),
    rationale=(
        "A head raised 30 degrees was judged less trustworthy and more dominant than a level one "
        "(67 raters, 24 faces)."
    ),
    sources=("Zhang2020",),
    evidence="medium",
    passes=({"pitch_deg": 4},),
    fails=({"pitch_deg": 30},),
)
def chin_high(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """A few degrees are within the head-turn warp; more is another picture."""
    found = above_job(reading, job, "pitch_deg")
    if found is None:
        return
    remedy: Remedy = Reshoot(
        "framing", "raise the camera to eye height and bring the chin to level"
    )
    if abs(found.distance) <= HEAD_TURN_LIMIT_DEG:
        back = round(-found.distance, 1)
        remedy = edit("head_turn", 1.0, "lower the head slightly", pitch_deg=back)
    yield Fault(
        f"The head is raised {versus(found)}, so that it looks down on the viewer.",
        remedy,
        found,
    )
