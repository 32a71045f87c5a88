"""The text that A1111, Forge and their kin write: prompt, negative, then one line of settings."""

from __future__ import annotations

import json
import re

from ..errors import ImageError
from .embedded_prompt import EmbeddedPrompt

_SETTING = re.compile(r"\s*([A-Za-z][\w .\-/]*?):\s*(\"(?:\\.|[^\\\"])*\"|[^,]*)(?:,|$)")
_NEGATIVE = "Negative prompt:"
_MIN_SETTINGS = 3  # a last line with fewer is still prompt ("portrait, ratio: 3:2")
_READ = ("Seed", "Steps", "CFG scale", "Sampler", "Schedule type", "Model", "Size")


def parse_parameters(text: str, name: str = "The picture") -> EmbeddedPrompt:
    """The parts of a `parameters` text. What is not there stays empty; nothing is guessed.

    Raises ImageError when the text is empty or another program's JSON.
    """
    if not text.strip() or text.lstrip().startswith("{"):
        raise ImageError(
            f"{name} holds a parameters text that is {'JSON' if text.strip() else 'empty'}. "
            "Expected A1111's lines: prompt, negative prompt, settings. Paste the prompt as text "
            "instead."
        )
    lines = text.replace("\r\n", "\n").strip().split("\n")
    settings = _settings(lines[-1])
    if settings:
        lines = lines[:-1]
    at = next((n for n, line in enumerate(lines) if line.startswith(_NEGATIVE)), len(lines))
    negative = "\n".join(lines[at:]).removeprefix(_NEGATIVE)
    size = re.fullmatch(r"(\d+)x(\d+)", settings.get("Size", ""))
    return EmbeddedPrompt(
        source="a1111",
        prompt="\n".join(lines[:at]).strip(),
        negative=negative.strip(),
        seed=_whole(settings.get("Seed")),
        steps=_whole(settings.get("Steps")),
        guidance_scale=_number(settings.get("CFG scale")),
        sampler=settings.get("Sampler", ""),
        scheduler=settings.get("Schedule type", ""),
        model=settings.get("Model", ""),
        width=int(size[1]) if size else None,
        height=int(size[2]) if size else None,
        settings={name: value for name, value in settings.items() if name not in _READ},
    )


def _settings(line: str) -> dict[str, str]:
    """`Steps: 20, Sampler: Euler a, …` as a mapping; empty when the line is something else."""
    found = _SETTING.findall(line)
    if len(found) < _MIN_SETTINGS or not line.lstrip().startswith(("Steps:", "Seed:", "Size:")):
        return {}
    return {name.strip(): _unquoted(value.strip()) for name, value in found}


def _unquoted(value: str) -> str:
    if len(value) >= 2 and value[0] == value[-1] == '"':
        try:
            return str(json.loads(value))
        except ValueError:
            return value
    return value


def _whole(value: str | None) -> int | None:
    return int(value) if value and re.fullmatch(r"-?\d+", value) else None


def _number(value: str | None) -> float | None:
    return float(value) if value and re.fullmatch(r"-?\d+(?:\.\d+)?", value) else None
