"""highlights-clipped: parts of the face are burnt out."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ..measure import too_high
from ..remedy import Remedy, Reshoot, edit
from ..rule import Fault, rule
from ..wording import versus

MOST = 0.02  # share of the measured area
BEYOND_RESCUE = 0.12  # share from which only another exposure helps


@rule(
    id="highlights-clipped",
    title="The highlights hold detail",
    needs=("clipped_highlights",),
    rationale=(
        "Highlights pushed to white take skin and form with them; they are the first sign of a "
        "careless edit. Photographers' practice."
    ),
    evidence="house",
    passes=({"clipped_highlights": 0.002},),
    fails=({"clipped_highlights": 0.06}, {"clipped_highlights": 0.3}),
)
def highlights_clipped(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """Small areas are held back; large ones were not recorded."""
    found = too_high(reading, "clipped_highlights", MOST)
    if found is None:
        return
    remedy: Remedy = edit("highlight_protect", 0.7, "hold back the brightest parts")
    if found.cue.value > BEYOND_RESCUE:
        remedy = Reshoot("light", "lower the exposure until the bright side of the face has detail")
    yield Fault(f"Parts of the face are burnt out {versus(found)}.", remedy, found)
