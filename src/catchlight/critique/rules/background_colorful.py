"""background-colorful: the background's colours compete with the face."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ..measure import above_job
from ..remedy import edit
from ..rule import Fault, Severity, rule
from ..wording import versus


@rule(
    id="background-colorful",
    title="The background's colours stay behind the person",
    question="background-context",
    needs=("background_color_variance",),
    bands=("background_color_variance",),
    rationale=(
        "Strong, changing colours behind a person compete with skin and eyes. Photographers' "
        "practice."
    ),
    evidence="house",
    severity=Severity.HINT,
    passes=({"background_color_variance": 0.05},),
    fails=({"background_color_variance": 60.0},),
)
def background_colorful(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """Softened as a lens would; the colours run together."""
    if found := above_job(reading, job, "background_color_variance"):
        yield Fault(
            f"The background's colours compete with the face {versus(found)}.",
            edit("defocus", 0.5, "soften the background as a lens would"),
            found,
        )
