"""Rule: one judgement on a portrait against its emotional job, with its reasons and examples."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ..geometry import Point
from ..jobs import GRADES, EmotionalJob, Grade, find_job
from ..reading import Cue, Reading, Swatch
from .measure import Miss
from .remedy import Remedy, remedy_to_dict

MIN_CONFIDENCE = 0.25  # below it a cue is a guess: the rule is skipped, aloud

Example = Mapping[str, float | str]  # cue name → value; "job" names the job (else DEFAULT_JOB)
DEFAULT_JOB = "trust"


class Severity(StrEnum):
    """How much a finding weighs: a hint passes, a warning asks for a fix, a failure stops."""

    HINT = "hint"
    WARN = "warn"
    FAIL = "fail"

    @property
    def weight(self) -> int:
        """0, 1, 2: for sorting and comparing."""
        return list(Severity).index(self)

    def softened(self) -> Severity:
        """One step milder: for what was measured, but not surely."""
        return list(Severity)[max(0, self.weight - 1)]


@dataclass(frozen=True)
class Fault:
    """What a rule's judgement yields: the finding before it is signed with the rule's name.

    `miss` is the measurement behind it: one that is not sure softens the finding, one too small to
    be seen makes it a hint. `is_sure` is False for a judgement that is a doubt by nature.
    """

    message: str
    remedy: Remedy = None
    miss: Miss | None = None
    is_sure: bool = True

    def severity(self, of_rule: Severity) -> Severity:
        """The rule's severity, milder where the measurement is unsure or the miss hardly seen."""
        if self.miss is not None and not self.miss.is_visible:
            return Severity.HINT
        return of_rule if self.sure else of_rule.softened()

    @property
    def sure(self) -> bool:
        """Whether both the judgement and its measurement are."""
        return self.is_sure and (self.miss is None or self.miss.is_sure or not self.miss.is_visible)


@dataclass(frozen=True)
class Finding:
    """One instance of a rule: what was measured, what was wanted, what to do.

    `note` says what studies found where the popular claim behind the rule is not supported.
    `where` holds one polygon a cue, in fractions of the picture.
    """

    rule: str
    severity: Severity
    evidence_grade: Grade
    message: str
    remedy: Remedy
    question: str = ""
    cues: tuple[str, ...] = ()
    where: tuple[tuple[Point, ...], ...] = ()
    note: str = ""
    is_sure: bool = True

    def to_dict(self) -> dict[str, Any]:
        """The JSON form that `catchlight check --json` prints."""
        return {
            "rule": self.rule,
            "severity": str(self.severity),
            "evidence_grade": self.evidence_grade,
            "message": self.message,
            "remedy": remedy_to_dict(self.remedy),
            "question": self.question,
            "cues": list(self.cues),
            "where": [[list(point) for point in polygon] for polygon in self.where],
            "note": self.note,
            "sure": self.is_sure,
        }


@dataclass(frozen=True)
class SkippedRule:
    """A rule that could not judge this portrait, and why, in words."""

    rule: str
    reason: str


Judge = Callable[[Reading, EmotionalJob], Iterator[Fault]]


@dataclass(frozen=True)
class Rule:
    """A judgement with its rationale, sources, evidence grade and examples. `id` never changes.

    `question` is the one of the seven questions it speaks to (empty: technical soundness only).
    `needs` are cues it cannot do without; `bands` cues for which the job must have a wish, or the
    rule does not apply. `note` is shown with each finding where studies contradict the popular
    claim. `passes` and `fails` are its examples and its tests.
    """

    id: str
    title: str
    question: str
    needs: tuple[str, ...]
    bands: tuple[str, ...]
    rationale: str
    sources: tuple[str, ...]
    evidence: Grade
    severity: Severity
    judge: Judge
    passes: tuple[Example, ...]
    fails: tuple[Example, ...]
    note: str = ""

    def applies_to(self, job: EmotionalJob) -> bool:
        """Whether the job has a wish this rule can judge, and has not switched it off."""
        return self.id not in job.off and all(job.band(cue) for cue in self.bands)

    def check(self, reading: Reading, job: EmotionalJob) -> tuple[Finding, ...] | SkippedRule:
        """The findings on one portrait; a SkippedRule when a needed cue is missing or a guess.

        A rule that raises is a recorded skip too: one rule's failure must not cost the critique.
        """
        for name in self.needs:
            if name not in reading:
                why = reading.skipped.get(name, "it was not measured")
                return SkippedRule(self.id, f"{name.replace('_', ' ')}: {why}")
            if reading[name].confidence < MIN_CONFIDENCE:
                return SkippedRule(self.id, f"{name.replace('_', ' ')} is too unsure here")
        try:
            return tuple(self._signed(fault, reading) for fault in self.judge(reading, job))
        except Exception as error:
            return SkippedRule(self.id, f"judging it failed ({type(error).__name__}: {error})")

    def _signed(self, fault: Fault, reading: Reading) -> Finding:
        return Finding(
            rule=self.id,
            severity=fault.severity(self.severity),
            evidence_grade=self.evidence,
            message=fault.message,
            remedy=fault.remedy,
            question=self.question,
            cues=self.needs,
            where=tuple(reading[name].where for name in self.needs if reading[name].where),
            note=self.note,
            is_sure=fault.sure,
        )


def rule(
    *,
    id: str,
    title: str,
    needs: tuple[str, ...],
    rationale: str,
    evidence: Grade,
    passes: Sequence[Example],
    fails: Sequence[Example],
    question: str = "",
    bands: tuple[str, ...] = (),
    sources: tuple[str, ...] = (),
    severity: Severity = Severity.WARN,
    note: str = "",
) -> Callable[[Judge], Rule]:
    """Make a Rule of a judging function. A grade above "house" must name its sources."""
    if evidence not in GRADES:
        raise ValueError(f"rule {id}: evidence is {evidence!r}, expected one of {GRADES}")
    if evidence != "house" and not sources:
        raise ValueError(f"rule {id}: evidence {evidence!r} without a source; say 'house'")

    def made(judge: Judge) -> Rule:
        return Rule(
            id=id,
            title=title,
            question=question,
            needs=needs,
            bands=bands,
            rationale=rationale,
            sources=sources,
            evidence=evidence,
            severity=severity,
            judge=judge,
            passes=tuple(passes),
            fails=tuple(fails),
            note=note,
        )

    return made


def example_reading(example: Example) -> Reading:
    """The reading an example stands for: each cue exact and sure.

    Besides cues an example may hold `faces`, `palette` (#rrggbb, with commas), and the wishes
    `job`, `brand` and `detail`, which are no part of the reading.
    """
    own = ("job", "brand", "detail", "faces", "palette")
    values = {name: float(value) for name, value in example.items() if name not in own}
    cues = {name: Cue(name, value, "", value, value, 1.0) for name, value in values.items()}
    colors = [color for color in str(example.get("palette", "")).split(",") if color]
    palette = tuple(Swatch(color, 1 / len(colors)) for color in colors)
    return Reading("example", int(example.get("faces", 1)), cues, {}, palette)


def example_job(example: Example) -> EmotionalJob:
    """The job an example is judged by: `job` (else DEFAULT_JOB), with its `brand` and `detail`."""
    job = find_job(str(example.get("job", DEFAULT_JOB)))
    job = job.with_detail(str(example.get("detail", "")))
    brand = str(example.get("brand", ""))
    return job.with_palette((brand,)) if brand else job
