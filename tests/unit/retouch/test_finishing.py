"""Denoise, sharpen, enlarge."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from catchlight.portrait import Portrait
from catchlight.retouch.edit import Edit
from catchlight.retouch.finishing import HALO_LIMIT, upscale_2x
from catchlight.retouch.planes import luma
from catchlight.retouch.recipe import develop


def noisy(pixels: np.ndarray, sigma: float) -> np.ndarray:
    """The pixels with independent noise in each channel."""
    noise = np.random.default_rng(4).standard_normal(pixels.shape, dtype=np.float32)
    return np.clip(pixels + sigma * noise, 0, 1).astype(np.float32)


def test_denoise_calms_a_plain_wall() -> None:
    """On a plain grey most of the noise goes, of the colours still more."""
    wall = Portrait(noisy(np.full((300, 300, 3), 0.4, dtype=np.float32), 0.03))
    after = develop(wall, Edit("denoise", 1.0))
    assert luma(after.pixels).std() < 0.6 * luma(wall.pixels).std()
    before_red, after_red = ((p.pixels[..., 0] - luma(p.pixels)).std() for p in (wall, after))
    assert after_red < 0.4 * before_red


def test_denoise_brings_a_noisy_portrait_nearer_to_the_clean_one(astronaut: Portrait) -> None:
    """The error against the clean picture falls."""
    dirty = astronaut.with_pixels(noisy(astronaut.pixels, 0.04))
    after = develop(dirty, Edit("denoise", 1.0))
    before_error, after_error = (
        float(np.square(p.pixels - astronaut.pixels).mean()) for p in (dirty, after)
    )
    assert after_error < 0.7 * before_error


def test_denoise_leaves_a_clean_portrait_nearly_alone(astronaut: Portrait) -> None:
    """Where there is no noise there is hardly anything to do."""
    after = develop(astronaut, Edit("denoise", 1.0))
    assert np.abs(luma(after.pixels) - luma(astronaut.pixels)).mean() < 0.004


def edge(width: int = 200) -> np.ndarray:
    """A soft edge from dark to light."""
    plane = np.full((60, width), 0.25, dtype=np.float32)
    plane[:, width // 2 :] = 0.75
    soft = cv2.GaussianBlur(plane, (0, 0), 0.9)
    return np.repeat(soft[..., None], 3, axis=2)


def test_sharpening_steepens_an_edge_without_a_halo() -> None:
    """The edge gets steeper; neither side overshoots its plateau by more than the limit."""
    before, after = edge(), develop(Portrait(edge()), Edit("sharpen", 1.0)).pixels
    assert np.diff(after[30, :, 0]).max() > 1.15 * np.diff(before[30, :, 0]).max()
    assert after.max() <= 0.75 + HALO_LIMIT + 1e-4
    assert after.min() >= 0.25 - HALO_LIMIT - 1e-4


def test_sharpening_leaves_faint_noise_alone() -> None:
    """Noise below the threshold is not made louder."""
    wall = noisy(np.full((120, 120, 3), 0.5, dtype=np.float32), 0.001)
    after = develop(Portrait(wall), Edit("sharpen", 1.0)).pixels
    assert luma(after).std() == pytest.approx(luma(wall).std(), rel=0.05)


def test_enlarging_doubles_the_size_and_keeps_the_tones(astronaut: Portrait) -> None:
    """Twice the pixels a side, the same picture, no overshoot beyond 0…1."""
    large = upscale_2x(astronaut.pixels)
    assert large.shape == (1024, 1024, 3)
    assert large.min() >= 0 and large.max() <= 1
    back = cv2.resize(large, (512, 512), interpolation=cv2.INTER_AREA)
    assert np.abs(back - astronaut.pixels).mean() < 0.01


def test_enlarging_is_sharper_than_plain_interpolation() -> None:
    """An enlarged edge is steeper than a bicubic one."""
    small = edge(100)
    plain = cv2.resize(small, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    assert np.diff(upscale_2x(small)[60, :, 0]).max() > np.diff(plain[60, :, 0]).max()
