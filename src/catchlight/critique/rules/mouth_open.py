"""mouth-open: lips apart without a smile."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ..measure import above_job
from ..remedy import Reshoot
from ..rule import Fault, Severity, rule
from ..wording import versus

SMILING = 0.35  # lip-corner pull from which open lips belong to a smile


@rule(
    id="mouth-open",
    title="The mouth closes unless it smiles",
    question="intentional-expression",
    needs=("lips_part", "lip_corner_pull"),
    bands=("lips_part",),
    rationale=(
        "Lips apart without a smile catch a word or a breath and look unintended. Open lips lower "
        "judged dominance in rated faces."
    ),
    sources=("OmiAnalysis",),
    evidence="weak",
    severity=Severity.HINT,
    passes=(
        {"lips_part": 0.05, "lip_corner_pull": 0.1},
        {"lips_part": 0.6, "lip_corner_pull": 0.8},
    ),
    fails=({"job": "authority", "lips_part": 0.9, "lip_corner_pull": 0.0},),
)
def mouth_open(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """No edit closes a mouth honestly: a Reshoot."""
    found = above_job(reading, job, "lips_part")
    if found and reading["lip_corner_pull"].value < SMILING:
        yield Fault(
            f"The lips are apart without a smile {versus(found)}.",
            Reshoot("emotion", "close the lips softly, without pressing"),
            found,
        )
