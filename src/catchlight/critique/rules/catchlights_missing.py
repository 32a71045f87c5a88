"""catchlights-missing: no reflection of the light in the eyes."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ..measure import too_low
from ..remedy import Reshoot
from ..rule import Fault, Severity, rule

FEWEST = 0.5  # catchlights found in either eye; one is enough


@rule(
    id="catchlights-missing",
    title="The eyes hold a light",
    question="gaze-relation",
    needs=("catchlights",),
    rationale=(
        "A reflection of the main light gives the eyes depth and direction. Photographers' "
        "practice; no study of impressions was found."
    ),
    evidence="house",
    severity=Severity.HINT,
    passes=({"catchlights": 2}, {"catchlights": 1}),
    fails=({"catchlights": 0},),
)
def catchlights_missing(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """A light that was never there is not painted in: a Reshoot."""
    if found := too_low(reading, "catchlights", FEWEST):
        yield Fault(
            "No light is mirrored in the eyes, so they stay flat.",
            Reshoot("light", "face a window or a large lamp, so that it shows in the eyes"),
            found,
        )
