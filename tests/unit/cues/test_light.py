"""Light: direction from shading, ratio, softness, pattern, exposure for every skin."""

from __future__ import annotations

from math import cos, radians, sin

import cv2
import numpy as np
import pytest

from catchlight.color import linear_to_srgb, srgb_to_linear
from catchlight.cues.exposure import skin_tone_ita_deg
from catchlight.cues.face_plane import canonical_normals, mirrored_points
from catchlight.cues.light import FAMILY, PATTERNS, light_pattern, lighting_ratio, shadow_softness
from catchlight.cues.shading import LightFit, fit_light
from catchlight.portrait import Portrait
from tests.unit.cues.scenes import cues_of, ramp, repainted, skips_of


def lit_face(azimuth_deg: float, elevation_deg: float, ambient: float) -> np.ndarray:
    """Luminance of the average face under one far light."""
    azimuth, elevation = radians(azimuth_deg), radians(elevation_deg)
    towards = [cos(elevation) * sin(azimuth), sin(elevation), cos(elevation) * cos(azimuth)]
    return ambient + np.maximum(0, canonical_normals() @ np.array(towards))


def with_ramp(portrait: Portrait, left: float, right: float) -> Portrait:
    """The picture lit unevenly across the face, in linear light."""
    factors = np.array(list(ramp(portrait, left, right)), dtype=np.float32)[None, :, None]
    return repainted(portrait, lambda p: linear_to_srgb(srgb_to_linear(p) * factors))


@pytest.mark.parametrize("azimuth_deg", [-60, -35, 0, 35, 60])
@pytest.mark.parametrize("ambient", [0.05, 0.5])
def test_the_side_of_a_light_is_found(azimuth_deg: float, ambient: float) -> None:
    """Within 15° with hard or filled shadows, though the curve was fitted on other faces."""
    fit = fit_light(lit_face(azimuth_deg, 20, ambient), canonical_normals())
    assert fit.azimuth_deg == pytest.approx(azimuth_deg, abs=15)


def test_mirrored_light_has_the_opposite_sign() -> None:
    """The same face lit from the other side reads the same angle, negated."""
    mirrored = lit_face(40, 10, 0.2)[mirrored_points()]
    right = fit_light(lit_face(40, 10, 0.2), canonical_normals()).azimuth_deg
    left = fit_light(mirrored, canonical_normals()).azimuth_deg
    assert left == pytest.approx(-right, abs=2)


def test_light_from_above_is_higher_than_light_from_below() -> None:
    """The elevation rises with the lamp and is negative when it stands low."""
    read = [fit_light(lit_face(0, e, 0.2), canonical_normals()).elevation_deg for e in (-40, 0, 40)]
    assert read == sorted(read)
    assert read[0] < -10
    assert read[2] > 10


def test_even_light_models_nothing() -> None:
    """A face of one luminance is modelled by 0 stops and lit from the camera, not from a corner."""
    fit = fit_light(np.full(468, 0.4), canonical_normals())
    assert fit.range_stops == pytest.approx(0, abs=0.05)
    assert abs(fit.azimuth_deg) < 5


def test_a_side_made_lighter_is_the_side_of_the_light(astronaut: Portrait) -> None:
    """The sample is lit from the left; a planted ramp turns the light over, or farther left."""
    right = cues_of(FAMILY, with_ramp(astronaut, 0.12, 1.0))["light_azimuth_deg"]
    left = cues_of(FAMILY, with_ramp(astronaut, 1.0, 0.12))["light_azimuth_deg"]
    assert right.value > 5
    assert left.value < -30
    assert left.label == "from the image's left"


def test_the_lighting_ratio_counts_stops_between_the_halves() -> None:
    """Halves that differ by a factor of four differ by two stops."""
    right_half = np.where(canonical_normals()[:, 0] > 0, 0.4, 0.1)
    assert lighting_ratio(right_half, np.ones(468, dtype=bool)) == pytest.approx(2, abs=0.1)


def test_a_half_turned_away_gives_no_ratio() -> None:
    """When one half shows no skin there is nothing to compare."""
    seen = canonical_normals()[:, 0] > 0.2
    assert lighting_ratio(np.full(468, 0.3), seen) is None


