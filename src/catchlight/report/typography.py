"""Text in pictures: the typeface that comes with Pillow (Aileron), so no font file is needed."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont, ImageFont

# The shipped face holds ASCII and a few signs; these are written with what it has.
_INSTEAD = str.maketrans(
    {"—": "-", "–": "-", "−": "-", "×": "x", "→": ">", "≤": "<=", "≥": ">=", "ß": "ss", "ø": "o"}
    | {"Ø": "O", "ł": "l", "Ł": "L", "æ": "ae", "Æ": "AE", "œ": "oe", "ı": "i", "đ": "d"}
)
_MEASURED_AT_PX = 100.0
_EXTRA_GLYPHS = frozenset("·…°‘’“”")


@cache
def font(size_px: float) -> FreeTypeFont | ImageFont:
    """The typeface at a size in pixels."""
    from PIL import ImageFont

    return ImageFont.load_default(size_px)


def plain(text: str) -> str:
    """The text in letters that the typeface has: accents fall away, the unknown becomes "?"."""
    replaced = text.translate(_INSTEAD)
    letters: list[str] = []
    for char in replaced:
        if char in _EXTRA_GLYPHS or (char.isascii() and char.isprintable()):
            letters.append(char)
            continue
        bare = unicodedata.normalize("NFKD", char).encode("ascii", "ignore").decode()
        letters.append(bare if bare.isprintable() and bare else "?")
    return "".join(letters)


def width_px(text: str, size_px: float) -> float:
    """How wide the text will be, as drawn from large letters (small ones are hinted wider)."""
    return float(font(_MEASURED_AT_PX).getlength(plain(text))) * size_px / _MEASURED_AT_PX


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
