"""How many CLIP tokens a text takes: an approximation, exact for the words of the lexicon.

CLIP splits words by 48,894 byte-pair merges (1.3 MB), too much to ship for a count. Here a word's
tokens come from a table of some 500 words where its length misleads, else from its length. Counted
against the real merges: exact on every prompt that compose makes from the lexicon alone; on
sentences of unknown technical prose 6 % off (mean absolute error), mostly too few.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

CHUNK_TOKENS = 75  # of the encoder's 77, two are its marks of start and end

_LONG_CHARS, _VERY_LONG_CHARS = 9, 13  # a longer word is most often two, three tokens
_COUNTS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
# CLIP's own cut: clitics, runs of letters, single digits, runs of signs.
_PIECE = re.compile(r"'(?:s|t|re|ve|m|ll|d)\b|[^\W\d_]+|\d|[^\s\w]+|_+", re.I)
_WEIGHT = re.compile(r"(?<!\\)[()\[\]]|:\d*\.?\d+(?=\s*\))|\bBREAK\b")


def count_tokens(text: str) -> int:
    """Tokens of a text without its weights and chunk marks: "a photo of a cat" → 5."""
    bare = _WEIGHT.sub(" ", text).replace("\\", "")
    return sum(_piece_tokens(piece) for piece in _PIECE.findall(bare))


def _piece_tokens(piece: str) -> int:
    if not piece[0].isalpha():
        return 1
    word = piece.lower()
    by_length = 1 + (len(word) > _LONG_CHARS) + (len(word) > _VERY_LONG_CHARS)
    return _irregular().get(word, by_length)


@cache
def _irregular() -> Mapping[str, int]:
    file = resources.files("catchlight.prompts") / "lexicon" / "clip_tokens.toml"
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    return {word: _COUNTS[count] for count, words in table.items() for word in words.split()}
