"""Compose: a brief → prompts, pure and seeded, in each dialect.

    compose(PromptBrief(job="trust", identity="founder", context="café"), "clip").prompt

Three layers (identity, emotion, context), then gaze, expression, posture, light, palette, lens,
imperfect realism, nostalgia, culture, the memorable detail and the brand's concept. Nothing is sent
anywhere and no language model is asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
]

MAX_SERIES = 64  # more takes than combinations of gaze, expression and posture would only repeat


def compose(
    brief: PromptBrief,
    dialect: str = "plain",
    *,
    take: int = 0,
    wanted: Mapping[str, Band] | None = None,
) -> Prompt:
    """The prompt for one take of a brief, in one dialect.

    Over the takes of a brief only gaze, expression and posture change. `wanted` are the job's
    target bands where they are known: no phrase outside them is used. Raises UnknownName for a job
    or dialect, BriefError for a brief that cannot be used.
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
    if not 1 <= takes <= MAX_SERIES:
        raise BriefError(f"The series asks for {takes} takes. Expected 1 to {MAX_SERIES}.")
    return tuple(compose(brief, dialect, take=n, wanted=wanted) for n in range(takes))


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


def _directed(brief: PromptBrief, take: int, wanted: Mapping[str, Band] | None) -> Direction:
    from .lint.adults import refuse_minors

    direction = direct(brief, take, wanted)
    refuse_minors(direction.own_words)
    return direction


def _render(direction: Direction, dialect: str) -> Prompt:
    if dialect not in DIALECTS:
        raise UnknownName("dialect", dialect, DIALECTS)
    return DIALECTS[dialect].render(direction)
