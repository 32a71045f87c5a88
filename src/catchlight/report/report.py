"""The HTML report: one self-contained page, without any request to elsewhere."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..critique.wording import listed
from ..image import write_whole
from ..jobs import DETAIL_KEPT
from .bands import families
from .draw_svg import svg_layer
from .overlay import layers_of
from .pictures import laid_over, picture_uri, preview_uri
from .record import KitReport, TakeNote
from .words import (
    AXES,
    CHECK_WORDS,
    GRADE_WORDS,
    LIMITS,
    QUESTIONS,
    VERDICT_WORDS,
    size_in_words,
    title_of,
)

if TYPE_CHECKING:
    from jinja2 import Template

HERO_PX, STAGE_PX, TAKE_PX, PREVIEW_PX, AVATAR_PX = 1100, 1200, 560, 420, 224
SHOWN_AT_FIRST = ("mesh", "light", "gaze")


def write_report(kit: KitReport, path: Path) -> None:
    """Write the page: whole, or not at all. Raises ExportError."""
    write_whole(path, render_report(kit).encode("utf-8"))


def render_report(kit: KitReport) -> str:
    """The page as text. The same kit gives the same page."""
    from markupsafe import Markup

    portrait = kit.pick.take.portrait
    layers = layers_of(portrait, kit.pick_reading)
    # Safe as markup: the marks' texts are escaped where they are drawn.
    drawings = [Markup(svg_layer(layer, "pick")) for layer in layers]
    return _template().render(
        kit=kit,
        job=kit.job,
        brief_lines=_brief_lines(kit),
        pick=_take(kit, 1),
        takes=[_take(kit, place) for place in range(1, len(kit.takes) + 1)],
        hero=_hero(kit),
        stage={
            "picture": picture_uri(portrait.pixels, STAGE_PX),
            "extent": portrait.extent,
            "layers": layers,
            "drawings": drawings,
            "shown": SHOWN_AT_FIRST,
        },
        verdict=CHECK_WORDS.get(str(kit.critique.get("verdict", "")), ""),
        diagnosis=_diagnosis(kit.critique),
        questions=_questions(kit),
        other_findings=[_finding(it) for it in _findings(kit) if not it.get("question")],
        families=families(kit),
        exports=[_export(export) for export in kit.exports],
        grades=GRADE_WORDS,
        limits=LIMITS,
        axes=AXES,
    )


@cache
def _template() -> Template:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("catchlight.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html.j2")


def _brief_lines(kit: KitReport) -> list[tuple[str, str]]:
    brief = kit.brief
    lines = (
        ("Sitter", brief.sitter),
        ("Identity", brief.identity),
        ("Emotion", brief.emotion),
        ("Context", brief.context),
        ("Detail to keep", _detail_line(kit)),
        ("Concept", brief.concept),
    )
    return [(title, text) for title, text in lines if text]


def _detail_line(kit: KitReport) -> str:
    """The named detail: what of it is watched, and how much of it the pick keeps."""
    words = kit.brief.detail
    named = kit.critique.get("named_detail") if words else None
    if not named:
        return words
    watched = listed(named["watched"])
    kept = kit.pick_reading.value(DETAIL_KEPT)
    parts = [f"{words} (watched in {watched})" if watched else words]
    if kept is not None:
        parts.append(f"the pick keeps {kept:.0%}")
    parts += [f"“{one}” cannot be measured, look yourself" for one in named["unknown"]]
    return "; ".join(parts)


def _hero(kit: KitReport) -> dict[str, Any]:
    """The pick, and the original with its face in the same place (or as it is, without a face)."""
    pick = kit.pick.take.portrait
    over = laid_over(kit.original, pick)
    before = kit.original.pixels if over is None else over
    return {
        "before": picture_uri(before, HERO_PX),
        "after": picture_uri(pick.pixels, HERO_PX),
        "extent": pick.extent,
        "is_aligned": over is not None,
    }


def _take(kit: KitReport, place: int) -> dict[str, Any]:
    note = kit.takes[place - 1]
    take = note.take
    return {
        "place": place,
        "title": take.title,
        "because": take.because,
        "picture": picture_uri(take.portrait.pixels, TAKE_PX),
        "extent": take.portrait.extent,
        "axes": [
            (axis.title, axis.said(note.axes[axis.name]), axis.step(note.axes[axis.name]))
            for axis in AXES
            if axis.name in note.axes
        ],
        "reasons": [_with_titles(reason, kit.takes) for reason in note.reasons],
        "recipe": [_edit(edit) for edit in take.recipe],
        "notes": take.notes,
        "file": note.file,
        "verdict": CHECK_WORDS.get(note.verdict, ""),
    }


def _with_titles(text: str, takes: Sequence[TakeNote]) -> str:
    """The text with the takes' ids replaced by what the reader sees: place and title."""
    seen = {note.take.id: f"take {n}, “{note.take.title}”" for n, note in enumerate(takes, start=1)}
    ids = "|".join(re.escape(name) for name in seen)
    return re.sub(rf"(?<![\w-])(?:{ids})(?![\w-])", lambda found: seen[found.group()], text)


