"""Colour: midtone warmth, vibrance, muting, grades from a palette or picture, black and white.

All work in OKLab, so lightness stays. Shifts are weighted down on the sitter's skin: a grade
colours the scene first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import cv2
import numpy as np

from ..color import hex_to_srgb
from ..errors import EditError
from ..image import Pixels
from ..portrait import Portrait
from ..vision.sampling import lengths
from . import options as option
from .edit import EditKind
from .planes import (
    FloatArray,
    by_strips,
    from_oklab,
    looked_up,
    ramp,
    shrunk,
    table_of,
    to_oklab,
)
from .skin_mask import find_skin

WARMTH_LIMIT = (0.006, 0.025)  # largest shift of OKLab a, b in the midtones: a late-afternoon light
WARMTH_ON_SKIN = 0.7  # of the shift: skin that takes it all turns orange
VIBRANCE_LIMIT = 0.45  # share by which the most muted colours gain chroma
VIBRANCE_ON_SKIN = 0.35  # of that, so that cheeks do not redden
COLORFUL = 0.16  # OKLab chroma at which a colour needs no help
MUTING_LIMIT = 0.65  # share of chroma taken away; more is black and white
MUTING_ON_SKIN = 0.7  # of that, so that faces keep blood in them
GRADE_LIMIT = 0.04  # largest shift in the OKLab a, b plane
GRADE_ON_SKIN = 0.35  # of the shift
DEFAULT_PALETTE = ("#1f3b4d", "#8a7f72", "#f2d3a2")  # cool shadows, warm lights
GRADE_CHROMA_RANGE = (0.75, 1.25)  # how far a reference may scale the spread of colours
TONES = ("shadows", "midtones", "highlights")
BLACK_AND_WHITE_MIX = (0.36, 0.46, 0.18)  # more red than luma has, so kinder to skin
MIX_LIMITS = (0.0, 0.8)  # of one channel: red alone makes skin chalk, blue alone makes it dirt


def warm_midtones(portrait: Portrait, strength: float, options: Mapping[str, Any]) -> Portrait:
    """Shift the midtones towards warm (or cool); deep shadows and highlights stay neutral."""
    if strength == 0:
        return portrait
    direction = option.choice(options, "toward", "warm", ("warm", "cool"))
    sign = 1.0 if direction == "warm" else -0.8  # cooled skin looks ill sooner than warmed
    table = np.float32(sign * strength) * table_of(midtone_weight)

    def warmed(lab: FloatArray, share: FloatArray) -> None:
        amount = looked_up(table, lab[..., 0]) * share
        lab[..., 1] += np.float32(WARMTH_LIMIT[0]) * amount
        lab[..., 2] += np.float32(WARMTH_LIMIT[1]) * amount

    return in_oklab(portrait, warmed, WARMTH_ON_SKIN)


def in_oklab(
    portrait: Portrait, change: Callable[[FloatArray, FloatArray], None], on_skin: float
) -> Portrait:
    """The portrait after `change(lab, share)` in place; `share` is 1, and `on_skin` on skin."""

    def developed(part: Pixels, share: FloatArray) -> Pixels:
        lab = to_oklab(part)
        change(lab, share)
        return from_oklab(lab)

    share = _skin_share(portrait, on_skin)
    return portrait.with_pixels(by_strips(developed, portrait.pixels, share))


def midtone_weight(lightness: FloatArray) -> FloatArray:
    """1 around OKLab L .55, falling to 0 at black and white."""
    return ramp(lightness, 0.08, 0.42) * ramp(lightness, 1.0, 0.72)


def add_vibrance(portrait: Portrait, strength: float, _: Mapping[str, Any]) -> Portrait:
    """Strengthen muted colours; colourful ones and skin change little."""
    if strength == 0:
        return portrait
    # Near-neutral greys and the dark are left: their chroma is mostly noise.
    light_enough = table_of(lambda lightness: ramp(lightness, 0.15, 0.4))
    need = table_of(lambda chroma: ramp(chroma, COLORFUL, 0.02) * ramp(chroma, 0.004, 0.02))
    need *= np.float32(strength * VIBRANCE_LIMIT)

    def livelier(lab: FloatArray, share: FloatArray) -> None:
        seen = looked_up(light_enough, lab[..., 0])
        _scale_chroma(lab, 1 + looked_up(need, chroma_of(lab)) * seen * share)

    return in_oklab(portrait, livelier, VIBRANCE_ON_SKIN)


def mute(portrait: Portrait, strength: float, _: Mapping[str, Any]) -> Portrait:
    """Take chroma away, most from loud colours, less from skin."""
    if strength == 0:
        return portrait
    loud = table_of(lambda chroma: 0.6 + 0.4 * ramp(chroma, 0.05, COLORFUL))
    loud *= np.float32(strength * MUTING_LIMIT)

    def quieter(lab: FloatArray, share: FloatArray) -> None:
        _scale_chroma(lab, 1 - looked_up(loud, chroma_of(lab)) * share)

    return in_oklab(portrait, quieter, MUTING_ON_SKIN)


def chroma_of(lab: FloatArray) -> FloatArray:
    """OKLab chroma, 0….4."""
    return np.asarray(lengths(lab[..., 1], lab[..., 2]), dtype=np.float32)


def _scale_chroma(lab: FloatArray, gain: FloatArray) -> None:
    lab[..., 1] *= gain
    lab[..., 2] *= gain


def grade(portrait: Portrait, strength: float, options: Mapping[str, Any]) -> Portrait:
    """Colour shadows, midtones and highlights from a palette or from a picture's statistics."""
    if strength == 0:
        return portrait
    shifts, chroma_gain = _grade_of(portrait, options)
    chroma_gain = 1 + strength * (chroma_gain - 1)
    return split_toned(portrait, strength * shifts, chroma_gain, GRADE_ON_SKIN)


