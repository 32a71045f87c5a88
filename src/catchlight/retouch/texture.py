"""Skin texture: how much is there, how much an edit left, and giving it back where it was lost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import cv2
import numpy as np

from ..portrait import Portrait
from . import options as option
from .edit import EditKind
from .film import noise
from .planes import FloatArray, blurred, by_strips, in_three, luma, ramp
from .skin_mask import require_skin
from .skin_part import SkinPart, cut_part, inside, painted

TEXTURE_BAND = (0.006, 0.025)  # of the IOD: pores, fine lines, stubble
MEASURED_UNIT_PX = 170.0  # IOD of the copy on which it is measured: one pixel there is the finest

RETURN_TARGET = 0.0125  # texture contrast: unretouched London faces have .012….019 (quartiles)
RETURN_LIMIT = 0.012  # largest texture contrast that is added
PATCHES_PER_IOD = 5.0  # real skin is coarser here and finer there, at about this scale
PORES_PER_IOD = 150.0  # grid cells of the returned texture between the eyes


def texture_contrast(part: SkinPart) -> float:
    """Band-limited contrast of skin: standard deviation in TEXTURE_BAND / mean luma.

    Robust (by the median), so that stubble edges, lashes and moles do not decide it.
    """
    small = part.smaller(MEASURED_UNIT_PX)
    return _contrast(luma(small.pixels), small.mask, small.unit)


def _contrast(tone: FloatArray, mask: FloatArray, unit: float) -> float:
    fine, coarse = (blurred(tone, share * unit) for share in TEXTURE_BAND)
    sure = mask > 0.8
    if not sure.any():
        return 0.0
    mean = max(float(tone[sure].mean()), 0.02)
    return float(np.median(np.abs(fine - coarse)[sure])) / 0.6745 / mean


def texture_kept(before: Portrait, after: Portrait) -> float:
    """The share of the skin texture of `before` that `after` has, both the same scene and size."""
    _face, skin = require_skin(before, "skin_evening")
    part = cut_part(before, skin.face)
    return 1.0 if part is None else kept_in(part, after)


def kept_in(part: SkinPart, after: Portrait) -> float:
    """The share of a part's texture that the portrait `after` has in the same place."""
    later = SkinPart(part.box, inside(after.pixels, part.box), part.mask, part.unit)
    first = texture_contrast(part)
    return texture_contrast(later) / first if first > 1e-6 else 1.0


def return_texture(portrait: Portrait, strength: float, options: Mapping[str, Any]) -> Portrait:
    """Give over-smoothed skin pores again, lit from where the face is lit; real skin gets none."""
    if strength == 0:
        return portrait
    _face, skin = require_skin(portrait, "texture_return")
    seed = option.whole_number(options, "seed", 0)
    part = cut_part(portrait, skin.face)
    if part is None:
        return portrait
    missing = max(0.0, RETURN_TARGET**2 - texture_contrast(part) ** 2) ** 0.5
    if missing == 0:
        return portrait
    relief = _pores(part.mask.shape, part.unit, seed, _light_across(part))
    tried = np.float32(0.02)
    flat = SkinPart(part.box, in_three(1 + tried * relief), part.mask, part.unit)
    amount = np.float32(strength * min(missing, RETURN_LIMIT) * tried / texture_contrast(flat))

    def textured(pixels: FloatArray, relief: FloatArray, mask: FloatArray) -> FloatArray:
        tone = luma(pixels)
        # Full in the midtones, little in the lights (they wash pores out) and in deep shadow.
        where = mask * ramp(tone, 0.03, 0.2) * (1 - np.float32(0.7) * ramp(tone, 0.7, 0.97))
        lit = pixels * in_three(1 + amount * relief * where)
        return np.asarray(np.clip(lit, 0, 1, out=lit), dtype=np.float32)

    return painted(portrait, part, by_strips(textured, part.pixels, relief, part.mask))


def _pores(
    shape: tuple[int, ...], unit: float, seed: int, light: tuple[float, float]
) -> FloatArray:
    """Relief of about unit contrast: pits and fine creases, shaded from the light's side."""
    longer = max(shape)
    grains = PORES_PER_IOD * longer / unit
    fine = noise((shape[0], shape[1]), grains, seed)
    broad = noise((shape[0], shape[1]), grains / 2.2, seed + 1)
    height = -np.abs(fine) + np.float32(0.4) * broad  # pits are sharp, the swell between is soft
    step = unit / PORES_PER_IOD
    height = np.asarray(cv2.GaussianBlur(height, (0, 0), max(0.4, 0.45 * step)), dtype=np.float32)
    across = cv2.Sobel(height, cv2.CV_32F, 1, 0, ksize=3) * np.float32(light[0])
    down = cv2.Sobel(height, cv2.CV_32F, 0, 1, ksize=3) * np.float32(light[1])
    shaded = np.asarray((across + down) * (step / 6) + 0.8 * height, dtype=np.float32)
    patches = noise((shape[0], shape[1]), PATCHES_PER_IOD * longer / unit, seed + 2)
    uneven = 1 + np.float32(0.5) * np.tanh(patches)
    return np.asarray((shaded - blurred(shaded, 0.025 * unit)) * uneven, dtype=np.float32)


def _light_across(part: SkinPart) -> tuple[float, float]:
    """Unit vector (x, y) along which the face gets darker: away from the light."""
    small = part.smaller(24.0)
    rows, columns = np.nonzero(small.mask > 0.5)
    if rows.size < 16:
        return 0.0, 1.0
    x, y = columns - columns.mean(), rows - rows.mean()
    values = luma(small.pixels)[rows, columns]
    fit, *_ = np.linalg.lstsq(np.stack([x, y], axis=1), values - values.mean(), rcond=None)
    length = float(np.hypot(*fit))
    return (-float(fit[0]) / length, -float(fit[1]) / length) if length > 1e-6 else (0.0, 1.0)


KINDS = (
    EditKind(
        "texture_return",
        "Texture return",
        "Gives over-smoothed skin pores again, lit as the face is; real skin gets none.",
        return_texture,
        f"texture contrast {RETURN_LIMIT:g}",
        needs=("face",),
        cues=("skin_texture", "skin_smoothing"),
        options={"seed": "whole number; the same seed gives the same texture"},
    ),
)
