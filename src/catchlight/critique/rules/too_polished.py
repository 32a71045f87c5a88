"""too-polished: finished and standard in everything, where the job needs something left alive."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ..diagnosis import gloss_of
from ..remedy import Reshoot
from ..rule import Fault, Severity, rule


@rule(
    id="too-polished",
    title="The polish leaves room for a person",
    question="",
    needs=("background_clutter", "yaw_deg"),
    rationale=(
        "Balance polish with personality: too much polish is inaccessible, too much personality "
        "without structure is inconsistent. Practice; generated faces, the most polished of all, "
        "were trusted more, not less, than real ones."
    ),
    sources=("Nightingale2022", "Miller2023"),
    evidence="house",
    severity=Severity.HINT,
    note="That polish costs trust has not been shown; this is about being remembered.",
    passes=(
        {"background_clutter": 0.5, "yaw_deg": 15, "roll_deg": 8},
        {"job": "elite", **dict.fromkeys(("background_clutter", "yaw_deg", "roll_deg"), 0.0)},
    ),
    fails=(
        {
            "job": "creativity",
            "background_clutter": 0.08,
            "yaw_deg": 0,
            "pitch_deg": 0,
            "roll_deg": 0,
            "gaze_yaw_deg": 0,
            "face_offset": 0,
            "warmth": 8,
            "colorfulness": 20,
        },
    ),
)
def too_polished(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """A doubt about the whole; one unposed thing answers it."""
    gloss = gloss_of(reading)
    if gloss is not None and gloss > job.polish.high:
        yield Fault(
            f"The picture is as smooth as a standard headshot ({gloss:.2f} of 1); {job.said} needs "
            "something left to chance.",
            Reshoot("realism", "keep one thing unposed: a gesture, a strand of hair, a real place"),
        )
