"""Words that several rules look for: lists from words.toml, and gazes as patterns."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from importlib import resources
from types import MappingProxyType
from typing import Any

_FILE = resources.files("catchlight.prompts.lint") / "words.toml"
_WORDS: Mapping[str, Any] = tomllib.loads(_FILE.read_text(encoding="utf-8"))

TERMS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {name: tuple(terms) for name, terms in _WORDS["terms"].items()}
)
GROUPS: Mapping[str, Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        name: MappingProxyType({group: tuple(terms) for group, terms in groups.items()})
        for name, groups in _WORDS["groups"].items()
    }
)
SMILES = GROUPS["smiles"]

_LOOK = r"\b(?:(?:look|gaz|star|glanc|peer)(?:s|e|es|ed|ing)?|eyes?|gaze)\b"
_FEW_WORDS = r"(?:[^\S\n]+[\w'’-]+){0,3}?\s+"
DIRECT_GAZE = re.compile(
    rf"{_LOOK}{_FEW_WORDS}(?:at|into|on|meets?|meeting|towards?|to)\s+(?:the\s+|a\s+)?"
    r"(?:camera|lens|viewer|photographer|audience)(?!['’]s|\s+(?:left|right))\b"
    r"|\beye[ -]contact\b|\bdirect(?:ed)?\s+gaze\b|\bcamera[ -]facing\s+gaze\b",
    re.I,
)
_ELSEWHERE = (
    r"(?:away|aside|down|downwards?|upwards?|elsewhere|off[ -](?:camera|frame)|"
    r"off\s+to\s+(?:the|one)\s+(?:side|left|right)|out\s+of\s+(?:the\s+)?(?:frame|window)|"
    r"beyond\s+the\s+(?:frame|camera|lens)|past\s+the\s+(?:camera|lens|viewer)|"
    r"into\s+the\s+distance|to\s+the\s+(?:side|left|right)|to\s+one\s+side|"
    r"over\s+(?:his|her|their|the|one)\s+shoulder|out\s+(?:a|the)\s+window|"
    r"at\s+the\s+(?:horizon|floor|ground|sky))\b"
)
AVERTED_GAZE = re.compile(
    rf"{_LOOK}{_FEW_WORDS}{_ELSEWHERE}"
    r"|\b(?:averted|lowered|downcast|off[ -]camera)\s+(?:gaze|eyes?|look)\b"
    r"|\b(?:gaze|eyes)\s+(?:is\s+|are\s+)?(?:averted|lowered|downcast|off\s+camera|closed)\b"
    r"|\bclosed\s+eyes\b|\b(?:side|strict|full)\s+profile\b"
    r"|\b(?:in\s+profile|profile\s+view)\b(?!\s+(?:photo|pic))",
    re.I,
)
