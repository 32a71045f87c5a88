"""Where faces are: BlazeFace for near ones, YuNet for small and many ones. Boxes and eye points."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
import numpy.typing as npt

from ..face import FloatArray
from ..geometry import Box, Extent, Point
from ..image import Pixels
from .runtime import onnx_net, sigmoid, tflite_net
from .sampling import crop_to_image, sample, to_image, whole

NEAR_SIDE = 128  # input of the near detector, pixels
MIN_NEAR_SCORE = 0.5  # MediaPipe's default for this net
MIN_SMALL_SCORE = 0.6  # YuNet: below it, textures pass for faces
SAME_FACE_OVERLAP = 0.3  # boxes that share more are one face (MediaPipe's suppression threshold)
_SMALL_STRIDES = (8, 16, 32)


@dataclass(frozen=True)
class Detection:
    """A face seen: its box, score 0…1 and the eyes (image left, image right), in pixels."""

    box: Box
    score: float
    eyes: tuple[Point, Point]
    points: tuple[Point, ...]


def detect_near(pixels: Pixels) -> tuple[Detection, ...]:
    """Faces by BlazeFace short range, best first; it misses those under about a tenth of the side.

    `points` are the two eyes, nose tip, mouth centre and the two ears' tragions.
    """
    region = whole(Extent(pixels.shape[1], pixels.shape[0]))
    crop = sample(pixels, region, NEAR_SIDE, border=cv2.BORDER_CONSTANT)
    raw, logits = tflite_net("face_detector.tflite").run((crop * 2 - 1)[None])
    scores = sigmoid(logits[0, :, 0])
    sure = scores >= MIN_NEAR_SCORE
    decoded = raw[0, sure].reshape(-1, 8, 2) / NEAR_SIDE
    centers = decoded[:, 0] + _near_anchors()[sure]
    half = decoded[:, 1] / 2
    points = decoded[:, 2:] + _near_anchors()[sure][:, None]
    shapes = np.concatenate([(centers - half)[:, None], (centers + half)[:, None], points], axis=1)
    merged = _merge(shapes.reshape(-1, 16), scores[sure])
    matrix = crop_to_image(region, NEAR_SIDE)
    return tuple(_detection(shape, score, matrix) for shape, score in merged)


def detect_small(pixels: Pixels, longest_side: int = 640) -> tuple[Detection, ...]:
    """Faces by YuNet, best first, from about 10 px at `longest_side` pixels of picture.

    `points` are the two eyes, nose tip and the mouth corners (image left first).
    """
    height, width = pixels.shape[:2]
    scale = min(1.0, longest_side / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    padded = [-(-length // 32) * 32 for length in size]
    canvas = np.zeros((padded[1], padded[0], 3), np.float32)
    canvas[: size[1], : size[0]] = small[..., ::-1] * 255  # YuNet reads blue, green, red
    names = [
        f"{kind}_{stride}" for stride in _SMALL_STRIDES for kind in ("cls", "obj", "bbox", "kps")
    ]
    net = onnx_net("face_detection_yunet_2023mar_int8bq.onnx")
    found = net.run(np.ascontiguousarray(canvas.transpose(2, 0, 1)[None]), names)
    shapes, scores = [], []
    for layer, stride in enumerate(_SMALL_STRIDES):
        shape, score = _decode_small(found[4 * layer : 4 * layer + 4], stride, padded[0] // stride)
        shapes.append(shape)
        scores.append(score)
    matrix = np.array([[width / size[0], 0, 0], [0, height / size[1], 0]])
    merged = _merge(np.concatenate(shapes), np.concatenate(scores))
    return tuple(_in_image(shape, score, matrix) for shape, score in merged)


def _decode_small(
    layer: tuple[FloatArray, ...], stride: int, columns: int
) -> tuple[FloatArray, FloatArray]:
    cls, obj, bbox, kps = (output[0] for output in layer)
    scores = np.sqrt(np.clip(cls[:, 0], 0, 1) * np.clip(obj[:, 0], 0, 1))
    sure = scores >= MIN_SMALL_SCORE
    index = np.flatnonzero(sure)
    cells = np.stack([index % columns, index // columns], axis=1).astype(np.float32)
    centers = (cells + bbox[sure, :2]) * stride
    half = np.exp(bbox[sure, 2:]) * stride / 2
    points = (kps[sure].reshape(-1, 5, 2) + cells[:, None]) * stride
    shapes = np.concatenate([(centers - half)[:, None], (centers + half)[:, None], points], axis=1)
    return shapes.reshape(-1, 14).astype(np.float32), scores[sure].astype(np.float32)


@cache
def _near_anchors() -> FloatArray:
    """Centres of the 896 anchors in fractions: 16 × 16 cells of two, then 8 × 8 cells of six."""
    parts = []
    for cells, each in ((16, 2), (8, 6)):
        line = (np.arange(cells, dtype=np.float32) + 0.5) / cells
        grid = np.stack(np.meshgrid(line, line), axis=-1).reshape(-1, 2)
        parts.append(np.repeat(grid, each, axis=0))
    return np.concatenate(parts)


def _merge(shapes: FloatArray, scores: FloatArray) -> list[tuple[FloatArray, float]]:
    """Weighted non-maximum suppression: boxes that overlap are averaged by score, best first."""
    merged: list[tuple[FloatArray, float]] = []
    left = np.argsort(-scores, kind="stable")
    while left.size:
        overlaps = _overlaps(shapes[left[0], :4], shapes[left, :4])
        same = overlaps > SAME_FACE_OVERLAP
        same[0] = True
        group = left[same]
        weights = scores[group] / scores[group].sum()
        merged.append((np.asarray(weights @ shapes[group], np.float32), float(scores[group[0]])))
        left = left[~same]
    return merged


def _overlaps(box: FloatArray, boxes: FloatArray) -> FloatArray:
    low = np.maximum(box[:2], boxes[:, :2])
    high = np.minimum(box[2:], boxes[:, 2:])
    shared = np.prod(np.maximum(high - low, 0), axis=1)
    areas = np.prod(boxes[:, 2:] - boxes[:, :2], axis=1)
    return np.asarray(shared / np.maximum(np.prod(box[2:] - box[:2]) + areas - shared, 1e-9))


def _detection(shape: FloatArray, score: float, matrix: npt.NDArray[np.float64]) -> Detection:
    """From letterbox fractions (its edge is 0) to pixel indices of the image."""
    return _in_image(shape * NEAR_SIDE - 0.5, score, matrix)


def _in_image(shape: FloatArray, score: float, matrix: npt.NDArray[np.float64]) -> Detection:
    points = to_image(shape.reshape(-1, 2), matrix)
    named = tuple(Point(float(x), float(y)) for x, y in points)
    box = Box(named[0].x, named[0].y, named[1].x, named[1].y)
    return Detection(box, score, (named[2], named[3]), named[2:])
