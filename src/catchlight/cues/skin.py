"""Skin: its visible texture, whether it was smoothed over, and how much of it shines.

Texture is the contrast of a band of detail, σ(G₁ ∗ I − G₂ ∗ I) / mean I, on cheek and forehead
patches (Matts 2007 relate skin homogeneity to impressions). Everything is measured with the eyes
80 px apart, so the band means the same size on every face: marks of about 1 to 4 mm. Smoothing
shows in the balance of bands: natural skin holds nearly as much detail at 1–2 mm as at 2–4 mm,
whoever it is, and a smoothing filter takes the finer half first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import exp, log
from statistics import median

import cv2
import numpy as np

from ..face import FloatArray
from ..image import Pixels
from ..portrait import Portrait
from ..reading import Cue, CueKind, Skip
from .close_up import COLOR_STEP, CloseUp, close_up
from .family import CueFamily, fractions, kind_cue, skip_all, usable_face
from .gaze import eye_sharpness
from .order import at_share
from .patches import Mask, skin_mask, texture_patches

MIN_IOD_PX = 60.0  # under it the picture holds too little of the finer band, even enlarged
MAX_YAW_DEG = 40.0
BAND_SIGMAS_PX = (0.7, 1.4, 2.8)  # edges of the two bands, with the eyes 80 px apart
BAND_REACH_PX = 9  # the widest blur reaches three of its sigmas
OUTLIER = 3.0  # detail is clipped at this many robust deviations: a mole is not texture
MIN_PATCH_PX = 60  # pixels of a patch that must be neither clipped nor black
BLACK, WHITE = 0.06, 0.985  # sRGB beyond which no texture can show
_LEAST_CONTRAST = 1e-4

# ln(fine / coarse): frontal London faces −.14 ± .08, synthetic OMI portraits −.40 ± .15; a beauty
# filter at a third, two thirds and full strength takes it .13, .33 and .61 down. A logistic curve
# about the middle never saturates, so more smoothing always reads higher.
HALF_SMOOTHED_BALANCE, BALANCE_SLOPE = -0.50, 0.15
# A picture that is soft as a whole is not smoothed skin: below this eye sharpness the balance is
# expected to be lower, by this much for each unit.
SHARP_EYES, SOFT_SLOPE = 0.45, 2.5

SHINE_ABOVE_MEDIAN = 0.16  # sRGB value over the skin's median that a highlight has
SHINE_PALER = 0.72  # and its saturation, as a share of the skin's median: light, not pigment
CLIPPED = 0.985

KINDS = (
    CueKind(
        "skin_texture", "skin", "%", "Skin texture",
        "Contrast of detail of 1–4 mm on cheeks and forehead. Camera noise, beard and freckles "
        "count as texture.",
        tolerance=0.1, sources=("Matts2007",),
    ),
    CueKind(
        "skin_smoothing", "skin", "", "Skin smoothed over",
        "0 natural balance of fine and coarse detail … 1 as after a full beauty filter.",
        tolerance=0.15, sources=("Matts2007", "Gulati2024"),
    ),
    CueKind(
        "skin_shine", "skin", "", "Shine on the skin",
        "Share of the face's skin that is a pale highlight or clipped to white.",
        tolerance=0.01,
    ),
)  # fmt: skip
TEXTURE, SMOOTHING, SHINE = KINDS
TEXTURE_HALF_SHARE = 0.25  # 90 %: between patches, and by recompression and resizing
SMOOTHING_HALF_RANGE = 0.2  # 90 % of natural London faces around their median, and resizing
SHINE_HALF_RANGE = 0.03


@dataclass(frozen=True)
class Texture:
    """Contrasts (standard deviation / mean) of the finer and the coarser band of skin detail."""

    fine: float
    coarse: float

    @property
    def percent(self) -> float:
        """Both bands' geometric mean, %."""
        return 100 * float(np.sqrt(self.fine * self.coarse))

    @property
    def balance(self) -> float:
        """ln(fine / coarse); natural skin about −.2."""
        return log(self.fine / self.coarse)


