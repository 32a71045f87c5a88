"""Readings and critiques as shapes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any, cast

from ...critique.critic import Critique
from ...critique.questions import Answer
from ...critique.remedy import Remedy, in_words
from ...critique.rule import Finding
from ...cues.reader import CUE_KINDS
from ...geometry import Point
from ...impressions.impression import Abstention, Impression
from ...jobs import EmotionalJob
from ...portrait import Portrait
from ...reading import Cue, Reading
from ...report.bands import band_row
from ...report.draw_svg import svg_layer
from ...report.overlay import layers_of
from ...report.words import CHECK_WORDS, FAMILY_TITLES, GRADE_WORDS, VERDICT_WORDS, title_of
from ...retouch.edit import Edit
from ..schemas.base import XY
from ..schemas.readings import (
    CritiqueView,
    CueBand,
    CueFamily,
    DiagnosisView,
    FindingView,
    ImpressionView,
    Layer,
    QuestionView,
    ReadingView,
    RemedyView,
    SkippedCue,
    SkippedRule,
    Swatch,
)
from .catalog import cue_grades, rule_titles

_NOTHING_BEFORE = Reading("", 0)


def reading_view(portrait: Portrait, reading: Reading, job: EmotionalJob) -> ReadingView:
    """A reading against a job, with overlays."""
    return ReadingView(
        job=job.id,
        width=portrait.extent.width,
        height=portrait.extent.height,
        faces=reading.faces,
        families=_families(reading, job),
        palette=[Swatch(hex=one.hex, share=round(one.share, 4)) for one in reading.palette],
        layers=_layers(portrait, reading),
    )


def _layers(portrait: Portrait, reading: Reading) -> list[Layer]:
    width, height = portrait.extent
    frame = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'font-family="system-ui, sans-serif" aria-hidden="true">'
    )
    return [
        Layer(
            name=layer.name,
            title=layer.title,
            about=layer.about,
            svg=f"{frame}{svg_layer(layer, 'overlay')}</svg>",
        )
        for layer in layers_of(portrait, reading)
    ]


def _families(reading: Reading, job: EmotionalJob) -> list[CueFamily]:
    known = [*CUE_KINDS, *(n for n in (*reading.cues, *reading.skipped) if n not in CUE_KINDS)]
    names: dict[str, list[str]] = {}
    for name in known:
        if name in reading.cues or name in reading.skipped:
            kind = CUE_KINDS.get(name)
            family = kind.family if kind else "other"
            names.setdefault(FAMILY_TITLES.get(family, title_of(family)), []).append(name)
    return [_family(title, members, reading, job) for title, members in names.items()]


def _family(title: str, names: Iterable[str], reading: Reading, job: EmotionalJob) -> CueFamily:
    cues, skipped = [], []
    for name in names:
        if name in reading.cues:
            cues.append(cue_band(reading.cues[name], job))
        else:
            kind = CUE_KINDS.get(name)
            said = kind.title if kind else title_of(name)
            skipped.append(SkippedCue(name=name, title=said, reason=reading.skipped[name]))
    wished = [cue for cue in cues if cue.status]
    met = sum(cue.status == "in" for cue in wished)
    return CueFamily(title=title, wished=len(wished), met=met, cues=cues, skipped=skipped)


def cue_band(cue: Cue, job: EmotionalJob) -> CueBand:
    """One cue against its target."""
    band, kind = job.targets.get(cue.name), CUE_KINDS.get(cue.name)
    row = band_row(cue, kind, band, _NOTHING_BEFORE)
    grade = cue_grades().get(cue.name, "house")
    return CueBand(
        name=cue.name,
        title=row.title,
        about=row.about,
        unit=cue.unit,
        value=round(float(cue.value), 4),
        low=round(float(cue.low), 4),
        high=round(float(cue.high), 4),
        confidence=round(float(cue.confidence), 3),
        value_words=row.value,
        label=row.label,
        range_words=row.span,
        target_low=band.low if band and math.isfinite(band.low) else None,
        target_high=band.high if band and math.isfinite(band.high) else None,
        target_words=row.target,
        status=cast(Any, row.status),
        status_words=row.status_words,
        grade=grade,
        grade_words=GRADE_WORDS[grade],
        has_line=row.has_line,
        at=row.at,
        low_at=row.low,
        high_at=row.high,
        target_low_at=row.target_low,
        target_high_at=row.target_high,
        where=_points(cue.where),
    )


def critique_view(critique: Critique) -> CritiqueView:
    """A critique: the seven questions, every finding, and what to do."""
    titles = rule_titles()
    diagnosis = critique.diagnosis.to_dict()
    return CritiqueView(
        job=critique.job.id,
        job_title=critique.job.title,
        verdict=critique.verdict,
        verdict_words=CHECK_WORDS[critique.verdict],
        headline=critique.headline,
        questions=[_question(one, critique) for one in critique.questions],
        findings=[_finding(one, titles) for one in critique.findings],
        skipped=[
            SkippedRule(rule=one.rule, title=titles.get(one.rule, one.rule), reason=one.reason)
            for one in critique.skipped
        ],
        diagnosis=DiagnosisView(
            quadrant=diagnosis["quadrant"],
            advice=diagnosis["advice"],
            polish=round(critique.diagnosis.polish, 3),
            clarity=round(critique.diagnosis.clarity, 3),
            interchangeability=critique.diagnosis.interchangeability,
        ),
        job_fit=round(critique.job_fit, 3),
        impression_fit=critique.impression_fit,
        details=[detail.phrase for detail in critique.details],
        impressions=[_impression(name, one) for name, one in critique.impressions.items()],
    )


def _question(one: Answer, critique: Critique) -> QuestionView:
    """With the rule whose edit "Apply" would run, where there is one."""
    fixing = next(
        (f.rule for f in critique.findings if f.rule in one.rules and f.remedy == one.remedy), None
    )
    can_apply = isinstance(one.remedy, Edit) and fixing is not None
    return QuestionView(
        id=one.id,
        question=one.text,
        verdict=one.verdict,
        word=VERDICT_WORDS[one.verdict],
        evidence=one.evidence,
        confidence=round(one.confidence, 3),
        score=round(one.score, 3),
        fix=one.fix,
        remedy=_remedy(one.remedy),
        fix_rule=fixing if can_apply else None,
        can_apply=can_apply,
        where=[_points(polygon) for polygon in one.where],
        rules=list(one.rules),
    )


def _finding(one: Finding, titles: Mapping[str, str]) -> FindingView:
    return FindingView(
        rule=one.rule,
        title=titles.get(one.rule, one.rule),
        severity=cast(Any, str(one.severity)),
        message=one.message,
        question=one.question,
        grade=one.evidence_grade,
        grade_words=GRADE_WORDS[one.evidence_grade],
        note=one.note,
        is_sure=one.is_sure,
        cues=list(one.cues),
        where=[_points(polygon) for polygon in one.where],
        remedy=_remedy(one.remedy),
        can_apply=isinstance(one.remedy, Edit),
    )


def _remedy(remedy: Remedy) -> RemedyView | None:
    if remedy is None:
        return None
    words = in_words(remedy)
    if isinstance(remedy, Edit):
        return RemedyView(
            kind="edit",
            words=words,
            edit=remedy.name,
            strength=remedy.strength,
            options=dict(remedy.options),
        )
    return RemedyView(kind="reshoot", words=words, layer=remedy.layer, phrase=remedy.phrase)


def _impression(name: str, one: Impression | Abstention) -> ImpressionView:
    title = name.replace("_", " ").capitalize()
    if isinstance(one, Abstention):
        return ImpressionView(
            name=name, title=title, value=None, low=None, high=None, grade=None, words=one.reason
        )
    return ImpressionView(
        name=name,
        title=title,
        value=round(one.value, 1),
        low=round(one.low, 1),
        high=round(one.high, 1),
        grade=one.evidence_grade,
        words=one.because,
    )


def _points(points: Iterable[Point]) -> list[XY]:
    return [XY(x=round(float(x), 5), y=round(float(y), 5)) for x, y in points]
