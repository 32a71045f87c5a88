"""The two face detectors: BlazeFace for near faces, YuNet for small and many ones."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from math import atan2, cos, sin

import cv2
import numpy as np

from ..face import FloatArray
from ..geometry import Box, Point
from .runtime import onnx_net, sigmoid, tflite_net
from .sampling import (
    Bytes,
    FloatMatrix,
    Pyramid,
    Region,
    crop_to_image,
    extent_of,
    sample,
    to_image,
    whole,
)

NEAR_SIDE = 128  # input of the near detector, pixels
MERGE_OVERLAP = 0.3  # boxes of one net that share more are averaged (MediaPipe's threshold)

# Where the landmark net wants its crop, in units of the box's longer side: how large, and how far
# below the box's middle. Medians over 53 portraits of where repeated reading settles; the spread is
# 3 % and 7 % for the near net, 1 % and 5 % for YuNet.
_NEAR_CROP = (1.66, -0.04)
_SMALL_CROP = (1.35, 0.06)
_STRIDES = (8, 16, 32)  # of YuNet's three layers, pixels
_ALIGNED = 32  # YuNet's input sides are multiples of this, pixels
_LEAST_CANVAS = (
    96  # and at least this: at 32 OpenCV's arithmetic gives scores of 1 and sizes of 1e30
)


@dataclass(frozen=True)
class Detection:
    """A face seen: its box, score 0…1 and its points, in pixels.

    `points` begin with the eyes (image left, image right). `crop` says what the landmark net wants:
    size, and drop below the middle, in units of the box's longer side.
    """

    box: Box
    score: float
    points: tuple[Point, ...]
    crop: tuple[float, float]

    @property
    def region(self) -> Region:
        """The crop for the landmark net, level with the eyes."""
        left, right = self.points[:2]
        turn = atan2(right.y - left.y, right.x - left.x)
        side = max(self.box.width, self.box.height)
        size, drop = self.crop[0] * side, self.crop[1] * side
        middle = self.box.center
        return Region(middle.x - sin(turn) * drop, middle.y + cos(turn) * drop, size, turn)

    def mapped(self, matrix: FloatMatrix) -> Detection:
        """The detection after an upright 2×3 map of the image, such as a resize."""
        (by_x, _, dx), (_, by_y, dy) = matrix
        moved = tuple(Point(p.x * by_x + dx, p.y * by_y + dy) for p in self.points)
        return replace(self, box=self.box.scaled(by_x, by_y).moved(dx, dy), points=moved)


def detect_near(picture: Bytes, min_score: float) -> tuple[Detection, ...]:
    """Faces by BlazeFace short range, best first; it misses those under about a tenth of the side.

    `points`: the eyes, nose tip, mouth centre, the two ears.
    """
    region = whole(extent_of(picture))
    crop = sample(Pyramid(picture), region, NEAR_SIDE, border=cv2.BORDER_CONSTANT)
    raw, logits = tflite_net("face_detector.tflite").run((crop * 2 - 1)[None])
    scores = sigmoid(logits[0, :, 0])
    sure = scores >= min_score
    pairs = raw[0, sure].reshape(-1, 8, 2)
    anchors = _near_anchors()[sure] * NEAR_SIDE
    shapes = _shapes(pairs[:, 0] + anchors, pairs[:, 1], pairs[:, 2:] + anchors[:, None])
    matrix = crop_to_image(region, NEAR_SIDE)
    return _detections(shapes, scores[sure], matrix, _NEAR_CROP)


def detect_small(picture: Bytes, min_score: float) -> tuple[Detection, ...]:
    """Faces by YuNet, best first, from about 10 px of height.

    `points`: the eyes, nose tip and the mouth corners. Costs grow with the picture's area.
    """
    width, height = extent_of(picture)
    columns, rows = (
        max(_LEAST_CANVAS, -(-side // _ALIGNED) * _ALIGNED) for side in (width, height)
    )
    canvas = cv2.copyMakeBorder(picture, 0, rows - height, 0, columns - width, cv2.BORDER_CONSTANT)
    tensor = cv2.dnn.blobFromImage(canvas, swapRB=True)  # YuNet reads blue, green, red
    names = [f"{kind}_{stride}" for stride in _STRIDES for kind in ("cls", "obj", "bbox", "kps")]
    found = onnx_net("face_detection_yunet_2023mar_int8bq.onnx").run(
        np.asarray(tensor, dtype=np.float32), names
    )
    layers = [
        _decode_layer(found[4 * layer : 4 * layer + 4], stride, columns // stride, min_score)
        for layer, stride in enumerate(_STRIDES)
    ]
    shapes = np.concatenate([shapes for shapes, _ in layers])
    scores = np.concatenate([scores for _, scores in layers])
    return _detections(shapes, scores, np.eye(2, 3), _SMALL_CROP)


def _decode_layer(
    layer: tuple[FloatArray, ...], stride: int, columns: int, min_score: float
) -> tuple[FloatArray, FloatArray]:
    cls, obj, bbox, kps = (output[0] for output in layer)
    scores = np.sqrt(np.clip(cls[:, 0], 0, 1) * np.clip(obj[:, 0], 0, 1))
    index = np.flatnonzero(scores >= min_score)
    if not index.size:  # two layers of three see nothing in a portrait
        return np.empty((0, 14), dtype=np.float32), scores[index]
    cells = np.stack([index % columns, index // columns], axis=1).astype(np.float32)
    points = (kps[index].reshape(-1, 5, 2) + cells[:, None]) * stride
    centers, sizes = (cells + bbox[index, :2]) * stride, np.exp(bbox[index, 2:]) * stride
    return _shapes(centers, sizes, points), scores[index]


def _shapes(centers: FloatArray, sizes: FloatArray, points: FloatArray) -> FloatArray:
    """One row each: left, top, right, bottom, then the points; pixels with edges at 0 → indices."""
    low, high = centers - sizes / 2, centers + sizes / 2
    pairs = np.concatenate([low[:, None], high[:, None], points], axis=1) - 0.5
    return pairs.reshape(len(pairs), 2 * pairs.shape[1]).astype(np.float32)


def _detections(
    shapes: FloatArray, scores: FloatArray, matrix: FloatMatrix, crop: tuple[float, float]
) -> tuple[Detection, ...]:
    """Weighted non-maximum suppression (overlapping boxes averaged by score), then to the image."""
    found = []
    left = np.argsort(-scores, kind="stable")
    while left.size:
        same = _overlaps(shapes[left[0], :4], shapes[left, :4]) > MERGE_OVERLAP
        same[0] = True
        group = left[same]
        mean = np.average(shapes[group], axis=0, weights=scores[group])
        points = [Point(float(x), float(y)) for x, y in to_image(mean.reshape(-1, 2), matrix)]
        (x0, y0), (x1, y1), *rest = points
        score = float(scores[group[0]])
        found.append(Detection(Box(x0, y0, x1, y1), score, tuple(rest), crop))
        left = left[~same]
    return tuple(found)


def _overlaps(box: FloatArray, boxes: FloatArray) -> FloatArray:
    """Intersection over union of one box with each."""
    low = np.maximum(box[:2], boxes[:, :2])
    high = np.minimum(box[2:], boxes[:, 2:])
    shared = np.prod(np.maximum(high - low, 0), axis=1)
    areas = np.prod(boxes[:, 2:] - boxes[:, :2], axis=1)
    union = np.prod(box[2:] - box[:2]) + areas - shared
    return np.asarray(shared / np.maximum(union, 1e-9), dtype=np.float32)


@cache
def _near_anchors() -> FloatArray:
    """Centres of BlazeFace's 896 anchors in fractions: 16² cells of two, then 8² cells of six."""
    return anchor_centers(((16, 2), (8, 6)))


def anchor_centers(layers: tuple[tuple[int, int], ...]) -> FloatArray:
    """Centres of square grids of anchors in fractions: (cells a side, anchors a cell) a layer."""
    parts = []
    for cells, each in layers:
        line = (np.arange(cells, dtype=np.float32) + np.float32(0.5)) / np.float32(cells)
        grid = np.stack(np.meshgrid(line, line), axis=-1).reshape(-1, 2)
        parts.append(np.repeat(grid, each, axis=0))
    return np.concatenate(parts)
