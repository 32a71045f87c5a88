"""A critique as text for other places: SARIF for checks of brand assets, Markdown, HTML cards."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from html import escape
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from ..version import __version__
from .critic import Critique
from .remedy import in_words
from .rule import Finding, Severity
from .rules import RULES

SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {Severity.HINT: "note", Severity.WARN: "warning", Severity.FAIL: "error"}
_MARKS = {"yes": "✓", "no": "✗", "unsure": "?"}
_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;"
    "background:#ececec;color:#1b1b1b}@media(prefers-color-scheme:dark){body{background:#1f1f1f;"
    "color:#ececec}.card{background:#2b2b2b!important}}.cards{display:grid;gap:1rem;grid-template-"
    "columns:repeat(auto-fill,minmax(17rem,1fr))}.card{background:#fafafa;border-radius:8px;"
    "padding:1rem}.card h2{font-size:1rem;margin:.2rem 0}.fix{border-left:3px solid #888;"
    "padding-left:.6rem}"
)


def to_json(critique: Critique) -> str:
    """The JSON contract of `catchlight check --json`."""
    return json.dumps(critique.to_dict(), ensure_ascii=False, indent=2)


def to_sarif(critique: Critique) -> str:
    """SARIF 2.1.0, as code hosts and CI read it: one result a finding, located in the picture."""
    used = {finding.rule for finding in critique.findings}
    rules = [
        {
            "id": rule.id,
            "shortDescription": {"text": rule.title},
            "fullDescription": {"text": rule.rationale},
            "properties": {"evidence": rule.evidence, "sources": list(rule.sources)},
        }
        for rule in RULES
        if rule.id in used
    ]
    driver = {"name": "catchlight", "version": __version__, "rules": rules}
    run = {
        "tool": {"driver": driver},
        "results": [_sarif_result(finding, critique.photo) for finding in critique.findings],
        "properties": {
            "job": critique.job.id,
            "verdict": critique.verdict,
            "diagnosis": critique.diagnosis.to_dict(),
            "remarks": list(critique.remarks),
            "skipped": {skipped.rule: skipped.reason for skipped in critique.skipped},
        },
    }
    document = {"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(document, ensure_ascii=False, indent=2)


def _sarif_result(finding: Finding, photo: str) -> dict[str, Any]:
    remedy = in_words(finding.remedy)
    return {
        "ruleId": finding.rule,
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{finding.message} {remedy}".strip()},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": _uri(photo)}}}],
        "properties": {
            "evidence_grade": finding.evidence_grade,
            "note": finding.note,
            "where": [[list(point) for point in polygon] for polygon in finding.where],
        },
    }


def _uri(photo: str) -> str:
    """The photo as a URI reference, which SARIF asks for: spaces and the like are escaped."""
    return quote(photo, safe="/:")


def to_markdown(critique: Critique) -> str:
    """Markdown for a pull request, a wiki or a mail."""
    lines = [
        f"# {critique.photo}",
        "",
        f"**{critique.headline}**",
        "",
        told(critique),
        "",
        *(f"> {remark}\n" for remark in critique.remarks),
        "| | question | evidence | confidence | smallest fix |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {_MARKS[one.verdict]} | {_cell(one.text)} | {_cell(one.evidence)} "
        f"| {one.confidence:.0%} | {_cell(one.fix)} |"
        for one in critique.questions
    ]
    if critique.findings:
        lines += ["", "## Findings", ""]
    lines += [
        f"- {_sentences(finding.message, in_words(finding.remedy), finding.note)} "
        f"(`{finding.rule}`, {finding.severity}, evidence: {finding.evidence_grade})"
        for finding in critique.findings
    ]
    if critique.skipped:
        lines += ["", "## Not judged", ""]
    lines += [f"- `{skipped.rule}`: {skipped.reason}" for skipped in critique.skipped]
    return "\n".join(lines) + "\n"


def told(critique: Critique) -> str:
    """The diagnosis in two axes, and the detail that is the sitter's own, in two sentences."""
    diagnosis = critique.diagnosis
    lines = [
        f"Finish {diagnosis.polish:.0%}, emotional clarity {diagnosis.clarity:.0%}: "
        f"{diagnosis.quadrant}."
    ]
    if diagnosis.interchangeability is not None:
        lines.append(f"{diagnosis.interchangeability:.0%} like a standard headshot.")
    if diagnosis.near_own is not None:
        lines.append(f"{diagnosis.near_own:.0%} like the most alike of your other photos.")
    if critique.details and not critique.job.detail:
        lines.append(f"What makes it theirs: {critique.details[0].phrase}. Keep it.")
    return " ".join(lines)


def _sentences(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def to_html(critique: Critique) -> str:
    """Seven cards on one self-contained page."""
    cards = "".join(
        f'<article class="card"><h2>{_MARKS[one.verdict]} {escape(one.text)}</h2>'
        f"<p>{escape(one.evidence)} <small>Confidence {one.confidence:.0%}.</small></p>"
        + (f'<p class="fix">{escape(one.fix)}</p>' if one.fix else "")
        + "</article>"
        for one in critique.questions
    )
    findings = "".join(
        f"<li>{escape(_sentences(finding.message, in_words(finding.remedy), finding.note))} "
        f"<small>{escape(finding.rule)} · evidence: {escape(finding.evidence_grade)}</small></li>"
        for finding in critique.findings
    )
    remarks = "".join(f"<p><strong>{escape(one)}</strong></p>" for one in critique.remarks)
    skipped = "".join(
        f"<li><small>{escape(one.rule)}: {escape(one.reason)}</small></li>"
        for one in critique.skipped
    )
    skips = f"<details><summary>Not judged</summary><ul>{skipped}</ul></details>" if skipped else ""
    title = f"{critique.photo}: {critique.job.title}"
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body>"
        f"<h1>{escape(title)}</h1><p>{escape(critique.headline)}</p>"
        f"<p>{escape(told(critique))}</p>{remarks}"
        f'<main class="cards">{cards}</main><ul>{findings}</ul>{skips}</body></html>\n'
    )


FORMATS: Mapping[str, Callable[[Critique], str]] = MappingProxyType(
    {"json": to_json, "sarif": to_sarif, "markdown": to_markdown, "html": to_html}
)
