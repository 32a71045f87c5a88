"""Dialects: a direction put into the words that one kind of generator understands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ..direction import Direction
from ..phrase import Prompt
from . import clip, comfyui, kontext, plain


@dataclass(frozen=True)
class Dialect:
    """A dialect's name, its title for people, and how it renders a direction."""

    name: str
    title: str
    render: Callable[[Direction], Prompt]


DIALECTS: Mapping[str, Dialect] = MappingProxyType(
    {
        module.NAME: Dialect(module.NAME, module.TITLE, module.render)
        for module in (plain, clip, comfyui, kontext)
    }
)
DEFAULT_DIALECTS = (plain.NAME, clip.NAME, comfyui.NAME)
