"""Skin: even out blotches, calm shine, give texture back. Texture is never taken away.

Frequency separation: what is finer than TEXTURE_TOP of the IOD is texture and stays; only the
coarser unevenness is touched, inside the sitter's own skin, and never where a mole, a freckle or a
scar is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import cv2
import numpy as np

from ..errors import EditError
from ..geometry import Box
from ..image import Pixels
from ..portrait import Portrait
from . import options as option
from .edit import EditKind
from .film import noise
from .local_tone import soft_excess
from .planes import (
    FloatArray,
    blurred,
    blurred_within,
    from_oklab,
    luma,
    ramp,
    to_oklab,
    unit_px,
)
from .skin_mask import require_skin

TEXTURE_BAND = (0.006, 0.025)  # of the IOD: pores, fine lines, stubble
TEXTURE_FLOOR = 0.85  # share of the measured texture that an edit must leave, or it refuses

BLOTCH_FROM = 0.055  # of the IOD: unevenness coarser than this may be evened
BLOTCH_TO_LIGHTNESS, BLOTCH_TO_COLOR = 0.15, 0.35  # up to here; broader is the face's own shape
EVENING_LIGHTNESS, EVENING_COLOR = 0.55, 0.60  # share of the unevenness taken away at strength 1
EVENING_LIMITS = (0.020, 0.012)  # largest change of OKLab L and of a, b: a shadow is not a blotch
MARK_BAND = (0.018, 0.055)  # of the IOD: the size of moles, freckles and scars
MARK_DEVIATIONS = (2.5, 4.0)  # robust standard deviations darker or lighter than the skin around

SHINE_QUANTILE = 0.75  # of the face's lightness: brighter skin may be shine
SHINE_SHARE = 0.6  # of the excess taken away at strength 1
SHINE_LIMIT = 0.08  # OKLab L: calmer, still alive; dry paper is no skin
SHINE_COLOR_BACK = 0.25  # share of the colour that shine washed out; more looks like blusher
SHINE_PALENESS = (0.95, 0.70)  # chroma against the skin's own: shine is paler than lit skin

RETURN_TARGET = 0.0115  # texture contrast: unretouched London faces have .012….019 (quartiles)
RETURN_LIMIT = 0.011  # largest texture contrast that is added
PATCHES_PER_IOD = 5.0  # real skin is coarser here and finer there, at about this scale
PORES_PER_IOD = 150.0  # grid cells of the returned texture between the eyes


def even_skin(portrait: Portrait, strength: float, _: Mapping[str, Any]) -> Portrait:
    """Even out blotches in lightness and colour; texture, marks and the face's shape stay.

    Raises EditError when less than TEXTURE_FLOOR of the texture would stay.
    """
    if strength == 0:
        return portrait
    _face, skin = require_skin(portrait, "skin_evening")
    box, mask, unit = _around(skin.face), skin.face, unit_px(portrait)
    if box is None:
        return portrait
    part, inside = _cut(portrait.pixels, box), _cut(mask, box)
    lab = to_oklab(part)
    change = _evening(lab, inside, unit)
    free = inside * (1 - find_marks(lab[..., 0], inside, unit))
    evened = lab + np.float32(strength) * change * free[..., None]
    after = _pasted(portrait, box, evened, part, free)
    kept = _kept_inside(portrait, after, box, inside, unit)
    if kept < TEXTURE_FLOOR:
        raise EditError(
            f"Edit 'skin_evening' would keep {kept:.0%} of the skin texture. Expected at least "
            f"{TEXTURE_FLOOR:.0%}. Use a smaller strength."
        )
    return after


def _evening(lab: FloatArray, mask: FloatArray, unit: float) -> FloatArray:
    """The change of L, a, b that takes blotches away."""
    low = blurred_within(lab, mask, BLOTCH_FROM * unit)
    change = np.empty_like(lab)
    lightness = low[..., 0] - blurred_within(lab[..., 0], mask, BLOTCH_TO_LIGHTNESS * unit)
    color = low[..., 1:] - blurred_within(lab, mask, BLOTCH_TO_COLOR * unit)[..., 1:]
    for_lightness, for_color = EVENING_LIMITS
    change[..., 0] = -for_lightness * np.tanh(EVENING_LIGHTNESS * lightness / for_lightness)
    change[..., 1:] = -for_color * np.tanh(EVENING_COLOR * color / for_color)
    return change


def find_marks(lightness: FloatArray, mask: FloatArray, unit: float) -> FloatArray:
    """0…1 where a small mark lies: much darker or lighter than the skin around it."""
    fine, coarse = (blurred_within(lightness, mask, share * unit) for share in MARK_BAND)
    contrast = np.abs(fine - coarse)
    inside = contrast[mask > 0.8]
    if inside.size == 0:
        return np.zeros_like(lightness)
    sigma = max(float(np.median(inside)) / 0.6745, 1e-4)
    marks = ramp(contrast / sigma, *MARK_DEVIATIONS)
    # As wide as the blur that would otherwise carry the mark's darkness into its surroundings.
    wide = np.clip(blurred(marks, BLOTCH_FROM * unit) * 2.5, 0, 1)
    return np.asarray(wide, dtype=np.float32)


def care_for_shine(portrait: Portrait, strength: float, _: Mapping[str, Any]) -> Portrait:
    """Bring shiny skin down a little and give it its colour back; texture stays."""
    if strength == 0:
        return portrait
    _face, skin = require_skin(portrait, "shine_care")
    box, unit = _around(skin.shape), unit_px(portrait)
    if box is None:
        return portrait
    part, inside = _cut(portrait.pixels, box), _cut(skin.shape, box)
    lab = to_oklab(part)
    sure = _cut(skin.face, box) > 0.5
    if not sure.any():
        return portrait
    level = float(np.quantile(lab[..., 0][sure], SHINE_QUANTILE))
    own = skin.color[1:] / skin.color[0]
    base = blurred_within(lab, np.maximum(inside, 0.02), 0.03 * unit)
    paleness = np.hypot(base[..., 1], base[..., 2]) / base[..., 0] / float(np.hypot(*own))
    shine = soft_excess(base[..., 0], level + 0.02, 0.02) * ramp(paleness, *SHINE_PALENESS)
    drop = np.minimum(SHINE_SHARE * shine, SHINE_LIMIT) * inside * np.float32(strength)
    calmer = lab.copy()
    calmer[..., 0] -= drop
    # The colour that the shine washed out comes back in step with the drop.
    back = np.clip(drop / SHINE_LIMIT, 0, 1)[..., None] * np.float32(SHINE_COLOR_BACK)
    calmer[..., 1:] += back * np.maximum(0, 1 - paleness)[..., None] * own * base[..., :1]
    return _pasted(portrait, box, calmer, part, inside)


def return_texture(portrait: Portrait, strength: float, options: Mapping[str, Any]) -> Portrait:
    """Give over-smoothed skin pores again, lit from where the face is lit; real skin gets none."""
    if strength == 0:
        return portrait
    _face, skin = require_skin(portrait, "texture_return")
    seed = option.whole_number(options, "seed", 0)
    box, unit = _around(skin.face), unit_px(portrait)
    if box is None:
        return portrait
    inside = _cut(skin.face, box)
    part = _cut(portrait.pixels, box)
    tone = luma(part)
    missing = max(0.0, RETURN_TARGET**2 - texture_contrast(tone, inside, unit) ** 2) ** 0.5
    if missing == 0:
        return portrait
    relief = _pores(inside.shape, unit, seed, _light_across(tone, inside))
    measured = texture_contrast(1 + relief * np.float32(0.02), inside, unit)
    amount = min(missing, RETURN_LIMIT) / max(measured / 0.02, 1e-6)
    # Full in the midtones, little in the lights (they wash pores out) and in deep shadow.
    where = inside * ramp(tone, 0.03, 0.2) * (1 - 0.7 * ramp(tone, 0.7, 0.97))
    gain = 1 + np.float32(strength * amount) * relief * where
    pixels = portrait.pixels.copy()
    rows, columns = _slices(box)
    pixels[rows, columns] = np.clip(part * gain[..., None], 0, 1)
    return portrait.with_pixels(pixels)


def _pores(
    shape: tuple[int, ...], unit: float, seed: int, light: tuple[float, float]
) -> FloatArray:
    """Relief of about unit contrast: pits and fine creases, shaded from the light's side."""
    longer = max(shape)
    grains = PORES_PER_IOD * longer / unit
    fine = noise((shape[0], shape[1]), grains, seed)
    broad = noise((shape[0], shape[1]), grains / 2.2, seed + 1)
    height = -np.abs(fine) + 0.4 * broad  # pits are sharp, the swell between them is soft
    step = unit / PORES_PER_IOD
    height = cv2.GaussianBlur(np.asarray(height, np.float32), (0, 0), max(0.4, 0.45 * step))
    across = cv2.Sobel(height, cv2.CV_32F, 1, 0, ksize=3) * np.float32(light[0])
    down = cv2.Sobel(height, cv2.CV_32F, 0, 1, ksize=3) * np.float32(light[1])
    shaded = (across + down) * np.float32(step / 6) + 0.8 * height
    patches = noise((shape[0], shape[1]), PATCHES_PER_IOD * longer / unit, seed + 2)
    uneven = 1 + 0.5 * np.tanh(patches)
    return np.asarray((shaded - blurred(shaded, 0.025 * unit)) * uneven, dtype=np.float32)


