"""Global tone: exposure with highlight roll-off, contrast, a free curve.

Curves act on luma and reach the channels as a gain, so hue and chroma stay; see planes.gained.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ..color import linear_to_srgb, srgb_to_linear
from ..errors import EditBeyondLimit, EditError
from ..image import Pixels
from ..portrait import Portrait
from . import options as option
from .edit import EditKind
from .planes import (
    FloatArray,
    by_strips,
    channel_peak,
    gain_of,
    gained,
    looked_up,
    luma,
    ramp,
    shrunk,
    table_of,
    toned,
)
from .skin_mask import face_luma

EXPOSURE_LIMIT_STOPS = 2.0  # beyond it an 8-bit phone photo shows bands and noise in the shadows
WHITE_OF_A_GOOD_PRINT = 0.85  # luma of the brightest hundredth where nothing need be brightened
BRIGHTEST_FACE = 0.66  # luma (L* about 69): no face is brought beyond this unasked
DARKEST_FACE = 0.30  # luma (L* about 31), deep skin well lit: only darker faces are lifted unasked
ROLL_OFF = 2.0  # exponent of the shoulder: midtones get the full gain, white stays white

CONTRAST_LIMIT = 0.9  # of the cubic bump below: slope 1.22 at the pivot, over half stays at black
HIGHLIGHT_SHARE = 0.55  # of the contrast that highlights get, so that skin's lights keep detail

CURVE_LIMIT = 0.20  # largest shift of any tone, luma: more breaks the light's own logic
CURVE_SLOPES = (0.2, 3.0)  # flatter loses texture, steeper shows bands in 8-bit files
FILM_CURVE = ((0.0, 0.02), (0.25, 0.23), (0.5, 0.51), (0.75, 0.78), (1.0, 0.985))


def expose(portrait: Portrait, strength: float, options: Mapping[str, Any]) -> Portrait:
    """Brighten or darken the whole picture as a camera would, with highlights rolled off."""
    if strength == 0:
        return portrait
    stops = strength * _wanted_stops(portrait, options)
    if stops == 0:
        return portrait
    pixels = portrait.pixels
    gain = gain_of(table_of(lambda tone: exposed(tone, stops)))

    def developed(part: Pixels) -> Pixels:
        # Between luma and the brightest channel: skin's red neither clips nor holds back the rest.
        norm = (luma(part) + channel_peak(part)) * np.float32(0.5)
        return gained(part, looked_up(gain, norm))

    return portrait.with_pixels(by_strips(developed, pixels))


def exposed(tone: FloatArray, stops: float) -> FloatArray:
    """A tone 0…1 (encoded) after `stops`: linear gain in the shadows, 1 stays 1."""
    light = srgb_to_linear(tone)
    power = ROLL_OFF if stops > 0 else 1.0
    gain = np.float32(2.0**stops)
    rolled = gain * light / (1 + (gain**power - 1) * light**power) ** (1 / power)
    return linear_to_srgb(rolled)


def stops_between(tone: float, wanted: float) -> float:
    """The stops with which `exposed` brings one encoded tone to another."""
    light, aim = (float(srgb_to_linear(np.clip(t, 0.002, 0.998))) for t in (tone, wanted))
    power = ROLL_OFF if aim > light else 1.0
    return float(np.log2(aim / light * ((1 - light**power) / (1 - aim**power)) ** (1 / power)))


def _wanted_stops(portrait: Portrait, options: Mapping[str, Any]) -> float:
    limit = EXPOSURE_LIMIT_STOPS
    stops = option.number(options, "stops", None, -limit, limit, " stops")
    if stops is not None:
        return stops
    lightness = option.number(options, "face_lightness", None, 15, 85, " L*")
    face = face_luma(portrait)
    if lightness is not None:
        if face is None:
            raise EditError("Option 'face_lightness' needs a face and none was seen. Use 'stops'.")
        wanted = float(linear_to_srgb(((lightness + 16) / 116) ** 3))
        return _within_limit(stops_between(face, wanted), f"face_lightness {lightness:g}")
    white = float(np.quantile(luma(shrunk(portrait.pixels, min(portrait.extent) / 256)), 0.99))
    needed = stops_between(white, WHITE_OF_A_GOOD_PRINT)
    if face is not None:
        needed = min(needed, stops_between(face, BRIGHTEST_FACE))
        needed = max(needed, stops_between(face, DARKEST_FACE))
    return min(max(needed, 0.0), limit)


def _within_limit(stops: float, asked: str) -> float:
    if abs(stops) > EXPOSURE_LIMIT_STOPS:
        raise EditBeyondLimit(
            f"Edit 'exposure' with {asked} needs {stops:+.1f} stops. Expected at most "
            f"±{EXPOSURE_LIMIT_STOPS:g}. Ask for less; more needs another photo."
        )
    return stops


def contrast(portrait: Portrait, strength: float, options: Mapping[str, Any]) -> Portrait:
    """An S-curve around the face's own tone, gentler in the highlights; or its opposite."""
    if strength == 0:
        return portrait
    sign = 1.0 if option.choice(options, "toward", "more", ("more", "less")) == "more" else -0.7
    pivot = face_pivot(portrait)
    amount = np.float32(sign * strength * CONTRAST_LIMIT)

    def s_curve(tone: FloatArray) -> FloatArray:
        share = 1 - (1 - HIGHLIGHT_SHARE) * ramp(tone, pivot - 0.1, pivot + 0.25)
        return tone + amount * share * tone * (1 - tone) * (tone - pivot)

    return portrait.with_pixels(toned(portrait.pixels, s_curve))


