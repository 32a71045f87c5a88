"""Platform: one place where a portrait is shown, and what it asks for. Data in platforms.toml."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from ..errors import ExportError, UnknownName
from ..geometry import Extent

SHAPES = ("circle", "rectangle")
GRADES = ("official", "quoted", "guides", "house")
SUFFIX_OF_FORMAT = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp", "AVIF": ".avif"}
KIT_PLATFORMS = ("linkedin", "instagram", "x", "website-bio", "press-4x5")
_CENTERED = 0.5
NO_PLATFORM = ("passport", "visa", "id", "id-card", "driving-licence", "biometric")
NO_DOCUMENTS = (
    "Catchlight makes no pictures for passports, visas or identity cards: each country has its own "
    "rules for them, and retouching is not allowed in them. Expected a platform. Use a photo "
    "booth or your authority's own service."
)


@dataclass(frozen=True)
class Platform:
    """What one platform asks for.

    `size` is what is written, in pixels; `shape` "circle" (a circle is cut out of it) or
    "rectangle". `formats` may be written, the first by default; `max_bytes` is the file's limit.
    `face_fraction` is the wanted height of the face (top of the forehead to chin), `eye_line` that
    of the eyes from the top, both as shares of the height; `face_x` the face's place across.
    `grade` says how sure the figures are: official, quoted, guides or house. `shown_px` is about
    how high it is shown, largest first, in CSS pixels.
    """

    id: str
    title: str
    size: Extent
    shape: str
    formats: tuple[str, ...]
    max_bytes: int
    face_fraction: float
    eye_line: float
    face_x: float
    file_name: str
    checked_on: date
    grade: str
    source_title: str
    source: str
    note: str
    shown_px: tuple[int, ...] = ()

    @property
    def is_circle(self) -> bool:
        """Whether a circle is cut out of the picture."""
        return self.shape == "circle"

    @property
    def aspect(self) -> float:
        """Width over height."""
        return self.size.width / self.size.height

    def file_named(self, name: str, file_format: str = "") -> str:
        """The file's name for a sitter or project name: "ana-linkedin.jpg".

        Raises ExportError when the platform does not take `file_format`.
        """
        chosen = file_format.upper() or self.formats[0]
        if chosen not in self.formats:
            raise ExportError(_not_taken(self, chosen))
        return self.file_name.format(name=slug(name)) + SUFFIX_OF_FORMAT[chosen]

    def preferring(self, file_format: str) -> Platform:
        """The same platform with this format written first. Raises ExportError if not taken."""
        chosen = file_format.upper().replace("JPG", "JPEG")
        if chosen not in self.formats:
            raise ExportError(_not_taken(self, file_format))
        others = tuple(one for one in self.formats if one != chosen)
        return replace(self, formats=(chosen, *others))

    def named(self, pattern: str) -> Platform:
        """The same platform with another pattern for file names. Raises ExportError.

        {name}, {platform}, {width} and {height} are filled in; a pattern must hold {name} or
        {platform}.
        """
        try:
            size = self.size
            filled = pattern.format(
                name="{name}", platform=self.id, width=size.width, height=size.height
            )
        except (KeyError, IndexError, ValueError) as error:
            filled = ""
            reason = f" ({error})"
        else:
            reason = ""
        is_plain = bool(filled) and not set(filled) & set("/\\:") and not filled.startswith(".")
        if not is_plain or not ("{name}" in pattern or "{platform}" in pattern):
            raise ExportError(
                f"The file name pattern {pattern!r} cannot be used{reason}. Expected text with "
                "{name} or {platform}, and {width} and {height} if you like: "
                '"{name}_{platform}_{width}x{height}".'
            )
        return replace(self, file_name=filled)


def slug(name: str) -> str:
    """A name fit for a file: "Zoë 李" → "zoe-li"; "portrait" when nothing is left."""
    from anyascii import anyascii

    plain = anyascii(unicodedata.normalize("NFC", name))
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-") or "portrait"


@cache
def platforms() -> Mapping[str, Platform]:
    """Every platform by id, in the order of the data file."""
    text = (resources.files(__package__) / "platforms.toml").read_text(encoding="utf-8")
    return platforms_from_toml(text, "platforms.toml")


def find_platform(name: str) -> Platform:
    """The platform called `name`; "website-bio:avif" writes that format.

    Raises UnknownName with close matches, ExportError for a format that it does not take and for
    documents of identity.
    """
    known = platforms()
    bare, _, file_format = name.partition(":")
    if bare.lower() in NO_PLATFORM:
        raise ExportError(NO_DOCUMENTS)
    if bare not in known:
        raise UnknownName("platform", bare, known, "catchlight platforms")
    return known[bare].preferring(file_format) if file_format else known[bare]


def _not_taken(platform: Platform, file_format: str) -> str:
    return (
        f"{platform.title} does not take {file_format.upper()}. "
        f"Expected {' or '.join(platform.formats)}. Leave the format out to get the first."
    )


def platforms_from_toml(text: str, where: str) -> dict[str, Platform]:
    """Platforms from the data's text. Raises ExportError naming the platform and the field."""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ExportError(f"{where} is not valid TOML: {error}. Mend that line.") from error
    checked_on = values.pop("checked_on", None)
    return {name: _platform(name, entry, checked_on, where) for name, entry in values.items()}


