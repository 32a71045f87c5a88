"""Fine detail on the grey plane: noise, and how sharp one region is against another."""

from __future__ import annotations

from math import sqrt

import cv2
import numpy as np

from ..face import FloatArray
from .order import at_share
from .scene import Mask

# Immerkær 1996: the difference of two Laplacians; edges cancel, noise stays.
_NOISE_KERNEL = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], dtype=np.float32) / 6
_BLOCK_PX = 16
_CALM_SHARE = 0.15  # of the blocks, the calmest: there texture adds least to the noise
_OPEN_LEVELS = (0.04, 0.96)  # nearer to black or white noise is cut off
_FINE_SIGMA, _COARSE_SIGMAS = 1.0, (1.5, 4.0)  # px of the grey plane: what blur takes first
_CALM_QUANTILE = 0.2  # of a region's fine detail: its own noise, without edges
_UNSEEN = 0.005  # coarse detail fainter than this is not seen, so neither is its blur
_SPARSE, _POOL = 3, (5, 5)  # detail is told by every third pixel, pooled over 15 × 15
_TYPICAL = 0.4  # quantile over those: stray hair before a soft background must not decide
_STRONGEST = 0.4  # share of a region's pixels, by detail, on which sharpness is compared


def noise_sigma(grey: FloatArray) -> float:
    """Standard deviation of the noise, 0…1 of the tone range, in the picture's calm parts."""
    energy = np.abs(cv2.filter2D(grey, cv2.CV_32F, _NOISE_KERNEL))
    size = (max(1, grey.shape[1] // _BLOCK_PX), max(1, grey.shape[0] // _BLOCK_PX))
    whole = (slice(size[1] * _BLOCK_PX), slice(size[0] * _BLOCK_PX))
    blocks = cv2.resize(energy[whole], size, interpolation=cv2.INTER_AREA)
    levels = cv2.resize(grey[whole], size, interpolation=cv2.INTER_AREA)
    open_tones = (levels > _OPEN_LEVELS[0]) & (levels < _OPEN_LEVELS[1])
    seen = np.asarray(blocks[open_tones] if open_tones.any() else blocks, dtype=np.float32)
    return float(np.sqrt(np.pi / 2) * at_share(seen, _CALM_SHARE))


def sharpness_of(grey: FloatArray, regions: tuple[Mask, ...]) -> list[float]:
    """Fine against coarse detail where a region has most detail: 0 blurred, about .5 sharp.

    The ratio does not depend on contrast or content much, as natural pictures have about as much
    detail in every octave; what the region's calm parts show is noise and is subtracted.
    """
    smooth = cv2.GaussianBlur(grey, (0, 0), _FINE_SIGMA)
    # Blurring on from there needs a smaller kernel than from the start.
    near = cv2.GaussianBlur(smooth, (0, 0), sqrt(_COARSE_SIGMAS[0] ** 2 - _FINE_SIGMA**2))
    far = _blurred_at_half_size(grey, _COARSE_SIGMAS[1])
    fine_energy = _pooled(np.square(grey - smooth))
    coarse_energy = _pooled(np.square(near - far))
    rows, columns = fine_energy.shape
    found = []
    for region in regions:
        middle = _SPARSE // 2
        sparse = region[middle::_SPARSE, middle::_SPARSE][:rows, :columns]
        coarse, detail = coarse_energy[sparse], fine_energy[sparse]
        strong = coarse >= at_share(coarse, 1 - _STRONGEST)
        noise = at_share(detail, _CALM_QUANTILE)
        ratio = np.maximum(detail[strong] - noise, 0) / (coarse[strong] + _UNSEEN**2)
        found.append(float(np.sqrt(at_share(ratio, _TYPICAL))))
    return found


def _pooled(energy: FloatArray) -> FloatArray:
    """Every _SPARSE-th pixel, the mean of its surroundings."""
    height, width = (max(1, side // _SPARSE) for side in energy.shape)
    whole = energy[: height * _SPARSE, : width * _SPARSE]
    small = cv2.resize(whole, (width, height), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.blur(small, _POOL), dtype=np.float32)


def _blurred_at_half_size(grey: FloatArray, sigma: float) -> FloatArray:
    """A wide blur for a third of its cost: what it leaves survives at half the size."""
    half = (max(1, grey.shape[1] // 2), max(1, grey.shape[0] // 2))
    small = cv2.resize(grey, half, interpolation=cv2.INTER_AREA)
    # Halving and enlarging blur as well, by about half a small pixel each.
    blurred = cv2.GaussianBlur(small, (0, 0), sqrt((sigma / 2) ** 2 - 0.25))
    size = (grey.shape[1], grey.shape[0])
    return np.asarray(cv2.resize(blurred, size, interpolation=cv2.INTER_LINEAR), dtype=np.float32)
