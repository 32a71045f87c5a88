"""Studio backdrops, drawn: paper, canvas, a lit studio wall, concrete, window light on plaster."""

from __future__ import annotations

import cv2
import numpy as np

from ..color import FloatArray
from .backdrops_scene import (
    PLATE_HEIGHT,
    PLATE_WIDTH,
    cloud,
    defocus,
    grid,
    plain,
)


def lamp_falloff(x_share: float, y_share: float, distance_share: float) -> FloatArray:
    """Light of one lamp on a wall, brightest place = 1: cosine and inverse square together.

    The place is in shares of width and height, the lamp's distance in shares of the width.
    """
    xs, ys = grid()
    dx = xs - x_share
    dy = (ys - y_share) * PLATE_HEIGHT / PLATE_WIDTH
    return np.asarray((1 + (dx**2 + dy**2) / distance_share**2) ** -1.5, dtype=np.float32)


def paper(rng: np.random.Generator, color: FloatArray) -> FloatArray:
    """A paper sweep lit from the upper left, with the faint waves that hanging paper has."""
    light = 0.30 + 0.70 * lamp_falloff(0.42, 0.30, 0.85)
    waves = cloud(rng, 0.5, octaves=2, stretch=2.5)
    fibres = cloud(rng, 0.02, octaves=2)
    lit = light * (1 + 0.010 * waves + 0.004 * fibres)
    return np.asarray(plain(color) * lit[..., None], dtype=np.float32)


def canvas(rng: np.random.Generator, color: FloatArray) -> FloatArray:
    """Hand-painted canvas: broad sponged clouds, drier strokes over them, darker to the edges."""
    broad = cloud(rng, 0.30, octaves=5, roughness=0.62)
    strokes = cloud(rng, 0.10, octaves=3, roughness=0.7, stretch=0.45)
    warm = cloud(rng, 0.40, octaves=3)
    paint = 1 + 0.17 * np.tanh(broad) + 0.06 * np.tanh(strokes)
    lit = paint * (0.22 + 0.78 * lamp_falloff(0.5, 0.38, 0.52))
    tint = np.stack([1 + 0.035 * warm, np.ones_like(warm), 1 - 0.035 * warm], axis=-1)
    plate = plain(color) * lit[..., None] * tint
    return defocus(np.asarray(plate, np.float32), 0.004)


def spot(rng: np.random.Generator, color: FloatArray) -> FloatArray:
    """A dark studio wall with a gridded spot behind the sitter: quick fall-off to near black."""
    pool = lamp_falloff(0.5, 0.36, 0.26)
    texture = 1 + 0.02 * cloud(rng, 0.25, octaves=4)
    lit = (0.05 + 0.95 * pool) * texture
    return np.asarray(plain(color) * lit[..., None], dtype=np.float32)


def concrete(rng: np.random.Generator, color: FloatArray) -> FloatArray:
    """A fair-faced concrete wall in raking light: clouds, pores, seams and tie holes."""
    stains = cloud(rng, 0.35, octaves=5, roughness=0.6, stretch=1.6)
    pores = cloud(rng, 0.015, octaves=2)
    relief = 1 + 0.11 * np.tanh(stains) + 0.018 * pores
    seams = np.zeros((PLATE_HEIGHT, PLATE_WIDTH), dtype=np.float32)
    across, down = PLATE_WIDTH // 2, int(PLATE_HEIGHT * 0.62)
    offset = int(rng.integers(-60, 60))
    for x in (across // 3 + offset, across // 3 + across + offset):
        cv2.line(seams, (x, 0), (x, PLATE_HEIGHT), 1.0, 3)
        for y in (down // 3, down // 3 + down // 2):
            for side in (-across // 4, across // 4):
                cv2.circle(seams, (x + side, y), 8, 0.9, -1)
    cv2.line(seams, (0, down), (PLATE_WIDTH, down), 1.0, 3)
    light = 0.42 + 0.58 * lamp_falloff(0.18, 0.25, 0.75)
    plate = plain(color) * (relief * light * (1 - 0.45 * seams))[..., None]
    return defocus(np.asarray(plate, np.float32), 0.006)


def window_light(rng: np.random.Generator, color: FloatArray) -> FloatArray:
    """Low sun through a paned window and leaves, thrown on a plaster wall."""
    panes = np.zeros((PLATE_HEIGHT, PLATE_WIDTH), dtype=np.float32)
    slant = 0.16 + 0.04 * float(rng.random())
    for column in range(3):
        for row in range(3):
            x0, y0 = 0.14 + column * 0.215, 0.02 + row * 0.27 + column * slant * 0.35
            x1, y1 = x0 + 0.185, y0 + 0.235
            corners = [
                (x0, y0),
                (x1, y0 + slant * 0.30),
                (x1, y1 + slant * 0.30),
                (x0, y1),
            ]
            polygon = np.array([(x * PLATE_WIDTH, y * PLATE_HEIGHT) for x, y in corners], np.int32)
            cv2.fillConvexPoly(panes, polygon, 1.0)
    leaves = 1 / (1 + np.exp(5 * (cloud(rng, 0.09, octaves=3) - 0.9)))
    sun = defocus(panes * leaves.astype(np.float32), 0.014)
    xs, ys = grid()
    sky = 0.20 + 0.16 * (1 - xs) + 0.05 * (1 - ys)
    plaster = 1 + 0.025 * cloud(rng, 0.2, octaves=5, roughness=0.6)
    warm = np.array([1.10, 1.0, 0.80], dtype=np.float32)
    cool = np.array([0.97, 1.0, 1.03], dtype=np.float32)
    light = sun[..., None] * 0.75 * warm + sky[..., None] * cool
    return np.asarray(plain(color) * light * plaster[..., None], dtype=np.float32)
