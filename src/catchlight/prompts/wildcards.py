"""Variants and wildcards in prompts: `{a|b}`, `{2$$ and $$a|b|c}`, `__name__`, `${x=…}`, seeded.

The syntax is the one that people know from dynamic prompts. An option may carry a weight
(`{3::a|b}`), a count may be a range (`{1-2$$, $$a|b|c}`), everything nests. `\\{` is a plain brace.
The same template, seed and wildcards give the same text on every machine.
"""

from __future__ import annotations

import fnmatch
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import combinations
from pathlib import Path
from types import MappingProxyType

from ..errors import BriefError, UnknownName
from .lexicon import lexicon
from .template import MAX_DEPTH, Named, Option, Part, Parts, Variable, Variant, parsed

MAX_VARIANTS = 1000  # writing out every expansion stops here, aloud

Wildcards = Mapping[str, Sequence[str]]
Scope = Mapping[str, Parts]


def expand(template: str, seed: int | str = 0, wildcards: Wildcards | None = None) -> str:
    """One expansion, chosen by the seed. Raises BriefError (syntax), UnknownName (wildcard)."""
    chooser = _Chooser(random.Random(str(seed)), _all_wildcards(wildcards))
    return _tidy(chooser.text(parsed(template), 0))


def expand_all(
    template: str, wildcards: Wildcards | None = None, limit: int = MAX_VARIANTS
) -> tuple[str, ...]:
    """Every expansion, each once, in the order written. Raises BriefError above `limit`."""
    walker = _Walker(_all_wildcards(wildcards))
    found: dict[str, None] = {}
    for tried, (text, _) in enumerate(walker.texts(parsed(template), 0, {})):
        found[_tidy(text)] = None
        if len(found) > limit or tried > 100 * limit:
            raise BriefError(
                f"The template has more than {limit} expansions. Expected at most {limit}; use "
                "seeds to draw some of them, or write fewer options."
            )
    return tuple(found)


def wildcards_from_folder(folder: Path) -> dict[str, tuple[str, ...]]:
    """Wildcards from `*.txt` files: one option a line, `#` starts a comment, name = file name."""
    files = sorted(folder.rglob("*.txt"))
    if not files:
        raise BriefError(
            f"The folder {folder} holds no wildcard files. Expected text files like hats.txt, one "
            "option a line. Check the path."
        )
    found: dict[str, tuple[str, ...]] = {}
    for file in files:
        try:
            lines = file.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise BriefError(
                f"The wildcard file {file} could not be read ({error}). Expected UTF-8 text."
            ) from error
        options = tuple(s for line in lines if (s := line.strip()) and not s.startswith("#"))
        found[file.relative_to(folder).with_suffix("").as_posix()] = options
    return found


@cache
def built_in_wildcards() -> Wildcards:
    """Lists from the lexicon: `__identity__`, `__emotion__`, `__context__`, `__gaze__`, …"""
    pools = lexicon().pools
    by_name = {p: tuple(pools[p]) for p in ("identity", "emotion", "context", "era", "motif")}
    by_tag = {
        p: tuple(entry.tag for entry in pools[p].values())
        for p in ("gaze", "expression", "posture", "light", "palette", "lens")
    }
    return MappingProxyType(by_name | by_tag)


def _all_wildcards(own: Wildcards | None) -> Wildcards:
    return {**built_in_wildcards(), **(own or {})}


def _tidy(text: str) -> str:
    return re.sub(r"[ \t]{2,}", " ", text).strip()


def _lines(wildcard: Named, wildcards: Wildcards) -> tuple[str, ...]:
    names = [name for name in wildcards if fnmatch.fnmatchcase(name, wildcard.pattern)]
    lines = tuple(line for name in names for line in wildcards[name])
    if not lines:
        raise UnknownName("wildcard", wildcard.pattern, wildcards)
    return lines


def _options(variant: Variant, wildcards: Wildcards) -> list[Option]:
    """The options to choose from; `{2$$__name__}` chooses among the lines, so none comes twice."""
    options = [option for option in variant.options if option.weight > 0]
    only = options[0].parts[0] if len(options) == 1 and len(options[0].parts) == 1 else None
    if variant.high == 1 or not isinstance(only, Named):
        return options
    return [Option(parsed(line)) for line in _lines(only, wildcards)]


