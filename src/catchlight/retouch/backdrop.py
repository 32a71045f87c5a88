"""Another backdrop behind the sitter, and its light on them.

The person is laid over the backdrop by the matte with their own, cleaned colours, in linear light.
What makes it one picture: the backdrop's light moves the sitter's a little (ratio image), its
colour tints them by a small share, bright backdrops creep round the outline as a lens lets them,
and the backdrop carries the photo's own grain and black level.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ..color import REC709_LUMINANCE, FloatArray, srgb_to_linear
from ..errors import EditError
from ..image import Pixels, open_photo
from ..portrait import Matte, Portrait
from ..vision.bands import bands, enlarged_rows, own_colors, side_by_side
from . import options as option
from .backdrops_catalog import find_backdrop, fitted, plate
from .cutout import edge_px, grain_sigma, luma_behind, sound_matte, with_grain
from .edit import EditKind
from .harmonics import EVEN, Light, mixed
from .light import ratio
from .planes import blurred, decode, encode, luma, ramp, resized
from .surface import light_on, surface

FULL_AT = 0.5  # strength from which nothing of the old background is left; above, the light follows
LIGHT_SHARE = 0.55  # how far the sitter's light goes towards the backdrop's at full strength
TINT_SHARE = 0.22  # of the light's colour that reaches the sitter (a camera balances the rest away)
WRAP_SHARE = 0.05  # of a brighter backdrop's light that creeps round the outline
HAZE, SOLID = 0.04, 0.93  # alpha taken as nothing and as all: a veil in the hair is no hair
BLACK_LIMIT = 0.06  # encoded: the largest veil that a backdrop's blacks are lifted to
DITHER_SIGMA = 0.35 / 255  # encoded: the least grain, enough to break up bands in 8 bits
OWN_PICTURE_SIDE = 2400  # pixels: a user's own backdrop is read no larger
VEIL_SIDE = 512  # pixels at which the light that creeps round the outline is computed
GRAIN_SEED = 20_261  # grain is the same on every run


@dataclass(frozen=True)
class _Ground:
    """What is laid behind the sitter, and the light that comes with it."""

    pixels: Pixels
    light: Light
    tint: FloatArray


def backdrop(portrait: Portrait, strength: float, options: Mapping[str, Any]) -> Portrait:
    """Replace the background. Raises EditError when the person cannot be cut out well."""
    if strength == 0:
        return portrait
    matte = sound_matte(portrait)
    ground = _ground(portrait, options)
    behind = _matched(ground.pixels, portrait, matte)
    lit = _light_on(portrait, ground, strength)
    alpha = true_cover(portrait.pixels, matte)
    height, width = alpha.shape

    def person(rows: slice) -> Pixels:
        return lit.on(own_colors(portrait.pixels, matte, rows), rows, height, width)

    pixels = composite(person, alpha, behind, edge_px(portrait))
    cover = ramp(strength, 0.0, FULL_AT)
    if cover < 1:
        pixels = portrait.pixels + cover * (pixels - portrait.pixels)
    rows, columns = matte.foreground.shape[:2]
    colors = lit.on(matte.foreground, slice(0, rows), rows, columns)
    return replace(portrait, pixels=pixels, matte=Matte(alpha, colors))


def _ground(portrait: Portrait, options: Mapping[str, Any]) -> _Ground:
    name, picture = options.get("name"), options.get("picture")
    if bool(name) == bool(picture):
        raise EditError(
            "Edit 'backdrop' needs one of the options `name` or `picture`. Expected, for example, "
            'name = "paper-light". Names are in docs/backdrops.md.'
        )
    if picture:
        own = open_photo(str(picture), OWN_PICTURE_SIDE).pixels
        return _Ground(fitted(own, portrait.extent), EVEN, _mean_color(own))
    chosen = find_backdrop(str(name))
    color = options.get("color")
    if color is not None and chosen.color is None:
        raise EditError(
            f"Backdrop {chosen.name!r} has no main colour, so `color` cannot be given. "
            "Expected a paper, canvas or wall, for example paper-brand."
        )
    seed = option.whole_number(options, "seed", 0)
    pixels = plate(chosen.name, seed, _checked_color(color))
    return _Ground(fitted(pixels, portrait.extent), chosen.light, np.array(chosen.tint, np.float32))


def _checked_color(color: object) -> str | None:
    if color is None:
        return None
    text = str(color)
    if len(text) != 7 or text[0] != "#" or any(c not in "0123456789abcdefABCDEF" for c in text[1:]):
        raise EditError(f"Option 'color' is {color!r}. Expected #rrggbb, for example #4a6a7c.")
    return text.lower()


def _mean_color(pixels: Pixels) -> FloatArray:
    light = decode(resized(pixels, 32, 32)).reshape(-1, 3).mean(axis=0)
    return np.asarray(light / max(float(light.mean()), 1e-4), dtype=np.float32)


def _matched(behind: Pixels, portrait: Portrait, matte: Matte) -> Pixels:
    """The backdrop with the photo's own black level and grain, in the same memory."""
    tone = luma(np.ascontiguousarray(portrait.pixels[::4, ::4]))
    black = np.float32(min(BLACK_LIMIT, float(np.quantile(tone, 0.002))))
    behind *= 1 - black
    behind += black
    grain = max(grain_sigma(portrait.pixels, matte.alpha), DITHER_SIGMA)
    return with_grain(behind, grain, GRAIN_SEED, out=behind)