def _light_across(tone: FloatArray, mask: FloatArray) -> tuple[float, float]:
    """Unit vector (x, y) along which the face gets darker: away from the light."""
    rows, columns = np.nonzero(mask[::4, ::4] > 0.5)
    if rows.size < 16:
        return 0.0, 1.0
    x, y = columns - columns.mean(), rows - rows.mean()
    values = tone[::4, ::4][rows, columns]
    fit, *_ = np.linalg.lstsq(np.stack([x, y], axis=1), values - values.mean(), rcond=None)
    length = float(np.hypot(*fit))
    return (-float(fit[0]) / length, -float(fit[1]) / length) if length > 1e-6 else (0.0, 1.0)


def texture_contrast(tone: FloatArray, mask: FloatArray, unit: float) -> float:
    """Band-limited contrast of skin: standard deviation in TEXTURE_BAND / mean luma.

    Robust (by the median), so that stubble edges, lashes and moles do not decide it.
    """
    fine = tone if TEXTURE_BAND[0] * unit < 0.5 else blurred(tone, TEXTURE_BAND[0] * unit)
    band = np.abs(fine - blurred(tone, TEXTURE_BAND[1] * unit))
    inside = mask > 0.8
    if not inside.any():
        return 0.0
    mean = max(float(tone[inside].mean()), 0.02)
    return float(np.median(band[inside])) / 0.6745 / mean


