"""Question 4: does the posture support the message?"""

from __future__ import annotations

from ...jobs import EmotionalJob
from ...reading import Reading
from ..wording import amount, listed
from .question import Question

LEVEL_DEG = 6.0  # less is seen as level, straight or facing


def _evidence(reading: Reading, job: EmotionalJob) -> str:
    parts = []
    for name, level, more, less in (
        ("yaw_deg", "faces the viewer", "is turned", "is turned"),
        ("pitch_deg", "is level", "is raised", "is bent down"),
        ("roll_deg", "is not tilted", "is tilted", "is tilted"),
    ):
        value = reading.value(name)
        if value is not None:
            word = f"{more if value > 0 else less} by {amount(name, abs(value))}"
            parts.append(level if abs(value) < LEVEL_DEG else word)
    head = f"The head {listed(parts)}" if parts else "The head could not be measured"
    shoulders = reading.value("shoulder_roll_deg")
    if shoulders is None:
        body = "the shoulders are not visible enough to be judged"
    elif abs(shoulders) < LEVEL_DEG:
        body = "the shoulders are level"
    else:
        body = f"the shoulders slope by {amount('shoulder_roll_deg', abs(shoulders))}"
    return f"{head}; {body}. Nothing of it works against {job.said}."


QUESTION = Question(
    id="posture-supports",
    text="Does the posture support the message?",
    key=("yaw_deg", "pitch_deg", "roll_deg", "shoulder_roll_deg", "openness"),
    enough=2,
    weight=0.09,
    evidence=_evidence,
    help_="Use a picture that shows the shoulders.",
)
