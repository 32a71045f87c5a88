"""The syntax of variants and wildcards: a template's text → its parts."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..errors import BriefError

MAX_DEPTH = 12  # nesting beyond this is a wildcard that names itself
_WILDCARD = re.compile(r"__([A-Za-z0-9_*/ -]+?)__")
_COUNT = re.compile(r"\s*(\d{0,3})(-?)(\d{0,3})\$\$")
_WEIGHT = re.compile(r"\s*(\d+(?:\.\d+)?)::")
_VARIABLE = re.compile(r"\$\{\s*([A-Za-z_]\w*)\s*(?:=(!?)(.*))?\}", re.DOTALL)
_MANY = 1000  # the open end of a range like {2-$$a|b|c}


@dataclass(frozen=True)
class Option:
    """One alternative of a variant and its weight against the others."""

    parts: Parts
    weight: float = 1.0


@dataclass(frozen=True)
class Variant:
    """A choice of `low`…`high` different options, joined."""

    options: tuple[Option, ...]
    low: int = 1
    high: int = 1
    joiner: str = ", "


@dataclass(frozen=True)
class Named:
    """A wildcard: one line of the list of that name (`*` matches several lists)."""

    pattern: str


@dataclass(frozen=True)
class Variable:
    """`${x=…}` sets a variable, `${x}` uses it; `=!` chooses once, `=` anew at each use."""

    name: str
    value: Parts | None = None
    is_fixed: bool = False


Part = str | Variant | Named | Variable
Parts = tuple[Part, ...]


def has_wildcards(text: str) -> bool:
    """Whether there is anything to expand."""
    return bool(re.search(r"[{}]", text) or _WILDCARD.search(text))


def parsed(template: str) -> Parts:
    """The parts of a template. Raises BriefError saying at which character the syntax breaks."""
    parts, end = _parse(template, 0, 0, False)
    if end < len(template):
        raise BriefError(
            f"The template has a '}}' without its '{{' at character {end + 1}. Write \\}} for a "
            "plain brace."
        )
    return parts


def _parse(text: str, start: int, depth: int, in_variant: bool) -> tuple[Parts, int]:
    """Parts from `start` up to the end, or to the brace or bar that ends an option."""
    if depth > MAX_DEPTH:
        raise BriefError(f"The template nests deeper than {MAX_DEPTH} braces. Write it flatter.")
    parts: list[Part] = []
    plain: list[str] = []
    at = start
    while at < len(text):
        char = text[at]
        part: Part
        if char == "\\" and text[at + 1 : at + 2] in ("{", "}", "|", "$", "_", "\\"):
            plain.append(text[at + 1])
            at += 2
            continue
        if char == "}" or (char == "|" and in_variant):
            break
        if wildcard := _WILDCARD.match(text, at):
            part, at = Named(wildcard[1].strip()), wildcard.end()
        elif char == "{":
            part, at = _parse_variant(text, at, depth)
        elif text.startswith("${", at):
            part, at = _parse_variable(text, at, depth)
        else:
            plain.append(char)
            at += 1
            continue
        parts += ["".join(plain), part]
        plain = []
    parts.append("".join(plain))
    return tuple(part for part in parts if part != ""), at


def _parse_variant(text: str, start: int, depth: int) -> tuple[Variant, int]:
    at = start + 1
    low = high = 1
    joiner = ", "
    if count := _COUNT.match(text, at):
        at = count.end()
        low = int(count[1] or 1)
        high = int(count[3]) if count[3] else (_MANY if count[2] else low)
        closing = text.find("$$", at)
        if closing >= 0 and not re.search(r"[{}|]", text[at:closing]):
            joiner, at = text[at:closing], closing + 2
    options: list[Option] = []
    while True:
        weight = 1.0
        if weighed := _WEIGHT.match(text, at):
            weight, at = float(weighed[1]), weighed.end()
        parts, at = _parse(text, at, depth + 1, True)
        options.append(Option(parts, weight))
        if at >= len(text):
            raise _unclosed(start)
        at += 1
        if text[at - 1] == "}":
            break
    if sum(option.weight for option in options) <= 0:
        raise BriefError(f"The variant at character {start + 1} has no option with a weight > 0.")
    return Variant(tuple(options), min(low, high), max(low, high), joiner), at


def _parse_variable(text: str, start: int, depth: int) -> tuple[Variable, int]:
    open_braces = 0
    for at in range(start + 1, len(text)):
        open_braces += (text[at] == "{") - (text[at] == "}")
        if not open_braces:
            break
    else:
        raise _unclosed(start)
    found = _VARIABLE.fullmatch(text[start : at + 1])
    if not found:
        raise BriefError(
            f"{text[start : at + 1]!r} is not a variable. Expected ${{name=options}} or ${{name}}."
        )
    name, fixed, value = found.groups()
    parts = None if value is None else _parse(value, 0, depth + 1, False)[0]
    return Variable(name, parts, bool(fixed)), at + 1


def _unclosed(start: int) -> BriefError:
    return BriefError(
        f"The template has a '{{' without its '}}' at character {start + 1}. Close it, or write "
        "\\{ for a plain brace."
    )
