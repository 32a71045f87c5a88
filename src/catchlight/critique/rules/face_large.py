"""face-large: the face fills more of the picture than the job wants."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ..measure import above_job
from ..remedy import Reshoot
from ..rule import Fault, Severity, rule
from ..wording import versus


@rule(
    id="face-large",
    title="The face has room",
    needs=("face_fraction",),
    bands=("face_fraction",),
    rationale=(
        "Face-only pictures did worse than head and shoulders in practitioners' data; older work "
        "on 'face-ism' found larger faces judged more intelligent and ambitious. The two disagree "
        "at the close end."
    ),
    sources=("Photofeeler2015", "Archer1983"),
    evidence="weak",
    severity=Severity.HINT,
    passes=({"face_fraction": 0.45},),
    fails=({"face_fraction": 0.92},),
)
def face_large(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """Room that was not photographed is not invented: a Reshoot, or the uncropped original."""
    if found := above_job(reading, job, "face_fraction"):
        yield Fault(
            f"The face takes more of the picture than {job.said} asks {versus(found)}.",
            Reshoot("framing", "step back until the shoulders show, or use the uncropped picture"),
            found,
        )
