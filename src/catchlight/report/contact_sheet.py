"""Contact sheet: the original and every take side by side, numbered in the order of their rank."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from ..image import Pixels, to_pixels, to_uint8
from .typography import width_px, wrapped, write
from .words import AXES

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

GROUND, INK, QUIET, PICK = (222, 222, 222), (28, 28, 28), (92, 92, 92), (28, 28, 28)
MARK = (158, 42, 32)  # brick red: seen, and no alarm
CELL_PX = (500, 625)  # room for one picture, width × height
GAP_PX, MARGIN_PX = 44, 72
HEAD_PX, FOOT_PX = 150, 84
HEADING, SUBHEADING, TITLE, SMALL = 54.0, 27.0, 27.0, 21.0  # letter sizes in pixels
TITLE_LINE, SMALL_LINE = 36, 29
AXIS_COLUMN_PX = 172
_MOST_COLUMNS, _WANTED_SHAPE, _SHAPE_WEIGHT, _WITH_CAPTION = 6, 1.4, 3.0, 1.3
SHOWN_AXES = ("job_fit", "clarity", "likeness", "human_texture", "technical")
FOOTNOTE = (
    "In the order of their rank for the job; the words are separate axes. "
    "There is no score of beauty."
)


@dataclass(frozen=True, eq=False)
class Tile:
    """One picture of the sheet. `axes` are 0…1, as the ranking gives them; empty = none shown.

    `notes` are lines below the title; `mark` is a word on a red tab, with a red line under the
    picture: something is to be looked at.
    """

    picture: Pixels
    title: str
    axes: Mapping[str, float | None]
    is_original: bool = False
    is_pick: bool = False
    notes: tuple[str, ...] = ()
    mark: str = ""


def contact_sheet(
    tiles: Sequence[Tile], heading: str, subheading: str = "", footnote: str = FOOTNOTE
) -> Pixels:
    """The sheet as a picture. Give the tiles in rank order; an original goes first, unnumbered."""
    from PIL import Image, ImageDraw

    ordered = sorted(tiles, key=lambda tile: not tile.is_original)
    columns = columns_for(len(ordered))
    rows = math.ceil(len(ordered) / columns)
    caption = _caption_height(ordered)
    width = 2 * MARGIN_PX + columns * CELL_PX[0] + (columns - 1) * GAP_PX
    height = HEAD_PX + MARGIN_PX + rows * (CELL_PX[1] + caption) + (rows - 1) * GAP_PX + FOOT_PX
    sheet = Image.new("RGB", (width, height), GROUND)
    draw = ImageDraw.Draw(sheet)
    _head(draw, heading, subheading)
    number = 0
    for place, tile in enumerate(ordered):
        row, column = divmod(place, columns)
        left = MARGIN_PX + column * (CELL_PX[0] + GAP_PX)
        top = HEAD_PX + MARGIN_PX + row * (CELL_PX[1] + caption + GAP_PX)
        picture = fitted(tile.picture, CELL_PX)
        beside, above = CELL_PX[0] - picture.shape[1], CELL_PX[1] - picture.shape[0]
        # Bottom-aligned, so that captions sit under their pictures.
        sheet.paste(Image.fromarray(to_uint8(picture)), (left + beside // 2, top + above))
        if tile.mark:
            edge = (left, top + CELL_PX[1] + 4, left + CELL_PX[0], top + CELL_PX[1] + 10)
            draw.rectangle(edge, fill=MARK)
        number += not tile.is_original
        _caption(draw, tile, number, left, top + CELL_PX[1])
    write(draw, (MARGIN_PX, height - FOOT_PX + 22), footnote, QUIET, SMALL, "la")
    return to_pixels(np.asarray(sheet))


def columns_for(count: int) -> int:
    """How many pictures a row holds: few empty places, and a sheet that is wider than high."""

    def cost(columns: int) -> float:
        rows = math.ceil(count / columns)
        shape = columns * CELL_PX[0] / (rows * CELL_PX[1] * _WITH_CAPTION)
        return (rows * columns - count) + _SHAPE_WEIGHT * abs(math.log(shape / _WANTED_SHAPE))

    return min(range(1, min(count, _MOST_COLUMNS) + 1), key=cost)


def fitted(pixels: Pixels, room: tuple[int, int]) -> Pixels:
    """The whole picture, as large as it fits into width × height; enlarged at most twice."""
    height, width = pixels.shape[:2]
    scale = min(room[0] / width, room[1] / height, 2.0)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return np.asarray(np.clip(cv2.resize(pixels, size, interpolation=how), 0, 1), dtype=np.float32)


def _head(draw: ImageDraw, heading: str, subheading: str) -> None:
    write(draw, (MARGIN_PX, MARGIN_PX - 8), heading, INK, HEADING, "la")
    if subheading:
        write(draw, (MARGIN_PX, MARGIN_PX + 66), subheading, QUIET, SUBHEADING, "la")


def _title_lines(tile: Tile) -> list[str]:
    tab = width_px(tile.mark, SMALL) + 20 if tile.mark else 18
    return wrapped(tile.title, TITLE, CELL_PX[0] - 46 - tab, most_lines=2)


def _axis_lines(tile: Tile) -> list[tuple[str, str]]:
    """Title and word of each axis to be shown."""
    shown = [axis for axis in AXES if axis.name in SHOWN_AXES and axis.name in tile.axes]
    return [(axis.title, axis.said(tile.axes[axis.name])) for axis in shown]


def _note_lines(tile: Tile) -> list[str]:
    room = CELL_PX[0] - 46
    return [line for note in tile.notes for line in wrapped(note, SMALL, room, most_lines=2)]


def _caption_height(tiles: Sequence[Tile]) -> int:
    tallest = max(
        len(_title_lines(tile)) * TITLE_LINE
        + (len(_note_lines(tile)) + len(_axis_lines(tile))) * SMALL_LINE
        for tile in tiles
    )
    return tallest + 34


def _caption(draw: ImageDraw, tile: Tile, number: int, left: int, top: int) -> None:
    at = top + 18
    mark = "" if tile.is_original else str(number)
    indent = 46 if mark else 0
    write(draw, (left, at), mark, INK, TITLE + 2, "la")
    lines = _title_lines(tile)
    for line in lines:
        write(draw, (left + indent, at), line, INK, TITLE, "la")
        at += TITLE_LINE
    if tile.is_pick or tile.mark:
        _tab(draw, tile.mark or "Pick", MARK if tile.mark else PICK, left, top)
    at += 6
    for line in _note_lines(tile):
        write(draw, (left + indent, at), line, INK if tile.mark else QUIET, SMALL, "la")
        at += SMALL_LINE
    for title, word in _axis_lines(tile):
        write(draw, (left + indent, at), title, QUIET, SMALL, "la")
        write(draw, (left + indent + AXIS_COLUMN_PX, at), word, INK, SMALL, "la")
        at += SMALL_LINE


def _tab(draw: ImageDraw, text: str, color: tuple[int, int, int], left: int, top: int) -> None:
    """A word on a dark tab at the right end of the caption's first line."""
    size = SMALL
    width = width_px(text, size) + 26
    right = left + CELL_PX[0]
    box = (right - width, top + 17, right, top + 17 + 32)
    draw.rounded_rectangle(box, 16, fill=color)
    write(draw, (right - width / 2, top + 33), text, GROUND, size, "mm")