@dataclass(frozen=True)
class BackdropLight:
    """The backdrop's light on the person: a gain per place (small), and the tint of its colour."""

    gain: FloatArray
    tint: FloatArray

    def on(self, colors: Pixels, rows: slice, height: int, width: int) -> Pixels:
        """Those rows of the person's colours in that light."""
        part = colors * self.tint
        peak = np.maximum(np.maximum(part[..., 0], part[..., 1]), part[..., 2])
        # No channel is driven past white: bright cloth and shine keep their colour.
        held = np.minimum(enlarged_rows(self.gain, rows, height, width), 1 / np.maximum(peak, 1e-3))
        part *= held[..., None]
        return np.asarray(np.clip(part, 0, 1, out=part), dtype=np.float32)


def _light_on(portrait: Portrait, ground: _Ground, strength: float) -> BackdropLight:
    """The sitter's light turned a little towards the backdrop's, tinted a little."""
    follow = float(ramp(strength, 0.0, 1.0))
    tint = np.asarray((1 + follow * TINT_SHARE * (ground.tint - 1)) ** (1 / 2.2), dtype=np.float32)
    gain = np.ones((2, 2), dtype=np.float32)
    if portrait.face is not None:
        shape = surface(portrait, portrait.face)
        old = light_on(portrait, shape, portrait.face)
        new = mixed(old, ground.light, LIGHT_SHARE * follow)
        gain = np.asarray(ratio(new, shape, old) ** (1 / 2.2), dtype=np.float32)
    return BackdropLight(gain, tint)


def true_cover(pixels: Pixels, matte: Matte) -> FloatArray:
    """Alpha as linear light wants it.

    A matte is found in encoded values, where dark hair before a bright wall reads too thin and
    fair hair before a dark one too thick. The cover that explains the same pixel in linear light is
    (I − B) / (F − B), taken on luminance, with B carried in from the old background.
    """
    result = np.empty_like(matte.alpha)
    behind = luma_behind(pixels, matte.alpha)

    def found(rows: slice) -> None:
        alpha = np.clip((matte.alpha[rows] - HAZE) / (SOLID - HAZE), 0, 1)
        band = (alpha > 0) & (alpha < 1)
        if band.any():
            front = own_colors(pixels, matte, rows)[band] @ REC709_LUMINANCE
            alpha[band] = _cover_in_light(alpha[band], behind[rows][band], front)
        result[rows] = alpha

    side_by_side(found, bands(*matte.alpha.shape))
    return result


def _cover_in_light(alpha: FloatArray, behind: FloatArray, front: FloatArray) -> FloatArray:
    """Alpha of mixed pixels, from encoded values to linear light; luma behind and in front."""
    seen = behind + alpha * (front - behind)
    light = [srgb_to_linear(np.clip(tone, 0, 1)) for tone in (seen, behind, front)]
    contrast = light[2] - light[1]
    trust = ramp(np.abs(contrast), 0.02, 0.10)
    safe = np.where(np.abs(contrast) < 1e-3, 1e-3, contrast)
    cover = np.clip((light[0] - light[1]) / safe, 0, 1)
    return np.asarray(alpha + trust * (cover - alpha), dtype=np.float32)


def composite(
    person_in: Callable[[slice], Pixels], alpha: FloatArray, behind: Pixels, edge: float
) -> Pixels:
    """Person over backdrop in linear light; only the mixed pixels are computed that way.

    `person_in` gives rows of the person's colours; `behind` becomes the result.
    """
    height, width = alpha.shape
    rim = blurred(alpha, edge)
    factor = max(1.0, max(height, width) / VEIL_SIDE)
    small = resized(behind, max(2, round(width / factor)), max(2, round(height / factor)))
    veil = blurred(small, 2 * edge / factor)

    def lay(rows: slice) -> None:
        cover = alpha[rows]
        person = person_in(rows)
        mixed_here = (cover > 0.004) & (rim[rows] < 0.996)
        laid = behind[rows]
        back = decode(laid[mixed_here][None])[0]
        np.copyto(laid, person, where=(cover > 0.5)[..., None])
        if not mixed_here.any():
            return
        front = decode(person[mixed_here][None])[0]
        glow = decode(enlarged_rows(veil, rows, height, width)[mixed_here][None])[0]
        share = cover[mixed_here][:, None]
        wrap = WRAP_SHARE * (1 - rim[rows][mixed_here])[:, None] * np.maximum(glow - front, 0)
        laid[mixed_here] = encode(((front + wrap) * share + back * (1 - share))[None])[0]

    side_by_side(lay, bands(height, width))
    return behind


KINDS = (
    EditKind(
        "backdrop",
        "Backdrop",
        "Puts another backdrop behind the sitter and lets its light reach them a little.",
        backdrop,
        f"the old background is gone from strength {FULL_AT:g}; the sitter's light follows by "
        f"{LIGHT_SHARE:.0%} at most",
        needs=("matte",),
        cues=("background_clutter", "background_blur", "colorfulness", "light_azimuth_deg"),
        options={
            "name": "a backdrop by name (docs/backdrops.md)",
            "seed": "a whole number: another arrangement of a drawn scene",
            "color": "#rrggbb: the main colour of a paper, canvas or wall",
            "picture": "path of your own picture instead of a name",
        },
        is_composite=True,
    ),
)
