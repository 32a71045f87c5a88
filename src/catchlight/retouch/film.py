"""Film and nostalgia: grain, halation, faded blacks, vignette.

They act on the scene and are kind to skin. Sizes are shares of the picture, so a proxy and the full
picture look alike when seen at the same size.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import cv2
import numpy as np

from ..image import Pixels
from ..portrait import Portrait
from ..vision.bands import enlarged_rows
from . import options as option
from .edit import EditKind
from .planes import (
    FloatArray,
    RowMaker,
    blurred,
    by_strips,
    decode,
    encode,
    gained,
    in_three,
    looked_up,
    luma,
    ramp,
    table_of,
)

GRAIN_LIMIT = 0.050  # standard deviation at mid grey, encoded: pushed ISO 1600 film
GRAINS_PER_SIDE = {"fine": 2400, "medium": 1600, "coarse": 1000}  # along the longer side
GRAIN_COLOR = 0.25  # share of the grain that differs between the channels, as in colour film
TILE = 1024  # side of the noise tile, grains: repeats are wider than any face

HALATION_LIMIT = 0.30  # share of a light's energy that comes back around it
HALATION_RADII = (0.004, 0.014)  # of the longer side
HALATION_TINT = (1.0, 0.36, 0.12)  # the red layer lies deepest, next to the film base
HALATION_SEEN = 0.0005  # of full light: less changes no 8-bit level
HALATION_FROM = (0.80, 0.97)  # luma from which a light spills

FADE_LIMIT = 0.11  # luma of black at strength 1: an old print, still with depth
FADE_TINTS = {"neutral": (0.0, 0.0), "warm": (0.006, 0.010), "cool": (-0.004, -0.010)}  # OKLab a, b

VIGNETTE_LIMIT_STOPS = 0.9  # in the corners: a fast lens wide open
VIGNETTE_START = 0.45  # of the way to the corner: the face lies inside
DITHER = 0.6 / 255  # keeps 8-bit files from showing bands on a plain wall


def add_grain(portrait: Portrait, strength: float, options: Mapping[str, Any]) -> Portrait:
    """Film grain: strongest in the lower midtones, faint in the lights, seeded."""
    if strength == 0:
        return portrait
    size = option.choice(options, "size", "fine", GRAINS_PER_SIDE)
    seed = option.whole_number(options, "seed", 0)
    layer = grain_layer(portrait, strength * GRAIN_LIMIT, GRAINS_PER_SIDE[size], seed)
    return printed(portrait, layer)


@dataclass(frozen=True)
class Layer:
    """One look of film: work on a strip of pixels, and planes that it needs, or their rows."""

    work: Callable[..., Pixels]
    planes: tuple[FloatArray | RowMaker, ...] = ()


def printed(portrait: Portrait, *layers: Layer, out: Pixels | None = None) -> Portrait:
    """The portrait with the layers over it, one after the other, in one pass.

    `out` takes the result; it may be the portrait's pixels, where they are not wanted any more.
    """

    def through(part: Pixels, *planes: FloatArray) -> Pixels:
        first = 0
        for layer in layers:
            last = first + len(layer.planes)
            part = layer.work(part, *planes[first:last])
            first = last
        return part

    planes = tuple(plane for layer in layers for plane in layer.planes)
    return portrait.with_pixels(by_strips(through, portrait.pixels, *planes, out=out))


def grain_amount() -> FloatArray:
    """Table of the grain's strength by luma: 1 at .35, .45 near black, .15 at white."""
    return table_of(lambda tone: ramp(tone, -0.25, 0.3) * (1 - 0.85 * ramp(tone, 0.4, 1.0)))


def grain_layer(portrait: Portrait, deviation: float, grains: float, seed: int) -> Layer:
    """Grain of a standard deviation at mid grey, `grains` along the longer side."""
    amount = grain_amount() * np.float32(deviation)

    def grained(part: Pixels, grain: FloatArray) -> Pixels:
        mixed = part + grain * in_three(looked_up(amount, luma(part)))
        return np.asarray(np.clip(mixed, 0, 1, out=mixed), dtype=np.float32)

    return Layer(grained, (spread(_color_tile(seed), portrait.pixels.shape, grains),))


