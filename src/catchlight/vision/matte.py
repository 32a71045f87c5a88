"""The fine cut-out: u2netp and segmenter → trimap → closed-form matting → foreground → full size.

Made only when an edit needs it (about a second once numba has compiled).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np

from ..face import FloatArray
from ..image import Pixels
from ..portrait import Matte, Portrait
from .bands import bands, enlarged_rows
from .runtime import OnnxNet
from .trimap import against_wall, trimap, without_blobs

SEED_SIDE = 320  # u2netp's input, pixels
WORK_SIDE = 768  # longest side at which the matting is solved, pixels
CALM_PX, CALM_CONTRAST = 5, 0.06  # bilateral filter that takes JPEG blocks out of what is matted
SOLVED = 1e-5  # relative residual at which the solver stops: alpha is then good to .01
DIAGONAL_SHIFTS = (5e-4, 1e-2, 1e-1, 1.0)  # smaller ones fail on smooth pictures, aloud
JOIN_RADIUS_PX, JOIN_EDGE = 3, 0.01  # of the guided enlargement, at WORK_SIDE; encoded luma
_IMAGENET_MEAN = np.array([0.485, 0.456, 0.406], dtype=np.float32)
_IMAGENET_SD = np.array([0.229, 0.224, 0.225], dtype=np.float32)


def with_matte(portrait: Portrait) -> Portrait:
    """The portrait with its fine matte; unchanged when it has one."""
    return portrait if portrait.matte else replace(portrait, matte=cut_out(portrait))


def cut_out(portrait: Portrait) -> Matte:
    """Alpha at the picture's size, and the person's colours as they were solved."""
    pixels = portrait.pixels
    height, width = pixels.shape[:2]
    scale = min(1.0, WORK_SIDE / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.float32)
    outline = seed_mask(small)
    person = outline
    if portrait.person is not None:
        person = np.asarray(
            cv2.resize(portrait.person, size, interpolation=cv2.INTER_LINEAR), dtype=np.float32
        )
    shrink = np.array([[size[0] / width, 0, 0], [0, size[1] / height, 0]])
    face = portrait.face.mapped(shrink) if portrait.face else None
    known = trimap(small, outline, person, face)

    def mended(alpha: FloatArray) -> FloatArray:
        alpha = against_wall(alpha, small, known, (outline, person), face)
        return without_blobs(alpha, (outline, person), face)

    alpha, foreground = _solved(small, known, mended)
    full_alpha = _enlarged(alpha, small, pixels)
    return Matte(full_alpha, foreground)


def _solved(
    pixels: Pixels, known: FloatArray, mended: Callable[[FloatArray], FloatArray]
) -> tuple[FloatArray, Pixels]:
    """Alpha by closed-form matting (Levin 2008), `mended`; foreground by multi-level estimation.

    Where nothing is surely person or surely background there is nothing to solve: the guess stays,
    and whoever cuts by it sees that it is poor.
    """
    if not ((known >= 1).any() and (known <= 0).any()):
        return known, pixels
    from pymatting import estimate_alpha_cf, estimate_foreground_ml, ichol

    calm = np.clip(cv2.bilateralFilter(pixels, CALM_PX, CALM_CONTRAST, 2), 0, 1)
    alpha = estimate_alpha_cf(
        calm.astype(np.float64),
        known.astype(np.float64),
        cg_kwargs={"rtol": SOLVED},
        preconditioner=lambda matrix: ichol(matrix, shifts=DIAGONAL_SHIFTS),
    )
    alpha = mended(np.asarray(alpha, dtype=np.float32))
    foreground = estimate_foreground_ml(pixels.astype(np.float64), alpha.astype(np.float64))
    return alpha, np.asarray(foreground, dtype=np.float32)


def seed_mask(pixels: Pixels) -> FloatArray:
    """u2netp's rough subject mask, 0…1, at the picture's size."""
    small = cv2.resize(pixels, (SEED_SIDE, SEED_SIDE), interpolation=cv2.INTER_AREA)
    tensor = ((small / max(float(small.max()), 1e-6)) - _IMAGENET_MEAN) / _IMAGENET_SD
    net = OnnxNet("u2netp.onnx")  # not kept: its buffers hold 200 MB, and a photo needs it once
    (found,) = net.run(np.ascontiguousarray(tensor.transpose(2, 0, 1)[None]), net.outputs[:1])
    mask = found[0, 0]
    mask = (mask - mask.min()) / max(float(mask.max() - mask.min()), 1e-6)
    size = (pixels.shape[1], pixels.shape[0])
    return np.asarray(cv2.resize(mask, size, interpolation=cv2.INTER_LINEAR), dtype=np.float32)


def _enlarged(alpha: FloatArray, small: Pixels, pixels: Pixels) -> FloatArray:
    """Alpha at full size, its edges taken from the picture (fast guided filter, He 2015)."""
    if alpha.shape == pixels.shape[:2]:
        return np.clip(alpha, 0, 1)
    box = (2 * JOIN_RADIUS_PX + 1, 2 * JOIN_RADIUS_PX + 1)
    guide = _grey(small)
    mean_guide, mean_alpha = cv2.blur(guide, box), cv2.blur(alpha, box)
    variance = cv2.blur(guide * guide, box) - mean_guide**2
    slope = (cv2.blur(guide * alpha, box) - mean_guide * mean_alpha) / (variance + JOIN_EDGE**2)
    offset = mean_alpha - slope * mean_guide
    slope, offset = (np.asarray(cv2.blur(plane, box)) for plane in (slope, offset))
    height, width = pixels.shape[:2]
    result = np.empty((height, width), dtype=np.float32)
    for rows in bands(height, width):
        large = [enlarged_rows(plane, rows, height, width) for plane in (slope, offset, alpha)]
        joined = large[0] * _grey(pixels[rows]) + large[1]
        # Only the soft band follows the picture; sure places stay sure.
        soft = np.clip(8 * large[2] * (1 - large[2]), 0, 1)
        np.clip(large[2] + soft * (joined - large[2]), 0, 1, out=result[rows])
    return result


def _grey(pixels: Pixels) -> FloatArray:
    """The mean of the channels."""
    return np.asarray(cv2.transform(pixels, np.full((1, 3), 1 / 3)), dtype=np.float32)
