"""Colours named in words: where a picture has them, and how much of them another one keeps."""

from __future__ import annotations

import numpy as np

from ..color import hex_to_srgb, srgb_to_oklab
from ..face import FloatArray
from .detail_places import Mask
from .named_detail import COLORS, NEUTRALS

# OKLab: how far hue and lightness may lie from the named colour's, and the least chroma of any.
COLOR_ANGLE_DEG, COLOR_LIGHTNESS, LEAST_CHROMA = 28.0, 0.32, 0.045
CHROMA_SHARE = 0.5  # of the named colour's own chroma that must be there
NEUTRAL_SHIFT = 0.12  # OKLab distance at which half of a black, white or grey is gone


def of_color(pixels: FloatArray, word: str) -> Mask:
    """Where the picture has the colour of that name."""
    lab = srgb_to_oklab(pixels)
    chroma = np.hypot(lab[..., 1], lab[..., 2])
    if word in NEUTRALS:
        low, high = NEUTRALS[word]
        return np.asarray((chroma < LEAST_CHROMA) & (lab[..., 0] >= low) & (lab[..., 0] <= high))
    wanted = srgb_to_oklab(hex_to_srgb(COLORS[word]))
    full = float(np.hypot(wanted[1], wanted[2]))
    cosine = (lab[..., 1] * wanted[1] + lab[..., 2] * wanted[2]) / np.maximum(chroma * full, 1e-6)
    strong = chroma > max(LEAST_CHROMA, CHROMA_SHARE * full)
    near = np.abs(lab[..., 0] - wanted[0]) < COLOR_LIGHTNESS
    return np.asarray(strong & near & (cosine > np.cos(np.radians(COLOR_ANGLE_DEG))))


def color_kept(before: FloatArray, after: FloatArray, inside: Mask) -> float:
    """Share of the colour, 0…1: hue and chroma stay 1, grey 0; a neutral loses by taking colour."""
    old, new = srgb_to_oklab(before[None])[0], srgb_to_oklab(after[None])[0]
    square = (old[:, 1:] ** 2).sum(axis=1)
    is_neutral = square < LEAST_CHROMA**2
    along = (old[:, 1:] * new[:, 1:]).sum(axis=1) / np.maximum(square, 1e-6)
    apart = np.linalg.norm(new - old, axis=1)
    share = np.where(is_neutral, 1.0 / (1.0 + (apart / NEUTRAL_SHIFT) ** 2), np.clip(along, 0, 1))
    return float(np.where(inside, share, 0.0).mean())