def _platform(name: str, entry: Mapping[str, Any], checked_on: Any, where: str) -> Platform:
    try:
        found = Platform(
            id=name,
            title=str(entry["title"]),
            size=Extent(*(int(side) for side in entry["size"])),
            shape=str(entry["shape"]),
            formats=tuple(entry["formats"]),
            max_bytes=int(entry["max_bytes"]),
            face_fraction=float(entry["face"]),
            eye_line=float(entry["eyes"]),
            face_x=float(entry.get("face_x", _CENTERED)),
            file_name=str(entry["file_name"]),
            checked_on=entry.get("checked_on", checked_on),
            grade=str(entry["grade"]),
            source_title=str(entry["source_title"]),
            source=str(entry["source"]),
            note=str(entry["note"]),
            shown_px=tuple(int(size) for size in entry.get("shown", ())),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ExportError(
            f"{where}: platform {name!r} is incomplete or malformed ({error}). "
            "Compare it with another entry."
        ) from error
    for field, is_right, expected in _checks(found):
        if not is_right:
            raise ExportError(f"{where}: platform {name!r}: {field} is wrong. Expected {expected}.")
    return found


def _checks(it: Platform) -> tuple[tuple[str, bool, str], ...]:
    return (
        ("shape", it.shape in SHAPES, " or ".join(SHAPES)),
        ("grade", it.grade in GRADES, " or ".join(GRADES)),
        ("size", min(it.size) > 0, "width and height in pixels"),
        ("size", not it.is_circle or it.size.width == it.size.height, "a square for a circle"),
        (
            "formats",
            bool(it.formats) and set(it.formats) <= set(SUFFIX_OF_FORMAT),
            ", ".join(SUFFIX_OF_FORMAT),
        ),
        ("max_bytes", it.max_bytes > 0, "a limit in bytes"),
        ("face", 0 < it.face_fraction < 1, "a share of the height, 0…1"),
        ("eyes", 0 < it.eye_line < 1, "a share of the height, 0…1"),
        ("face_x", 0 < it.face_x < 1, "a share of the width, 0…1"),
        ("file_name", "{name}" in it.file_name, "a pattern with {name}"),
        (
            "shown",
            it.shown_px == tuple(sorted(it.shown_px, reverse=True))
            and min(it.shown_px, default=1) > 0,
            "heights in pixels, the largest first",
        ),
        ("checked_on", isinstance(it.checked_on, date), "a date, as 2026-11-23"),
        ("source", it.grade == "house" or it.source.startswith("https://"), "an https address"),
    )
