"""Nostalgia: grain, faded blacks, dark corners, tints, and the vintage look."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
import pytest

from catchlight.color import REC709_LUMINANCE, linear_to_srgb
from catchlight.cues.focus import noise_sigma
from catchlight.cues.nostalgia import FAMILY, FilmSigns, corner_falloff, vintage_look
from catchlight.cues.scene import scene_of
from catchlight.portrait import Portrait
from tests.unit.cues.scenes import cues_of, repainted

CLEAN = FilmSigns(0.001, 3.0, 90.0, 4.0, 0.2, 1.0)


def grained(portrait: Portrait, sigma: float) -> Portrait:
    """Film grain of a given strength at the picture's size."""
    noise = np.random.default_rng(2).standard_normal(portrait.pixels.shape[:2])
    noise = cv2.GaussianBlur(noise, (0, 0), 0.8)
    return repainted(portrait, lambda p: p + sigma * (noise / noise.std())[..., None])


def black_and_white(portrait: Portrait) -> Portrait:
    """No colour at all."""
    return repainted(portrait, lambda p: np.repeat((p @ REC709_LUMINANCE)[..., None], 3, axis=2))


@pytest.mark.parametrize("sigma", [0.01, 0.03])
def test_the_noise_of_a_flat_plane_is_its_standard_deviation(sigma: float) -> None:
    """Immerkær's estimate, taken in the calmer blocks, is right within a fifth."""
    noise = np.random.default_rng(0).standard_normal((384, 384)) * sigma
    assert noise_sigma((0.5 + noise).astype(np.float32)) == pytest.approx(sigma, rel=0.2)


def test_edges_are_not_noise() -> None:
    """A sharp step has no grain."""
    step = np.full((384, 384), 0.2, dtype=np.float32)
    step[:, 190:] = 0.8
    assert noise_sigma(step) < 1e-3


def test_more_grain_reads_more(astronaut: Portrait) -> None:
    """Strictly, from none to heavy."""
    read = [
        cues_of(FAMILY, grained(astronaut, sigma))["grain"].value for sigma in (0, 0.02, 0.04, 0.08)
    ]
    assert all(b > a for a, b in pairwise(read))


def test_lifted_blacks_are_read_on_the_person(astronaut: Portrait) -> None:
    """Full blacks read about 0 L*; a black point of .15 reads over 12 L*."""
    lifted = repainted(astronaut, lambda p: 0.15 + 0.85 * p)
    assert cues_of(FAMILY, astronaut)["faded_blacks"].value < 3
    assert cues_of(FAMILY, lifted)["faded_blacks"].value > 12


@pytest.mark.parametrize("lost", [0.3, 0.6])
def test_a_planted_vignette_is_measured(lost: float) -> None:
    """On a plain picture the light lost in the corners comes back within .08."""
    across, down = np.linspace(-1, 1, 120)[None], np.linspace(-1, 1, 150)[:, None]
    light = 0.5 * (1 - lost * (across**2 + down**2) / 2)
    picture = Portrait(linear_to_srgb(np.repeat(light[..., None], 3, axis=2)))
    stops, _, _ = corner_falloff(scene_of(picture))
    assert 1 - 2**-stops == pytest.approx(lost, abs=0.08)


def test_light_from_one_side_is_no_vignette() -> None:
    """A slope over the whole wall is not a fall-off all round."""
    slope = np.linspace(0.2, 0.8, 120, dtype=np.float32)[None, :, None]
    picture = Portrait(np.broadcast_to(slope, (150, 120, 3)).copy())
    assert corner_falloff(scene_of(picture))[0] < 0.25


def test_toned_shadows_are_named(astronaut: Portrait) -> None:
    """Blue added to the blacks is read as blue."""
    blue = repainted(astronaut, lambda p: p * 0.85 + np.float32([0.0, 0.03, 0.15]))
    cue = cues_of(FAMILY, blue)["film_tint"]
    assert cue.value > 10
    assert cue.label == "blue"


def test_a_clean_photo_is_not_vintage(astronaut: Portrait) -> None:
    """A film scan from the nineties, without fading: under one half."""
    assert cues_of(FAMILY, astronaut)["vintage_look"].value < 0.5


def test_old_prints_are_noticed(astronaut: Portrait) -> None:
    """Faded and grainy; black and white with grain."""
    print_ = grained(repainted(astronaut, lambda p: 0.12 + 0.8 * p), 0.03)
    film = grained(black_and_white(astronaut), 0.05)
    assert cues_of(FAMILY, print_)["vintage_look"].label == "vintage"
    assert cues_of(FAMILY, film)["vintage_look"].value > 0.8


def test_signs_add_up() -> None:
    """None is not vintage, one half sign is not, two clear ones are."""
    assert vintage_look(CLEAN) < 0.1
    assert vintage_look(FilmSigns(0.005, 3.0, 90.0, 4.0, 0.2, 1.0)) < 0.5
    assert vintage_look(FilmSigns(0.012, 15.0, 65.0, 4.0, 0.2, 1.0)) > 0.9


def test_a_vignette_behind_a_full_frame_counts_nothing() -> None:
    """Where no background shows, dark corners are clothes and hair."""
    dark = FilmSigns(0.001, 3.0, 90.0, 4.0, 3.0, 0.0)
    assert vintage_look(dark) == vintage_look(CLEAN)