def _edit(edit: Mapping[str, Any]) -> dict[str, str]:
    options = ", ".join(
        f"{title_of(str(name)).lower()} {value}"
        for name, value in dict(edit.get("options", {})).items()
    )
    return {
        "title": title_of(str(edit.get("edit", ""))),
        "strength": f"{float(edit.get('strength', 0)):.0%}",
        "options": options,
        "because": str(edit.get("because", "")),
    }


def _findings(kit: KitReport) -> Sequence[Mapping[str, Any]]:
    return list(kit.critique.get("findings", ()))


def _finding(finding: Mapping[str, Any]) -> dict[str, str]:
    return {
        "message": str(finding.get("message", "")),
        "remedy": remedy_words(finding.get("remedy")),
        "grade": str(finding.get("evidence_grade", "")),
        "severity": str(finding.get("severity", "")),
        "rule": str(finding.get("rule", "")),
        "note": str(finding.get("note", "")),
    }


def remedy_words(remedy: object) -> str:
    """A remedy as a sentence: an edit by name and strength, a reshoot by its phrase."""
    if not isinstance(remedy, Mapping):
        return str(remedy or "")
    if remedy.get("kind") == "reshoot":
        return f"Take it again: {remedy.get('phrase', '')}."
    name, strength = str(remedy.get("edit", "")), float(remedy.get("strength", 0))
    because = str(remedy.get("because") or title_of(name))
    return f"{because[:1].upper()}{because[1:]} ({title_of(name)}, {strength:.0%} of its limit)."


def _diagnosis(critique: Mapping[str, Any]) -> tuple[str, str]:
    """The quadrant (clear and finished, impressive but forgettable …) and its advice."""
    diagnosis = critique.get("diagnosis")
    if not isinstance(diagnosis, Mapping):
        return str(diagnosis or "").capitalize(), ""
    quadrant = str(diagnosis.get("quadrant", ""))
    # "Leave it alone" would contradict a verdict that asks for a change.
    is_at_odds = quadrant == "clear and finished" and critique.get("verdict") != "pass"
    return quadrant.capitalize(), "" if is_at_odds else str(diagnosis.get("advice", ""))


def _questions(kit: KitReport) -> list[dict[str, Any]]:
    """The seven questions with verdict, evidence, fix and the findings that speak to them."""
    before = {
        str(question.get("id")): str(question.get("verdict"))
        for question in (kit.critique_before or {}).get("questions", ())
    }
    asked = []
    for number, question in enumerate(kit.critique.get("questions", ())):
        name = str(question.get("id", ""))
        fallback = QUESTIONS[number][1] if number < len(QUESTIONS) else title_of(name)
        verdict = str(question.get("verdict", "unsure"))
        was = before.get(name, "")
        asked.append(
            {
                "text": str(question.get("question") or fallback),
                "verdict": verdict,
                "word": VERDICT_WORDS.get(verdict, verdict),
                "was": VERDICT_WORDS.get(was, "") if was != verdict else "",
                "evidence": str(question.get("evidence", "")),
                "fix": str(question.get("fix") or ""),
                "grade": str(question.get("evidence_grade") or question.get("grade") or ""),
                "findings": [_finding(it) for it in _findings(kit) if it.get("question") == name],
            }
        )
    return asked


def _export(export: Any) -> dict[str, Any]:
    is_circle = export.shape == "circle"
    return {
        "title": export.title,
        "file": export.path.name,
        "size": f"{export.extent.width} × {export.extent.height}",
        "bytes": size_in_words(export.bytes),
        "format": export.format,
        "is_circle": is_circle,
        "preview": preview_uri(export.path, AVATAR_PX if is_circle else PREVIEW_PX),
        "extent": export.extent,
        "notes": export.notes,
    }
