"""Lint: beauty bias and conflicts in a prompt, with a fix for each.

lint_prompt("portrait, flawless skin", negative="asymmetry", job="trust")
"""

from __future__ import annotations

import re
from typing import Any

from ..direction import jobs_named
from . import adults, against_job, conflicts, craft, culture, likeness, negatives, person, skin
from .rule import Example, PromptFinding, PromptRule, PromptText
from .text import LintedText

__all__ = [
    "RULES",
    "Example",
    "PromptFinding",
    "PromptRule",
    "lint_prompt",
    "lint_to_dict",
]

RULES: tuple[PromptRule, ...] = (
    *adults.RULES,
    *likeness.RULES,
    *person.RULES,
    *skin.RULES,
    *negatives.RULES,
    *conflicts.RULES,
    *against_job.RULES,
    *craft.RULES,
    *culture.RULES,
)
_SEVERITIES = ("fail", "warn", "hint")
_TAGS_AT_LEAST = 6  # so many short pieces between commas, and no sentence, are a tag prompt
_TAG_WORDS = 4.5  # mean words a piece, below which it is a tag and not a clause
_CLIP_SYNTAX = re.compile(r"\([^()]+:\s*\d*\.?\d+\s*\)|\bBREAK\b|<lora:|\({2,}|\[\[")


def lint_prompt(
    prompt: str, negative: str = "", job: str | None = None
) -> tuple[PromptFinding, ...]:
    """Everything to mend in a prompt and its negative: the gravest first, then as written.

    `job` is an emotional job or a blend; of a blend the larger share is held. Raises UnknownName.
    """
    jobs = jobs_named(job) if job else ()
    text = PromptText(
        prompt=LintedText(prompt),
        negative=LintedText(negative),
        job=jobs[0] if jobs else None,
        is_clip=is_clip_style(prompt),
    )
    found = [finding for rule in RULES for finding in rule.findings(text)]
    found.sort(key=lambda f: (_SEVERITIES.index(f.severity), f.text != "prompt", f.span))
    return tuple(found)


def lint_to_dict(findings: tuple[PromptFinding, ...]) -> dict[str, Any]:
    """What `catchlight lint-prompt --json` prints."""
    return {"findings": [finding.to_dict() for finding in findings]}


def is_clip_style(prompt: str) -> bool:
    """Whether a prompt is written as tags: it has their syntax, or many short pieces."""
    if _CLIP_SYNTAX.search(prompt):
        return True
    pieces = [piece for piece in prompt.split(",") if piece.strip()]
    is_prose = bool(re.search(r"[a-z]\.\s+[A-Z]", prompt))
    words = sum(len(piece.split()) for piece in pieces) / max(1, len(pieces))
    return len(pieces) >= _TAGS_AT_LEAST and not is_prose and words <= _TAG_WORDS