def noise(shape: tuple[int, int], grains: float, seed: int) -> FloatArray:
    """Seeded noise with `grains` along the longer side: unit variance on its own grid.

    A picture with fewer pixels than grains sees their average, as a smaller print does.
    """
    return spread(_tile(seed), shape, grains)(slice(0, shape[0]))


def spread(tile: FloatArray, shape: tuple[int, ...], grains: float) -> RowMaker:
    """Rows of a picture that the tile's noise is laid over."""
    height, width = shape[:2]
    scale = grains / max(height, width)
    if scale >= 1:  # a pixel averages scale² grains, which divides their deviation by scale
        wide = tile[:, :width] if width <= TILE else tile[:, np.arange(width) % TILE]
        paler = np.float32(1 / scale)

        def repeated(rows: slice) -> FloatArray:
            first, last = rows.start % TILE, rows.start % TILE + rows.stop - rows.start
            inside = last <= TILE
            which = slice(first, last) if inside else np.arange(rows.start, rows.stop) % TILE
            return np.asarray(wide[which] * paler)

        return repeated
    grid = _repeated(tile, max(2, round(height * scale)), max(2, round(width * scale)))
    return lambda rows: enlarged_rows(grid, rows, height, width, cv2.INTER_CUBIC)


def _repeated(tile: FloatArray, rows: int, columns: int) -> FloatArray:
    times = (-(-rows // TILE), -(-columns // TILE)) + (1,) * (tile.ndim - 2)
    return tile[:rows, :columns] if max(times) == 1 else np.tile(tile, times)[:rows, :columns]


@lru_cache(maxsize=8)
def _tile(seed: int) -> FloatArray:
    """A square of Gaussian noise, the same for a seed on every machine; do not write to it."""
    tile = np.random.default_rng(seed).standard_normal((TILE, TILE), dtype=np.float32)
    tile.setflags(write=False)
    return tile


@lru_cache(maxsize=2)
def _color_tile(seed: int) -> FloatArray:
    """Noise in three channels, most of it common to them; do not write to it."""
    common = _tile(seed)
    # Other parts of the same tile are as good as other noise.
    own = (np.roll(common, (311 * (k + 1), 197 * (k + 1)), axis=(0, 1)) for k in range(3))
    mixed = [common * np.float32(1 - GRAIN_COLOR) + one * np.float32(GRAIN_COLOR) for one in own]
    tile = np.stack(mixed, axis=-1)
    tile.setflags(write=False)
    return tile


def halate(portrait: Portrait, strength: float, _: Mapping[str, Any]) -> Portrait:
    """A red-orange glow around lights, as light returning from the film base gives."""
    if strength == 0:
        return portrait
    return printed(portrait, halation_layer(portrait, strength))


def halation_layer(portrait: Portrait, strength: float) -> Layer:
    """The glow around the lights of this portrait."""
    side = max(portrait.extent)
    light = ramp(luma(portrait.pixels), *HALATION_FROM)
    ring = np.zeros_like(light)
    for radius in HALATION_RADII:
        ring += blurred(light, radius * side)
    ring /= len(HALATION_RADII)
    ring -= light  # around the light only: a broad white wall must not redden itself
    np.maximum(ring, 0, out=ring)
    ring *= np.float32(strength * HALATION_LIMIT)
    tint = np.array(HALATION_TINT, dtype=np.float32)

    def lit(part: Pixels, ring: FloatArray) -> Pixels:
        if float(ring.max()) < HALATION_SEEN:
            return part
        return encode(np.asarray(1 - (1 - decode(part)) * (1 - in_three(ring) * tint), np.float32))

    return Layer(lit, (ring,))


def fade_blacks(portrait: Portrait, strength: float, options: Mapping[str, Any]) -> Portrait:
    """Lift black to a soft dark grey, with a tint, and leave the midtones where they are."""
    if strength == 0:
        return portrait
    tint = FADE_TINTS[option.choice(options, "tint", "neutral", FADE_TINTS)]
    return printed(portrait, fade_layer(strength * FADE_LIMIT, tint))


def fade_layer(black: float, tint: tuple[float, float]) -> Layer:
    """Added light that is `black` at 0 and nothing from the upper midtones on."""
    veil = table_of(lambda tone: black * (1 - tone) ** 3)
    # Around neutral grey, an OKLab shift (a, b) is nearly this shift of encoded R, G, B.
    a, b = tint
    colored = np.array([4.0 * a + 1.3 * b, -1.3 * a + 0.2 * b, -0.2 * a - 3.6 * b], np.float32)
    weight = 1 + colored * 8.0

    def lifted(part: Pixels) -> Pixels:
        light = part + in_three(looked_up(veil, luma(part))) * weight
        return np.asarray(np.clip(light, 0, 1, out=light), dtype=np.float32)

    return Layer(lifted)


def vignette(portrait: Portrait, strength: float, _: Mapping[str, Any]) -> Portrait:
    """Darken towards the corners, around the face."""
    if strength == 0:
        return portrait
    return printed(portrait, vignette_layer(portrait, strength))


def vignette_layer(portrait: Portrait, strength: float) -> Layer:
    """Darkness towards the corners, dithered."""
    width, height = portrait.extent
    center_x, center_y = width / 2, height / 2
    if portrait.face is not None:  # half the way to the face: it stays the brightest place
        middle = portrait.face.box.center
        center_x, center_y = (center_x + middle.x) / 2, (center_y + middle.y) / 2
    half = np.hypot(width, height) / 2
    x = (np.arange(width, dtype=np.float32) - center_x) / half
    y = (np.arange(height, dtype=np.float32) - center_y) / half
    stops = np.float32(-strength * VIGNETTE_LIMIT_STOPS / 2.2)
    dither = spread(_tile(77), (height, width), max(height, width))

    def dark(rows: slice) -> FloatArray:
        radius = np.sqrt(x[None, :] ** 2 + y[rows, None] ** 2)
        return ramp(radius, VIGNETTE_START * 0.6, 1.15)

    def shaded(part: Pixels, dark: FloatArray, dither: FloatArray) -> Pixels:
        darker = gained(part, np.exp2(stops * dark))
        darker += in_three(dither * dark * np.float32(DITHER * strength))
        return np.asarray(np.clip(darker, 0, 1, out=darker), dtype=np.float32)

    return Layer(shaded, (dark, dither))


KINDS = (
    EditKind(
        "grain",
        "Film grain",
        "Grain as film has it: strongest in the lower midtones, faint in the lights.",
        add_grain,
        f"standard deviation {GRAIN_LIMIT:g} at mid grey",
        cues=("grain", "vintage_look"),
        options={
            "size": "fine (default), medium or coarse",
            "seed": "whole number; the same seed gives the same grain",
        },
    ),
    EditKind(
        "halation",
        "Halation",
        "A red-orange glow around lights, as light returning from the film base gives.",
        halate,
        f"{HALATION_LIMIT:.0%} of a light spills",
        cues=("vintage_look",),
    ),
    EditKind(
        "faded_blacks",
        "Faded blacks",
        "Lifts black to a soft dark grey, as in an old print.",
        fade_blacks,
        f"black at luma {FADE_LIMIT:g}",
        cues=("faded_blacks", "vintage_look"),
        options={"tint": "neutral (default), warm or cool"},
    ),
    EditKind(
        "vignette",
        "Vignette",
        "Darkens towards the corners, around the face.",
        vignette,
        f"{VIGNETTE_LIMIT_STOPS:g} stops in the corners",
        cues=("vignette",),
    ),
)
