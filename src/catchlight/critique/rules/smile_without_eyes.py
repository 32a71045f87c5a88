"""smile-without-eyes: the mouth smiles, the eyes do not take part."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ..measure import too_low
from ..remedy import edit
from ..rule import Fault, Severity, rule
from ..wording import versus

SMILING = 0.35  # lip-corner pull from which a viewer speaks of a smile
TAKES_PART = 0.25  # Duchenne evidence, 0…1


@rule(
    id="smile-without-eyes",
    title="The eyes take part in the smile",
    question="intentional-expression",
    needs=("lip_corner_pull", "duchenne_evidence"),
    rationale=(
        "Smiles with raised cheeks and lower lids are rated more genuine in stills (a "
        "meta-analysis); observers' smiles called amused more often held them. The sign also "
        "comes with polite smiles, so it says how a smile is seen, not whether it was felt."
    ),
    sources=("Gunnery2016", "Ambadar2009"),
    evidence="medium",
    severity=Severity.HINT,
    passes=(
        {"lip_corner_pull": 0.6, "duchenne_evidence": 0.6},
        {"lip_corner_pull": 0.1, "duchenne_evidence": 0.0},
    ),
    fails=({"lip_corner_pull": 0.6, "duchenne_evidence": 0.05},),
)
def smile_without_eyes(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """Only for smiles; the squinch edit lifts the lower lids within its limit."""
    found = too_low(reading, "duchenne_evidence", TAKES_PART)
    if reading["lip_corner_pull"].value >= SMILING and found:
        yield Fault(
            f"The mouth smiles and the eyes hardly take part {versus(found)}.",
            edit("squinch", 0.6, "raise the lower lids slightly"),
            found,
        )
