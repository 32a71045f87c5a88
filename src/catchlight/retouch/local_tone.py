"""Local tone: lift harsh shadows, hold back highlights, model the face. Edge-aware, without halo.

Each finds a smooth *base* of the light (a guided filter, so it does not bleed over edges), decides
a gain from the base alone, and so leaves the detail on top of it untouched.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..color import oklab_to_srgb
from ..image import Pixels
from ..portrait import Portrait
from .edit import EditKind
from .planes import (
    FloatArray,
    blurred,
    blurred_within,
    by_strips,
    gained,
    guided_base,
    luma,
    ramp,
    resized,
    shrunk,
    unit_px,
)
from .skin_mask import Skin, find_skin

STOPS_PER_OCTAVE_OF_L = 3.0  # OKLab L goes with the cube root of light
GAMMA = 2.2  # encoded tone = light^(1/2.2), near enough to reckon stops on luma

SHADOW_LIFT_LIMIT_STOPS = 1.3  # a reflector's worth; more and noise and flatness show
NATURAL_FILL_STOPS = 0.7  # below the lit side: shadows this soft are modelling, not harshness
SHADOW_COMPRESSION = 0.6  # share of the depth beyond that which strength 1 takes away
SHADOW_ELSEWHERE = 0.25  # of the lift that hair, clothes and place get: dark things stay dark
FILL_SIGMA, FILL_REACH = 0.12, 0.2  # of the IOD: how far skin speaks for the light beside it
DEEPEST_TONE = (0.03, 0.20)  # of the lit tone: pupils and true black are not lifted, from here yes
BASE_RADIUS = 0.16  # of the IOD: wider than pores and lashes, narrower than a nose shadow
TEXTURE_RADIUS, TEXTURE_EDGE = 0.08, 0.14  # IOD, luma: wrinkles and stubble are finer and fainter
BASE_EDGE = 0.08  # luma contrast that counts as an edge

HIGHLIGHT_KNEE = 0.72  # luma above which lights are held back
HIGHLIGHT_COMPRESSION = 0.45  # share of the excess over the knee that strength 1 takes away
HIGHLIGHT_ELSEWHERE = 0.3  # of it outside the face: a white shirt stays white

MODELLING_LIMIT_STOPS = 0.35  # largest dodge or burn anywhere on the face
MODELLING_GAIN = 0.45  # share by which the face's broad planes are deepened at strength 1
PLANE_SCALES = (0.14, 0.75)  # of the IOD: from a cheekbone's width to half the face


def soften_shadows(portrait: Portrait, strength: float, _: Mapping[str, Any]) -> Portrait:
    """Lift only what is harsh: shadows deeper than a natural fill, most on the skin."""
    if strength == 0:
        return portrait
    tone = luma(portrait.pixels)
    skin = find_skin(portrait)
    lit = _lit_tone(tone, skin)
    light = tone if skin is None else _light_on_skin(tone, skin)
    base = np.clip(guided_base(light, light, BASE_RADIUS * unit_px(portrait), BASE_EDGE), 0.01, 1)
    share = _share(skin, SHADOW_ELSEWHERE, tone, portrait)
    del tone

    def lifted(base: FloatArray, share: FloatArray) -> FloatArray:
        depth = GAMMA * np.log2(lit / base)
        lift = SHADOW_COMPRESSION * soft_excess(depth, NATURAL_FILL_STOPS)
        lift = np.minimum(lift, SHADOW_LIFT_LIMIT_STOPS) * ramp(base / lit, *DEEPEST_TONE)
        return np.asarray(lift * share, dtype=np.float32)

    lift = _without_texture(by_strips(lifted, base, share), light, portrait)
    del base, share, light

    def gained_by(part: Pixels, lift: FloatArray) -> Pixels:
        return gained(part, np.exp2(np.float32(strength / GAMMA) * lift))

    return portrait.with_pixels(by_strips(gained_by, portrait.pixels, lift))


def _light_on_skin(tone: FloatArray, skin: Skin) -> FloatArray:
    """Luma with brows, lashes, lips and the nearest hair replaced by the skin beside them.

    A brow is dark by itself, not by shadow: the skin around it tells how much light falls there.
    """
    mask, unit = skin.small_shape, skin.small_unit
    small = resized(tone, mask.shape[1], mask.shape[0])
    filled = blurred_within(small, mask, FILL_SIGMA * unit)
    near = np.clip(4 * blurred(mask, FILL_REACH * unit), 0, 1)
    replaced = resized(near * (1 - mask), *skin.extent)
    # Only what is darker: a bright wall beside a shaded cheek must not be taken for shade.
    darker_by = np.maximum(resized(filled, *skin.extent) - tone, 0)
    return np.asarray(tone + replaced * darker_by, dtype=np.float32)


def soft_excess(values: FloatArray, threshold: float, knee: float = 0.5) -> FloatArray:
    """max(0, values − threshold) with a rounded corner `knee` wide."""
    over = values - threshold
    rounded = (np.clip(over, -knee, knee) + knee) ** 2 / (4 * knee)
    return np.asarray(np.where(over > knee, over, rounded), dtype=np.float32)


def _lit_tone(tone: FloatArray, skin: Skin | None) -> float:
    """Luma of the lit side: the face's 80th percentile, else the picture's 70th."""
    if skin is not None:
        lit = np.quantile(skin.small[skin.small_oval > 0.5], 0.8, axis=0).astype(np.float32)
        return max(0.1, float(luma(oklab_to_srgb(lit).reshape(1, 1, 3))[0, 0]))
    return max(0.1, float(np.quantile(shrunk(tone, max(1.0, tone.shape[0] / 256)), 0.7)))


def _share(skin: Skin | None, elsewhere: float, tone: FloatArray, portrait: Portrait) -> FloatArray:
    """1 on the skin, `elsewhere` off it, its border drawn along the picture's own edges."""
    if skin is None:
        return np.full(tone.shape, elsewhere, dtype=np.float32)
    drawn = guided_base(tone, skin.person, 0.2 * unit_px(portrait), 0.04)
    np.clip(drawn, 0, 1, out=drawn)
    drawn *= np.float32(1 - elsewhere)
    drawn += np.float32(elsewhere)
    return drawn


