"""Marks as pixels: the same geometry, antialiased, composited on the photo."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import cv2
import numpy as np
import numpy.typing as npt

from ..color import hex_to_srgb
from ..geometry import Point
from ..image import Pixels
from .marks import (
    HALO_OPACITY,
    HALO_WIDTH,
    INK,
    TAB_OPACITY,
    Glow,
    Label,
    Mark,
    Patch,
    Ring,
    Stroke,
)
from .typography import width_px, write

if TYPE_CHECKING:
    from PIL import Image as PILImage

_OVERSAMPLE = 3  # for text
_SHIFT = 4  # OpenCV draws at 1/16 pixel
_DASH, _GAP = 5, 4  # in line widths


def draw_marks(pixels: Pixels, marks: Iterable[Mark]) -> Pixels:
    """A copy of the picture with the marks on it."""
    canvas = pixels.copy()
    for mark in marks:
        match mark:
            case Stroke():
                _draw_stroke(canvas, mark)
            case Ring():
                _draw_ring(canvas, mark)
            case Glow():
                _blend(canvas, _glow_cover(canvas, mark), mark.color, mark.opacity)
            case Patch():
                _draw_patch(canvas, mark)
            case Label():
                _draw_label(canvas, mark)
    return canvas


def _blend(canvas: Pixels, cover: Pixels, color: str, opacity: float) -> None:
    """Lay a colour over the canvas where `cover` (height × width, 0…1) says."""
    rows = np.flatnonzero(cover.any(axis=1))
    if rows.size:  # most marks touch a few rows only
        touched = slice(rows[0], rows[-1] + 1)
        share = (cover[touched] * opacity)[..., None]
        canvas[touched] += share * (hex_to_srgb(color) - canvas[touched])


def _cover(canvas: Pixels) -> npt.NDArray[np.uint8]:
    return np.zeros(canvas.shape[:2], np.uint8)


def _share(cover: npt.NDArray[np.uint8]) -> Pixels:
    return np.asarray(np.multiply(cover, np.float32(1 / 255)), dtype=np.float32)


def _fixed(points: Sequence[Point]) -> npt.NDArray[np.int32]:
    return np.rint(np.asarray(points, dtype=np.float64) * (1 << _SHIFT)).astype(np.int32)


def _draw_stroke(canvas: Pixels, mark: Stroke) -> None:
    if mark.fill:
        cover = _cover(canvas)
        cv2.fillPoly(cover, [_fixed(run) for run in mark.runs], 255, cv2.LINE_AA, _SHIFT)
        _blend(canvas, _share(cover), mark.fill, mark.fill_opacity)
    if mark.width == 0:
        return
    runs = _dashes(mark) if mark.is_dashed else mark.runs
    is_closed = mark.is_closed and not mark.is_dashed
    if mark.has_halo:
        _draw_lines(canvas, runs, is_closed, mark.width * (1 + HALO_WIDTH), INK, HALO_OPACITY)
    _draw_lines(canvas, runs, is_closed, mark.width, mark.color, mark.opacity)


def _draw_lines(
    canvas: Pixels,
    runs: Iterable[Sequence[Point]],
    is_closed: bool,
    width: float,
    color: str,
    opacity: float,
) -> None:
    """Lines of any width: below one pixel they are drawn one pixel wide and fainter."""
    cover = _cover(canvas)
    shapes = [_fixed(run) for run in runs]
    cv2.polylines(cover, shapes, is_closed, 255, max(1, round(width)), cv2.LINE_AA, _SHIFT)
    _blend(canvas, _share(cover), color, opacity * min(1.0, width))


def _dashes(mark: Stroke) -> list[tuple[Point, Point]]:
    """The runs cut into dashes of five widths with gaps of four."""
    dash, gap = _DASH * mark.width, _GAP * mark.width
    pieces: list[tuple[Point, Point]] = []
    for run in mark.runs:
        corners = [*run, run[0]] if mark.is_closed else list(run)
        left_over = 0.0
        for start, end in pairwise(corners):
            length = float(np.hypot(end.x - start.x, end.y - start.y))
            at = -left_over
            while at < length:
                first, last = max(at, 0.0), min(at + dash, length)
                if last > first:
                    pieces.append((_along(start, end, first), _along(start, end, last)))
                at += dash + gap
            left_over = length - (at - dash - gap)
    return pieces


def _along(start: Point, end: Point, distance: float) -> Point:
    length = float(np.hypot(end.x - start.x, end.y - start.y)) or 1.0
    share = distance / length
    return Point(start.x + (end.x - start.x) * share, start.y + (end.y - start.y) * share)


def _draw_ring(canvas: Pixels, mark: Ring) -> None:
    center = [round(side * (1 << _SHIFT)) for side in mark.center]
    radius = round(mark.radius * (1 << _SHIFT))
    layers = [
        (max(1, round(mark.width * (1 + HALO_WIDTH))), INK, HALO_OPACITY),
        (max(1, round(mark.width)), mark.color, mark.opacity),
    ]
    if mark.fill:
        layers.insert(1, (cv2.FILLED, mark.fill, mark.fill_opacity))
    for thickness, color, opacity in layers:
        cover = _cover(canvas)
        cv2.circle(cover, center, radius, 255, thickness, cv2.LINE_AA, _SHIFT)
        _blend(canvas, _share(cover), color, opacity)


def _glow_cover(canvas: Pixels, mark: Glow) -> Pixels:
    height, width = canvas.shape[:2]
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    away = np.hypot(columns - mark.center.x, rows - mark.center.y) / mark.radius
    return np.asarray(np.clip(1 - away, 0, 1), dtype=np.float32)


def _draw_patch(canvas: Pixels, mark: Patch) -> None:
    left, right = round(mark.box.left), round(mark.box.right)
    top, bottom = round(mark.box.top), max(round(mark.box.top) + 1, round(mark.box.bottom))
    area = canvas[top:bottom, left:right]
    area += mark.opacity * (hex_to_srgb(mark.color) - area)


def _draw_label(canvas: Pixels, mark: Label) -> None:
    from PIL import Image, ImageDraw

    height, width = canvas.shape[:2]
    tab = mark.tab(width_px(mark.text, mark.size))
    over, size = _OVERSAMPLE, (width * _OVERSAMPLE, max(1, round(tab.height) + 4) * _OVERSAMPLE)
    top = round(tab.top) - 2  # only the rows that the tab touches are drawn
    covers: list[PILImage.Image] = [Image.new("L", size) for _ in range(2)]
    corners = [
        (tab.left * over, (tab.top - top) * over),
        (tab.right * over, (tab.bottom - top) * over),
    ]
    ImageDraw.Draw(covers[0]).rounded_rectangle(corners, tab.height * over / 2, fill=255)
    anchor = {"start": "ls", "middle": "ms", "end": "rs"}[mark.anchor]
    at = (mark.at.x * over, (mark.at.y - top) * over)
    write(ImageDraw.Draw(covers[1]), at, mark.text, 255, mark.size * over, anchor)
    looks = ((INK, TAB_OPACITY), (mark.color, 1.0))
    for cover, (color, opacity) in zip(covers, looks, strict=True):
        band = np.asarray(cover.resize((width, size[1] // over), Image.Resampling.BOX))
        first, last = max(0, top), min(height, top + band.shape[0])
        if last > first:
            _blend(canvas[first:last], _share(band[first - top : last - top]), color, opacity)
