"""Compose: a brief → prompts, pure and seeded, in each dialect.

    compose(PromptBrief(job="trust", identity="founder", context="café"), "clip").prompt

Three layers (identity, emotion, context), then gaze, expression, posture, light, palette, lens,
imperfect realism, nostalgia, culture, the memorable detail and the brand's concept. Nothing is sent
anywhere and no language model is asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..errors import BriefError, UnknownName
from ..shot import Band
from .dialects import DEFAULT_DIALECTS, DIALECTS
from .direction import Direction, direct
from .phrase import Phrase, Prompt
from .prompt_brief import PromptBrief

__all__ = [
    "Phrase",
    "Prompt",
    "PromptBrief",
    "compose",
    "compose_series",
    "compose_to_dict",
    "compose_variants",
]

MAX_PROMPTS = 64  # gaze, expression and posture have about as many combinations for a job
_SEEDS_PER_VARIANT = 8  # how long to look for a prompt that is new before giving up


def compose(
    brief: PromptBrief,
    dialect: str = "plain",
    *,
    take: int = 0,
    wanted: Mapping[str, Band] | None = None,
) -> Prompt:
    """The prompt for one take of a brief, in one dialect.

    Over the takes of a brief only gaze, expression and posture change. No phrase lies outside the
    job's target bands; `wanted` are other bands, for a job of one's own. Raises UnknownName for a
    job or dialect, BriefError for a brief that cannot be used.
    """
    return _render(_directed(brief, take, wanted), dialect)


def compose_series(
    brief: PromptBrief,
    takes: int,
    dialect: str = "plain",
    *,
    wanted: Mapping[str, Band] | None = None,
) -> tuple[Prompt, ...]:
    """Prompts for a series: the same person, place, light, palette and lens in the same words."""
    _check_count("series", takes)
    return tuple(compose(brief, dialect, take=n, wanted=wanted) for n in range(takes))


def compose_variants(
    brief: PromptBrief,
    count: int,
    dialect: str = "plain",
    *,
    wanted: Mapping[str, Band] | None = None,
) -> tuple[Prompt, ...]:
    """Up to `count` different prompts: other wordings and other draws of the brief's wildcards.

    The seeds are the brief's and those after it; fewer come back when there are no more.
    """
    _check_count("set", count)
    found: dict[str, Prompt] = {}
    for seed in range(brief.seed, brief.seed + count * _SEEDS_PER_VARIANT):
        prompt = compose(replace(brief, seed=seed), dialect, wanted=wanted)
        found.setdefault(prompt.prompt, prompt)
        if len(found) == count:
            break
    return tuple(found.values())


def compose_to_dict(
    brief: PromptBrief,
    dialects: Sequence[str] = DEFAULT_DIALECTS,
    *,
    take: int = 0,
    wanted: Mapping[str, Band] | None = None,
) -> dict[str, Any]:
    """What `catchlight compose --json` prints: `dialects` by name, and `notes` for the user."""
    direction = _directed(brief, take, wanted)
    rendered = [_render(direction, dialect) for dialect in dialects]
    return {
        "dialects": {prompt.dialect: prompt.to_dict() for prompt in rendered},
        "notes": list(direction.notes),
    }


def _check_count(what: str, count: int) -> None:
    if not 1 <= count <= MAX_PROMPTS:
        raise BriefError(f"The {what} asks for {count} prompts. Expected 1 to {MAX_PROMPTS}.")


def _directed(brief: PromptBrief, take: int, wanted: Mapping[str, Band] | None) -> Direction:
    from .lint.adults import refuse_minors

    direction = direct(brief, take, wanted)
    refuse_minors(direction.own_words)
    return direction


def _render(direction: Direction, dialect: str) -> Prompt:
    if dialect not in DIALECTS:
        raise UnknownName("dialect", dialect, DIALECTS)
    return DIALECTS[dialect].render(direction)
