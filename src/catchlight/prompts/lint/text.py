"""Text: finds terms in a prompt, as whole words, knowing what is negated.

A term is written as plain words: a space stands for any space, hyphen or underscore, a `*` at the
end of a word for any ending ("airbrush*" finds "air-brushing" and "airbrushed"). Matches are in any
letter case; offsets are characters of the text as given.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property

_EDGE_BEFORE = r"(?<![^\W_])(?<![^\W_]['’])"
_EDGE_AFTER = r"(?![^\W_])"
_GAP = r"[\s_\-\u2010-\u2013]+"

_NEGATORS = (
    r"no|not|never|without|avoid(?:s|ing)?|free of|free from|don['’]?t|do not|does not|doesn['’]?t|"
    r"isn['’]?t|aren['’]?t|rather than|instead of|nothing|none|nor|lacking|minus|anything but|"
    r"exclude|excluding|remove|skip"
)
# A negator reaches to the end of its clause; "no A, B or C" reaches to the last of the list;
# "avoid: …" to the end of the sentence.
_CLAUSE_END = r"[.,;:!?\n|()\[\]]|\bBREAK\b|\bbut\b|\byet\b|\bonly\b|\bwhile\b"
_CLAUSE = re.compile(
    rf"{_EDGE_BEFORE}(?:{_NEGATORS}){_EDGE_AFTER}(?:(?!{_CLAUSE_END}).)*", re.I | re.S
)
_ITEM = r"[^.,;:!?\n|()\[\]]{1,40}?"
_LIST = re.compile(
    rf"{_EDGE_BEFORE}(?:{_NEGATORS}){_EDGE_AFTER}{_ITEM}(?:,{_ITEM})*,?\s(?:or|nor)\s{_ITEM}"
    rf"(?={_CLAUSE_END}|$)",
    re.I,
)
_HEADED = re.compile(
    rf"{_EDGE_BEFORE}(?:{_NEGATORS}|negative(?: prompt)?|do not include)\s*:[^.\n]*", re.I
)
_PREFIXED = re.compile(r"(?:\bun|\bnon|\banti)[-\u2010-\u2013]$", re.I)


@dataclass(frozen=True)
class Match:
    """Where a term stands: `text[start:end]`, and which group of terms it belongs to."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class LintedText:
    """One of the two texts of a prompt, searched term by term."""

    text: str

    def find(self, terms: Iterable[str], *, negated: bool = False) -> Iterator[Match]:
        """Matches of any of the terms, left to right; `negated` gives those under a "no"."""
        for found in _pattern(tuple(terms)).finditer(self.text):
            if self.is_negated(found.start()) == negated:
                yield Match(found.start(), found.end(), found[0])

    def first(self, terms: Iterable[str]) -> Match | None:
        """The first match that is not negated."""
        return next(self.find(terms), None)

    def search(self, pattern: re.Pattern[str]) -> Iterator[Match]:
        """Matches of a regular expression that are not negated."""
        for found in pattern.finditer(self.text):
            if not self.is_negated(found.start()):
                yield Match(found.start(), found.end(), found[0])

    def is_negated(self, at: int) -> bool:
        """Whether the word that starts here is under a negation."""
        if _PREFIXED.search(self.text[max(0, at - 5) : at]):
            return True
        return any(start < at < end for start, end in self._negated_spans)

    @cached_property
    def _negated_spans(self) -> tuple[tuple[int, int], ...]:
        patterns = (_CLAUSE, _LIST, _HEADED)
        return tuple(found.span() for p in patterns for found in p.finditer(self.text))


@cache
def _pattern(terms: tuple[str, ...]) -> re.Pattern[str]:
    # Longest first, so that "beauty filter" is one match and not "beauty" and "filter".
    ordered = sorted(terms, key=lambda term: (-len(term), term))
    alternatives = "|".join(_term_pattern(term) for term in ordered)
    return re.compile(f"{_EDGE_BEFORE}(?:{alternatives}){_EDGE_AFTER}", re.I)


def _term_pattern(term: str) -> str:
    words = term.replace("-", " ").split()
    return _GAP.join(
        re.escape(word[:-1]) + r"[^\W_]*" if word.endswith("*") else re.escape(word)
        for word in words
    )
