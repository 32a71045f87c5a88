"""White balance: from the light the photo shows to a wanted one, in linear light (Bradford)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from ..color import D65_XYZ, RGB_TO_XYZ, cct_k_to_xy, oklab_to_srgb
from ..errors import EditBeyondLimit, EditError
from ..image import Pixels
from ..portrait import Portrait
from . import options as option
from .edit import EditKind
from .planes import (
    FloatArray,
    by_strips,
    decode,
    encode,
    into_gamut,
    resized,
    shrunk,
    to_oklab,
    unit_px,
)
from .skin_mask import WORKING_UNIT_PX, find_skin

SHIFT_LIMIT_MIRED = 110.0  # about 6500 K ↔ 3800 K: beyond it a channel is mostly noise
TINT_LIMIT = 0.02  # Duv, green–magenta: about the tint of a bad fluorescent tube
NEUTRAL_CHROMA = 0.10  # OKLab: more colourful pixels are paint, not light
MINKOWSKI = 4.0  # norm of the shades-of-grey estimate (Finlayson & Trezzi 2004 recommend 4–6)
FULL_NEUTRAL_SHARE = 0.12  # share of near-neutral pixels from which the estimate is fully trusted
SKIN_HUES_DEG = (25.0, 80.0)  # OKLab: skins of every tone under neutral light (London: 29…69)
SKIN_CHROMA = 0.06  # OKLab chroma / L that skin keeps (London: .047 at the palest, median .075)
KEPT_SKIN_CHROMA = 0.62  # of what it has: taking a strong tungsten cast out leaves about .63
KEPT_WARMTH = 0.2  # of the cast that is left: light that was warm should still look warm
Light = npt.NDArray[np.float64]  # a light's colour as CIE 1960 (u, v)

BRADFORD = np.array(
    [[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]]
)  # fmt: skip


def balance(portrait: Portrait, strength: float, options: Mapping[str, Any]) -> Portrait:
    """Move the picture's light towards neutral, or towards a wanted colour temperature."""
    if strength == 0:
        return portrait
    source, wanted = _lights(portrait, options)
    matrix = adaptation(source, source + np.float64(strength) * (wanted - source))

    def balanced(part: Pixels) -> Pixels:
        adapted = cv2.transform(decode(part), matrix)
        return encode(into_gamut(np.asarray(adapted, dtype=np.float32)))

    return portrait.with_pixels(by_strips(balanced, portrait.pixels))


def adaptation(source_uv: Light, wanted_uv: Light) -> FloatArray:
    """Linear sRGB → linear sRGB: what looked white under `source` looks as `wanted`.

    Both lights are CIE 1960 (u, v). The luminance of white is kept, so nothing darkens.
    """
    source, wanted = (BRADFORD @ _xyz(uv) for uv in (source_uv, wanted_uv))
    to_xyz = RGB_TO_XYZ.astype(np.float64)
    adapted = np.linalg.inv(BRADFORD) @ np.diag(wanted / source) @ BRADFORD
    return np.asarray(np.linalg.inv(to_xyz) @ adapted @ to_xyz, dtype=np.float32)


def _lights(portrait: Portrait, options: Mapping[str, Any]) -> tuple[Light, Light]:
    """The light the photo shows and the light wanted, as CIE 1960 uv, within the limits."""
    tint = option.number(options, "tint", 0.0, -TINT_LIMIT, TINT_LIMIT, " Duv")
    source_k = option.number(options, "source_k", None, 2500, 12000, " K")
    target_k = option.number(options, "target_k", None, 3500, 10000, " K")
    neutral = _uv(*_chromaticity(D65_XYZ))
    source = _uv(*cct_k_to_xy(source_k)) if source_k else estimate_light(portrait)
    if target_k is None:
        wanted = neutral + KEPT_WARMTH * (source - neutral) if source_k is None else neutral
        return source, _limited(source, _tinted(wanted, tint))
    wanted = _tinted(_uv(*cct_k_to_xy(target_k)), tint)
    shift = abs(_mired(wanted) - _mired(source))
    if shift > SHIFT_LIMIT_MIRED:
        raise EditBeyondLimit(
            f"Edit 'white_balance' towards {target_k:g} K needs a shift of {shift:.0f} mired. "
            f"Expected at most {SHIFT_LIMIT_MIRED:.0f}. Choose a temperature nearer to the "
            f"photo's own, about {1e6 / _mired(source):.0f} K."
        )
    return source, wanted


def _limited(source: Light, wanted: Light) -> Light:
    """`wanted`, or the point on the way there that is SHIFT_LIMIT_MIRED from the source."""
    shift = abs(_mired(wanted) - _mired(source))
    return source + (wanted - source) * min(1.0, SHIFT_LIMIT_MIRED / max(shift, 1e-6))