def test_hard_shadows_are_less_soft_than_blurred_ones() -> None:
    """The same dark half with a cut edge and with a wide one."""
    half = np.full((80, 80), 0.6, dtype=np.float32)
    half[:, 40:] = 0.05
    skin = np.ones(half.shape, dtype=bool)
    wide = cv2.GaussianBlur(half, (0, 0), 12)
    assert shadow_softness(half, skin) < 0.3
    assert shadow_softness(wide, skin) > shadow_softness(half, skin) + 0.2
    assert shadow_softness(np.full_like(half, 0.4), skin) == 1


@pytest.mark.parametrize(
    ("azimuth", "elevation", "stops", "pattern"),
    [
        (0, 10, 0.3, "flat"),
        (5, 40, 1.5, "butterfly"),
        (-30, 30, 1.5, "loop"),
        (80, 10, 4.0, "split"),
        (10, -40, 1.5, "from below"),
        (10, -40, 0.3, "flat"),
    ],
)
def test_patterns_follow_the_direction(
    azimuth: float, elevation: float, stops: float, pattern: str
) -> None:
    """Flat without modelling; then by side and height."""
    fit = LightFit(azimuth, elevation, stops, 0.5)
    assert PATTERNS[light_pattern(fit, np.full(468, 0.3, dtype=np.float32), stops)] == pattern


def test_rembrandt_needs_the_triangle_on_the_shaded_cheek() -> None:
    """Light from the right, a lit patch under the eye on the left, and a deep shadow around it."""
    dark = np.full(468, 0.05, dtype=np.float32)
    lit = dark.copy()
    lit[[50, 101, 118, 119, 117]] = 0.3
    fit = LightFit(48, 30, 3.0, 0.5)
    assert PATTERNS[light_pattern(fit, lit, 2.0)] == "rembrandt"
    assert PATTERNS[light_pattern(fit, dark, 2.0)] == "loop"
    assert PATTERNS[light_pattern(fit, lit, 0.6)] == "loop"


@pytest.mark.parametrize("stops", [-1.5, -0.7, 0.3])
def test_a_planted_exposure_is_read(stops: float, astronaut: Portrait) -> None:
    """The offset moves by as many stops as the picture was exposed; the lightness goes along."""
    changed = repainted(astronaut, lambda p: linear_to_srgb(srgb_to_linear(p) * 2**stops))
    before, after = cues_of(FAMILY, astronaut), cues_of(FAMILY, changed)
    moved = after["face_exposure_stops"].value - before["face_exposure_stops"].value
    assert moved == pytest.approx(stops, abs=0.2)
    assert (after["face_lightness"].value > before["face_lightness"].value) == (stops > 0)


def test_exposure_is_not_guessed_without_the_whites_of_the_eyes(astronaut: Portrait) -> None:
    """On a small face the direction is still read, the exposure says why it is not."""
    small = cv2.resize(astronaut.pixels, None, fx=0.45, fy=0.45, interpolation=cv2.INTER_AREA)
    seen = astronaut.resized(small)
    assert "light_azimuth_deg" in cues_of(FAMILY, seen)
    assert "dark skin" in skips_of(FAMILY, seen)["face_exposure_stops"]


@pytest.mark.parametrize(
    ("lab", "ita_deg"), [((60, 10, 15), 33.69), ((50, 10, 20), 0.0), ((35, 12, 15), -45.0)]
)
def test_the_individual_typology_angle(lab: tuple[float, ...], ita_deg: float) -> None:
    """atan((L* − 50) / b*)."""
    assert skin_tone_ita_deg(np.array(lab)) == pytest.approx(ita_deg, abs=0.01)


def test_burnt_and_black_faces_are_counted(astronaut: Portrait) -> None:
    """White paint over the picture is all clipped highlights, black paint all clipped shadows."""
    white = cues_of(FAMILY, repainted(astronaut, np.ones_like))
    black = cues_of(FAMILY, repainted(astronaut, np.zeros_like))
    assert white["clipped_highlights"].value == 1
    assert black["clipped_shadows"].value == 1
    assert cues_of(FAMILY, astronaut)["clipped_highlights"].value < 0.02


def test_no_face_is_a_reason(astronaut: Portrait) -> None:
    """Every cue of the family says so."""
    faceless = Portrait(astronaut.pixels)
    assert set(skips_of(FAMILY, faceless).values()) == {"no face was found in the picture"}
