"""Minors: words that make the person in the portrait a child, or look like one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...errors import BriefError
from .rule import Example, Hit, PromptText, prompt_rule
from .text import LintedText, Match

ADULT_AGE_YEARS = 18
# What follows makes it somebody's work or a thing, not the person in the picture.
_ABOUT = (
    r"(?!['’]s\b|(?<=s)['’]\s|[\s-]+(?:care|psych\w+|counsel\w+|therap\w+|welfare|development|education|"
    r"rights|protection|safety|doctor|fiction|author|book|books|magazine|charity|coach|teacher|"
    r"programme|program|centre|center|labou?r|bearing|proof|gloves?|leather|blue|pink|grand|steps?|"
    r"boomer|brand|food|clinic|hospital|museum)\b)"
)
_CHILD = re.compile(
    r"(?<![^\W_])(?<!inner )(?<!like a )(?:"
    r"(?:young|little|small|tiny|cute|underage|teenaged?|teen)[\s_-]+"
    r"(?:girls?|boys?|lady|child|kids?|one|lad|lass)|"
    r"teen(?:s|ager|agers|age|aged)?|pre-?teens?|tweens?|adolescents?|child|kid|kiddo|"
    r"(?<!treats )(?<!teaches )(?<!for )(?<!about )(?:children|kids)|"
    r"toddlers?|infants?|bab(?:y|ies)|school[\s_-]?(?:girl|boy|child|kid)s?|"
    r"(?:high|middle|primary|elementary)[\s_-]school"
    r"(?:ers?|[\s_-](?:student|pupil|girl|boy|senior|junior)s?)|"
    r"underaged?|minors|juveniles?|loli(?:ta)?s?|shota|barely[\s-]legal|jail-?bait|child-?like|"
    r"like\s+a\s+(?:child|kid|teen\w*|little\s+(?:girl|boy)))(?![^\W_])" + _ABOUT,
    re.I,
)
_NUMBERS = (
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen",
)  # fmt: skip
_AGE = re.compile(
    r"\b(?:(\d{1,2}|" + "|".join(_NUMBERS) + r")[\s-]*(?:(?:years?|yrs?)[\s-]*old|y/?o)\b|"
    r"aged?\s+(?:of\s+)?(\d{1,2}|" + "|".join(_NUMBERS) + r")\b)"
    r"(?!\s+(?:whisk\w+|wine|company|startup|brand|business|firm|house|building|car|jacket|guitar|"
    r"tradition|studio|bakery|club|years)\b)",
    re.I,
)


def minor_matches(text: LintedText) -> Iterator[Match]:
    """Words for a minor, or an age under eighteen, that are not negated."""
    yield from text.search(_CHILD)
    for match in text.search(_AGE):
        found = _AGE.match(text.text, match.start)
        said = (found[1] or found[2]).lower() if found else ""
        age = _NUMBERS.index(said) + 10 if said in _NUMBERS else int(said or ADULT_AGE_YEARS)
        if age < ADULT_AGE_YEARS:
            yield match


def refuse_minors(words: str) -> None:
    """Raise BriefError when a brief's own words make the sitter a minor."""
    for match in minor_matches(LintedText(words)):
        raise BriefError(
            f"The brief says {match.text!r}. Expected an adult: Catchlight makes no portraits of "
            "minors or of people who are to look like them. Describe the adult sitter, by role."
        )


@prompt_rule(
    id="minor-lookalike",
    title="Words that make the person a minor",
    message="“{words}” makes the person a minor or look like one.",
    fix="Say who the adult is: a role, or “adult woman”, “adult man”, “adult”.",
    rationale="Nobody under eighteen, and nobody made to look so, is generated. The words are "
    "refused whatever else the prompt says.",
    severity="fail",
    passes=(
        Example("portrait of an adult student with a notebook"),
        Example("author of children's books in her study, no children in the frame"),
        Example("portrait of a 45 year old founder, childhood photograph on the wall"),
        Example("portrait of a baker, a 12 year old company behind him"),
        Example("a doctor who treats children, clinic"),
    ),
    fails=(
        Example("portrait of a young girl, soft light"),
        Example("a Teen creator looking at the camera"),
        Example("headshot for a teenager, two children behind"),
        Example("portrait of a 16-year-old athlete"),
        Example("founder who looks like a child"),
        Example("1 schoolgirl, café"),
    ),
)
def minor_lookalike(text: PromptText) -> Iterator[Hit]:
    """Words for a minor in the prompt."""
    return (Hit(match) for match in minor_matches(text.prompt))


@prompt_rule(
    id="girl-for-adult",
    title="“Girl” or “boy” for an adult",
    message="“{words}” draws generators towards much younger faces.",
    fix="Write “woman”, “man”, “person” or, better, the role: “founder”, “artist”.",
    rationale="Training captions use the words for children and for adults alike, so faces come "
    "out younger than the sitter.",
    severity="warn",
    passes=(Example("portrait of a woman who runs a bakery"), Example("cowboy shot of a farmer")),
    fails=(Example("1girl, café, looking at viewer"), Example("portrait of a girl in a suit")),
)
def girl_for_adult(text: PromptText) -> Iterator[Hit]:
    """Girl or boy, where it is not already a minor's description."""
    minors = [(match.start, match.end) for match in minor_matches(text.prompt)]
    for match in text.prompt.find(("girl", "girls", "boy", "boys", "1girl", "1boy", "babe")):
        if not any(start <= match.start < end for start, end in minors):
            yield Hit(match)


RULES = (minor_lookalike, girl_for_adult)