def texture_kept(before: Portrait, after: Portrait) -> float:
    """The share of the skin texture of `before` that `after` has, both the same scene and size."""
    _face, skin = require_skin(before, "skin_evening")
    box = _around(skin.face)
    if box is None:
        return 1.0
    return _kept_inside(before, after, box, _cut(skin.face, box), unit_px(before))


def _kept_inside(
    before: Portrait, after: Portrait, box: Box, mask: FloatArray, unit: float
) -> float:
    first, second = (
        texture_contrast(luma(_cut(portrait.pixels, box)), mask, unit)
        for portrait in (before, after)
    )
    return second / first if first > 1e-6 else 1.0


def _around(mask: FloatArray) -> Box | None:
    """The box that holds the mask: work is done only there."""
    rows, columns = np.flatnonzero(mask.max(axis=1) > 0.01), np.flatnonzero(mask.max(axis=0) > 0.01)
    if rows.size == 0:
        return None
    return Box(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)


def _slices(box: Box) -> tuple[slice, slice]:
    return slice(int(box.top), int(box.bottom)), slice(int(box.left), int(box.right))


def _cut(plane: FloatArray, box: Box) -> FloatArray:
    rows, columns = _slices(box)
    return np.ascontiguousarray(plane[rows, columns])


def _pasted(
    portrait: Portrait, box: Box, lab: FloatArray, part: Pixels, mask: FloatArray
) -> Portrait:
    """The portrait with the part inside the box developed; untouched where the mask is 0."""
    pixels = portrait.pixels.copy()
    rows, columns = _slices(box)
    pixels[rows, columns] = np.where((mask > 0)[..., None], from_oklab(lab), part)
    return portrait.with_pixels(pixels)


KINDS = (
    EditKind(
        "skin_evening",
        "Skin evening",
        "Evens blotches of lightness and colour; texture, moles, freckles and scars stay.",
        even_skin,
        f"{EVENING_COLOR:.0%} of the unevenness; refuses below {TEXTURE_FLOOR:.0%} of the texture",
        needs=("face",),
        cues=("skin_texture",),
    ),
    EditKind(
        "shine_care",
        "Shine care",
        "Brings shiny skin down a little and gives it its colour back; texture stays.",
        care_for_shine,
        f"{SHINE_LIMIT:g} in OKLab lightness",
        needs=("face",),
        cues=("skin_shine",),
    ),
    EditKind(
        "texture_return",
        "Texture return",
        "Gives over-smoothed skin pores again, lit as the face is; real skin gets none.",
        return_texture,
        f"texture contrast {RETURN_LIMIT:g}",
        needs=("face",),
        cues=("skin_texture",),
        options={"seed": "whole number; the same seed gives the same texture"},
    ),
)
