"""Planted truth for light, colour and look: casts, exposures, old prints, blurred backdrops."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import numpy.typing as npt

from catchlight.color import (
    REC709_LUMINANCE,
    RGB_TO_XYZ,
    adaptation_matrix,
    cct_k_to_xy,
    linear_to_srgb,
    srgb_to_linear,
)
from catchlight.face import FloatArray
from catchlight.image import Pixels

NEUTRAL_K = 6504.0
Treatment = Callable[[Pixels, np.random.Generator], Pixels]


def as_saved(pixels: npt.NDArray[np.floating]) -> Pixels:
    """Rounded to 8 bits, as any file is."""
    return np.asarray(np.rint(np.clip(pixels, 0, 1) * 255) / 255, dtype=np.float32)


def with_cast(pixels: Pixels, cct_k: float) -> Pixels:
    """A neutral picture under light of another colour temperature (Bradford, linear light)."""
    to_xyz = RGB_TO_XYZ.astype(np.float64)
    adapt = adaptation_matrix(cct_k_to_xy(NEUTRAL_K), cct_k_to_xy(cct_k))
    matrix = np.linalg.inv(to_xyz) @ adapt @ to_xyz
    return as_saved(linear_to_srgb(srgb_to_linear(pixels) @ matrix.T.astype(np.float32)))


def exposed(pixels: Pixels, stops: float) -> Pixels:
    """More or less light, highlights clipped."""
    return as_saved(linear_to_srgb(srgb_to_linear(pixels) * np.float32(2.0**stops)))


def with_blurred_background(pixels: Pixels, person: FloatArray, sigma_px: float) -> Pixels:
    """The background out of focus, the person as before."""
    size = (pixels.shape[1], pixels.shape[0])
    alpha = cv2.resize(person, size)[..., None]
    soft = cv2.GaussianBlur(pixels, (0, 0), sigma_px)
    return as_saved(alpha * pixels + (1 - alpha) * soft)


def with_lettering(pixels: Pixels, person: FloatArray, rng: np.random.Generator) -> Pixels:
    """Four words behind the person, in a font, size and tone drawn at random."""
    height, width = pixels.shape[:2]
    written = np.ascontiguousarray(np.rint(pixels * 255).astype(np.uint8))
    ink = (255, 255, 255) if pixels[: height // 4].mean() < 0.5 else (0, 0, 0)
    scale = float(rng.uniform(0.6, 1.6)) * width / 600
    for line, word in enumerate(("OFFICE", "Welcome", "coffee bar", "Sale 50%")):
        at = (5 if line % 2 else round(width * 0.75), round(height * (0.08 + 0.18 * line)))
        cv2.putText(written, word, at, int(rng.integers(0, 8)), scale, ink, 2, cv2.LINE_AA)
    alpha = cv2.resize(person, (width, height))[..., None]
    return as_saved(alpha * pixels + (1 - alpha) * (written / np.float32(255)))


def _luma(x: Pixels) -> Pixels:
    return np.asarray((x @ REC709_LUMINANCE)[..., None], dtype=np.float32)


def grainy(x: Pixels, rng: np.random.Generator, sigma: float, size: float = 0.8) -> Pixels:
    """Film grain: blurred noise, strongest in the midtones; `size` in px of a 768 px picture."""
    noise = rng.standard_normal(x.shape[:2]).astype(np.float32)
    noise = cv2.GaussianBlur(noise, (0, 0), size * max(x.shape) / 768)
    tone = np.clip(_luma(x), 0, 1)
    return np.asarray(
        x + sigma * (noise / noise.std())[..., None] * (0.35 + 1.3 * np.sqrt(tone * (1 - tone)))
    )


def faded(x: Pixels, black: float, white: float = 1.0) -> Pixels:
    """Black and white points moved inwards."""
    return np.asarray(black + (white - black) * x, dtype=np.float32)


def saturated(x: Pixels, amount: float) -> Pixels:
    """1 = as it is, 0 = black and white."""
    grey = _luma(x)
    return np.asarray(grey + (x - grey) * amount, dtype=np.float32)


def toned(x: Pixels, shadows: tuple[float, ...], highlights: tuple[float, ...]) -> Pixels:
    """Colours added to the dark and to the light tones."""
    grey = np.clip(_luma(x), 0, 1)
    return np.asarray(
        x + np.array(shadows) * (1 - grey) ** 2 + np.array(highlights) * grey**2, dtype=np.float32
    )


def vignetted(x: Pixels, lost: float) -> Pixels:
    """Light lost towards the corners, with the square of the distance."""
    height, width = x.shape[:2]
    across, down = np.linspace(-1, 1, width)[None], np.linspace(-1, 1, height)[:, None]
    left = 1 - lost * (across**2 + down**2) / 2
    return linear_to_srgb(srgb_to_linear(np.clip(x, 0, 1)) * left[..., None])


# The look's thresholds were set while looking at these.
SEEN_LOOKS: dict[str, Treatment] = {
    "faded colour": lambda x, r: grainy(
        toned(faded(saturated(x, 0.75), 0.13, 0.95), (0.03, 0.01, 0), (0.02, 0.01, -0.04)), r, 0.025
    ),
    "sepia": lambda x, r: grainy(
        toned(faded(saturated(x, 0), 0.06, 0.95), (0.04, 0.01, -0.03), (0.03, 0, -0.1)), r, 0.03
    ),
    "cross process": lambda x, r: vignetted(
        grainy(toned(faded(x, 0.05), (-0.03, 0.02, 0.07), (0.05, 0.03, -0.12)), r, 0.02), 0.4
    ),
    "black-and-white film": lambda x, r: grainy(faded(saturated(x, 0), 0.05, 0.97), r, 0.05, 1.0),
    "faded slide": lambda x, r: grainy(
        toned(faded(saturated(x, 0.6), 0.2, 0.92), (0, 0.01, 0.03), (0.03, 0, -0.05)), r, 0.01
    ),
}
# These were written afterwards and tried once.
UNSEEN_LOOKS: dict[str, Treatment] = {
    "cyanotype": lambda x, r: toned(
        faded(saturated(x, 0), 0.1, 0.95), (-0.05, 0, 0.1), (-0.03, 0, 0.05)
    ),
    "hand-tinted print": lambda x, r: vignetted(
        toned(faded(saturated(x, 0.35), 0.08, 0.94), (0.04, 0.01, -0.02), (0.03, 0.01, -0.07)), 0.4
    ),
    "expired film": lambda x, r: grainy(
        toned(faded(saturated(x, 0.85), 0.12, 0.95), (-0.02, 0.03, 0), (0.04, 0.03, -0.08)),
        r, 0.03, 1.3,
    ),
    "pushed film": lambda x, r: grainy(np.clip((x - 0.45) * 1.2 + 0.45, 0, 1), r, 0.06, 1.1),
    "matte print": lambda x, r: toned(
        faded(saturated(x, 0.8), 0.14, 0.93), (0.01, 0, 0.02), (0.01, 0.01, -0.02)
    ),
    "toy camera": lambda x, r: vignetted(
        grainy(toned(saturated(x, 1.3), (0, 0.01, 0.05), (0.03, 0.02, -0.06)), r, 0.02), 0.65
    ),
}  # fmt: skip


def ordinary_edit(x: Pixels, rng: np.random.Generator) -> Pixels:
    """What a photo goes through without looking old: exposure, balance, saturation, contrast."""
    light = srgb_to_linear(x) * 2 ** rng.uniform(-0.5, 0.4)
    warm = np.array([1, 0, -1]) * rng.uniform(-0.12, 0.15)
    x = saturated(linear_to_srgb(light * (1 + warm)), rng.uniform(0.8, 1.25))
    x = np.clip((x - 0.45) * rng.uniform(0.97, 1.25) + 0.45, 0, 1)
    return grainy(x, rng, rng.uniform(0, 0.005), 0.6)
