"""expression-uneven: the expression is stronger on one side, so that it reads as a smirk."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ..measure import above_job
from ..remedy import Reshoot
from ..rule import Fault, Severity, rule
from ..wording import versus


@rule(
    id="expression-uneven",
    title="The expression stays coherent",
    question="intentional-expression",
    needs=("expression_asymmetry",),
    bands=("expression_asymmetry",),
    rationale=(
        "A little unevenness is human; a strong one-sided expression reads as a smirk or as "
        "interrupted. Symmetric expressions were judged more genuine in one small study."
    ),
    sources=("Asymmetry2021", "Helwig2017"),
    evidence="weak",
    severity=Severity.HINT,
    passes=({"expression_asymmetry": 1.2},),
    fails=({"expression_asymmetry": 7.0},),
)
def expression_uneven(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """Evening out a face would take its character: a Reshoot, if anything."""
    if found := above_job(reading, job, "expression_asymmetry"):
        yield Fault(
            f"One side of the face carries most of the expression {versus(found)}.",
            Reshoot("emotion", "let the expression settle for a breath before the picture"),
            found,
        )
