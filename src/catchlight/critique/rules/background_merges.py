"""background-merges: background and face are equally sharp, so that nothing stands out."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ..measure import below_job
from ..remedy import edit
from ..rule import Fault, Severity, rule
from ..wording import versus

HAS_DETAIL = 0.45  # background clutter from which its sharpness matters


@rule(
    id="background-merges",
    title="The person stands apart from the background",
    question="background-context",
    needs=("background_blur", "background_clutter"),
    bands=("background_blur",),
    rationale=(
        "Depth by gentle blur or contrast tells who is meant. Photographers' practice; judged "
        "only where the background holds detail."
    ),
    evidence="house",
    severity=Severity.HINT,
    passes=(
        {"background_blur": 0.8, "background_clutter": 0.5},
        {"background_blur": 0.0, "background_clutter": 0.0},
    ),
    fails=({"background_blur": 0.0, "background_clutter": 0.5},),
)
def background_merges(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """Softened as a lens would."""
    found = below_job(reading, job, "background_blur")
    if found and reading["background_clutter"].value >= HAS_DETAIL:
        yield Fault(
            f"The background is as sharp as the person {versus(found)}.",
            edit("defocus", 0.5, "soften the background as a lens would"),
            found,
        )
