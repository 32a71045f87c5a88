"""Likeness: a 128-number embedding of one consenting sitter's face (SFace)."""

from __future__ import annotations

import cv2
import numpy as np

from ..face import IMAGE_LEFT_MOUTH_CORNER, IMAGE_RIGHT_MOUTH_CORNER, NOSE_TIP, Face, FloatArray
from ..image import Pixels
from .runtime import onnx_net

CROP_SIDE = 112  # the net's input, pixels
# Where the eyes, nose tip and mouth corners lie in the crop the net was trained on (ArcFace's five
# points for 112 × 112, image left first).
TEMPLATE = np.array(
    [
        [38.2946, 51.6963],
        [73.5318, 51.5014],
        [56.0252, 71.7366],
        [41.5493, 92.3655],
        [70.7299, 92.2041],
    ],
    dtype=np.float32,
)


def embed(pixels: Pixels, face: Face) -> FloatArray:
    """The face's embedding: 128 numbers, length 1. Compare with `likeness`."""
    matrix, _ = cv2.estimateAffinePartial2D(_five_points(face), TEMPLATE, method=cv2.LMEDS)
    crop = cv2.warpAffine(pixels, matrix, (CROP_SIDE, CROP_SIDE), flags=cv2.INTER_LINEAR)
    tensor = np.ascontiguousarray(crop.transpose(2, 0, 1)[None] * np.float32(255))
    net = onnx_net("face_recognition_sface_2021dec_int8bq.onnx")
    (values,) = net.run(tensor, ("fc1",))
    return np.asarray(values[0] / max(float(np.linalg.norm(values[0])), 1e-9), dtype=np.float32)


def likeness(one: FloatArray, other: FloatArray) -> float:
    """Cosine of two embeddings, −1…1: same person .8–1 in good light, strangers mostly under .4."""
    return float(np.dot(one, other))


def _five_points(face: Face) -> FloatArray:
    left, right = face.eye_centers
    nose, *mouth = (
        face.point(index) for index in (NOSE_TIP, IMAGE_LEFT_MOUTH_CORNER, IMAGE_RIGHT_MOUTH_CORNER)
    )
    return np.array([left, right, nose, *mouth], dtype=np.float32)
