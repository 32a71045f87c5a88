"""The fast person mask."""

from __future__ import annotations

import numpy as np

from ..face import FloatArray
from ..geometry import Extent
from .runtime import tflite_net
from .sampling import Pyramid, fitted, to_tensor

MASK_SIDE = 256  # the net's input and output, pixels; it was trained on stretched pictures


def person_mask(pyramid: Pyramid) -> FloatArray:
    """Share of person, 0…1, 256 × 256, stretched over the whole picture."""
    small = to_tensor(fitted(pyramid, Extent(MASK_SIDE, MASK_SIDE)))
    (mask,) = tflite_net("selfie_segmenter.tflite").run(small[None])
    return np.asarray(mask[0, :, :, 0], dtype=np.float32)
