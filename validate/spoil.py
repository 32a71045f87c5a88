"""Plainly spoiled portraits: one thing is broken in each, the rest is left as it was.

Made with simple pixel work of their own, not with the darkroom, so that the critic is not tested
with the tool whose work it judges.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import numpy.typing as npt

from catchlight.image import Pixels
from catchlight.portrait import Portrait

AVERTED_DEG = 22.0
EYE_WIDTHS_PER_SINE = 0.4  # iris shift ÷ eye width = .4 · sin(angle): eyeball radius 12, eye 30 mm
ROLLED_DEG = 20.0
EYES = ((33, 133, 468), (362, 263, 473))  # two corners and the iris centre
FACE_OVAL = (
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152,
    148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
)  # fmt: skip
KEPT_SHARP = (
    (33, 7, 163, 144, 145, 153, 154, 155, 133, 173, 157, 158, 159, 160, 161, 246),
    (263, 249, 390, 373, 374, 380, 381, 382, 362, 398, 384, 385, 386, 387, 388, 466),
    (61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 409, 270, 269, 267, 0, 37, 39, 40, 185),
)

Spoil = Callable[[Portrait, np.random.Generator], Pixels]


def _polygon(portrait: Portrait, indices: tuple[int, ...]) -> npt.NDArray[np.float32]:
    assert portrait.face is not None
    mask = np.zeros(portrait.pixels.shape[:2], np.float32)
    points = np.rint(portrait.face.landmarks[list(indices), :2]).astype(np.int32)
    cv2.fillPoly(mask, [points], 1.0)
    return mask


def avert_gaze(portrait: Portrait, chance: np.random.Generator) -> Pixels:
    """Both irises moved sideways by 22°, by a local warp."""
    assert portrait.face is not None
    pixels = portrait.pixels.copy()
    height, width = pixels.shape[:2]
    side = 1.0 if chance.random() < 0.5 else -1.0
    grid_x, grid_y = np.meshgrid(
        np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32)
    )
    map_x = grid_x.copy()
    for outer, inner, iris in EYES:
        points = portrait.face.landmarks[:, :2]
        eye_width = float(np.hypot(*(points[outer] - points[inner])))
        shift = side * EYE_WIDTHS_PER_SINE * np.sin(np.radians(AVERTED_DEG)) * eye_width
        center = points[iris]
        # Whole inside an iris radius around the place the iris goes to, nothing past the corners.
        far_x = np.abs(grid_x - (center[0] + shift)) / (0.50 * eye_width)
        far_y = np.abs(grid_y - center[1]) / (0.30 * eye_width)
        weight = np.clip(1.6 - 1.6 * np.maximum(far_x, far_y), 0, 1)
        map_x -= np.float32(shift) * weight.astype(np.float32)
    return np.asarray(cv2.remap(pixels, map_x, grid_y, cv2.INTER_LINEAR), dtype=np.float32)


def smooth_skin(portrait: Portrait, chance: np.random.Generator) -> Pixels:
    """The face's skin blurred as a beauty filter does; eyes and mouth left sharp."""
    assert portrait.face is not None
    sigma = 0.05 * portrait.face.interocular_px
    mask = _polygon(portrait, FACE_OVAL)
    for part in KEPT_SHARP:
        mask -= _polygon(portrait, part)
    soft = cv2.GaussianBlur(np.clip(mask, 0, 1), (0, 0), sigma)[..., None]
    smooth = cv2.GaussianBlur(portrait.pixels, (0, 0), sigma)
    return np.asarray(portrait.pixels * (1 - soft) + smooth * soft, dtype=np.float32)


def tip_over(portrait: Portrait, chance: np.random.Generator) -> Pixels:
    """Head and shoulders turned by 20° in the picture plane."""
    height, width = portrait.pixels.shape[:2]
    angle = ROLLED_DEG if chance.random() < 0.5 else -ROLLED_DEG
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    turned = cv2.warpAffine(
        portrait.pixels, matrix, (width, height), flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )  # fmt: skip
    return np.asarray(turned, dtype=np.float32)


def clutter_background(portrait: Portrait, chance: np.random.Generator) -> Pixels:
    """A jumble of sharp grey and brown shapes behind the person."""
    assert portrait.person_mask is not None
    height, width = portrait.pixels.shape[:2]
    jumble = np.full((height, width, 3), 0.6, np.float32)
    for _ in range(700):
        left, top = chance.integers(0, width), chance.integers(0, height)
        size = chance.integers(10, 60, size=2)
        tone = chance.uniform(0.1, 0.95)
        color = tuple(float(np.clip(tone + t, 0, 1)) for t in chance.uniform(-0.05, 0.05, 3))
        corner = (int(left + size[0]), int(top + size[1]))
        cv2.rectangle(jumble, (int(left), int(top)), corner, color, -1)
    alpha = portrait.person_mask[..., None]
    return np.asarray(portrait.pixels * alpha + jumble * (1 - alpha), dtype=np.float32)


def cast_color(portrait: Portrait, chance: np.random.Generator) -> Pixels:
    """A strong cold cast over everything."""
    gains = np.array([0.68, 0.92, 1.18], dtype=np.float32)
    return np.asarray(np.clip(portrait.pixels * gains, 0, 1), dtype=np.float32)


def film_filter(portrait: Portrait, chance: np.random.Generator) -> Pixels:
    """Faded blacks, low contrast, muted colour, grain and dark corners."""
    height, width = portrait.pixels.shape[:2]
    grey = portrait.pixels.mean(axis=2, keepdims=True)
    faded = 0.17 + 0.68 * (grey + 0.55 * (portrait.pixels - grey))
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    corners = (1 - 0.32 * np.clip(np.hypot(x, y) - 0.55, 0, 1) ** 1.2)[..., None]
    grain = chance.normal(0, 0.035, size=(height, width, 1))
    return np.asarray(np.clip(faded * corners + grain, 0, 1), dtype=np.float32)


SPOILS: dict[str, tuple[str, Spoil]] = {
    # name → (the question it must turn, how)
    "gaze averted by 22°": ("gaze-relation", avert_gaze),
    "skin smoothed": ("human-texture", smooth_skin),
    "tipped by 20°": ("posture-supports", tip_over),
    "background cluttered": ("background-context", clutter_background),
    "cold cast": ("colors-mood", cast_color),
    "film filter": ("person-with-story", film_filter),
}
EXPRESSION = ("face at rest (their own neutral photo)", "intentional-expression")
