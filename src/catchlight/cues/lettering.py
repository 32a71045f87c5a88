"""Text-like areas: rows of strokes that alternate as letters do. Finds that there is writing."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
import numpy.typing as npt

from ..face import FloatArray
from .scene import Mask

_STROKE_CONTRAST = 50  # of 255 on the grey plane: fainter writing does not draw the eye
_MIN_STROKE_PX = 60  # less is no word
_LETTER_GAP_PX = 9  # gaps up to this are closed along a line of writing
_LINE_HEIGHT_PX = (5, 48)  # on a grey plane of 384 px
_MIN_ASPECT, _MIN_FILL = 2.0, 0.55
_STROKE_CHANGES = (1.2, 5.0)  # light–dark changes per line height of length

Levels = npt.NDArray[np.uint8]


def find_lettering(grey: FloatArray, region: Mask) -> list[tuple[int, int, int, int]]:
    """Boxes (x, y, width, height) of lines of writing inside the region, px of the grey plane."""
    levels = np.asarray(cv2.convertScaleAbs(grey, alpha=255), dtype=np.uint8)
    outline = cv2.morphologyEx(levels, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    _, strong = cv2.threshold(outline, _STROKE_CONTRAST, 255, cv2.THRESH_BINARY)
    strokes = cv2.bitwise_and(strong, region.view(np.uint8) * np.uint8(255))
    if cv2.countNonZero(strokes) < _MIN_STROKE_PX:
        return []
    lines = cv2.morphologyEx(strokes, cv2.MORPH_CLOSE, np.ones((1, _LETTER_GAP_PX), np.uint8))
    lines = cv2.morphologyEx(lines, cv2.MORPH_OPEN, np.ones((3, 5), np.uint8))
    return list(_lines(levels, np.asarray(lines, dtype=np.uint8)))


def _lines(levels: Levels, lines: Levels) -> Iterator[tuple[int, int, int, int]]:
    contours, _ = cv2.findContours(lines, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    for contour in contours:
        x, y, width, height = (int(value) for value in cv2.boundingRect(contour))
        box = (slice(y, y + height), slice(x, x + width))
        if not _LINE_HEIGHT_PX[0] <= height <= _LINE_HEIGHT_PX[1] or width < _MIN_ASPECT * height:
            continue
        if cv2.countNonZero(lines[box]) < _MIN_FILL * width * height:
            continue
        if _STROKE_CHANGES[0] <= _changes(levels[box]) <= _STROKE_CHANGES[1]:
            yield x, y, width, height


def _changes(line: Levels) -> float:
    """Light–dark changes along the middle of a line, per line height of length."""
    height, width = line.shape
    middle = (int(line.min()) + int(line.max())) / 2
    core = line[height // 4 : max(height // 4 + 1, 3 * height // 4)] > middle
    return float((core[:, 1:] != core[:, :-1]).sum(axis=1).mean() * height / width)