def measure_skin(portrait: Portrait) -> Iterator[Cue | Skip]:
    """Texture, smoothing and shine."""
    face = usable_face(portrait, MIN_IOD_PX, MAX_YAW_DEG)
    if isinstance(face, str):
        yield from skip_all(KINDS, face)
        return
    view = close_up(portrait)
    yield from _texture_cues(portrait, view)
    skin = skin_mask(view.plane)[::COLOR_STEP, ::COLOR_STEP]
    shine = shine_mask(view.colors, skin)
    share = float(shine.sum() / max(skin.sum(), 1))
    spots = np.argwhere(shine)[:, ::-1] * COLOR_STEP
    middle = spots.mean(axis=0, keepdims=True) if len(spots) else np.empty((0, 2))
    where = fractions(portrait, view.plane.to_picture(middle)) if len(spots) else ()
    yield kind_cue(SHINE, share, SHINE_HALF_RANGE + share / 3, 0.6, where=where, bounds=(0, 1))


def _texture_cues(portrait: Portrait, view: CloseUp) -> Iterator[Cue | Skip]:
    patches = texture_patches(view.plane)
    texture = skin_texture(view.plane.pixels, tuple(mask for _, mask in patches))
    if texture is None:
        yield from skip_all((TEXTURE, SMOOTHING), "the skin is clipped to white or lost in black")
        return
    outline = np.concatenate([polygon for polygon, _ in patches])
    where = fractions(portrait, view.plane.to_picture(outline))
    small = min(1.0, 1 / view.plane.scale)  # an enlarged face is less sure
    percent = texture.percent
    yield kind_cue(
        TEXTURE, percent, TEXTURE_HALF_SHARE * percent, 0.8 * small, "", where, (0, np.inf)
    )
    smoothing = smoothing_index(texture.balance, eye_sharpness(view))
    label = "natural" if smoothing < 0.4 else "smooth" if smoothing < 0.7 else "over-smoothed"
    yield kind_cue(SMOOTHING, smoothing, SMOOTHING_HALF_RANGE, 0.7 * small, label, where, (0, 1))


def skin_texture(face_green: FloatArray, patches: tuple[Mask, ...]) -> Texture | None:
    """The median patch's contrasts; None when no patch shows skin between black and white.

    `face_green` has the eyes 80 px apart.
    """
    shown = np.logical_or.reduce(patches)
    rows = np.flatnonzero(shown.any(axis=1))
    if not len(rows):
        return None
    part = slice(max(rows[0] - BAND_REACH_PX, 0), rows[-1] + BAND_REACH_PX + 1)
    green = face_green[part]
    smooth = [cv2.GaussianBlur(green, (0, 0), sigma) for sigma in BAND_SIGMAS_PX]
    bands = [smooth[0] - smooth[1], smooth[1] - smooth[2]]
    contrasts = []
    for patch in patches:
        seen = patch[part] & (green > BLACK) & (green < WHITE)
        if seen.sum() < MIN_PATCH_PX:
            continue
        mean = float(green[seen].mean())
        contrasts.append([_deviation(band[seen]) / mean for band in bands])
    if not contrasts:
        return None
    fine, coarse = (max(median(band), _LEAST_CONTRAST) for band in zip(*contrasts, strict=True))
    return Texture(fine, coarse)


def _deviation(values: FloatArray) -> float:
    """Standard deviation with outliers clipped."""
    apart = values - np.float32(at_share(values, 0.5))
    limit = np.float32(OUTLIER * 1.4826 * at_share(np.abs(apart), 0.5))
    held = np.minimum(np.maximum(apart, -limit), limit)
    held -= held.mean()
    return float(np.sqrt(held @ held / held.size))


def smoothing_index(balance: float, sharpness: float) -> float:
    """0…1 from the band balance and the eyes' sharpness: (−.5, .6) → .50, (−.14, .6) → .08."""
    softness = SOFT_SLOPE * max(0.0, SHARP_EYES - sharpness)
    return 1 / (1 + exp((balance + softness - HALF_SMOOTHED_BALANCE) / BALANCE_SLOPE))


def shine_mask(pixels: Pixels, skin: Mask) -> Mask:
    """Where the skin shows a highlight: clearly brighter and paler than the rest, or clipped."""
    shine = np.zeros_like(skin)
    if not skin.any():
        return shine
    red, green, blue = (np.asarray(channel)[skin] for channel in cv2.split(pixels))
    value = np.maximum(np.maximum(red, green), blue)
    least = np.minimum(np.minimum(red, green), blue)
    saturation = (value - least) / np.maximum(value, 1e-3)
    brighter = value > at_share(value, 0.5) + SHINE_ABOVE_MEDIAN
    paler = saturation < SHINE_PALER * at_share(saturation, 0.5)
    shine[skin] = (brighter & paler) | (least > CLIPPED)
    return shine


FAMILY = CueFamily("skin", KINDS, measure_skin)
