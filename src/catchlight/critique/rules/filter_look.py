"""filter-look: a film or vintage treatment that the job did not ask for."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ..measure import above_job
from ..remedy import Reshoot
from ..rule import Fault, rule
from ..wording import versus
from .face_dark import DARK_STOPS

DEEP_BLACK = 10.0  # L* of the darkest tones; film looks and old prints lie above


@rule(
    id="filter-look",
    title="A person, not a face with filters",
    question="person-with-story",
    needs=("vintage_look",),
    bands=("vintage_look",),
    rationale=(
        "Black-and-white and film-style filters made photographs seem further away in time, and "
        "viewers' words more abstract. Where presence is wanted, that is a cost."
    ),
    sources=("Peng2017",),
    evidence="weak",
    passes=({"vintage_look": 0.1}, {"job": "nostalgia", "vintage_look": 0.9}),
    fails=({"vintage_look": 0.95},),
)
def filter_look(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """A filter cannot be taken off again: use the original.

    An underexposed picture has few tones as well, and nobody filtered it: where the face is dark
    and the blacks are deep, which a film look lifts, it is a doubt only.
    """
    found = above_job(reading, job, "vintage_look")
    if found is None:
        return
    stops, black = reading.value("face_exposure_stops"), reading.value("faded_blacks")
    is_dark = stops is not None and stops < DARK_STOPS and black is not None and black < DEEP_BLACK
    said = f"A film or vintage look lies over the picture {versus(found)}"
    if is_dark:
        said = f"The tones are as few as in a film or vintage look {versus(found)}"
    why = "the picture is dark, which may be all" if is_dark else "it moves the person away in time"
    yield Fault(
        f"{said}; {why}.",
        Reshoot("realism", "use the unfiltered original"),
        found,
        is_sure=not is_dark,
    )
