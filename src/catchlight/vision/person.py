"""The fast person mask."""

from __future__ import annotations

import cv2
import numpy as np

from ..face import FloatArray
from ..image import Pixels
from .runtime import tflite_net

MASK_SIDE = 256  # the net's input and output, pixels; it was trained on stretched pictures


def person_mask(pixels: Pixels) -> FloatArray:
    """Share of person, 0…1, 256 × 256, stretched over the whole picture."""
    small = cv2.resize(pixels, (MASK_SIDE, MASK_SIDE), interpolation=cv2.INTER_AREA)
    tensor = np.asarray(small, dtype=np.float32)[None]
    (mask,) = tflite_net("selfie_segmenter.tflite").run(tensor)
    return np.asarray(mask[0, :, :, 0], dtype=np.float32)
