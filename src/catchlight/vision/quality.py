"""How well a photo shows its face: sharpness, noise, light, closed eyes. House measures.

Figures called "good portraits" come from 120 London and 804 OMI portraits.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import atan2, ceil, sqrt

import cv2
import numpy as np

from ..face import (
    IMAGE_LEFT_EYE_INNER,
    IMAGE_LEFT_EYE_OUTER,
    IMAGE_LEFT_IRIS,
    IMAGE_RIGHT_EYE_INNER,
    IMAGE_RIGHT_EYE_OUTER,
    IMAGE_RIGHT_IRIS,
    Face,
    FloatArray,
)
from ..geometry import Point
from ..portrait import Portrait
from .sampling import Region, pyramid_of, sample

_EYES_PX = 100  # eye distance at which sharpness and noise are measured, pixels
_CROP_IN_EYES = 2.4  # side of the measured crop in eye distances: brows to chin
_LUMA = np.array([0.2126, 0.7152, 0.0722], dtype=np.float32)
_BRIGHTEST = 0.99  # quantile that stands for the brightest part; single pixels are noise
_CLIPPED = 0.995  # 254 of 255
_NORMAL_MEDIAN = 0.6745  # median deviation of a normal distribution, in standard deviations
_COARSE_SIDE_PX = 256  # the whole picture's light needs no more
_CHEEKS = (50, 101, 36, 117, 280, 330, 266, 346)
_EYES = (  # outer corner, inner corner, upper lid, lower lid, iris
    (IMAGE_LEFT_EYE_OUTER, IMAGE_LEFT_EYE_INNER, 159, 145, IMAGE_LEFT_IRIS),
    (IMAGE_RIGHT_EYE_OUTER, IMAGE_RIGHT_EYE_INNER, 386, 374, IMAGE_RIGHT_IRIS),
)
_LIGHTEST_IRIS = 0.7  # of the cheek's luma
_IRIS_CORE = 0.11  # radius of the looked-at middle of the iris, in eye widths


@dataclass(frozen=True)
class FaceQuality:
    """How well the face is shown.

    sharpness: how much of the strongest edges is fine detail, the worse of across and down; good
    portraits .106–.36, Gaussian blur of 2 % of the eye distance .04–.08, of 3 % .03–.05.
    noise: standard deviation of the finest detail on smooth skin, 0…1; good portraits under .015,
    visible noise of 5 % .018.
    light, picture_light: luma of the brightest parts of face and picture, 0…1; well lit faces of
    every skin tone reach .42–.99.
    clipped: share of the face with a clipped channel, 0…1; 98 % of good portraits under .05.
    closure: blink − 1.5 × lid gap ÷ eye width + lightness of the iris beside the cheek's; of 924
    good portraits five lie above .44 (lowered or nearly shut eyes), and two thirds of eyes closed
    by a warp or by paint.
    """

    sharpness: float
    noise: float
    light: float
    picture_light: float
    clipped: float
    closure: float


def face_quality(portrait: Portrait, face: Face) -> FaceQuality:
    """Measure the face of a portrait."""
    crop, eyes_px = _level_crop(portrait, face)
    grey = np.asarray(cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY), dtype=np.float32)
    light, clipped = _light(portrait, face)
    step = max(1, max(portrait.extent) // _COARSE_SIDE_PX)
    coarse = portrait.pixels[::step, ::step].reshape(-1, 3)
    return FaceQuality(
        sharpness=_sharpness(grey, eyes_px),
        noise=_noise(grey, eyes_px),
        light=light,
        picture_light=float(np.quantile(coarse @ _LUMA, _BRIGHTEST)),
        clipped=clipped,
        closure=_eye_closure(portrait, face),
    )


def _level_crop(portrait: Portrait, face: Face) -> tuple[FloatArray, float]:
    """Brows to chin with level eyes, and the eye distance there: at most _EYES_PX."""
    left, right = face.eye_centers
    eyes_px = min(_EYES_PX, max(face.interocular_px, 1.0))
    side = round(_CROP_IN_EYES * eyes_px)
    middle = face.box.center
    turn = atan2(right.y - left.y, right.x - left.x)
    region = Region(middle.x, middle.y, side * face.interocular_px / eyes_px, turn)
    crop = sample(pyramid_of(portrait), region, side, border=cv2.BORDER_REPLICATE)
    return crop, eyes_px


def _sharpness(grey: FloatArray, eyes_px: float) -> float:
    """How much of the strongest edges is fine detail, the worse of across and down: about 0….4.

    Detail is what a Gaussian of 1 % of the eye distance takes away, the edge what lies between that
    and 8 %. What smooth skin shows at the same scale (noise) is subtracted, so noise is not taken
    for sharpness; two directions tell motion blur. House measure.
    """
    fine = max(0.5, 0.01 * eyes_px)
    smooth = cv2.GaussianBlur(grey, (0, 0), fine)
    edges = smooth - cv2.GaussianBlur(grey, (0, 0), 0.08 * eyes_px)
    kernel = cv2.getGaussianKernel(2 * ceil(4 * fine) + 1, fine, cv2.CV_32F)
    still = np.ones((1, 1), np.float32)
    found = []
    for along_x in (True, False):
        blurred = cv2.sepFilter2D(grey, -1, *((kernel, still) if along_x else (still, kernel)))
        detail = (grey - blurred) ** 2
        slope = cv2.Sobel(smooth, cv2.CV_32F, int(along_x), int(not along_x))
        steep = cv2.boxFilter(slope * slope, -1, (3, 3))
        edge, flat = steep >= np.quantile(steep, 0.93), steep <= np.quantile(steep, 0.5)
        beyond_noise = max(0.0, float(detail[edge].mean() - detail[flat].mean()))
        found.append(sqrt(beyond_noise / max(float((edges[edge] ** 2).mean()), 1e-9)))
    return min(found)


def _noise(grey: FloatArray, eyes_px: float) -> float:
    """Standard deviation of the finest detail on the smooth half of the face, 0…1, robust."""
    fine = max(0.5, 0.01 * eyes_px)
    detail = np.abs(grey - cv2.GaussianBlur(grey, (0, 0), fine))
    edges = cv2.GaussianBlur(grey, (0, 0), fine) - cv2.GaussianBlur(grey, (0, 0), 0.08 * eyes_px)
    busy = cv2.boxFilter(edges * edges, -1, (5, 5))
    flat = busy <= np.quantile(busy, 0.5)
    kernel = cv2.getGaussianKernel(2 * ceil(4 * fine) + 1, fine)
    middle, kept = float(kernel.max()) ** 2, float((kernel**2).sum()) ** 2
    gain = sqrt(1 - 2 * middle + kept)  # how much of white noise is finer than the kernel
    return float(np.median(detail[flat])) / _NORMAL_MEDIAN / gain


def _light(portrait: Portrait, face: Face) -> tuple[float, float]:
    """Luma of the face's brightest part and the share of the face with a clipped channel."""
    outline = cv2.convexHull(np.rint(face.landmarks[:, :2]).astype(np.int32))
    inside = np.zeros(portrait.pixels.shape[:2], np.uint8)
    cv2.fillConvexPoly(inside, outline, 1)
    values = portrait.pixels[inside > 0]
    clipped = (values.max(axis=1) >= _CLIPPED).mean()
    return float(np.quantile(values @ _LUMA, _BRIGHTEST)), float(clipped)