def _deeper(depth: int, name: str) -> int:
    if depth >= MAX_DEPTH:
        raise BriefError(f"The wildcard {name!r} leads back to itself. Break the circle.")
    return depth + 1


class _Chooser:
    """Draws one text."""

    def __init__(self, rng: random.Random, wildcards: Wildcards) -> None:
        self.rng, self.wildcards = rng, wildcards
        self.variables: dict[str, Parts] = {}

    def text(self, parts: Parts, depth: int) -> str:
        return "".join(self._part(part, depth) for part in parts)

    def _part(self, part: Part, depth: int) -> str:
        if isinstance(part, str):
            return part
        if isinstance(part, Variant):
            return self._variant(part, depth)
        if isinstance(part, Named):
            line = self.rng.choice(_lines(part, self.wildcards))
            return self.text(parsed(line), _deeper(depth, part.pattern))
        return self._variable(part, depth)

    def _variant(self, variant: Variant, depth: int) -> str:
        options = _options(variant, self.wildcards)
        high = min(variant.high, len(options))
        chosen: list[Option] = []
        for _ in range(self.rng.randint(min(variant.low, high), high)):
            pick = self.rng.choices(options, [option.weight for option in options])[0]
            options.remove(pick)
            chosen.append(pick)
        return variant.joiner.join(self.text(option.parts, depth) for option in chosen)

    def _variable(self, variable: Variable, depth: int) -> str:
        if variable.value is not None:
            drawn = variable.value
            self.variables[variable.name] = (
                (self.text(drawn, depth),) if variable.is_fixed else drawn
            )
            return ""
        if variable.name not in self.variables:
            raise UnknownName("variable", variable.name, self.variables)
        return self.text(self.variables[variable.name], _deeper(depth, variable.name))


class _Walker:
    """Walks through all texts, in the order written, without holding them."""

    def __init__(self, wildcards: Wildcards) -> None:
        self.wildcards = wildcards

    def texts(self, parts: Parts, depth: int, scope: Scope) -> Iterator[tuple[str, Scope]]:
        if not parts:
            yield "", scope
            return
        for head, inner in self._part(parts[0], depth, scope):
            for tail, outer in self.texts(parts[1:], depth, inner):
                yield head + tail, outer

    def _part(self, part: Part, depth: int, scope: Scope) -> Iterator[tuple[str, Scope]]:
        if isinstance(part, str):
            yield part, scope
        elif isinstance(part, Variant):
            options = _options(part, self.wildcards)
            high = min(part.high, len(options))
            for count in range(min(part.low, high), high + 1):
                for chosen in combinations(options, count):
                    for texts in self._each(chosen, depth, scope):
                        yield part.joiner.join(texts), scope
        elif isinstance(part, Named):
            for line in _lines(part, self.wildcards):
                yield from self.texts(parsed(line), _deeper(depth, part.pattern), scope)
        else:
            yield from self._variable(part, depth, scope)

    def _each(
        self, chosen: Sequence[Option], depth: int, scope: Scope
    ) -> Iterator[tuple[str, ...]]:
        if not chosen:
            yield ()
            return
        for head, _ in self.texts(chosen[0].parts, depth, scope):
            for tail in self._each(chosen[1:], depth, scope):
                yield (head, *tail)

    def _variable(
        self, variable: Variable, depth: int, scope: Scope
    ) -> Iterator[tuple[str, Scope]]:
        if variable.value is not None and not variable.is_fixed:
            yield "", {**scope, variable.name: variable.value}
        elif variable.value is not None:
            for text, _ in self.texts(variable.value, depth, scope):
                yield "", {**scope, variable.name: (text,)}
        elif variable.name not in scope:
            raise UnknownName("variable", variable.name, scope)
        else:
            parts = scope[variable.name]
            for text, _ in self.texts(parts, _deeper(depth, variable.name), scope):
                yield text, scope
