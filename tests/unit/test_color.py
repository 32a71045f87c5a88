"""Colour formulas against published values."""

from __future__ import annotations

import numpy as np
import pytest

from catchlight.color import (
    adaptation_matrix,
    cct_k_to_xy,
    colorfulness,
    hex_to_srgb,
    lightness_from_luminance,
    linear_to_srgb,
    linear_to_xy,
    luminance,
    luminance_from_lightness,
    oklab_to_srgb,
    srgb_to_hex,
    srgb_to_lab,
    srgb_to_linear,
    srgb_to_oklab,
    xy_to_cct_k,
    xy_to_duv,
)


@pytest.mark.parametrize(("encoded", "linear"), [(0.0, 0.0), (0.04, 0.003096), (0.5, 0.2140)])
def test_srgb_decoding_follows_the_standard(encoded: float, linear: float) -> None:
    """IEC 61966-2-1, its straight part included; encoding undoes it."""
    assert float(srgb_to_linear(encoded)) == pytest.approx(linear, abs=1e-4)
    assert float(linear_to_srgb(linear)) == pytest.approx(encoded, abs=1e-4)


def test_luminance_weighs_green_most() -> None:
    """Rec. 709: .2126 red, .7152 green, .0722 blue."""
    assert luminance(np.eye(3)).tolist() == pytest.approx([0.2126, 0.7152, 0.0722], abs=1e-6)


@pytest.mark.parametrize(
    ("y", "lightness"), [(0.0, 0.0), (0.1842, 50.0), (0.005, 4.5166), (1.0, 100)]
)
def test_lightness_and_luminance_are_inverse(y: float, lightness: float) -> None:
    """CIE L*, its straight part near black included."""
    assert float(lightness_from_luminance(y)) == pytest.approx(lightness, abs=0.01)
    assert float(luminance_from_lightness(lightness)) == pytest.approx(y, abs=1e-4)


@pytest.mark.parametrize(
    ("rgb", "lab"),
    [
        ((1, 0, 0), (53.24, 80.09, 67.20)),
        ((0, 1, 0), (87.73, -86.18, 83.18)),
        ((0, 0, 1), (32.30, 79.19, -107.86)),
    ],
)
def test_lab_of_the_srgb_primaries(rgb: tuple[int, ...], lab: tuple[float, ...]) -> None:
    """Lindbloom's values for D65."""
    assert srgb_to_lab(rgb).tolist() == pytest.approx(lab, abs=0.05)


@pytest.mark.parametrize(
    ("rgb", "oklab"),
    [
        ((1, 1, 1), (1.0, 0.0, 0.0)),
        ((1, 0, 0), (0.62796, 0.22486, 0.12585)),
        ((0, 0, 1), (0.45201, -0.03246, -0.31153)),
    ],
)
def test_oklab_follows_ottosson_and_comes_back(
    rgb: tuple[int, ...], oklab: tuple[float, ...]
) -> None:
    """Published values; the way back gives the colour again."""
    assert srgb_to_oklab(rgb).tolist() == pytest.approx(oklab, abs=1e-3)
    assert oklab_to_srgb(srgb_to_oklab(rgb)).tolist() == pytest.approx(rgb, abs=1e-3)


def test_formulas_take_whole_pictures() -> None:
    """A height × width × 3 array gives the same numbers as its pixels one by one."""
    picture = np.linspace(0, 1, 24, dtype=np.float32).reshape(2, 4, 3)
    for formula in (srgb_to_lab, srgb_to_oklab, luminance):
        assert formula(picture)[1, 2].tolist() == pytest.approx(formula(picture[1, 2]).tolist())


@pytest.mark.parametrize(
    ("x", "y", "kelvin", "duv"),
    [
        (0.44757, 0.40745, 2856, 0.0000),
        (0.34567, 0.35850, 5003, 0.0033),
        (0.31272, 0.32903, 6504, 0.0032),
    ],
)
def test_temperature_and_tint_of_the_standard_illuminants(
    x: float, y: float, kelvin: float, duv: float
) -> None:
    """A, D50 and D65: McCamy within 5 K, Ohno's Duv within .0003."""
    assert xy_to_cct_k(x, y) == pytest.approx(kelvin, abs=5)
    assert xy_to_duv(x, y) == pytest.approx(duv, abs=3e-4)


@pytest.mark.parametrize(
    ("kelvin", "x", "y"),
    [
        (2000, 0.5267, 0.4133),
        (3000, 0.4369, 0.4041),
        (5503, 0.33242, 0.34743),
        (7504, 0.29902, 0.31485),
    ],
)
def test_white_points_from_temperatures(kelvin: float, x: float, y: float) -> None:
    """The Planckian locus below 4000 K, D55 and D75 above."""
    assert cct_k_to_xy(kelvin) == pytest.approx((x, y), abs=1e-3)


def test_bradford_adaptation_from_d65_to_d50() -> None:
    """Lindbloom's matrix."""
    expected = [
        [1.0478112, 0.0228866, -0.0501270],
        [0.0295424, 0.9904844, -0.0170491],
        [-0.0092345, 0.0150436, 0.7521316],
    ]
    matrix = adaptation_matrix((0.31271, 0.32902), (0.34567, 0.35850))
    assert matrix == pytest.approx(np.array(expected), abs=5e-4)


def test_white_has_the_chromaticity_of_d65() -> None:
    """Equal linear channels are the white of sRGB."""
    assert linear_to_xy((1, 1, 1)) == pytest.approx((0.3127, 0.3290), abs=1e-4)


def test_grey_is_not_colourful_and_pure_red_is() -> None:
    """Hasler and Süsstrunk's measure of one even colour is .3 of its opponent length."""
    assert colorfulness(np.full((4, 4, 3), 0.5)) == pytest.approx(0, abs=1e-4)
    assert colorfulness(np.broadcast_to([1.0, 0, 0], (4, 4, 3))) == pytest.approx(85.5, abs=0.1)


def test_hex_codes_go_both_ways_and_bad_ones_are_refused() -> None:
    """#rrggbb only."""
    assert srgb_to_hex(hex_to_srgb("#1f4e79")) == "#1f4e79"
    with pytest.raises(ValueError, match="#rrggbb"):
        hex_to_srgb("#fff")
