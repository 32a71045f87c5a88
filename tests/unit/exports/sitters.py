"""Drawn sitters: an oval face with a known place, and the mask of a head with hair."""

from __future__ import annotations

import numpy as np

from catchlight.face import (
    CHIN,
    FOREHEAD_TOP,
    IMAGE_LEFT_EYE_INNER,
    IMAGE_LEFT_EYE_OUTER,
    IMAGE_RIGHT_EYE_INNER,
    IMAGE_RIGHT_EYE_OUTER,
    Face,
)
from catchlight.geometry import Box
from catchlight.portrait import Portrait


def face_at(x: float, top: float, height: float) -> Face:
    """A face centred at x, forehead at `top`, chin `height` below, eyes at 36 % of it."""
    width = height * 0.75
    angles = np.linspace(0, 2 * np.pi, 478, endpoint=False)
    points = np.zeros((478, 3), np.float32)
    points[:, 0] = x + width / 2 * np.sin(angles)
    points[:, 1] = top + height / 2 - height / 2 * np.cos(angles)
    points[FOREHEAD_TOP, :2], points[CHIN, :2] = (x, top), (x, top + height)
    eyes = (IMAGE_LEFT_EYE_OUTER, IMAGE_LEFT_EYE_INNER, IMAGE_RIGHT_EYE_INNER)
    for index, share in zip(
        (*eyes, IMAGE_RIGHT_EYE_OUTER), (-0.33, -0.13, 0.13, 0.33), strict=True
    ):
        points[index, :2] = (x + share * width, top + 0.36 * height)
    box = Box(x - width / 2, top, x + width / 2, top + height)
    return Face(box, points, presence=1.0)


def sitter(
    width: int = 1000,
    height: int = 1250,
    x: float = 500.0,
    top: float = 350.0,
    face: float = 360.0,
    hair: float = 0.3,
) -> Portrait:
    """A portrait on a lively ground; the hair rises `hair` of the face's height above it."""
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    crown = top - hair * face
    middle, radius = (crown + top + face) / 2, (top + face - crown) / 2
    head = ((columns - x) / (0.48 * face)) ** 2 + ((rows - middle) / radius) ** 2 <= 1
    body = (np.abs(columns - x) < 0.9 * face) & (rows > top + 1.1 * face)
    neck = (np.abs(columns - x) < 0.25 * face) & (rows > top + 0.9 * face)
    mask = (head | body | neck).astype(np.float32)
    waves = np.stack(
        [0.5 + 0.3 * np.sin(columns / step) * np.cos(rows / step) for step in (7, 11, 17)], axis=-1
    )
    pixels = np.where(mask[..., None] > 0, 0.7, waves).astype(np.float32)
    return Portrait(pixels, face=face_at(x, top, face), faces=1, person=mask)