def _eye_closure(portrait: Portrait, face: Face) -> float:
    """Blink − 1.5 × lid gap ÷ eye width + lightness where the iris should be. House measure.

    The blink coefficient alone takes a broad smile for half closed eyes; a closed lid is as light
    as the cheek, an iris is not (nor much lighter, so pale irises and glare on glasses are capped).
    """
    points = face.landmarks[:, :2].astype(np.float64)
    cheek = float(np.median([_lightness(portrait, Point(*points[i]), 1.0) for i in _CHEEKS]))
    gaps, irises = [], []
    for outer, inner, upper, lower, iris in _EYES:
        width = max(float(np.linalg.norm(points[outer] - points[inner])), 1e-6)
        gaps.append(float(np.linalg.norm(points[upper] - points[lower])) / width)
        core = _lightness(portrait, Point(*points[iris]), _IRIS_CORE * width)
        irises.append(core / max(cheek, 0.02))
    blink = (
        face.blendshapes.get("eyeBlinkLeft", 0.0) + face.blendshapes.get("eyeBlinkRight", 0.0)
    ) / 2
    return float(blink - 1.5 * sum(gaps) / 2 + min(*irises, _LIGHTEST_IRIS))


def _lightness(portrait: Portrait, place: Point, radius_px: float) -> float:
    """Median luma of a small square of the picture, 0…1; the nearest pixel at the edge."""
    width, height = portrait.extent
    reach = max(1, round(radius_px))
    x = int(np.clip(round(place.x), 0, width - 1))
    y = int(np.clip(round(place.y), 0, height - 1))
    patch = portrait.pixels[max(0, y - reach) : y + reach + 1, max(0, x - reach) : x + reach + 1]
    return float(np.median(np.asarray(patch @ _LUMA)))
