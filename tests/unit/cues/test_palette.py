"""Colour: the light's colour, warmth, mood, the palette and its harmony with a brand."""

from __future__ import annotations

import numpy as np
import pytest

from catchlight.color import (
    RGB_TO_XYZ,
    adaptation_matrix,
    cct_k_to_xy,
    linear_to_srgb,
    srgb_to_linear,
)
from catchlight.cues.palette import FAMILY, harmony, measure_palette_swatches, mood
from catchlight.portrait import Portrait
from catchlight.reading import Swatch
from tests.unit.cues.scenes import cues_of, repainted


def under(portrait: Portrait, kelvin: float) -> Portrait:
    """A neutral picture under another light."""
    to_xyz = RGB_TO_XYZ.astype(np.float64)
    adapt = adaptation_matrix(cct_k_to_xy(6504), cct_k_to_xy(kelvin))
    matrix = (np.linalg.inv(to_xyz) @ adapt @ to_xyz).T.astype(np.float32)
    return repainted(portrait, lambda p: linear_to_srgb(srgb_to_linear(p) @ matrix))


def test_casts_are_read_in_order(astronaut: Portrait) -> None:
    """Warmer light, fewer kelvin; ±600 and ±1200 K apart."""
    read = [
        cues_of(FAMILY, under(astronaut, kelvin))["color_temperature_k"].value
        for kelvin in (5304, 5904, 6504, 7104, 7704)
    ]
    assert read == sorted(read)
    assert read[4] - read[0] > 1000


def test_green_light_raises_the_tint(astronaut: Portrait) -> None:
    """More green is a positive Duv, less green a negative move."""
    cast = np.array([1.0, 1.12, 1.0], dtype=np.float32)
    neutral = cues_of(FAMILY, astronaut)["tint_duv"].value
    green = cues_of(FAMILY, repainted(astronaut, lambda p: p * cast))["tint_duv"].value
    pink = cues_of(FAMILY, repainted(astronaut, lambda p: p / cast))["tint_duv"].value
    assert pink < neutral < green


def test_the_range_of_the_temperature_holds_its_value_and_is_wide(astronaut: Portrait) -> None:
    """At least ±400 K: no single picture tells its light exactly."""
    cue = cues_of(FAMILY, astronaut)["color_temperature_k"]
    assert cue.low < cue.value - 400
    assert cue.high > cue.value + 400


def test_a_grey_picture_is_neutral_and_colourless() -> None:
    """No warmth, no chroma, no colourfulness, about 6500 K; a known lightness."""
    grey = Portrait(np.full((90, 120, 3), 0.5, dtype=np.float32))
    cues = cues_of(FAMILY, grey)
    for name in ("warmth", "chroma", "colorfulness", "contrast"):
        assert cues[name].value == pytest.approx(0, abs=0.3)
    assert cues["lightness"].value == pytest.approx(53.4, abs=0.3)
    assert cues["color_temperature_k"].value == pytest.approx(6500, abs=350)


def test_blue_is_cold_and_orange_warm() -> None:
    """The sign of the mean b*."""
    blue = Portrait(np.broadcast_to(np.float32([0.3, 0.45, 0.7]), (60, 60, 3)).copy())
    orange = Portrait(np.broadcast_to(np.float32([0.8, 0.5, 0.2]), (60, 60, 3)).copy())
    assert cues_of(FAMILY, blue)["warmth"].value < -15
    assert cues_of(FAMILY, orange)["warmth"].value > 30


def test_black_beside_white_is_full_contrast() -> None:
    """From 0 to 1 of the tone range."""
    halves = np.zeros((60, 60, 3), dtype=np.float32)
    halves[:, 30:] = 1
    assert cues_of(FAMILY, Portrait(halves))["contrast"].value == pytest.approx(1, abs=0.01)


def test_light_colours_please_and_saturated_ones_stir() -> None:
    """Valdez and Mehrabian: pleasure rises with lightness, arousal with chroma; 0 = usual."""
    assert mood(52, 17) == pytest.approx((0, 0), abs=1e-6)
    assert mood(80, 17)[0] > 0 > mood(25, 17)[0]
    assert mood(52, 40)[1] > 0 > mood(52, 2)[1]


def test_two_colours_give_two_swatches_with_their_shares() -> None:
    """Two thirds navy, one third sand, largest first."""
    pixels = np.empty((192, 192, 3), dtype=np.float32)
    pixels[:128] = np.float32([0x1F, 0x4E, 0x79]) / 255
    pixels[128:] = np.float32([0xDD, 0xCC, 0xBB]) / 255
    first, second = measure_palette_swatches(Portrait(pixels))[:2]
    assert (first.hex, second.hex) == ("#1f4e79", "#ddccbb")
    assert first.share == pytest.approx(0.667, abs=0.01)


def test_a_palette_is_short_distinct_and_complete(astronaut: Portrait) -> None:
    """At most six swatches, largest first, that cover nearly the whole picture."""
    swatches = measure_palette_swatches(astronaut)
    shares = [swatch.share for swatch in swatches]
    assert 3 <= len(swatches) <= 6
    assert shares == sorted(shares, reverse=True)
    assert 0.95 <= sum(shares) <= 1.01
    assert len({swatch.hex for swatch in swatches}) == len(swatches)


def test_harmony_is_full_with_its_own_colours_and_low_with_strangers() -> None:
    """A navy picture with a navy brand, and with an orange one."""
    navy = [Swatch("#1f4e79", 0.8), Swatch("#2a5a86", 0.2)]
    assert harmony(navy, ["#1f4e79"]) > 0.95
    assert harmony(navy, ["#e07b00"]) < 0.1
    assert harmony(navy, ["#e07b00", "#20507c"]) > 0.95


def test_greys_and_skin_neither_make_nor_break_harmony() -> None:
    """A grey wall and a face beside a brand-red jacket."""
    picture = [Swatch("#808080", 0.5), Swatch("#c68e6f", 0.3), Swatch("#b01020", 0.2)]
    assert harmony(picture, ["#b01020"]) > 0.6
    assert harmony(picture, ["#1060b0"]) < 0.35


def test_harmony_of_nothing_is_an_error() -> None:
    """It needs swatches and brand colours."""
    with pytest.raises(ValueError, match="at least one"):
        harmony([], ["#123456"])
    with pytest.raises(ValueError, match="at least one"):
        harmony([Swatch("#123456", 1.0)], [])
