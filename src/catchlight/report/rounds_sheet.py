"""Rounds sheet: what was asked in each round, and what came of it, on one page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..image import Pixels, to_pixels, to_uint8
from .contact_sheet import GROUND, INK, QUIET, fitted
from .loop_note import LoopNote, RoundNote
from .typography import font, plain, wrapped

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

PICTURE_PX = (300, 375)
WORDS_PX, GAP_PX, MARGIN_PX, HEAD_PX, CAPTION_PX = 560, 28, 60, 130, 66
HEADING, ROUND, TEXT, SMALL = 46.0, 30.0, 20.0, 19.0
LINE_PX, MOST_LINES = 27, 14
VERDICT_WORDS = {
    "pass": "passes",
    "fix": "an edit would mend it",
    "reshoot": "asks for another picture",
}
UNLIKE = "not like the sitter"
MARK = (46, 125, 80)


@dataclass(frozen=True, eq=False)
class Frame:
    """One take: its picture, what the critique said, and whether it is like the sitter."""

    picture: Pixels
    verdict: str
    is_like: bool = True


def rounds_sheet(loop: LoopNote, frames: Mapping[str, Frame], heading: str) -> Pixels:
    """The sheet as a picture, one round a row; `frames` are the takes by id."""
    from PIL import Image, ImageDraw

    rows = loop.rounds
    most = max((len(row.takes) for row in rows), default=0)
    width = 2 * MARGIN_PX + WORDS_PX + most * (PICTURE_PX[0] + GAP_PX)
    row_px = PICTURE_PX[1] + CAPTION_PX + GAP_PX
    height = HEAD_PX + MARGIN_PX + len(rows) * row_px + MARGIN_PX
    sheet = Image.new("RGB", (width, height), GROUND)
    draw = ImageDraw.Draw(sheet)
    draw.text((MARGIN_PX, MARGIN_PX - 8), plain(heading), INK, font(HEADING))
    for place, row in enumerate(rows):
        top = HEAD_PX + MARGIN_PX // 2 + place * row_px
        _words(draw, row, top)
        for number, name in enumerate(row.takes):
            left = MARGIN_PX + WORDS_PX + GAP_PX + number * (PICTURE_PX[0] + GAP_PX)
            picture = fitted(frames[name].picture, PICTURE_PX)
            beside, above = PICTURE_PX[0] - picture.shape[1], PICTURE_PX[1] - picture.shape[0]
            sheet.paste(Image.fromarray(to_uint8(picture)), (left + beside // 2, top + above))
            verdict = frames[name].verdict if frames[name].is_like else UNLIKE
            _caption(draw, verdict, name == row.best, left, top + PICTURE_PX[1] + 10)
    footnote = wrapped(loop.said, SMALL, width - 2 * MARGIN_PX, most_lines=1)[0]
    draw.text((MARGIN_PX, height - MARGIN_PX + 4), plain(footnote), QUIET, font(SMALL))
    return to_pixels(np.asarray(sheet))


def _words(draw: ImageDraw, row: RoundNote, top: int) -> None:
    """The round's number, and what was asked or changed; what does not fit ends in "…"."""
    draw.text((MARGIN_PX, top - 4), plain(f"Round {row.number}"), INK, font(ROUND))
    words = row.changes or (row.unchanged,)
    each = (MOST_LINES - len(words) + 1) // len(words)
    lines: list[str] = []
    for piece in words:
        lines += [*wrapped(piece, TEXT, WORDS_PX - 10, most_lines=each), ""]
    for number, line in enumerate(lines):
        draw.text((MARGIN_PX, top + 46 + number * LINE_PX), plain(line), QUIET, font(TEXT))


def _caption(draw: ImageDraw, verdict: str, is_best: bool, left: int, top: int) -> None:
    """What the critique said; a line under the take whose words the next round revised."""
    colour = MARK if verdict == "pass" else INK
    draw.text((left, top), VERDICT_WORDS.get(verdict, verdict), colour, font(SMALL))
    if is_best:
        draw.rectangle((left, top + 28, left + PICTURE_PX[0] - 1, top + 31), fill=INK)
