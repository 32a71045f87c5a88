"""Finishing: denoise dim photos, sharpen for output, enlarge twice. Classical, no network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import ceil
from typing import Any

import cv2
import numpy as np

from ..image import Pixels
from ..portrait import Portrait
from ..vision.bands import bands
from .edit import EditKind
from .planes import FloatArray, by_strips, guided_base, in_three, luma, ramp, shrunk
from .skin_mask import find_skin
from .skin_part import cut_part, inside
from .texture import texture_contrast

CHROMA_DENOISE = 1.0  # share of chroma noise removed at strength 1: colour speckle is never texture
CHROMA_RADIUS = 0.008  # of the longer side: JPEG spreads a phone's speckle over its blocks
CHROMA_LIMITS = (0.12, 0.03)  # of a chroma channel, in the dark and in the light: freckles and
# lips differ by more than the second; in the dark speckle is louder than any colour
DARK = (0.32, 0.12)  # luma: light above the first, dark below the second
LUMA_DENOISE = 0.8  # share of luma noise removed; some must stay or the picture looks painted
TEXTURE_LEFT = 0.88  # share of the skin's contrast that stays: noise and pores cannot be told apart
CLEAN_SKIN_CONTRAST = 0.0145  # texture contrast of noiseless skin: median of the London set
NOISE_SCALES = 3  # octaves searched for noise: JPEG makes it coarser than a pixel
SHRINK = 2.5  # threshold in standard deviations of the noise
NOISE_FLOOR = 0.0015  # luma standard deviation that counts as a clean picture (8-bit rounding)
QUIET_BLOCK_PX, QUIET_SHARE = 12, 0.2  # noise is measured in the quietest fifth of the blocks

SHARPEN_LIMIT = 1.7  # unsharp amount at strength 1
SHARPEN_SIGMA = 0.00055  # of the longer side, at least SHARPEN_MIN_SIGMA_PX
SHARPEN_MIN_SIGMA_PX = 0.8
HALO_LIMIT = 0.012  # luma beyond the neighbours' own range: more shows as a line
SHARPEN_ON_SKIN = 0.55  # of the amount
SHARPEN_THRESHOLD = (0.002, 0.012)  # luma detail below is noise and is not sharpened


def denoise(portrait: Portrait, strength: float, _: Mapping[str, Any]) -> Portrait:
    """Take noise out of the colours thoroughly and out of the lightness lightly."""
    if strength == 0:
        return portrait
    amount = np.float32(strength)
    # The tone of YCrCb alone first: its octaves and the other two channels never lie side by side.
    tone = np.asarray(cv2.cvtColor(portrait.pixels, cv2.COLOR_RGB2GRAY), dtype=np.float32)
    cleaner = _shrunk_noise(tone)
    tone += amount * _luma_share(portrait, tone, cleaner) * (cleaner - tone)
    out = np.asarray(cv2.cvtColor(portrait.pixels, cv2.COLOR_RGB2YCrCb), dtype=np.float32)
    out[..., 0] = tone
    del tone
    for channel in (1, 2):
        plane = np.asarray(cv2.extractChannel(out, channel), dtype=np.float32)
        noise = _chroma_noise(cleaner, plane)
        noise *= amount * np.float32(CHROMA_DENOISE)
        out[..., channel] += noise
        del noise, plane
    for rows in bands(*cleaner.shape):
        np.clip(cv2.cvtColor(out[rows], cv2.COLOR_YCrCb2RGB), 0, 1, out=out[rows])
    return portrait.with_pixels(out)


def _luma_share(
    portrait: Portrait, tone: FloatArray, cleaner: FloatArray
) -> FloatArray | np.float32:
    """LUMA_DENOISE off the skin; on it, only as much as leaves TEXTURE_LEFT of its contrast.

    Skin that shows no more contrast than clean skin is not touched at all.
    """
    most = np.float32(LUMA_DENOISE)
    skin = find_skin(portrait)
    part = None if skin is None else cut_part(portrait, skin.face)
    if skin is None or part is None:
        return most
    noisy, clean = (
        texture_contrast(replace(part, pixels=in_three(inside(plane, part.box))))
        for plane in (tone, cleaner)
    )
    lost = max(1 - clean / max(noisy, 1e-6), 1e-6)
    excess = float(np.clip((noisy / CLEAN_SKIN_CONTRAST - 1) / 0.3, 0, 1))
    on_skin = min(LUMA_DENOISE, (1 - TEXTURE_LEFT) / lost) * excess
    return most + np.float32(on_skin - LUMA_DENOISE) * skin.face


def quiet_sigma(detail: FloatArray) -> float:
    """Standard deviation of a detail plane in the quieter places of the picture.

    There it is the camera's noise; elsewhere it is hair, cloth and skin, which are no noise.
    """
    spread = shrunk(np.abs(detail), QUIET_BLOCK_PX)
    return float(np.quantile(spread, QUIET_SHARE)) * 1.2533  # mean deviation → standard deviation


def _shrunk_noise(tone: FloatArray) -> FloatArray:
    """Shrinkage of the detail at each octave, à trous; stronger detail passes nearly whole."""
    cleaner, smooth = tone.copy(), tone
    for octave in range(NOISE_SCALES):
        coarser = np.asarray(cv2.GaussianBlur(smooth, (0, 0), 0.8 * 2**octave), dtype=np.float32)
        detail = smooth - coarser
        threshold = SHRINK * max(0.0, quiet_sigma(detail) - NOISE_FLOOR)
        # Non-negative garrotte: 0 below the threshold, nearly untouched well above it.
        square = np.float32(threshold**2)
        for rows in bands(*tone.shape) if square > 0 else ():
            part = detail[rows]
            cleaner[rows] -= square * part / np.maximum(part * part, square)
        smooth = coarser
    return cleaner


def _chroma_noise(guide: FloatArray, plane: FloatArray) -> FloatArray:
    """What smoothing along the luma's edges changes in a chroma plane; larger differences are
    colour, not noise.
    """
    change = guided_base(guide, plane, max(3.0, max(plane.shape) * CHROMA_RADIUS), 0.03)
    dark, light = CHROMA_LIMITS

    def held(change: FloatArray, plane: FloatArray, guide: FloatArray) -> FloatArray:
        limit = light + np.float32(dark - light) * ramp(guide, *DARK)
        return np.asarray(limit * np.tanh((change - plane) / limit), dtype=np.float32)

    return by_strips(held, change, plane, guide, out=change)


def sharpen(portrait: Portrait, strength: float, _: Mapping[str, Any]) -> Portrait:
    """Sharpen fine edges for output; no halo line, half on skin, nothing in noise."""
    if strength == 0:
        return portrait
    sigma = max(SHARPEN_MIN_SIGMA_PX, SHARPEN_SIGMA * max(portrait.extent))
    skin = find_skin(portrait)
    on_skin = None if skin is None else skin.face
    pixels = np.empty_like(portrait.pixels)
    height, width = pixels.shape[:2]
    beyond = ceil(4 * sigma) + 2 * round(sigma) + 1  # rows that the blur and the window reach
    for rows in bands(height, width):
        first = max(0, rows.start - beyond)
        tone = luma(portrait.pixels[first : rows.stop + beyond])
        change = _edge_limited(tone, sigma, SHARPEN_LIMIT)[rows.start - first :]
        change = np.float32(strength) * change[: rows.stop - rows.start]
        if on_skin is not None:
            change *= 1 - np.float32(1 - SHARPEN_ON_SKIN) * on_skin[rows]
        np.clip(portrait.pixels[rows] + in_three(change), 0, 1, out=pixels[rows])
    return portrait.with_pixels(pixels)


def _edge_limited(tone: FloatArray, sigma: float, amount: float) -> FloatArray:
    """The unsharp mask's change of luma, cut where it would overshoot the neighbourhood."""
    detail = tone - cv2.GaussianBlur(tone, (0, 0), sigma)
    change = np.float32(amount) * detail * ramp(np.abs(detail), *SHARPEN_THRESHOLD)
    reach = 2 * round(sigma) + 1
    window = cv2.getStructuringElement(cv2.MORPH_RECT, (reach, reach))
    highest = cv2.dilate(tone, window) + np.float32(HALO_LIMIT)
    lowest = cv2.erode(tone, window) - np.float32(HALO_LIMIT)
    return np.asarray(np.clip(tone + change, lowest, highest) - tone, dtype=np.float32)


def upscale_2x(pixels: Pixels) -> Pixels:
    """Twice the width and height: Lanczos, then sharpening that cannot overshoot its edges."""
    height, width = pixels.shape[:2]
    drawn = cv2.resize(pixels, (2 * width, 2 * height), interpolation=cv2.INTER_LANCZOS4)
    large = np.asarray(np.clip(drawn, 0, 1), dtype=np.float32)
    change = _edge_limited(luma(large), 1.5, 1.0)
    return np.asarray(np.clip(large + change[..., None], 0, 1), dtype=np.float32)


KINDS = (
    EditKind(
        "denoise",
        "Noise reduction",
        "Takes colour speckle out and lightness noise down; pores stay.",
        denoise,
        f"{LUMA_DENOISE:.0%} of luma noise; {TEXTURE_LEFT:.0%} of the skin's texture stays",
        cues=("grain",),
    ),
    EditKind(
        "sharpen",
        "Output sharpening",
        "Sharpens fine edges without halo lines; half on skin, none in noise.",
        sharpen,
        f"unsharp amount {SHARPEN_LIMIT:g}, overshoot at most {HALO_LIMIT:g} luma",
        cues=("eye_sharpness",),
    ),
)
