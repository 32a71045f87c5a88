"""CLIP-style prompts for Stable Diffusion and SDXL: weighted tags in chunks of 75 tokens.

A CLIP text encoder sees 77 tokens, two of them its own marks. Phrases are never cut in two: a new
chunk begins with BREAK, the word that A1111 and Forge read as the end of a chunk. What decides the
portrait comes first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from ..clip_tokens import CHUNK_TOKENS, count_tokens
from ..direction import Direction
from ..exclusions import excluded
from ..lexicon import Entry
from ..phrase import Phrase, Prompt
from .plain import said_as

NAME = "clip"
TITLE = "CLIP tags with weights (Stable Diffusion, SDXL in A1111 or Forge)"

# House weights: what most models underplay is said a little louder. Above about 1.4 faces distort.
WEIGHTS = {"gaze": 1.15, "expression": 1.1, "detail": 1.2, "skin": 1.1, "answers": 1.15}
MAX_WEIGHT = 1.4
_ORDER = (
    "framing",
    "identity",
    "gaze",
    "expression",
    "answers",
    "detail",
    "context",
    "emotion",
    "posture",
    "light",
    "skin",
    "unevenness",
    "palette",
    "lens",
    "moment",
    "era",
    "remembered",
    "motif",
    "concept",
)


def render(direction: Direction) -> Prompt:
    """The direction as weighted tags, a BREAK between chunks."""
    tags = weighted_tags(direction, escape_for_a1111, lambda weight: weight)
    chunks: list[list[str]] = [[]]
    used = 0
    for written, _ in tags:
        cost = count_tokens(written) + 1  # the comma after it
        if chunks[-1] and used + cost > CHUNK_TOKENS:
            chunks.append([])
            used = 0
        chunks[-1].append(written)
        used += cost
    text = " BREAK ".join(", ".join(chunk) for chunk in chunks)
    phrases = tuple(phrase for _, phrase in tags)
    return Prompt(NAME, text, ", ".join(excluded(direction)), phrases, direction.notes)


def weighted_tags(
    direction: Direction, escape: Callable[[str], str], weigh: Callable[[float], float]
) -> list[tuple[str, Phrase]]:
    """Each tag as written, with its weight, and the phrase it stands for; the decisive first."""
    tags: list[tuple[str, Phrase]] = []
    for pool in _ORDER:
        for entry in _of_pool(direction, pool):
            text = escape(entry.tag)
            louder = direction.louder.get(pool, 1.0)
            weight = round(weigh(min(WEIGHTS.get(pool, 1.0) * louder, MAX_WEIGHT)), 2)
            written = text if weight == 1 else f"({text}:{weight:g})"
            tags.append((written, said_as(entry, text)))
    return tags


def escape_for_a1111(text: str) -> str:
    """Brackets as plain brackets; AND and BREAK, commands in capitals, as words."""
    escaped = re.sub(r"([\\()\[\]])", r"\\\1", text)
    return re.sub(r"\b(AND|BREAK)\b", lambda found: found[0].lower(), escaped)


def _of_pool(direction: Direction, pool: str) -> Iterable[Entry]:
    if pool in ("motif", "answers"):
        return direction.motifs if pool == "motif" else direction.answers
    own = {
        "detail": direction.detail,
        "concept": direction.concept,
        "remembered": direction.remembered,
    }
    entry = own[pool] if pool in own else direction.chosen.get(pool)
    return () if entry is None else (entry,)