def split_toned(
    portrait: Portrait, shifts: FloatArray, chroma_gain: float, on_skin: float
) -> Portrait:
    """The portrait with a, b shifts (3 × 2: shadows, midtones, highlights) and scaled chroma."""
    shift_a, shift_b = (shifts[:, i].astype(np.float32) @ tone_weights() for i in (0, 1))
    more = np.float32(chroma_gain - 1)

    def toned(lab: FloatArray, share: FloatArray) -> None:
        _scale_chroma(lab, 1 + more * share)
        lab[..., 1] += looked_up(shift_a, lab[..., 0]) * share
        lab[..., 2] += looked_up(shift_b, lab[..., 0]) * share

    return in_oklab(portrait, toned, on_skin)


@cache
def tone_weights() -> FloatArray:
    """Tables (3 × TABLE_SIZE) of how much a lightness counts as shadow, midtone, highlight.

    They fall to 0 at black and white, which stay neutral.
    """
    shadow = table_of(lambda tone: ramp(tone, 0.5, 0.25) * ramp(tone, 0.0, 0.15))
    light = table_of(lambda tone: ramp(tone, 0.6, 0.85) * ramp(tone, 1.0, 0.93))
    return np.stack([shadow, table_of(midtone_weight) * (1 - shadow) * (1 - light), light])


def reference_statistics(pixels: Pixels) -> dict[str, Any]:
    """What `color_grade` takes from a reference picture, ready for a recipe.

    {"tones": {shadows, midtones, highlights: [a, b] means in OKLab}, "chroma": mean OKLab chroma}.
    """
    lab = to_oklab(shrunk(pixels, max(1.0, min(pixels.shape[:2]) / 256))).reshape(-1, 3)
    bounds = np.quantile(lab[:, 0], (0.0, 1 / 3, 2 / 3, 1.0))
    tones = {}
    for name, low, high in zip(TONES, bounds[:-1], bounds[1:], strict=True):
        mean = lab[(lab[:, 0] >= low) & (lab[:, 0] <= high), 1:].mean(axis=0)
        tones[name] = [round(float(value), 5) for value in mean]
    chroma = float(np.hypot(lab[:, 1], lab[:, 2]).mean())
    return {"tones": tones, "chroma": round(chroma, 5)}


def _grade_of(portrait: Portrait, options: Mapping[str, Any]) -> tuple[FloatArray, float]:
    palette, reference = options.get("palette"), options.get("reference")
    if palette and reference:
        raise EditError("Edit 'color_grade' got both a palette and a reference. Give one of them.")
    if reference:
        return _grade_from_reference(portrait, reference)
    return _grade_from_palette(palette or DEFAULT_PALETTE), 1.0


