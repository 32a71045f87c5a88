"""Skin: even out blotches, calm shine. Texture is never taken away.

Frequency separation: what is finer than BLOTCH_FROM is texture and stays; only the coarser
unevenness is touched, inside the sitter's own skin, and never where a mole, a freckle or a scar is.
The changes are smooth, so they are worked out on a smaller copy and added to the full picture.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..errors import EditError
from ..portrait import Portrait
from .edit import EditKind
from .local_tone import soft_excess
from .planes import FloatArray, blurred, blurred_within, in_three, ramp, resized, to_oklab
from .skin_mask import require_skin
from .skin_part import cut_part, inside, shifted
from .texture import kept_in

TEXTURE_FLOOR = 0.85  # share of the measured texture that an edit must leave, or it refuses
WORKING_UNIT_PX = 96.0  # IOD of the smaller copy: a mole is still a few pixels wide

BLOTCH_FROM = 0.055  # of the IOD: unevenness coarser than this may be evened
BLOTCH_TO_LIGHTNESS, BLOTCH_TO_COLOR = 0.15, 0.35  # up to here; broader is the face's own shape
EVENING_LIGHTNESS, EVENING_COLOR = 0.55, 0.60  # share of the unevenness taken away at strength 1
EVENING_LIMITS = (0.020, 0.012)  # largest change of OKLab L and of a, b: a shadow is not a blotch
MARK_BAND = (0.018, 0.055)  # of the IOD: the size of moles, freckles and scars
MARK_DEVIATIONS = (2.5, 4.0)  # robust standard deviations darker or lighter than the skin around

SHINE_BASE = 0.03  # of the IOD: shine is judged on skin smoothed this much
SHINE_QUANTILE = 0.75  # of the face's lightness: brighter skin may be shine
SHINE_SHARE = 0.6  # of the excess taken away at strength 1
SHINE_LIMIT = 0.08  # OKLab L: calmer, still alive; dry paper is no skin
SHINE_COLOR_BACK = 0.25  # share of the colour that shine washed out; more looks like blusher
SHINE_PALENESS = (0.95, 0.70)  # chroma against the skin's own: shine is paler than lit skin


def even_skin(portrait: Portrait, strength: float, _: Mapping[str, Any]) -> Portrait:
    """Even out blotches in lightness and colour; texture, marks and the face's shape stay.

    Raises EditError when less than TEXTURE_FLOOR of the texture would stay.
    """
    if strength == 0:
        return portrait
    _face, skin = require_skin(portrait, "skin_evening")
    part = cut_part(portrait, skin.face)
    if part is None:
        return portrait
    small = part.smaller(WORKING_UNIT_PX)
    lab = to_oklab(small.pixels)
    free = small.mask * (1 - find_marks(lab[..., 0], small.mask, small.unit))
    change = np.float32(strength) * _evening(lab, small.mask, small.unit) * in_three(free)
    after = shifted(portrait, part, change)
    kept = kept_in(part, after)
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
    part = cut_part(portrait, skin.shape)
    if part is None:
        return portrait
    small = part.smaller(WORKING_UNIT_PX)
    height, width = small.mask.shape
    sure = resized(inside(skin.face, part.box), width, height) > 0.5
    if not sure.any():
        return portrait
    lab = to_oklab(small.pixels)
    level = float(np.quantile(lab[..., 0][sure], SHINE_QUANTILE))
    own = skin.color[1:] / skin.color[0]
    base = blurred_within(lab, np.maximum(small.mask, 0.02), SHINE_BASE * small.unit)
    paleness = np.hypot(base[..., 1], base[..., 2]) / base[..., 0] / float(np.hypot(*own))
    shine = soft_excess(base[..., 0], level + 0.02, 0.02) * ramp(paleness, *SHINE_PALENESS)
    drop = np.minimum(SHINE_SHARE * shine, SHINE_LIMIT) * small.mask * np.float32(strength)
    # The colour that the shine washed out comes back in step with the drop.
    washed = np.maximum(0, 1 - paleness) * base[..., 0]
    back = np.float32(SHINE_COLOR_BACK) * np.clip(drop / SHINE_LIMIT, 0, 1) * washed
    change = np.stack([-drop, back * own[0], back * own[1]], axis=-1).astype(np.float32)
    return shifted(portrait, part, change)


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
)
