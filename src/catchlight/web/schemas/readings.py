"""Shapes of readings (overlays, cue bands) and critiques (questions, findings)."""

from __future__ import annotations

from typing import Any, Literal

from .base import XY, Grade, Model


class Layer(Model):
    """One overlay: a whole SVG image, to be laid over the picture and toggled. Same aspect."""

    name: str
    title: str
    about: str
    svg: str


class CueBand(Model):
    """One cue against the job's target.

    `value`, `low` and `high` are in the cue's unit; `at`, `low_at`, … are places on a line, 0…100.
    `status`: "in", "out", "unsure" against the target, "" without one. `grade` says how well
    research supports what the critique makes of the cue. A coded cue has its label and no line.
    """

    name: str
    title: str
    about: str
    unit: str
    value: float
    low: float
    high: float
    confidence: float
    value_words: str
    label: str
    range_words: str
    target_low: float | None
    target_high: float | None
    target_words: str
    status: Literal["in", "out", "unsure", ""]
    status_words: str
    grade: Grade
    grade_words: str
    has_line: bool
    at: float
    low_at: float
    high_at: float
    target_low_at: float | None
    target_high_at: float | None
    where: list[XY]


class SkippedCue(Model):
    """A cue that could not be measured, and why."""

    name: str
    title: str
    reason: str


class CueFamily(Model):
    """One family of cues, and how many of the job's wishes it meets."""

    title: str
    wished: int
    met: int
    cues: list[CueBand]
    skipped: list[SkippedCue]


class Swatch(Model):
    """One of the picture's main colours, and its share of the area."""

    hex: str
    share: float


class ReadingView(Model):
    """Everything that was read in one picture, and the overlays that show it."""

    job: str
    width: int
    height: int
    faces: int
    families: list[CueFamily]
    palette: list[Swatch]
    layers: list[Layer]


class RemedyView(Model):
    """The one smallest fix: an edit that "Apply" can make, or another photo."""

    kind: Literal["edit", "reshoot"]
    words: str
    edit: str = ""
    strength: float | None = None
    options: dict[str, Any] = {}
    layer: str = ""
    phrase: str = ""


class FindingView(Model):
    """One thing that works against the job. `where` are polygons in fractions of the picture."""

    rule: str
    title: str
    severity: Literal["hint", "warn", "fail"]
    message: str
    question: str
    grade: Grade
    grade_words: str
    note: str
    is_sure: bool
    cues: list[str]
    where: list[list[XY]]
    remedy: RemedyView | None
    can_apply: bool


class QuestionView(Model):
    """One of the seven questions: verdict, evidence, and one fix."""

    id: str
    question: str
    verdict: Literal["yes", "no", "unsure"]
    word: str
    evidence: str
    confidence: float
    score: float
    fix: str
    remedy: RemedyView | None
    fix_rule: str | None
    can_apply: bool
    where: list[list[XY]]
    rules: list[str]


class SkippedRule(Model):
    """A rule that could not judge this picture, and why."""

    rule: str
    title: str
    reason: str


class DiagnosisView(Model):
    """Polish and clarity, 0…1, and what they mean together."""

    quadrant: str
    advice: str
    polish: float
    clarity: float
    interchangeability: float | None


class ImpressionView(Model):
    """What viewers are likely to infer, 0…100 (50 = average), or why nothing is said."""

    name: str
    title: str
    value: float | None
    low: float | None
    high: float | None
    grade: Grade | None
    words: str


class CritiqueView(Model):
    """The critique of one picture against one job."""

    job: str
    job_title: str
    verdict: Literal["pass", "fix", "reshoot"]
    verdict_words: str
    headline: str
    questions: list[QuestionView]
    findings: list[FindingView]
    skipped: list[SkippedRule]
    diagnosis: DiagnosisView
    job_fit: float
    impression_fit: float | None
    details: list[str]
    impressions: list[ImpressionView]
