"""chin-low: the head is bent down further than the job wants."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ...retouch.warp import HEAD_TURN_LIMIT_DEG
from ..measure import below_job
from ..remedy import Remedy, Reshoot, edit
from ..rule import Fault, rule
from ..wording import versus


@rule(
    id="chin-low",
    title="The chin is level where closeness is wanted",
    question="posture-supports",
    needs=("pitch_deg",),
    bands=("pitch_deg",),
    rationale=(
        "A head bent 10 to 20 degrees down looks more dominant and less trustworthy than a level "
        "one, because the brows seem lowered."
    ),
    sources=("Witkower2019", "Zhang2020"),
    evidence="strong",
    passes=({"pitch_deg": -3}, {"job": "authority", "pitch_deg": -8}),
    fails=({"pitch_deg": -25},),
)
def chin_low(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """A few degrees are within the head-turn warp; more is another picture."""
    found = below_job(reading, job, "pitch_deg")
    if found is None:
        return
    remedy: Remedy = Reshoot("framing", "hold the camera at eye height and lift the chin to level")
    if abs(found.distance) <= HEAD_TURN_LIMIT_DEG:
        back = round(-found.distance, 1)
        remedy = edit("head_turn", 1.0, "raise the head slightly", pitch_deg=back)
    yield Fault(
        f"The head is bent down {versus(found)}, which makes the brows look lowered.",
        remedy,
        found,
    )