def face_pivot(portrait: Portrait) -> float:
    """The tone that contrast turns around: the face's own luma, so that no skin is shifted."""
    face = face_luma(portrait)
    return float(np.clip(0.46 if face is None else face, 0.22, 0.58))


def curve(portrait: Portrait, strength: float, options: Mapping[str, Any]) -> Portrait:
    """A tone curve through given points, smooth and without overshoot."""
    if strength == 0:
        return portrait
    x, y = _curve_points(options.get("points") or FILM_CURVE)

    def mixed(tone: FloatArray) -> FloatArray:
        return tone + np.float32(strength) * (monotone_cubic(x, y, tone) - tone)

    return portrait.with_pixels(toned(portrait.pixels, mixed))


def _curve_points(points: Sequence[Sequence[float]]) -> tuple[FloatArray, FloatArray]:
    try:
        table = np.array([[float(x), float(y)] for x, y in points], dtype=np.float32)
    except (TypeError, ValueError):
        table = np.zeros((0, 2), dtype=np.float32)
    if len(table) < 2 or table.min() < 0 or table.max() > 1 or (np.diff(table[:, 0]) <= 0.01).any():
        raise EditError(
            "Option 'points' of edit 'curve' is not a curve. Expected at least two [x, y] pairs, "
            "0…1, with x rising. For example [[0, 0.02], [0.5, 0.52], [1, 1]]."
        )
    x, y = table[:, 0], table[:, 1]
    if x[0] > 0:
        x, y = np.append(np.float32(0), x), np.append(np.float32(0), y)
    if x[-1] < 1:
        x, y = np.append(x, np.float32(1)), np.append(y, np.float32(1))
    steps = np.linspace(0, 1, 256, dtype=np.float32)
    drawn = monotone_cubic(x, y, steps)
    slopes = np.diff(drawn) * 255
    shift = float(np.abs(drawn - steps).max())
    if shift > CURVE_LIMIT or slopes.min() < CURVE_SLOPES[0] or slopes.max() > CURVE_SLOPES[1]:
        raise EditBeyondLimit(
            f"The curve shifts a tone by {shift:.2f} with slopes {slopes.min():.2f}…"
            f"{slopes.max():.2f}. Expected shifts up to {CURVE_LIMIT} and slopes "
            f"{CURVE_SLOPES[0]}…{CURVE_SLOPES[1]}. Draw it flatter."
        )
    return x, y


def monotone_cubic(x: FloatArray, y: FloatArray, at: FloatArray) -> FloatArray:
    """Fritsch & Carlson 1980 monotone cubic through (x, y): no overshoot between the points."""
    step, rise = np.diff(x), np.diff(y) / np.diff(x)
    slope = np.concatenate([rise[:1], (rise[:-1] + rise[1:]) / 2, rise[-1:]])
    flat = np.concatenate([[False], rise[:-1] * rise[1:] <= 0, [False]])
    slope = np.where(flat, 0, slope)
    for k, secant in enumerate(rise):
        steep = np.hypot(slope[k], slope[k + 1])
        if secant == 0:
            slope[k] = slope[k + 1] = 0
        elif steep > 3 * abs(secant):
            slope[k : k + 2] *= 3 * abs(secant) / steep
    i = np.clip(np.searchsorted(x, at, side="right") - 1, 0, len(step) - 1)
    t = (at - x[i]) / step[i]
    return np.asarray(
        (1 + 2 * t) * (1 - t) ** 2 * y[i]
        + t * (1 - t) ** 2 * step[i] * slope[i]
        + t**2 * (3 - 2 * t) * y[i + 1]
        + t**2 * (t - 1) * step[i] * slope[i + 1],
        dtype=np.float32,
    )


KINDS = (
    EditKind(
        "exposure",
        "Exposure",
        "Brightens or darkens the whole picture as a camera would; highlights roll off to white.",
        expose,
        f"±{EXPOSURE_LIMIT_STOPS:g} stops",
        cues=("face_exposure_stops", "face_lightness"),
        options={
            "stops": f"change in stops, −{EXPOSURE_LIMIT_STOPS:g}…{EXPOSURE_LIMIT_STOPS:g}",
            "face_lightness": "lightness L* of the face to reach, 15…85; without either, a dim "
            "picture is brought up until its whites are white",
        },
    ),
    EditKind(
        "contrast",
        "Contrast",
        "An S-curve around the face's own tone, gentler in the highlights.",
        contrast,
        "slope 1.22 at the face's tone; highlights get about half of it",
        cues=("contrast",),
        options={"toward": "more (default) or less"},
    ),
    EditKind(
        "curve",
        "Tone curve",
        "A smooth tone curve through given points; by default a gentle film curve.",
        curve,
        f"a tone moves by at most {CURVE_LIMIT:g}; slope {CURVE_SLOPES[0]:g}…{CURVE_SLOPES[1]:g}",
        options={"points": "[x, y] pairs 0…1, x rising, in encoded luma"},
    ),
)
