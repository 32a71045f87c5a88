"""vintage-missing: the job lives from memory, and nothing in the tones recalls one."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ..measure import below_job
from ..remedy import edit
from ..rule import Fault, rule
from ..wording import versus


@rule(
    id="vintage-missing",
    title="The tones recall a time",
    question="colors-mood",
    needs=("vintage_look",),
    bands=("vintage_look",),
    rationale=(
        "Film-style filters raise perceived distance in time, which is half of nostalgia; the "
        "other half, personal meaning, no filter can give."
    ),
    sources=("Peng2017",),
    evidence="weak",
    note="That vintage tones add warmth or trust has not been shown.",
    passes=({"job": "nostalgia", "vintage_look": 0.7},),
    fails=({"job": "nostalgia", "vintage_look": 0.02},),
)
def vintage_missing(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """Tones of an era, applied to the scene and kind to skin."""
    if found := below_job(reading, job, "vintage_look"):
        yield Fault(
            f"Nothing in the tones recalls a time {versus(found)}.",
            edit("era", 0.5, "give it the tones of an era"),
            found,
        )
