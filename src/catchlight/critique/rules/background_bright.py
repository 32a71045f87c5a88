"""background-bright: the background is so much lighter than the face that it pulls the eye."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ..measure import too_high
from ..remedy import edit
from ..rule import Fault, Severity, rule
from ..wording import versus

PULLS = 28.0  # L* above the face: a lit window or sky, not a light wall
HAS_DETAIL = 0.2  # background clutter below which it is a plain ground


@rule(
    id="background-bright",
    title="The background is no brighter than it must be",
    question="background-context",
    needs=("background_lightness_pull", "background_clutter"),
    rationale=(
        "The eye goes to the lightest place first. Photographers' practice; plain white studio "
        "grounds are left alone."
    ),
    evidence="house",
    severity=Severity.HINT,
    passes=(
        {"background_lightness_pull": 5, "background_clutter": 0.4},
        {"background_lightness_pull": 50, "background_clutter": 0.05},
    ),
    fails=({"background_lightness_pull": 45, "background_clutter": 0.4},),
)
def background_bright(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """Separation by tone, not by a halo."""
    found = too_high(reading, "background_lightness_pull", PULLS)
    if found and reading["background_clutter"].value >= HAS_DETAIL:
        yield Fault(
            f"Bright parts of the background pull the eye from the face {versus(found)}.",
            edit("separation", 0.5, "hold the background back in brightness"),
            found,
        )
