"""Jobs, edits, platforms, backends, cues and rules as cards."""

from __future__ import annotations

import math
from functools import cache

from ...backends.base import Backend
from ...critique.rule import Rule
from ...critique.rules import RULES
from ...cues.reader import CUE_KINDS
from ...exports.platform import KIT_PLATFORMS, Platform
from ...jobs import GRADES, EmotionalJob
from ...reading import CueKind
from ...report.words import AXES, FAMILY_TITLES, GRADE_WORDS, title_of, with_unit
from ...retouch.edit import EditKind
from ...shot import Band
from ..schemas.base import Grade
from ..schemas.catalog import (
    AxisCard,
    BackendCard,
    CueCard,
    EditCard,
    EditOption,
    JobCard,
    JobCue,
    PlatformCard,
    RuleCard,
)

EXAMPLES = 4  # cues shown on a job's card
FILE_OPTIONS = frozenset({"picture"})  # options that are paths: a request may open no file
NEEDS_AN_OPTION = frozenset({"backdrop"})  # these do nothing until one is chosen
_GROUPS = {
    "crop": "Frame",
    "perspective": "Frame",
    "tone": "Light and tone",
    "local_tone": "Light and tone",
    "light": "Light and tone",
    "white_balance": "Colour",
    "color_grade": "Colour",
    "skin": "Skin",
    "texture": "Skin",
    "warp": "Expression and head",
    "gaze": "Eyes",
    "catchlight": "Eyes",
    "depth": "Background",
    "backdrop": "Background",
    "film": "Film",
    "era": "Film",
    "finishing": "Finish",
}


def job_card(job: EmotionalJob) -> JobCard:
    """A job with all its targets, the weightiest first."""
    targets = [job_cue(name, band) for name, band in job.targets.items()]
    targets.sort(key=lambda cue: -cue.weight)
    return JobCard(
        id=job.id,
        title=job.title,
        wanted=job.wanted,
        about=job.about,
        mood=job.mood,
        gaze=job.gaze,
        smile=job.smile,
        contexts=list(job.contexts),
        postures=list(job.postures),
        caveats=list(job.caveats),
        conflicts=list(job.conflicts),
        evidence=job.evidence,
        evidence_words=GRADE_WORDS[job.evidence],
        validated=job.validated,
        example_cues=targets[:EXAMPLES],
        targets=targets,
    )


def job_cue(name: str, band: Band) -> JobCue:
    """One target of a job, in words too."""
    kind = CUE_KINDS.get(name)
    unit = kind.unit if kind else ("deg" if name.endswith("_deg") else "")
    return JobCue(
        name=name,
        title=_cue_title(name, kind),
        family=FAMILY_TITLES.get(kind.family, kind.family) if kind else "",
        unit=unit,
        low=band.low if math.isfinite(band.low) else None,
        high=band.high if math.isfinite(band.high) else None,
        weight=band.weight,
        said=band_words(band, unit),
    )


def band_words(band: Band, unit: str) -> str:
    """A target in words: "at most 12°", "0.2 to 1"."""
    low, high = (with_unit(f"{end:g}".replace("-", "−"), unit) for end in (band.low, band.high))
    if not math.isfinite(band.low):
        return f"at most {high}"
    if not math.isfinite(band.high):
        return f"at least {low}"
    return f"{f'{band.low:g}'.replace('-', '−')} to {high}"


def _cue_title(name: str, kind: CueKind | None) -> str:
    return kind.title if kind else title_of(name)


def edit_card(kind: EditKind, job: EmotionalJob | None) -> EditCard:
    """An edit as a slider, with what it can do for a job."""
    return EditCard(
        id=kind.name,
        title=kind.title,
        about=kind.about,
        limit=kind.limit_note,
        group=_GROUPS.get(kind.develop.__module__.rpartition(".")[2], "More"),
        needs=list(kind.needs),
        cues=list(kind.cues),
        options=[
            EditOption(name=name, about=about)
            for name, about in kind.options.items()
            if name not in FILE_OPTIONS
        ],
        is_composite=kind.is_composite,
        is_slider=kind.name not in NEEDS_AN_OPTION,
        for_job=for_job(kind, job) if job else [],
    )


def for_job(kind: EditKind, job: EmotionalJob) -> list[str]:
    """What an edit does for a job: the cues it moves for which the job has a wish."""
    wanted = [(name, job.targets[name]) for name in kind.cues if name in job.targets]
    wanted.sort(key=lambda one: -one[1].weight)
    said = []
    for name, band in wanted:
        cue = job_cue(name, band)
        said.append(f"Moves {cue.title.lower()}: {job.said} wants {cue.said}.")
    return said


def platform_card(platform: Platform) -> PlatformCard:
    """A platform and what it asks for."""
    return PlatformCard(
        id=platform.id,
        title=platform.title,
        width=platform.size.width,
        height=platform.size.height,
        shape="circle" if platform.is_circle else "rectangle",
        formats=list(platform.formats),
        max_bytes=platform.max_bytes,
        note=platform.note,
        grade=platform.grade,
        checked_on=platform.checked_on,
        source_title=platform.source_title,
        source=platform.source,
        is_usual=platform.id in KIT_PLATFORMS,
    )


def backend_card(backend: Backend) -> BackendCard:
    """A backend, and whether it is ready. Nothing is sent to find out."""
    missing, able = backend.missing(), backend.capabilities
    return BackendCard(
        id=backend.name,
        title=backend.title,
        is_ready=not missing,
        missing=missing,
        invents_pixels=able.invents_pixels,
        sends_away=able.sends_away,
        sends_to=able.sends_to,
        keeps_identity=able.keeps_identity,
        cost_per_take_usd=able.cost_per_take_usd,
        cost_checked_on=able.cost_checked_on,
    )


def cue_card(kind: CueKind) -> CueCard:
    """A cue that is read."""
    return CueCard(
        name=kind.name,
        title=kind.title,
        about=kind.about,
        family=kind.family,
        family_title=FAMILY_TITLES.get(kind.family, title_of(kind.family)),
        unit=kind.unit,
        sources=list(kind.sources),
    )


def rule_card(rule: Rule) -> RuleCard:
    """A rule with its reasons."""
    return RuleCard(
        id=rule.id,
        title=rule.title,
        question=rule.question,
        evidence=rule.evidence,
        rationale=rule.rationale,
        sources=list(rule.sources),
        note=rule.note,
    )


@cache
def rule_titles() -> dict[str, str]:
    """Each rule's title by its id."""
    return {rule.id: rule.title for rule in RULES}


@cache
def cue_grades() -> dict[str, Grade]:
    """How well research supports what the critique makes of a cue: its best-supported rule."""
    grades: dict[str, Grade] = {}
    for rule in RULES:
        for name in rule.needs:
            known = grades.get(name, "house")
            better = GRADES.index(rule.evidence) < GRADES.index(known)
            grades[name] = rule.evidence if better else known
    return grades


def axis_cards() -> list[AxisCard]:
    """The axes of the ranking with their words."""
    return [
        AxisCard(name=axis.name, title=axis.title, about=axis.about, words=list(axis.words))
        for axis in AXES
    ]
