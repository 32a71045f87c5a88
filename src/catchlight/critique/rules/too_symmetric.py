"""too-symmetric: hardly any difference between the two halves of the expression."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ..measure import below_job
from ..remedy import edit
from ..rule import Fault, Severity, rule
from ..wording import versus


@rule(
    id="too-symmetric",
    title="A trace of asymmetry is left",
    question="human-texture",
    needs=("expression_asymmetry",),
    bands=("expression_asymmetry",),
    rationale=(
        "The practice asks for slightly uneven smiles, a mild tilt, one brow a little higher: a "
        "captured moment, not an assembled product. This is a matter of character."
    ),
    sources=("Rhodes1998", "Fink2006", "Asymmetry2021"),
    evidence="house",
    severity=Severity.HINT,
    note=(
        "Studies do not support that asymmetry adds trust: symmetric faces and expressions were "
        "judged more attractive and more genuine. Keep it for character, not for effect."
    ),
    passes=({"job": "creativity", "expression_asymmetry": 1.5},),
    fails=({"job": "creativity", "expression_asymmetry": 0.0},),
)
def too_symmetric(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """The asymmetry edit stays inside the human band."""
    if found := below_job(reading, job, "expression_asymmetry"):
        yield Fault(
            f"Both halves of the expression are almost the same {versus(found)}.",
            edit("asymmetry", 0.4, "give back a trace of unevenness"),
            found,
        )
