"""What a defocused scene is made of: linear light, a lens, a tone curve and a little noise.

A **plate** is PLATE_WIDTH × PLATE_HEIGHT linear RGB, 1 = paper white, lamps far above it. It is
always drawn at this size from its own seed, so that a small proxy and the full picture show the
same scene. Lengths named `_share` are shares of the plate's width.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from ..color import FloatArray, linear_to_srgb

Numbers = npt.NDArray[np.floating]

PLATE_WIDTH, PLATE_HEIGHT = 960, 720
FLARE_SHARE = 0.10  # how far a lens spreads its veil of stray light
SHOULDER = 0.55  # sRGB-linear level above which the film-like shoulder bends the highlights


def hue(*rgb: float, level: float = 1.0) -> FloatArray:
    """A linear colour with luminance `level`, given by its ratio of red, green and blue."""
    color = np.array(rgb, dtype=np.float32)
    weight = float(color @ np.array([0.2126, 0.7152, 0.0722], dtype=np.float32))
    return np.asarray(color * (level / weight), dtype=np.float32)


def plain(color: FloatArray) -> FloatArray:
    """A plate of one colour."""
    return np.tile(np.asarray(color, np.float32), (PLATE_HEIGHT, PLATE_WIDTH, 1))


def grid() -> tuple[FloatArray, FloatArray]:
    """x and y of every pixel as shares of the width and of the height, 0…1."""
    x = (np.arange(PLATE_WIDTH, dtype=np.float32) + 0.5) / PLATE_WIDTH
    y = (np.arange(PLATE_HEIGHT, dtype=np.float32) + 0.5) / PLATE_HEIGHT
    xs, ys = np.meshgrid(x, y)
    return np.asarray(xs, np.float32), np.asarray(ys, np.float32)


def cloud(
    rng: np.random.Generator,
    size_share: float,
    octaves: int = 4,
    roughness: float = 0.5,
    stretch: float = 1.0,
) -> FloatArray:
    """Smooth noise, mean 0 and deviation 1, as plaster, cloth and sky have it.

    `size_share` is the largest blotch; `stretch` > 1 makes blotches taller than wide.
    """
    total = np.zeros((PLATE_HEIGHT, PLATE_WIDTH), dtype=np.float32)
    for octave in range(octaves):
        cell = max(2.0, size_share * PLATE_WIDTH / 2**octave)
        columns = int(PLATE_WIDTH / cell) + 4
        rows = int(PLATE_HEIGHT / (cell * stretch)) + 4
        small = rng.standard_normal((rows, columns)).astype(np.float32)
        large = cv2.resize(
            small, (int(columns * cell), int(rows * cell * stretch)), interpolation=cv2.INTER_CUBIC
        )
        top, left = (large.shape[0] - PLATE_HEIGHT) // 2, (large.shape[1] - PLATE_WIDTH) // 2
        total += roughness**octave * large[top : top + PLATE_HEIGHT, left : left + PLATE_WIDTH]
    return np.asarray((total - total.mean()) / total.std(), dtype=np.float32)


def disc(radius_px: float) -> FloatArray:
    """The image of a point by a wide-open lens: a flat disc with a slightly brighter rim."""
    half = int(np.ceil(radius_px)) + 1
    y, x = np.mgrid[-half : half + 1, -half : half + 1]
    distance = np.hypot(x, y)
    kernel = np.clip(radius_px + 0.5 - distance, 0, 1) * (0.85 + 0.15 * distance / radius_px)
    return np.asarray(kernel / kernel.sum(), dtype=np.float32)


def defocus(linear: FloatArray, radius_share: float, edges: int = cv2.BORDER_REFLECT) -> FloatArray:
    """The plate (any channels) out of focus: every point becomes a disc of this radius."""
    radius = radius_share * linear.shape[1]
    if radius < 0.5:
        return linear
    pad = int(radius) + 2
    padded = cv2.copyMakeBorder(linear, pad, pad, pad, pad, edges)
    blurred = cv2.filter2D(padded, -1, disc(radius))[pad:-pad, pad:-pad]
    return np.asarray(blurred, dtype=np.float32)


@dataclass(frozen=True)
class Layer:
    """Things at one distance: their light and how much of the view they cover (0…1)."""

    color: FloatArray
    cover: FloatArray
    radius_share: float


def over(behind: FloatArray, layer: Layer) -> FloatArray:
    """A defocused layer before a scene: soft at its edges as a lens draws it."""
    premultiplied = np.dstack([layer.color * layer.cover[..., None], layer.cover])
    soft = defocus(premultiplied, layer.radius_share, cv2.BORDER_REPLICATE)
    return np.asarray(behind * (1 - soft[..., 3:]) + soft[..., :3], dtype=np.float32)


def add_lamps(
    scene: FloatArray,
    places: Numbers,
    colors: Numbers,
    radius_share: float | Numbers,
    rim: float = 0.25,
    softness: float = 0.10,
) -> FloatArray:
    """Points of light as bokeh discs: `places` (n, 2) shares of width and height, `colors` (n, 3).

    `radius_share` is one or one per lamp. Discs narrow towards the corners as real lenses clip
    them; `rim` brightens their edge and `softness` is the edge's width as a share of the radius.
    """
    lit = scene.copy()
    center = np.array([PLATE_WIDTH / 2, PLATE_HEIGHT / 2])
    radii = np.broadcast_to(np.asarray(radius_share, np.float32), len(places)) * PLATE_WIDTH
    for place, color, radius in zip(places, colors, radii, strict=True):
        at = place * (PLATE_WIDTH, PLATE_HEIGHT)
        _stamp(lit, at, color, float(radius), at - center, rim, softness)
    return lit


def _stamp(
    lit: FloatArray,
    at: Numbers,
    color: Numbers,
    radius_px: float,
    off_axis_px: Numbers,
    rim: float,
    softness: float,
) -> None:
    """Add one disc; the barrel cuts it with a second circle shifted towards the centre."""
    half = int(np.ceil(radius_px)) + 2
    x0, y0 = round(float(at[0])), round(float(at[1]))
    left, right = max(0, x0 - half), min(PLATE_WIDTH, x0 + half + 1)
    top, bottom = max(0, y0 - half), min(PLATE_HEIGHT, y0 + half + 1)
    if left >= right or top >= bottom:
        return
    y, x = np.mgrid[top:bottom, left:right].astype(np.float32)
    dx, dy = x - at[0], y - at[1]
    distance = np.hypot(dx, dy)
    shift = off_axis_px / PLATE_WIDTH * radius_px * 1.1
    barrel = np.hypot(dx + shift[0], dy + shift[1]) - radius_px * 1.25
    edge = max(1.0, radius_px * softness)
    cover = np.clip((radius_px - distance) / edge + 0.5, 0, 1) * np.clip(-barrel / edge, 0, 1)
    profile = 1 - rim + rim * np.clip(distance / radius_px, 0, 1) ** 3
    lit[top:bottom, left:right] += (cover * profile)[..., None] * color


def glow(scene: FloatArray, amount: float) -> FloatArray:
    """The veil that bright parts throw over a lens: `amount` of their light, spread widely."""
    small = cv2.resize(scene, (PLATE_WIDTH // 8, PLATE_HEIGHT // 8), interpolation=cv2.INTER_AREA)
    veil = cv2.GaussianBlur(small, (0, 0), FLARE_SHARE * PLATE_WIDTH / 8)
    veil = cv2.resize(veil, (PLATE_WIDTH, PLATE_HEIGHT), interpolation=cv2.INTER_CUBIC)
    return np.asarray(scene * (1 - amount) + veil * amount, dtype=np.float32)


def develop(linear: FloatArray, exposure: float = 1.0) -> FloatArray:
    """Linear light → sRGB with a film-like shoulder: highlights roll off instead of clipping."""
    light = np.maximum(linear, 0) * exposure
    over_shoulder = np.maximum(light - SHOULDER, 0) / (1 - SHOULDER)
    rolled = SHOULDER + (1 - SHOULDER) * (1 - np.exp(-over_shoulder))
    return linear_to_srgb(np.where(light > SHOULDER, rolled, light))
