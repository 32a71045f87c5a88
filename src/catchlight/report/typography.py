"""Text in pictures: a part of Noto Sans that comes with Catchlight (SIL Open Font License).

It holds the letters of Latin (with accents and Vietnamese), Greek and Cyrillic. Letters of other
scripts are drawn with a typeface of the machine that has them; where there is none they are written
in Latin letters ("李" → "Li"), never as boxes. The HTML report always shows a name as it was given.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib import resources
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

TYPEFACE = "NotoSans-subset.ttf"
# Where systems keep a typeface with many scripts; the first that exists and has the letter is used.
SYSTEM_TYPEFACES = (
    "/System/Library/Fonts/PingFang.ttc",
    "/System/Library/Fonts/AppleSDGothicNeo.ttc",
    "/System/Library/Fonts/Supplemental/Arial Unicode.ttf",
    "C:/Windows/Fonts/msyh.ttc",
    "C:/Windows/Fonts/malgun.ttf",
    "C:/Windows/Fonts/Nirmala.ttf",
    "C:/Windows/Fonts/segoeui.ttf",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
)
_MEASURED_AT_PX = 100.0
_PROBED_AT_PX = 24.0
_NO_LETTER = "\uffff"  # never assigned: drawn as the typeface's mark for "no such letter"
_UNKNOWN = "?"
Run = tuple[str, str]  # text and the typeface that has its letters ("" = the shipped one)


@cache
def font(size_px: float, typeface: str = "") -> FreeTypeFont:
    """A typeface at a size in pixels; the shipped one without a name."""
    from PIL import ImageFont

    if typeface:
        return ImageFont.truetype(typeface, size_px)
    data = (resources.files(__package__) / "typeface" / TYPEFACE).read_bytes()
    return ImageFont.truetype(BytesIO(data), size_px)


def plain(text: str) -> str:
    """The text in letters that can be drawn here; what no typeface has is put in Latin letters."""
    return "".join(part for part, _ in runs(text))


@cache
def runs(text: str) -> tuple[Run, ...]:
    """The text in parts of one typeface each, in order; nothing in it is without a glyph."""
    placed: list[Run] = []
    for char in unicodedata.normalize("NFC", text):
        if char.isspace() or not char.isprintable():
            placed.append((" ", placed[-1][1] if placed else ""))
            continue
        found = _typeface_for(char)
        placed.append((char, found) if found is not None else (_in_latin(char), ""))
    grouped = groupby(placed, key=lambda one: one[1])
    return tuple(("".join(char for char, _ in part), name) for name, part in grouped)


@cache
def _typeface_for(char: str) -> str | None:
    """The typeface that has the letter: the shipped one, else one of the machine; None = neither"""
    return next((name for name in ("", *_present()) if _has(name, char)), None)


@cache
def _present() -> tuple[str, ...]:
    return tuple(name for name in SYSTEM_TYPEFACES if Path(name).is_file())


def _has(typeface: str, char: str) -> bool:
    try:
        letters = font(_PROBED_AT_PX, typeface)
    except OSError:  # a file that is no typeface is as good as none
        return False
    drawn, missing = letters.getmask(char), letters.getmask(_NO_LETTER)
    return drawn.size != missing.size or bytes(drawn) != bytes(missing)


def _in_latin(char: str) -> str:
    """The letter in Latin letters that the shipped typeface has: "李" → "Li"."""
    from anyascii import anyascii

    return anyascii(char) or _UNKNOWN


def width_px(text: str, size_px: float) -> float:
    """How wide the text will be, as drawn from large letters (small ones may be hinted wider)."""
    wide = sum(font(_MEASURED_AT_PX, name).getlength(part) for part, name in runs(text))
    return float(wide) * size_px / _MEASURED_AT_PX


def write(
    draw: ImageDraw,
    at: tuple[float, float],
    text: str,
    ink: tuple[int, int, int] | int,
    size_px: float,
    anchor: str = "ls",
) -> None:
    """Draw one line of text. `anchor`: l, m or r (where `at` lies across), then as Pillow's."""
    parts = runs(text)
    if len(parts) == 1:
        draw.text(at, parts[0][0], ink, font(size_px, parts[0][1]), anchor=anchor)
        return
    widths = [font(size_px, name).getlength(part) for part, name in parts]
    left = at[0] - sum(widths) * {"l": 0.0, "m": 0.5, "r": 1.0}[anchor[0]]
    if anchor[1] == "a":  # typefaces differ in height: they share a baseline, not a top
        top, upright = at[1] + font(size_px).getmetrics()[0], "s"
    else:
        top, upright = at[1], anchor[1]
    for (part, name), wide in zip(parts, widths, strict=True):
        draw.text((left, top), part, ink, font(size_px, name), anchor=f"l{upright}")
        left += wide


def wrapped(text: str, size_px: float, room_px: float, most_lines: int = 3) -> list[str]:
    """The text in lines no wider than `room_px`; what does not fit ends in "…"."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        tried = f"{line} {word}".strip()
        if line and width_px(tried, size_px) > room_px:
            lines.append(line)
            line = word
        else:
            line = tried
    lines.append(line)
    if len(lines) > most_lines:
        lines = lines[:most_lines]
        while lines[-1] and width_px(lines[-1] + "…", size_px) > room_px:
            lines[-1] = lines[-1].rpartition(" ")[0]
        lines[-1] += "…"
    return lines
