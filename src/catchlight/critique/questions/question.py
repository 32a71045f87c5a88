"""Question: one of the seven that are asked before a portrait is published, and its answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from ...geometry import Point
from ...jobs import EmotionalJob
from ...reading import Reading
from ..remedy import Remedy, in_words, remedy_to_dict
from ..rule import Finding, Severity

Verdict = Literal["yes", "no", "unsure"]

# What one finding takes from the score of its question, by severity.
_PENALTY = {Severity.HINT: 0.08, Severity.WARN: 0.8, Severity.FAIL: 1.0}
_UNSURE_PENALTY = 0.15  # what could not be judged counts as partly answered


@dataclass(frozen=True)
class Question:
    """One question: what it asks, which cues decide it, and how its evidence is said.

    `key` are the cues it looks at; at least `enough` of them must have been measured with some
    confidence, or the answer is "unsure". `weight` is its share of emotional clarity. `evidence`
    says in words what is seen. `help_` says what picture would let it be answered.
    """

    id: str
    text: str
    key: tuple[str, ...]
    enough: int
    weight: float
    evidence: Callable[[Reading, EmotionalJob], str]
    help_: str


@dataclass(frozen=True)
class Answer:
    """The answer to one question: verdict, evidence in words, confidence, and one smallest fix."""

    id: str
    text: str
    verdict: Verdict
    evidence: str
    confidence: float
    score: float
    remedy: Remedy = None
    fix: str = ""
    cues: tuple[str, ...] = ()
    where: tuple[tuple[Point, ...], ...] = ()
    rules: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The JSON form that `catchlight check --json` prints; no fix is null."""
        return {
            "id": self.id,
            "question": self.text,
            "verdict": self.verdict,
            "evidence": self.evidence,
            "fix": self.fix or None,
            "remedy": remedy_to_dict(self.remedy),
            "confidence": round(self.confidence, 3),
            "score": round(self.score, 3),
            "cues": list(self.cues),
            "where": [[list(point) for point in polygon] for polygon in self.where],
            "rules": list(self.rules),
        }


def answer(
    question: Question, reading: Reading, job: EmotionalJob, findings: Sequence[Finding]
) -> Answer:
    """Answer one question from the findings that speak to it.

    A warning or failure makes it "no"; a finding that is not sure, or too few measured cues, makes
    it "unsure"; otherwise "yes".
    """
    mine = sorted(
        (f for f in findings if f.question == question.id),
        key=lambda f: (-f.severity.weight, f.rule),
    )
    measured = tuple(name for name in question.key if name in reading)
    against = [f for f in mine if f.severity is not Severity.HINT]
    doubts = [f for f in mine if f.severity is Severity.HINT and not f.is_sure]
    verdict: Verdict = "yes"
    if against:
        verdict = "no"
    elif len(measured) < question.enough or doubts:
        verdict = "unsure"
    deciding = against or doubts
    remedy = smallest([f.remedy for f in deciding])
    fix = in_words(remedy) if deciding else question.help_ if verdict == "unsure" else ""
    confidence = _confidence(reading, measured, verdict, len(measured) >= question.enough)
    return Answer(
        id=question.id,
        text=question.text,
        verdict=verdict,
        evidence=_said(question, reading, job, deciding, measured),
        confidence=confidence,
        score=_score(mine, verdict),
        remedy=remedy,
        fix=fix,
        cues=measured,
        where=tuple(reading[name].where for name in measured if reading[name].where),
        rules=tuple(f.rule for f in mine),
    )


def smallest(remedies: Sequence[Remedy]) -> Remedy:
    """The one smallest fix: the remedy of the weightiest finding that has one."""
    return next((remedy for remedy in remedies if remedy is not None), None)


def _said(
    question: Question,
    reading: Reading,
    job: EmotionalJob,
    deciding: Sequence[Finding],
    measured: tuple[str, ...],
) -> str:
    if deciding:
        return " ".join(finding.message for finding in deciding)
    if len(measured) < question.enough:
        missing = [name for name in question.key if name not in reading]
        why = next((reading.skipped[n] for n in missing if n in reading.skipped), "not measured")
        return f"Too little could be measured to say: {why}."
    return question.evidence(reading, job)


def _confidence(
    reading: Reading, measured: tuple[str, ...], verdict: Verdict, is_enough: bool
) -> float:
    if not measured or not is_enough:
        return 0.0
    mean = sum(reading[name].confidence for name in measured) / len(measured)
    return mean / 2 if verdict == "unsure" else mean


def _score(findings: Sequence[Finding], verdict: Verdict) -> float:
    taken = sum(_PENALTY[finding.severity] for finding in findings)
    if verdict == "unsure":
        taken += _UNSURE_PENALTY
    return max(0.0, 1.0 - taken)
