"""Depth: the background steps back or blurs, the person does not."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import cv2
import numpy as np
import pytest

from catchlight.errors import EditError
from catchlight.portrait import Matte, Portrait
from catchlight.retouch import depth
from catchlight.retouch.edit import Develop
from catchlight.retouch.planes import luma

WALL, DISC = 0.35, 60


@pytest.fixture
def sitter() -> Portrait:
    """A bright disc for a person before a striped wall with one lamp; an exact matte."""
    height = width = 240
    alpha = np.zeros((height, width), dtype=np.float32)
    cv2.circle(alpha, (120, 140), DISC, 1.0, -1)
    alpha = np.asarray(cv2.GaussianBlur(alpha, (0, 0), 1.5), dtype=np.float32)
    wall = np.full((height, width, 3), WALL, dtype=np.float32)
    wall[:, ::8] = 0.5
    wall[30:33, 30:33] = 1.0
    person = np.full_like(wall, 0.8)
    person[..., 1:] = 0.55
    pixels = wall + alpha[..., None] * (person - wall)
    return Portrait(pixels, matte=Matte(alpha, person))


def ring(portrait: Portrait, radius: int) -> np.ndarray:
    """Luma along a circle round the person, upper half."""
    angles = np.linspace(np.pi, 2 * np.pi, 120)
    x = np.rint(120 + radius * np.cos(angles)).astype(int)
    y = np.rint(140 + radius * np.sin(angles)).astype(int)
    return np.asarray(luma(portrait.pixels)[y, x])


@pytest.mark.parametrize("edit", [depth.separation, depth.defocus])
def test_the_person_stays_bit_for_bit(sitter: Portrait, edit: Develop) -> None:
    """Where the person is opaque nothing changes at all."""
    after = edit(sitter, 1.0, {})
    assert sitter.matte is not None
    solid = sitter.matte.alpha == 1
    assert np.array_equal(after.pixels[solid], sitter.pixels[solid])


def test_separation_darkens_and_greys_the_background(cut_out: Portrait) -> None:
    """Three quarters of a stop darker and less colourful, by measure, at full strength."""
    after = depth.separation(cut_out, 1.0, {})
    assert cut_out.matte is not None
    outside = cut_out.matte.alpha < 0.001
    before_tone, after_tone = (luma(p.pixels)[outside].mean() for p in (cut_out, after))
    assert after_tone < 0.85 * before_tone

    def colour(portrait: Portrait) -> float:
        return float(np.ptp(portrait.pixels[outside], axis=1).mean())

    assert colour(after) < 0.8 * colour(cut_out)


def test_no_line_runs_round_the_person(sitter: Portrait) -> None:
    """Just outside the outline the changed background is as bright as further out: no halo."""
    after = depth.separation(sitter, 1.0, {})
    near, far = ring(after, DISC + 6).mean(), ring(after, DISC + 30).mean()
    assert near == pytest.approx(far, abs=0.02)


def test_the_person_does_not_bleed_into_the_blur(sitter: Portrait) -> None:
    """After a strong defocus the wall beside the person is still the wall's colour."""
    after = depth.defocus(sitter, 1.0, {})
    x, y = 120, 140 - DISC - 8
    beside = after.pixels[y - 2 : y + 3, x - 10 : x + 10].reshape(-1, 3).mean(axis=0)
    assert np.ptp(beside) < 0.03  # the person is reddish, the wall grey


def test_defocus_takes_the_stripes_and_spreads_the_lamp(sitter: Portrait) -> None:
    """Fine structure goes; a lamp becomes a disc wider than itself and brighter than the wall."""
    after = depth.defocus(sitter, 1.0, {})
    top = luma(after.pixels)[60:70, 150:230]
    assert top.std() < 0.25 * luma(sitter.pixels)[60:70, 150:230].std()
    tone = luma(after.pixels)
    assert tone[31, 35] > tone[31, 200] + 0.01


def test_even_tones_survive_the_lens() -> None:
    """An even surface keeps its tone: opening up highlights is undone exactly."""
    for tone in (0.1, 0.5, 0.9, 1.0):
        even = np.full((80, 60, 3), tone, dtype=np.float32)
        assert np.abs(depth.lens_blur(even, 12.0) - tone).max() < 2e-3


def test_blur_grows_steadily_from_nothing() -> None:
    """The smallest radii change next to nothing, larger ones more."""
    rng = np.random.default_rng(1)
    noise = rng.random((100, 100, 3), dtype=np.float32)
    radii = (0.0, 0.35, 0.6, 1.0, 3.0)
    change = [float(np.abs(depth.lens_blur(noise, radius) - noise).mean()) for radius in radii]
    assert change[0] == 0 and change[1] < 0.03
    assert all(more > less for less, more in pairwise(change))


def test_a_proxy_and_the_full_picture_look_alike(cut_out: Portrait) -> None:
    """Radii follow the eye distance: half the size, the same look."""
    half = cv2.resize(cut_out.pixels, (256, 256), interpolation=cv2.INTER_AREA)
    small = depth.defocus(cut_out.resized(np.asarray(half, np.float32)), 0.7, {})
    large = depth.defocus(cut_out, 0.7, {})
    shrunk = cv2.resize(large.pixels, (256, 256), interpolation=cv2.INTER_AREA)
    assert np.abs(shrunk - small.pixels).mean() < 0.012


@pytest.mark.parametrize("edit", [depth.separation, depth.defocus])
def test_without_a_matte_it_is_an_error(sitter: Portrait, edit: Develop) -> None:
    """The error names the call that makes the matte."""
    with pytest.raises(EditError, match="with_matte"):
        edit(replace(sitter, matte=None), 0.5, {})
