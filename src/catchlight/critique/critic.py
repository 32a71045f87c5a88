"""critique(reading, impressions, job) → Critique: a linter for portraits, against their job."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from ..errors import UnknownName
from ..impressions.impression import SCALE_HIGH, SCALE_LOW, Impression
from ..impressions.model import Impressions, impressions_to_dict
from ..impressions.published import PublishedModel
from ..jobs import EmotionalJob
from ..reading import Reading
from .detail import Detail, details_for
from .diagnosis import CLEAR_AND_FINISHED, Diagnosis, diagnose
from .named_detail import understand
from .questions import QUESTIONS, Answer, answer
from .remedy import Reshoot
from .rule import Finding, Rule, Severity, SkippedRule
from .rules import RULES
from .steps import fit

CriticVerdict = Literal["pass", "fix", "reshoot"]
WEAK_SHARE = 0.5  # what an impression with weak evidence counts


@dataclass(frozen=True)
class Critique:
    """All findings of one portrait against one job, and what follows from them.

    `verdict`: "pass" = nothing that asks for a change; "fix" = an edit can mend it; "reshoot" = at
    least one finding that asks for a change can honestly be met by another picture only. `job_fit`
    0…1 is the weighted mean closeness of the measured cues to the job's bands. `impression_fit` 0…1
    says how far viewers are likely to infer what the job wishes (.5 = an average picture; None =
    abstained).
    """

    photo: str
    job: EmotionalJob
    verdict: CriticVerdict
    questions: tuple[Answer, ...]
    findings: tuple[Finding, ...]
    skipped: tuple[SkippedRule, ...]
    diagnosis: Diagnosis
    job_fit: float
    details: tuple[Detail, ...]
    impressions: Impressions
    impression_fit: float | None

    def answer(self, question: str) -> Answer:
        """The answer to one question, by id."""
        return next(one for one in self.questions if one.id == question)

    @property
    def headline(self) -> str:
        """The critique in one sentence."""
        title = self.job.said
        no = [one for one in self.questions if one.verdict == "no"]
        if self.verdict == "pass":
            if self.diagnosis.quadrant == CLEAR_AND_FINISHED:
                return f"It serves {title}: {CLEAR_AND_FINISHED}."
            return f"Nothing in it works against {title}, yet it is {self.diagnosis.quadrant}."
        if self.verdict == "fix":
            first = no[0].evidence if no else self.findings[0].message
            return f"For {title} it can be mended: {first}"
        cause = next(f for f in self.findings if isinstance(f.remedy, Reshoot))
        return f"For {title} it asks for another picture: {cause.message}"

    def to_dict(self) -> dict[str, Any]:
        """The JSON form that `catchlight check --json` prints."""
        return {
            "photo": self.photo,
            "job": self.job.id,
            "verdict": self.verdict,
            "headline": self.headline,
            "questions": [one.to_dict() for one in self.questions],
            "findings": [finding.to_dict() for finding in self.findings],
            "skipped": [{"rule": s.rule, "reason": s.reason} for s in self.skipped],
            "diagnosis": self.diagnosis.to_dict(),
            "job_fit": round(self.job_fit, 3),
            "job_evidence": self.job.evidence,
            "job_validated": self.job.validated,
            "conflicts": list(self.job.conflicts),
            "details": [{"name": d.name, "phrase": d.phrase} for d in self.details],
            "named_detail": self._named_detail(),
            "impressions": impressions_to_dict(self.impressions),
            "impression_fit": None
            if self.impression_fit is None
            else round(self.impression_fit, 3),
        }

    @property
    def remarks(self) -> tuple[str, ...]:
        """What the reader has to know beside the findings: conflicts of a blend, and what of the
        named detail is watched and what cannot be measured.
        """
        said = understand(self.job.detail).said if self.job.detail else ""
        return (*self.job.conflicts, *([said] if said else ()))

    def _named_detail(self) -> dict[str, Any] | None:
        if not self.job.detail:
            return None
        named = understand(self.job.detail)
        return {
            "words": named.words,
            "watched": [trait.watched for trait in named.traits],
            "unknown": list(named.unknown),
        }


def critique(
    reading: Reading,
    impressions: Impressions,
    job: EmotionalJob,
    *,
    off: Iterable[str] = (),
    palette: tuple[str, ...] = (),
    others: Iterable[Reading] = (),
) -> Critique:
    """Judge one portrait against its emotional job.

    `off` names rules that are not to be applied (UnknownName when there is none of that name),
    `palette` the brand's colours as #rrggbb, `others` are readings of the sitter's other pictures:
    how alike they look is told. A rule whose cues are missing is skipped aloud.
    """
    rules = applicable(job, off)
    job = job.with_palette(palette) if palette else job
    findings, skipped = _run(rules, reading, job)
    answers = tuple(answer(question, reading, job, findings) for question in QUESTIONS)
    return Critique(
        photo=reading.photo,
        job=job,
        verdict=_verdict(findings),
        questions=answers,
        findings=findings,
        skipped=skipped,
        diagnosis=diagnose(reading, clarity_of(answers), others),
        job_fit=fit(reading, job.targets) or 0.0,
        details=details_for(reading, job),
        impressions=impressions,
        impression_fit=impression_fit(impressions, job),
    )


def judge(
    reading: Reading,
    job: EmotionalJob,
    off: Iterable[str] = (),
    others: Iterable[Reading] = (),
) -> Critique:
    """The critique of a reading, with the built-in model of impressions."""
    impressions = PublishedModel().infer(reading)
    return critique(reading, impressions, job, off=off, palette=job.palette, others=others)


def applicable(job: EmotionalJob, off: Iterable[str] = ()) -> tuple[Rule, ...]:
    """The rules that judge this job. Raises UnknownName for an unknown rule in `off`."""
    known = {rule.id: rule for rule in RULES}
    dropped = set(off)
    for name in sorted(dropped - set(known)):
        raise UnknownName("rule", name, known, "catchlight rules")
    return tuple(rule for rule in RULES if rule.id not in dropped and rule.applies_to(job))


def impression_fit(impressions: Impressions, job: EmotionalJob) -> float | None:
    """How far the impressions go the way the job wishes, 0…1; None when none is given.

    Weakly grounded impressions count half: a guess must not lead.
    """
    total = gained = 0.0
    for name, wish in job.impressions.items():
        one = impressions.get(name)
        if not isinstance(one, Impression):
            continue
        weight = abs(wish) * grounded(one)
        share = (one.value - SCALE_LOW) / (SCALE_HIGH - SCALE_LOW)
        total += weight
        gained += weight * (share if wish > 0 else 1.0 - share)
    return gained / total if total > 0 else None


def grounded(impression: Impression) -> float:
    """What an impression counts by its evidence, 0…1: a guess must not lead."""
    return WEAK_SHARE if impression.evidence_grade in ("weak", "house") else 1.0


def clarity_of(answers: Iterable[Answer]) -> float:
    """Emotional clarity, 0…1: the questions' scores by weight."""
    weights = {question.id: question.weight for question in QUESTIONS}
    return sum(one.score * weights[one.id] for one in answers) / sum(weights.values())


def _run(
    rules: tuple[Rule, ...], reading: Reading, job: EmotionalJob
) -> tuple[tuple[Finding, ...], tuple[SkippedRule, ...]]:
    findings: list[Finding] = []
    skipped: list[SkippedRule] = []
    for rule in rules:
        result = rule.check(reading, job)
        if isinstance(result, SkippedRule):
            skipped.append(result)
        else:
            findings += result
    findings.sort(key=lambda f: (-f.severity.weight, f.rule))
    return tuple(findings), tuple(skipped)


def _verdict(findings: Iterable[Finding]) -> CriticVerdict:
    serious = [f for f in findings if f.severity is not Severity.HINT]
    if any(isinstance(f.remedy, Reshoot) for f in serious):
        return "reshoot"
    return "fix" if serious else "pass"