def _without_texture(change: FloatArray, guide: FloatArray, portrait: Portrait) -> FloatArray:
    """The change smoothed where the guide has only texture, so that texture keeps its contrast."""
    radius = TEXTURE_RADIUS * unit_px(portrait)
    return guided_base(guide, np.asarray(change, dtype=np.float32), radius, TEXTURE_EDGE)


def protect_highlights(portrait: Portrait, strength: float, _: Mapping[str, Any]) -> Portrait:
    """Hold back bright areas, most on the skin, and keep the texture that lies on them."""
    if strength == 0:
        return portrait
    tone = luma(portrait.pixels)
    skin = find_skin(portrait)
    base = np.clip(guided_base(tone, tone, BASE_RADIUS * unit_px(portrait), BASE_EDGE), 0.01, 1)

    def dropped(base: FloatArray, share: FloatArray) -> FloatArray:
        excess = soft_excess(base, HIGHLIGHT_KNEE, 0.08)
        return np.asarray(HIGHLIGHT_COMPRESSION * excess * share, dtype=np.float32)

    share = _share(skin, HIGHLIGHT_ELSEWHERE, tone, portrait)
    drop = _without_texture(by_strips(dropped, base, share), tone, portrait)
    del tone, share

    def held(part: Pixels, drop: FloatArray, base: FloatArray) -> Pixels:
        return gained(part, np.asarray(1 - np.float32(strength) * drop / base, np.float32))

    return portrait.with_pixels(by_strips(held, portrait.pixels, drop, base))


def dodge_and_burn(portrait: Portrait, strength: float, _: Mapping[str, Any]) -> Portrait:
    """Deepen the face's own broad planes of light and shade a little: modelling, not new light."""
    if strength == 0:
        return portrait
    skin = find_skin(portrait)
    if skin is None:
        return portrait
    # The planes are broad, so the mask's small copy holds all that is needed of them.
    unit = skin.small_unit
    stops = np.log2(np.maximum(skin.small[..., 0], 0.05)) * np.float32(STOPS_PER_OCTAVE_OF_L)
    mask = skin.small_face
    planes = blurred_within(stops, mask, PLANE_SCALES[0] * unit)
    planes = planes - blurred_within(stops, mask, PLANE_SCALES[1] * unit)
    limit = MODELLING_LIMIT_STOPS
    deepened = resized(limit * np.tanh(MODELLING_GAIN * planes / limit) * mask, *portrait.extent)
    gain = np.exp2(np.float32(strength / GAMMA) * deepened).astype(np.float32)
    return portrait.with_pixels(by_strips(gained, portrait.pixels, gain))


KINDS = (
    EditKind(
        "soft_shadows",
        "Softer shadows",
        "Lifts shadows on the face that are deeper than a natural fill; soft ones stay.",
        soften_shadows,
        f"{SHADOW_LIFT_LIMIT_STOPS:g} stops in the deepest shadow",
        cues=("lighting_ratio_stops", "shadow_softness"),
    ),
    EditKind(
        "highlight_protect",
        "Highlight protection",
        "Holds back bright skin and lights, and keeps the texture on them.",
        protect_highlights,
        f"takes {HIGHLIGHT_COMPRESSION:.0%} of what lies above luma {HIGHLIGHT_KNEE:g}",
        cues=("clipped_highlights",),
    ),
    EditKind(
        "dodge_burn",
        "Dodge and burn",
        "Deepens the face's own planes of light and shade a little.",
        dodge_and_burn,
        f"±{MODELLING_LIMIT_STOPS:g} stops",
        needs=("face",),
        cues=("lighting_ratio_stops",),
    ),
)
