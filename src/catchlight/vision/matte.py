"""The fine cut-out: u2netp → trimap → closed-form matting → foreground colours → full size.

Made only when an edit needs it (about a second once numba has compiled).
"""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from ..face import FloatArray
from ..image import Pixels
from ..portrait import Matte, Portrait
from .runtime import onnx_net

SEED_SIDE = 320  # u2netp's input, pixels
WORK_SIDE = 768  # longest side at which the matting is solved, pixels
_SURE_SUBJECT, _SURE_BACKGROUND = 0.95, 0.05
_ERODE_SUBJECT, _ERODE_BACKGROUND = 9, 14  # at WORK_SIDE pixels: how wide the unknown band is
_IMAGENET_MEAN = np.array([0.485, 0.456, 0.406], dtype=np.float32)
_IMAGENET_SD = np.array([0.229, 0.224, 0.225], dtype=np.float32)


def with_matte(portrait: Portrait) -> Portrait:
    """The portrait with its fine matte; unchanged when it has one."""
    return portrait if portrait.matte else replace(portrait, matte=cut_out(portrait.pixels))


def cut_out(pixels: Pixels) -> Matte:
    """Alpha and foreground colours of the person, at the picture's size."""
    from pymatting import estimate_alpha_cf, estimate_foreground_ml

    height, width = pixels.shape[:2]
    scale = min(1.0, WORK_SIDE / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.float32)
    trimap = _trimap(seed_mask(small))
    alpha = estimate_alpha_cf(small.astype(np.float64), trimap.astype(np.float64))
    foreground = estimate_foreground_ml(small.astype(np.float64), alpha)
    full_alpha = _upsample(np.asarray(alpha, dtype=np.float32), small, pixels)
    wide = cv2.resize(np.asarray(foreground, dtype=np.float32), (width, height))
    # Where the person is opaque the picture's own, sharper pixels are the foreground.
    solid = np.clip((full_alpha - 0.9) / 0.1, 0, 1)[..., None]
    return Matte(full_alpha, np.asarray(pixels * solid + wide * (1 - solid), dtype=np.float32))


def seed_mask(pixels: Pixels) -> FloatArray:
    """u2netp's rough subject mask, 0…1, at the picture's size."""
    small = cv2.resize(pixels, (SEED_SIDE, SEED_SIDE), interpolation=cv2.INTER_AREA)
    tensor = ((small / max(float(small.max()), 1e-6)) - _IMAGENET_MEAN) / _IMAGENET_SD
    net = onnx_net("u2netp.onnx")
    (found,) = net.run(np.ascontiguousarray(tensor.transpose(2, 0, 1)[None]), net.outputs[:1])
    mask = found[0, 0]
    mask = (mask - mask.min()) / max(float(mask.max() - mask.min()), 1e-6)
    size = (pixels.shape[1], pixels.shape[0])
    return np.asarray(cv2.resize(mask, size, interpolation=cv2.INTER_LINEAR), dtype=np.float32)


def _trimap(seed: FloatArray) -> FloatArray:
    def eroded(mask: np.ndarray, radius: int) -> np.ndarray:
        kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))
        return cv2.erode(mask.astype(np.uint8), kernel) > 0

    trimap = np.full(seed.shape, 0.5, dtype=np.float32)
    trimap[eroded(seed > _SURE_SUBJECT, _ERODE_SUBJECT)] = 1
    trimap[eroded(seed < _SURE_BACKGROUND, _ERODE_BACKGROUND)] = 0
    return trimap


def _upsample(alpha: FloatArray, small: Pixels, pixels: Pixels) -> FloatArray:
    size = (pixels.shape[1], pixels.shape[0])
    return np.clip(cv2.resize(alpha, size, interpolation=cv2.INTER_LINEAR), 0, 1)
