"""33 body points: BlazePose, with the crop derived from the face where there is one."""

from __future__ import annotations

from functools import cache
from math import atan2, hypot, pi

import cv2
import numpy as np

from ..face import Body, Face, FloatArray
from .detect import anchor_centers
from .runtime import sigmoid, tflite_net
from .sampling import Pyramid, Region, crop_to_image, sample, to_image, whole

DETECTOR_SIDE = 224
LANDMARK_SIDE = 256
REGION_SCALE = 1.25  # how much larger than the body's circle its crop is; as the net was trained
MIN_DETECTOR_SCORE = 0.5  # MediaPipe's default
MIN_PRESENCE = 0.5  # below it the net saw no body in the crop
# The body's circle in eye distances: medians of BlazePose's own detector on 24 portraits.
_HIPS_BELOW_EYES = 10.1
_CIRCLE_IN_EYE_DISTANCES = 28.8
_HEIGHT_IN_EYE_DISTANCES = 2.7  # landmark height of a face that looks straight ahead
_POINTS = 33
_CIRCLE_CENTER, _CIRCLE_RIM = (
    0,
    1,
)  # key points of a detection: hip centre, rim of the body's circle
_HEAT_RADIUS = 3  # the refinement looks at 7 × 7 cells of the heat map
_MIN_HEAT = 0.5  # below it the heat map says nothing about the point


def read_body(pyramid: Pyramid, face: Face | None = None) -> Body | None:
    """The body of that face's person, or the clearest body; None when no body is seen."""
    region = region_of_face(face) if face is not None else _detect(pyramid)
    return None if region is None else _read(pyramid, region)


def region_of_face(face: Face) -> Region:
    """The body's crop guessed from the face, upright: it spares the body detector.

    A head turned aside narrows the eye distance but not the face's height; the larger wins.
    """
    left, right = face.eye_centers
    unit = max(face.interocular_px, face.box.height / _HEIGHT_IN_EYE_DISTANCES)
    x, y = (left.x + right.x) / 2, (left.y + right.y) / 2
    return Region(x, y + _HIPS_BELOW_EYES * unit, _CIRCLE_IN_EYE_DISTANCES * unit)


def _read(pyramid: Pyramid, region: Region) -> Body | None:
    crop = sample(pyramid, region, LANDMARK_SIDE, border=cv2.BORDER_CONSTANT)
    values, presence, _, heat, _ = tflite_net("pose_landmarks_detector.tflite").run(crop[None])
    if float(presence.item()) < MIN_PRESENCE:
        return None
    rows = values.reshape(-1, 5)[:_POINTS]
    refined = _refine(rows[:, :2] / np.float32(LANDMARK_SIDE), heat[0]) * LANDMARK_SIDE - 0.5
    in_crop = np.column_stack([refined, rows[:, 2]])
    points = to_image(in_crop, crop_to_image(region, LANDMARK_SIDE))
    return Body(points, sigmoid(rows[:, 3]), float(presence.item()))


def _refine(fractions: FloatArray, heat: FloatArray) -> FloatArray:
    """Each point moved to the centre of its heat near where the net put it."""
    cells = heat.shape[0]
    span = np.arange(-_HEAT_RADIUS, _HEAT_RADIUS + 1)
    columns, rows = (
        np.floor(fractions * cells).astype(int)[:, axis, None] + span for axis in (0, 1)
    )
    inside = ((fractions >= 0) & (fractions < 1)).all(axis=1)
    near_rows, near_columns = np.clip(rows, 0, cells - 1), np.clip(columns, 0, cells - 1)
    points = np.arange(len(fractions))[:, None, None]
    weights = sigmoid(heat[near_rows[:, :, None], near_columns[:, None, :], points])
    weights[(rows != near_rows)[:, :, None] | (columns != near_columns)[:, None, :]] = 0
    total = np.maximum(weights.sum(axis=(1, 2)), 1e-9)
    x = (weights.sum(axis=1) * columns).sum(axis=1) / total
    y = (weights.sum(axis=2) * rows).sum(axis=1) / total
    heated = inside & (weights.max(axis=(1, 2)) >= _MIN_HEAT)
    moved = np.stack([x, y], axis=1).astype(np.float32) / cells
    return np.where(heated[:, None], moved, fractions)


def _detect(pyramid: Pyramid) -> Region | None:
    """The crop of the clearest body by BlazePose's detector."""
    region = whole(pyramid.extent)
    crop = sample(pyramid, region, DETECTOR_SIDE, border=cv2.BORDER_CONSTANT)
    raw, logits = tflite_net("pose_detector.tflite").run((crop * 2 - 1)[None])
    best = int(logits[0, :, 0].argmax())
    if float(sigmoid(logits[0, best])[0]) < MIN_DETECTOR_SCORE:
        return None
    points = raw[0, best, 4:].reshape(-1, 2) / DETECTOR_SIDE + _anchors()[best]
    in_image = to_image(points * DETECTOR_SIDE - 0.5, crop_to_image(region, DETECTOR_SIDE))
    center, rim = in_image[_CIRCLE_CENTER], in_image[_CIRCLE_RIM]
    dx, dy = float(rim[0] - center[0]), float(rim[1] - center[1])
    size = 2 * hypot(dx, dy) * REGION_SCALE
    return Region(float(center[0]), float(center[1]), size, atan2(dy, dx) + pi / 2)


@cache
def _anchors() -> FloatArray:
    """Centres of the 2254 anchors in fractions: 28² and 14² cells of two, 7² of six."""
    return anchor_centers(((28, 2), (14, 2), (7, 6)))