def estimate_light(portrait: Portrait) -> Light:
    """The light's colour, CIE 1960 uv: shades of grey over near-neutral pixels that are no skin.

    The fewer such pixels, the less it is trusted; and it never goes so far that removing it would
    push the sitter's skin out of the hues that skin has under neutral light.
    """
    factor = max(1.0, unit_px(portrait) / WORKING_UNIT_PX)
    small = shrunk(portrait.pixels, factor)
    lab = to_oklab(small)
    linear = decode(small)
    usable = (small.max(axis=2) < 0.97) & (lab[..., 0] > 0.25)
    skin = find_skin(portrait)
    if skin is not None:
        usable &= resized(skin.small_person, small.shape[1], small.shape[0]) < 0.3
    neutral = usable & (np.hypot(lab[..., 1], lab[..., 2]) < NEUTRAL_CHROMA)
    d65 = _uv(*_chromaticity(D65_XYZ))
    if not neutral.any():
        return d65
    light = np.mean(linear[neutral] ** MINKOWSKI, axis=0) ** (1 / MINKOWSKI)
    found = _uv(*_chromaticity(RGB_TO_XYZ @ light.astype(np.float32)))
    trust = min(1.0, float(neutral.mean()) / FULL_NEUTRAL_SHARE)
    if skin is not None:
        trust *= _bearable_share(skin.color, found, d65, trust)
    return np.asarray(d65 + trust * (found - d65))


def _bearable_share(skin: FloatArray, light: Light, neutral: Light, trust: float) -> float:
    """The largest share of the correction after which the skin's colour is still skin's."""
    color = _oklab_to_linear(skin)
    own = float(np.hypot(skin[1], skin[2]) / skin[0])
    least = min(own, max(SKIN_CHROMA, KEPT_SKIN_CHROMA * own))
    for share in np.linspace(1, 0, 11):
        corrected = adaptation(neutral + share * trust * (light - neutral), neutral) @ color
        lab = to_oklab(encode(np.clip(corrected, 0, 1).reshape(1, 1, 3).astype(np.float32)))[0, 0]
        hue = float(np.degrees(np.arctan2(lab[2], lab[1])))
        colored = float(np.hypot(lab[1], lab[2]) / max(lab[0], 1e-6)) >= least
        if colored and SKIN_HUES_DEG[0] <= hue <= SKIN_HUES_DEG[1]:
            return float(share)
    return 1.0  # out of the range with and without the correction: the surroundings know better


def _oklab_to_linear(lab: FloatArray) -> FloatArray:
    return np.asarray(decode(oklab_to_srgb(lab).reshape(1, 1, 3))[0, 0], dtype=np.float32)


def _chromaticity(xyz: FloatArray) -> tuple[float, float]:
    total = float(xyz.sum())
    if total <= 0:
        raise EditError("The picture is black: it shows no light to balance. Leave the edit out.")
    return float(xyz[0]) / total, float(xyz[1]) / total


def _uv(x: float, y: float) -> Light:
    below = -2 * x + 12 * y + 3
    return np.array([4 * x / below, 6 * y / below])


def _xyz(uv: Light) -> Light:
    u, v = float(uv[0]), float(uv[1])
    x, y = 3 * u / (2 * u - 8 * v + 4), 2 * v / (2 * u - 8 * v + 4)
    return np.array([x / y, 1.0, (1 - x - y) / y])


def _mired(uv: Light) -> float:
    """Reciprocal colour temperature of a light near the locus, million / kelvin."""
    steps = np.arange(2000, 25001, 50)
    locus = np.array([_uv(*cct_k_to_xy(float(k))) for k in steps])
    return float(1e6 / steps[np.argmin(np.hypot(*(locus - uv).T))])


def _tinted(uv: Light, tint: float) -> Light:
    """Shifted along v, which is nearly across the locus: + greener, − pinker."""
    return np.asarray(uv + np.array([0.0, tint]))


KINDS = (
    EditKind(
        "white_balance",
        "White balance",
        "Takes most of a colour cast out, or brings the light to a wanted temperature.",
        balance,
        f"{SHIFT_LIMIT_MIRED:.0f} mired, about 6500 K ↔ 3800 K",
        cues=("color_temperature_k", "tint_duv"),
        options={
            "target_k": "the colour temperature the light should have after it, 3500…10000 K; "
            "without it, nearly neutral",
            "source_k": "the light it was taken in, 2500…12000 K; without it, estimated",
            "tint": f"green (+) or magenta (−) to add, Duv, within ±{TINT_LIMIT:g}",
        },
    ),
)
