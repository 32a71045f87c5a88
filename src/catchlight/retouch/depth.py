"""Depth: the background steps back, or goes out of focus as behind a wide-open lens.

Both change only what lies behind: the pixel is given back its old value plus the change of the
background, as far as background shows through (1 − alpha). So hair stays as it was photographed and
no line runs round the person. What is behind the person is filled in first: nothing of them bleeds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import cv2
import numpy as np

from ..color import FloatArray
from ..image import Pixels
from ..portrait import Portrait
from ..vision.bands import bands, enlarged_rows
from .backdrops_scene import disc
from .cutout import background, grain_sigma, sound_matte, with_grain
from .edit import EditKind
from .planes import blurred_rows, decode, encode, luma, ramp, resized, unit_px

SEPARATION_STOPS = 0.75  # how much darker the background becomes at full strength
SEPARATION_CHROMA = 0.35  # share of its colour that goes
SEPARATION_HAZE = 0.05  # IOD: radius of the slight softness that air gives
DEFOCUS_RADIUS = 0.28  # IOD: radius of the discs at full strength, about an 85 mm lens at f/1.4
NEAR_SHARE = 0.65  # of the radius at the picture's foot, where the ground comes nearer
HEADROOM = 1.10  # linear light: the closer to 1, the more a clipped lamp counts in the discs
GRAIN_SEED = 20_262  # the sensor's grain, which a lens does not blur, is put back the same way
WORKING_RADIUS_PX = 7.0  # discs are drawn on a copy where they have this radius


def separation(portrait: Portrait, strength: float, options: Mapping[str, Any]) -> Portrait:
    """The background a little darker, greyer and softer, as air between makes it."""
    if strength == 0:
        return portrait
    radius = SEPARATION_HAZE * strength * unit_px(portrait)

    matte = sound_matte(portrait)
    behind = background(portrait.pixels, matte.alpha)
    soft = blurred_rows(behind, radius)
    gain = np.float32(2.0 ** (-SEPARATION_STOPS * strength))
    keep = np.float32(1 - SEPARATION_CHROMA * strength)

    def stepped_back(rows: slice) -> Pixels:
        light = decode(soft(rows)) * gain
        grey = luma(light)[..., None]
        return encode(grey + (light - grey) * keep)

    return _with_background(portrait, matte.alpha, behind, stepped_back)


def defocus(portrait: Portrait, strength: float, options: Mapping[str, Any]) -> Portrait:
    """The background out of focus: every point a disc, bright points brighter ones."""
    if strength == 0:
        return portrait
    radius = DEFOCUS_RADIUS * strength * unit_px(portrait)
    grain = grain_sigma(portrait.pixels) * float(ramp(radius, 0.3, 3.0))
    matte = sound_matte(portrait)
    behind = background(portrait.pixels, matte.alpha)
    soft = lens_blur(behind, radius)
    if soft is not behind:
        soft = with_grain(soft, grain, GRAIN_SEED, out=soft)
    return _with_background(portrait, matte.alpha, behind, lambda rows: soft[rows])


def _with_background(
    portrait: Portrait, alpha: FloatArray, behind: Pixels, changed: Callable[[slice], Pixels]
) -> Portrait:
    """The portrait with `behind` exchanged for `changed`; the person stays as photographed.

    `behind` is made for this call and its memory is used for the result.
    """
    for rows in bands(*alpha.shape):
        through = (1 - alpha[rows])[..., None]
        part = portrait.pixels[rows] + through * (changed(rows) - behind[rows])
        np.clip(part, 0, 1, out=behind[rows])
    return portrait.with_pixels(behind)


def lens_blur(pixels: Pixels, radius_px: float) -> Pixels:
    """The picture with every point a disc of that radius, less at its foot.

    Works in linear light with the highlights that a camera clips opened up again (an invertible
    curve, so even areas keep their tone), which is what makes lamps into discs.
    """
    if radius_px < 0.3:
        return pixels
    height, width = pixels.shape[:2]
    factor = max(1.0, radius_px / WORKING_RADIUS_PX)
    small = resized(pixels, max(8, round(width / factor)), max(8, round(height / factor)))
    light = decode(small)
    opened = light / (HEADROOM - light)
    radius = radius_px * small.shape[1] / width
    far = _discs(opened, radius)
    near = _discs(opened, radius * NEAR_SHARE)
    down = np.linspace(0, 1, small.shape[0], dtype=np.float32)[:, None, None]
    nearness = ramp(down, 0.55, 1.0)
    mixed = far + nearness * (near - far)
    lens = encode(HEADROOM * mixed / (1 + mixed))
    # Below a pixel's blur the change fades in, so that small strengths do not jump.
    share = np.float32(min(1.0, (radius_px - 0.3) / 0.7))
    result = np.empty_like(pixels)
    for rows in bands(height, width):
        part = enlarged_rows(lens, rows, height, width)
        result[rows] = pixels[rows] + share * (part - pixels[rows])
    return result


def _discs(light: FloatArray, radius_px: float) -> FloatArray:
    pad = int(np.ceil(radius_px)) + 2
    padded = cv2.copyMakeBorder(light, pad, pad, pad, pad, cv2.BORDER_REFLECT_101)
    return np.asarray(cv2.filter2D(padded, -1, disc(radius_px))[pad:-pad, pad:-pad], np.float32)


KINDS = (
    EditKind(
        "separation",
        "Separation",
        "Sets the person apart: the background a little darker, greyer and softer.",
        separation,
        f"{SEPARATION_STOPS:g} stops darker, {SEPARATION_CHROMA:.0%} less colour",
        needs=("matte",),
        cues=("background_lightness_pull", "background_clutter"),
    ),
    EditKind(
        "defocus",
        "Defocus",
        "Puts the background out of focus as a wide-open lens does.",
        defocus,
        f"discs of {DEFOCUS_RADIUS:g} eye distances",
        needs=("matte",),
        cues=("background_blur", "background_clutter"),
    ),
)
