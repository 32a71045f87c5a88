"""background-bright: the background is so much lighter than the face that it pulls the eye."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ..measure import too_high
from ..remedy import edit
from ..rule import Fault, Severity, rule
from ..wording import versus

PULLS = 0.6  # of the brightness-pull scale, where 1 is a bright patch away from the face


@rule(
    id="background-bright",
    title="The background is no brighter than it must be",
    question="background-context",
    needs=("background_lightness_pull",),
    rationale=(
        "The eye goes to the lightest place first. Photographers' practice; plain white studio "
        "grounds are left alone."
    ),
    evidence="house",
    severity=Severity.HINT,
    passes=({"background_lightness_pull": 0.1},),
    fails=({"background_lightness_pull": 0.95},),
)
def background_bright(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """Separation by tone, not by a halo."""
    if found := too_high(reading, "background_lightness_pull", PULLS):
        yield Fault(
            f"Bright parts of the background pull the eye from the face {versus(found)}.",
            edit("separation", 0.5, "hold the background back in brightness"),
            found,
        )
