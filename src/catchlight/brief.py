"""Brief: who sits, what the portrait is for, and which emotional job it has."""

from __future__ import annotations

import difflib
import re
import shlex
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from .color import is_hex_color
from .errors import BriefError

DEFAULT_PLATFORMS = ("linkedin", "instagram", "x", "website-bio", "press-4x5")
MAX_TAKES = 24
_OFF_COMMENT = re.compile(r"^\s*#\s*catchlight:\s*off\s+([a-z0-9-]+)\s*$", re.MULTILINE)


@dataclass(frozen=True)
class Brief:
    """What a portrait is for. Only `job` is needed; everything else steers.

    `job` is an emotional job ("trust") or a blend ("trust=0.7,creativity=0.3"). `identity`,
    `emotion` and `context` are the three layers; `detail` is the one memorable human detail to
    protect; `palette` the brand's colours as #rrggbb; `off` rules that are not to be applied;
    `face` which face (1 = leftmost) where a photo shows several.
    """

    job: str
    sitter: str = ""
    identity: str = ""
    emotion: str = ""
    context: str = ""
    detail: str = ""
    concept: str = ""
    palette: tuple[str, ...] = ()
    platforms: tuple[str, ...] = DEFAULT_PLATFORMS
    takes: int = 8
    seed: int = 0
    face: int | None = None
    off: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.job.strip():
            raise BriefError(
                'The brief has no emotional job. Expected job = "trust" or another one. '
                "`catchlight jobs` lists them."
            )
        for color in self.palette:
            if not is_hex_color(color):
                raise BriefError(
                    f"The brief's palette holds {color!r}. Expected colours written #rrggbb, "
                    "like #1f4e79."
                )
        if not 1 <= self.takes <= MAX_TAKES:
            raise BriefError(f"The brief asks for {self.takes} takes. Expected 1 to {MAX_TAKES}.")
        if self.seed < 0:
            raise BriefError(f"The brief's seed is {self.seed}. Expected a whole number from 0 up.")
        if not self.platforms:
            raise BriefError(
                "The brief names no platform. Expected at least one, like linkedin. "
                "`catchlight platforms` lists them."
            )
        if self.face is not None and self.face < 1:
            raise BriefError(
                f"The brief chooses face {self.face}. Expected 1 or more, counted from the left."
            )

    def with_options(self, **given: Any) -> Brief:
        """The brief with every option that was given (not None) put in its place."""
        return replace(self, **{name: value for name, value in given.items() if value is not None})

    def to_dict(self) -> dict[str, Any]:
        """Plain values, as kept in kit.json."""
        return {
            field.name: list(value)
            if isinstance(value := getattr(self, field.name), tuple)
            else value
            for field in fields(self)
        }


def command_of(names: Sequence[str], brief: Brief, options: Sequence[str] = ()) -> str:
    """The command that repeats a direction; `options` are words besides the brief's."""
    words = ["catchlight", "direct", *names, "--job", brief.job, "--seed", str(brief.seed)]
    words += ["--takes", str(brief.takes)]
    for option in ("sitter", "identity", "emotion", "context", "detail", "concept"):
        if text := getattr(brief, option):
            words += [f"--{option}", text]
    if brief.palette:
        words += ["--palette", *brief.palette]
    if brief.face is not None:
        words += ["--face", str(brief.face)]
    if brief.platforms != DEFAULT_PLATFORMS or "--brief" in options:  # a file may name others
        words += ["--platforms", *brief.platforms]
    words += options
    return shlex.join(words)


def brief_from_toml(path: Path) -> Brief:
    """Read a brief file. Raises BriefError naming the field that is wrong.

    A comment line `# catchlight: off RULE` leaves a rule out.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BriefError(
            f"The brief {path} could not be read ({error}). Check the path; it is a TOML text file."
        ) from error
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BriefError(
            f"The brief {path} is not valid TOML: {error}. Mend that line and try again."
        ) from error
    off = tuple(_OFF_COMMENT.findall(text))
    return brief_from_mapping(values, str(path), off)


def brief_from_mapping(values: Mapping[str, Any], where: str, off: tuple[str, ...] = ()) -> Brief:
    """A brief from plain values, each checked. Raises BriefError naming field and place."""
    kinds = {field.name: field.type for field in fields(Brief)}
    given: dict[str, Any] = {}
    for name, value in values.items():
        if name not in kinds:
            close = difflib.get_close_matches(name, kinds, n=1)
            hint = f" Did you mean {close[0]!r}?" if close else f" Known: {', '.join(kinds)}."
            raise BriefError(f"{where} has a field {name!r} that a brief does not know.{hint}")
        given[name] = _checked(name, value, str(kinds[name]), where)
    if "job" not in given:
        raise BriefError(
            f'{where} names no emotional job. Expected a line like job = "trust". '
            "`catchlight jobs` lists them."
        )
    given["off"] = tuple(given.get("off", ())) + off
    return Brief(**given)


def _checked(name: str, value: Any, kind: str, where: str) -> Any:
    if kind == "str" and isinstance(value, str):
        return value
    if kind.startswith("int") and isinstance(value, int) and not isinstance(value, bool):
        return value
    is_list = kind.startswith("tuple") and isinstance(value, list | tuple)
    if is_list and all(isinstance(item, str) for item in value):
        return tuple(value)
    wanted = {"s": "text in quotes", "i": "a whole number", "t": "a list of texts"}[kind[0]]
    raise BriefError(f"{where}: {name} is {value!r}. Expected {wanted}.")
