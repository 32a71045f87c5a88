"""Question 2: does the expression feel intentional rather than blank?"""

from __future__ import annotations

from ...jobs import EmotionalJob
from ...reading import Reading
from ..rules.smile_missing import PLAIN_LEVEL
from ..wording import amount
from .question import Question

TRACE, SLIGHT, CLEAR, BROAD = 0.10, 0.25, 0.50, 0.85  # lip-corner pull where words change
RELAXED = 0.3  # brow lowering below which a brow is seen as at ease


def smile_words(pull: float) -> str:
    """A lip-corner pull, 0…1, in words."""
    if pull < TRACE:
        return "no smile"
    if pull < SLIGHT:
        return "a trace of a smile"
    if pull < CLEAR:
        return "a slight smile"
    return "a clear smile" if pull < BROAD else "a broad smile"


def _evidence(reading: Reading, job: EmotionalJob) -> str:
    parts = []
    pull = reading.value("lip_corner_pull")
    if pull is not None:
        parts.append(_smile(reading, job, pull))
    eyes = reading.value("duchenne_evidence")
    if eyes is not None and pull is not None and pull >= SLIGHT:
        parts.append("eyes that take part" if eyes >= 0.25 else "eyes that stay calm")
    brow = reading.value("brow_lower")
    if brow is not None and brow < RELAXED:
        parts.append("a relaxed brow")
    said = ", ".join(parts) or "an expression that could be read"
    band = job.band("lip_corner_pull")
    is_near = pull is not None and band is not None and band.distance(pull) != 0
    fits = "near enough to what fits" if is_near else "as fits"
    return f"The face shows {said}, {fits} {job.said}{_lowered(brow, job)}."


def _smile(reading: Reading, job: EmotionalJob, pull: float) -> str:
    """The smile in words; where only the whole mouth shows it, that is what is said."""
    level, band = reading.value("smile_level"), job.band("lip_corner_pull")
    if level is not None and level >= PLAIN_LEVEL and band is not None and pull < band.low:
        said = f"a smile of the whole mouth (smile level {amount('smile_level', level)})"
        return f"{said}, with corners that lift little ({amount('lip_corner_pull', pull)} of 1)"
    return f"{smile_words(pull)} ({amount('lip_corner_pull', pull)} of 1)"


def _lowered(brow: float | None, job: EmotionalJob) -> str:
    """What is said of a brow that is not at ease, and yet not against the job."""
    if brow is None or brow < RELAXED:
        return ""
    said = f"; the brow is drawn down ({amount('brow_lower', brow)} of 1)"
    band = job.band("brow_lower")
    if band is None:
        return said
    if band.distance(brow) > 0:
        return f"{said}, a little more than {job.said} wants"
    return f"{said}, which {job.said} allows"


QUESTION = Question(
    id="intentional-expression",
    text="Does the expression feel intentional rather than blank?",
    key=("lip_corner_pull", "expressiveness", "brow_lower", "lip_press"),
    enough=2,
    weight=0.38,
    evidence=_evidence,
    help_="Use a picture in which mouth and brows can be seen.",
)