def _grade_from_palette(palette: Any) -> FloatArray:
    """The palette's darkest colour tints the shadows, its lightest the highlights."""
    try:
        colors = np.array([hex_to_srgb(color) for color in palette], dtype=np.float32)
    except (AttributeError, TypeError, ValueError) as error:
        raise EditError(
            f"Option 'palette' of edit 'color_grade' is {palette!r}. Expected a list of colours "
            "such as ['#1f3b4d', '#f2d3a2']."
        ) from error
    lab = to_oklab(colors.reshape(1, -1, 3))[0]
    lab = lab[np.argsort(lab[:, 0])]
    middle = (lab[(len(lab) - 1) // 2] + lab[len(lab) // 2]) / 2
    chosen = np.stack([lab[0], middle, lab[-1]])[:, 1:]
    strongest = max(float(np.hypot(chosen[:, 0], chosen[:, 1]).max()), 1e-6)
    # A greyish palette grades less than a colourful one.
    scale = GRADE_LIMIT * min(1.0, strongest / GRADE_LIMIT) / strongest
    return np.asarray(chosen * scale, dtype=np.float32)


def _grade_from_reference(portrait: Portrait, reference: Any) -> tuple[FloatArray, float]:
    own = reference_statistics(portrait.pixels)
    try:
        wanted = np.array([[float(v) for v in reference["tones"][tone]] for tone in TONES])
        chroma = float(reference["chroma"])
    except (KeyError, TypeError, ValueError) as error:
        raise EditError(
            "Option 'reference' of edit 'color_grade' is not the statistics of a picture. "
            "Make it with catchlight.retouch.color_grade.reference_statistics(pixels)."
        ) from error
    shifts = wanted - np.array([own["tones"][tone] for tone in TONES])
    length = np.maximum(np.hypot(shifts[:, 0], shifts[:, 1]), 1e-9)[:, None]
    gain = float(np.clip(chroma / max(own["chroma"], 1e-3), *GRADE_CHROMA_RANGE))
    return shifts * np.minimum(1, GRADE_LIMIT / length), gain


def to_black_and_white(portrait: Portrait, strength: float, options: Mapping[str, Any]) -> Portrait:
    """Black and white by a mix of the channels, brought to the brightness the face had."""
    if strength == 0:
        return portrait
    mix = _mix(options.get("mix") or BLACK_AND_WHITE_MIX)
    # Each output channel: what is kept of its own plus the grey's share of all three.
    matrix = np.eye(3, dtype=np.float32) * np.float32(1 - strength) + np.float32(strength) * mix
    mixed = cv2.transform(portrait.pixels, np.asarray(matrix, dtype=np.float32))
    return portrait.with_pixels(np.asarray(np.clip(mixed, 0, 1), dtype=np.float32))


def _mix(values: Any) -> FloatArray:
    try:
        mix = np.array([float(value) for value in values], dtype=np.float32)
    except (TypeError, ValueError):
        mix = np.zeros(0, dtype=np.float32)
    low, high = MIX_LIMITS
    if mix.size != 3 or mix.min() < low or mix.max() > high or abs(mix.sum() - 1) > 0.01:
        raise EditError(
            f"Option 'mix' of edit 'black_and_white' is {values!r}. Expected three shares of red, "
            f"green, blue, each {low:g}…{high:g}, that add up to 1."
        )
    return mix


def _skin_share(portrait: Portrait, on_skin: float) -> FloatArray:
    """1 off the skin, `on_skin` on it; eyes and lips go with the face, or they would stand out."""
    skin = find_skin(portrait)
    if skin is None:
        return np.ones(portrait.pixels.shape[:2], dtype=np.float32)
    return 1 - np.float32(1 - on_skin) * skin.person


KINDS = (
    EditKind(
        "warmth",
        "Warmth",
        "Warms (or cools) the midtones; black, white and most of the skin's own colour stay.",
        warm_midtones,
        f"a shift of {WARMTH_LIMIT[1]:g} in OKLab b",
        cues=("color_temperature_k", "warmth"),
        options={"toward": "warm (default) or cool"},
    ),
    EditKind(
        "vibrance",
        "Vibrance",
        "Strengthens muted colours; colourful ones and skin change little.",
        add_vibrance,
        f"{VIBRANCE_LIMIT:.0%} more chroma for the most muted colours",
        cues=("colorfulness",),
    ),
    EditKind(
        "desaturate",
        "Muted colours",
        "Quietens colours, loud ones most, skin least.",
        mute,
        f"{MUTING_LIMIT:.0%} less chroma",
        cues=("colorfulness",),
    ),
    EditKind(
        "color_grade",
        "Colour grade",
        "Colours shadows, midtones and highlights from a palette or a reference picture.",
        grade,
        f"a shift of {GRADE_LIMIT:g} in the OKLab a, b plane, {GRADE_ON_SKIN:.0%} of it on skin",
        cues=("colorfulness", "color_temperature_k"),
        options={
            "palette": "#rrggbb colours: the darkest tints the shadows, the lightest the lights",
            "reference": "statistics of a picture, as reference_statistics gives them",
        },
    ),
    EditKind(
        "black_and_white",
        "Black and white",
        "A mix of the channels that is kind to skin.",
        to_black_and_white,
        "no colour left",
        cues=("colorfulness", "chroma"),
        options={"mix": "shares of red, green and blue that add up to 1"},
    ),
)
