"""crop-at-joint: the edge of the picture cuts through a joint."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ..measure import too_high
from ..remedy import edit
from ..rule import Fault, Severity, rule

CUTS = 0.5  # the cue is 1 when an edge runs through elbow, wrist or hip, else 0


@rule(
    id="crop-at-joint",
    title="No joint is cut",
    needs=("crop_at_joint",),
    rationale="A limb cut at its joint seems to end there. Photographers' practice.",
    evidence="house",
    severity=Severity.HINT,
    passes=({"crop_at_joint": 0.0},),
    fails=({"crop_at_joint": 1.0},),
)
def crop_at_joint(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """A crop a little closer avoids it."""
    if found := too_high(reading, "crop_at_joint", CUTS):
        yield Fault(
            "The edge of the picture cuts through a joint.",
            edit("crop", 0.4, "crop between the joints"),
            found,
        )
