"""Likeness: other people's faces and living artists' names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .rule import Example, Hit, PromptText, prompt_rule
from .text import Match
from .vocabulary import TERMS

_NAME_WORD = r"[A-Z][\w.'’-]+"
_NAMED = r"((?:[\w.'’-]+)(?:\s+[\w.'’-]+){0,2})"  # up to three words that may be a name
_LIKE = re.compile(
    r"\b(?:looks?\s+(?:exactly\s+|just\s+|a\s+bit\s+)?like|looking\s+like|resembl(?:es|ing|e)|"
    r"reminiscent\s+of|with\s+the\s+face\s+of|face\s+of|lookalike\s+of|as\s+if\s+played\s+by)\s+"
    + _NAMED,
    re.I,
)
_FAMOUS = re.compile(
    r"\b(?:celebrit(?:y|ies)|look-?alike|doppelg[aä]nger|movie\s+star|film\s+star|pop\s+star|"
    r"famous\s+(?:actor|actress|singer|model|footballer|athlete|person|politician|musician))\b",
    re.I,
)
_STYLE = re.compile(
    r"\b(?:in|with)\s+the\s+(?:photographic\s+|visual\s+)?style\s+of\s+" + _NAMED, re.I
)
_BY = re.compile(
    r"(?:^|[,(]\s*|\b(?i:photo|photograph|photographed|photography|portrait|shot|image|artwork|art|"
    rf"painted|painting)\s+)(?i:by)\s+({_NAME_WORD}(?:\s+(?:de|van|von|der|la|di|da|{_NAME_WORD}))+)"
)
_NOBODY = frozenset(TERMS["not-a-name"])  # what may follow "looks like" without being somebody
_NO_ARTIST = frozenset((*TERMS["manner-words"], *TERMS["old-masters"]))


def _names(pattern: re.Pattern[str], match: Match) -> list[str]:
    """The words that the pattern's first group holds in a match of it."""
    found = pattern.fullmatch(match.text)
    return [word.strip(".'’") for word in found[1].split()] if found else []


@prompt_rule(
    id="named-likeness",
    title="Another person's likeness",
    message="“{words}” makes the portrait look like somebody who has not agreed.",
    fix="Take the comparison out; name what you like about it: the light, the pose, the mood.",
    rationale="A likeness needs its owner's consent, in law in many countries and by the rules of "
    "most services. It also drowns the sitter's own.",
    severity="fail",
    passes=(
        Example("looks like someone you could talk to"),
        Example("portrait of Ada Mensah, founder"),
        Example("looks like film"),
    ),
    fails=(
        Example("founder who looks like Emma Stone"),
        Example("celebrity lookalike, studio"),
        Example("portrait, looking like brad pitt, café"),
    ),
)
def named_likeness(text: PromptText) -> Iterator[Hit]:
    """A comparison with a name, or the word celebrity."""
    for match in text.prompt.search(_FAMOUS):
        yield Hit(match)
    for match in text.prompt.search(_LIKE):
        words = _names(_LIKE, match)
        ends_here = re.match(r"\s*(?:[,.;:!?)\n]|$)", text.prompt.text[match.end :])
        is_pair = len(words) == 2 and not _NOBODY & {word.lower() for word in words}
        is_capital = words[0][:1].isupper() and words[0].lower() not in _NOBODY
        if is_capital or (is_pair and ends_here):
            yield Hit(match)


@prompt_rule(
    id="living-artist",
    title="A living artist's style by name",
    message="“{words}” borrows a living artist's name and style.",
    fix="Describe it: light, lens, colour, grain. “Soft window light, 50mm, muted colours”.",
    rationale="The artist has not agreed, some services refuse such names, and a name carries a "
    "look without your saying which part of it you want.",
    passes=(
        Example("in the style of a 1990s yearbook photo"),
        Example("standing by Lake Como, editorial style"),
        Example("light in the style of Vermeer"),
    ),
    fails=(
        Example("portrait in the style of Annie Leibovitz"),
        Example("portrait, by Jane Q. Photographer"),
        Example("founder, greg rutkowski, artgerm"),
    ),
)
def living_artist(text: PromptText) -> Iterator[Hit]:
    """A style by a person's name. Names of the long dead and of movements pass."""
    for match in text.prompt.search(_STYLE):
        words = _names(_STYLE, match)
        is_person = not _NO_ARTIST & {word.lower() for word in words}
        if is_person and (len(words) > 1 or words[0][:1].isupper()):
            yield Hit(match)
    for match in text.prompt.search(_BY):
        if not _NO_ARTIST & {word.lower() for word in _names(_BY, match)}:
            lead = len(match.text) - len(match.text.lstrip(", ("))
            yield Hit(Match(match.start + lead, match.end, match.text[lead:]))
    for match in text.prompt.find(TERMS["living-artist"]):
        yield Hit(match)


RULES = (named_likeness, living_artist)
