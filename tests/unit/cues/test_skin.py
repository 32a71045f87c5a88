"""Skin: drawn textures of known contrast, smoothing, shine, and what is skipped."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from catchlight.cues import skin
from catchlight.cues.close_up import FACE_MIDDLE, FACE_SIZE, close_up, level_plane
from catchlight.cues.patches import skin_mask, texture_patches
from catchlight.portrait import Portrait
from catchlight.reading import Cue, Skip
from catchlight.vision.sampling import Pyramid
from tests.unit.cues.faces import face, portrait


def grain(contrast: float, mean: float = 0.5, blur_px: float = 0.9) -> np.ndarray:
    """A green plane of smooth-edged noise with that standard deviation over its mean."""
    noise = np.random.default_rng(4).standard_normal((FACE_SIZE[1], FACE_SIZE[0]))
    noise = cv2.GaussianBlur(noise, (0, 0), blur_px)
    noise *= contrast * mean / noise.std()
    return (mean + noise).astype(np.float32)


WHOLE = (np.ones((FACE_SIZE[1], FACE_SIZE[0]), bool),)


def test_texture_grows_with_contrast_and_not_with_brightness() -> None:
    """Twice the contrast reads twice; a brighter skin of the same contrast reads the same."""
    plain, double = skin.skin_texture(grain(0.02), WHOLE), skin.skin_texture(grain(0.04), WHOLE)
    bright = skin.skin_texture(grain(0.02, mean=0.8), WHOLE)
    assert plain is not None
    assert double is not None
    assert bright is not None
    assert double.percent == pytest.approx(2 * plain.percent, rel=0.02)
    assert bright.percent == pytest.approx(plain.percent, rel=0.02)
    assert double.balance == pytest.approx(plain.balance, abs=0.02)


def test_blurring_takes_the_finer_band_first() -> None:
    """The balance falls with every blur, so the index rises."""
    noise = grain(0.03)
    balances = []
    for sigma in (0.5, 1.0, 2.0):
        texture = skin.skin_texture(cv2.GaussianBlur(noise, (0, 0), sigma), WHOLE)
        assert texture is not None
        balances.append(texture.balance)
    assert balances == sorted(balances, reverse=True)
    indices = [skin.smoothing_index(balance, 0.6) for balance in balances]
    assert indices == sorted(indices)


@pytest.mark.parametrize(
    ("balance", "sharpness", "expected"),
    [(-0.5, 0.6, 0.5), (-0.14, 0.6, 0.083), (-0.8, 0.6, 0.881), (-0.5, 0.35, 0.159)],
)
def test_the_smoothing_index_at_worked_values(
    balance: float, sharpness: float, expected: float
) -> None:
    """The last: in a picture soft all over, the same balance is hardly smoothing."""
    assert skin.smoothing_index(balance, sharpness) == pytest.approx(expected, abs=0.002)


def test_a_mole_is_not_texture() -> None:
    """One dark spot changes the contrast by less than a tenth."""
    noise = grain(0.02)
    spotted = noise.copy()
    cv2.circle(spotted, (100, 120), 4, 0.2, -1)
    before, after = skin.skin_texture(noise, WHOLE), skin.skin_texture(spotted, WHOLE)
    assert before is not None
    assert after is not None
    assert after.percent == pytest.approx(before.percent, rel=0.1)


def test_clipped_skin_has_no_texture_to_measure() -> None:
    """Pure white and pure black give none."""
    assert skin.skin_texture(np.ones(FACE_SIZE[::-1], np.float32), WHOLE) is None
    assert skin.skin_texture(np.zeros(FACE_SIZE[::-1], np.float32), WHOLE) is None


def test_shine_is_pale_and_bright() -> None:
    """A white highlight of known area counts; a brighter patch of the same hue does not."""
    pixels = np.empty((100, 100, 3), np.float32)
    pixels[:] = (0.6, 0.42, 0.34)
    pixels[10:20, 10:30] = (0.95, 0.92, 0.9)
    pixels[60:80, 60:80] = (0.85, 0.595, 0.48)
    shine = skin.shine_mask(pixels, np.ones((100, 100), bool))
    assert shine.sum() == 200
    assert shine[10:20, 10:30].all()


def test_patches_lie_on_the_skin_and_a_far_cheek_is_left_out() -> None:
    """Frontal: two cheeks and the forehead; turned 45°: one cheek less."""
    picture = Pyramid(np.zeros((640, 640, 3), np.uint8))
    frontal = level_plane(picture, face(), 80.0, FACE_MIDDLE, FACE_SIZE)
    turned = level_plane(picture, face(yaw_deg=45.0), 80.0, FACE_MIDDLE, FACE_SIZE)
    skin_area = skin_mask(frontal)
    patches = texture_patches(frontal)
    assert len(patches) == 3
    assert all((mask & ~skin_area).sum() < 0.05 * mask.sum() for _, mask in patches)
    assert len(texture_patches(turned)) == 2


def test_a_small_face_is_skipped_with_the_pixels_needed(astronaut: Portrait) -> None:
    """The sample has 42 px between the eyes."""
    found = list(skin.measure_skin(astronaut))
    assert all(isinstance(each, Skip) and "60 px are needed" in each.reason for each in found)
    assert len(found) == 3


def test_smoothing_the_skin_moves_its_cues_the_right_way(astronaut: Portrait) -> None:
    """The sample enlarged twice, then its skin blurred: texture down, smoothing up."""
    large = cv2.resize(astronaut.pixels, None, fx=2, fy=2, interpolation=cv2.INTER_LANCZOS4)
    seen = astronaut.resized(np.clip(large, 0, 1))
    smooth = seen.with_pixels(cv2.bilateralFilter(seen.pixels, 9, 0.15, 4))
    before, after = (
        {cue.name: cue.value for cue in skin.measure_skin(p) if isinstance(cue, Cue)}
        for p in (seen, smooth)
    )
    assert after["skin_texture"] < 0.8 * before["skin_texture"]
    assert after["skin_smoothing"] > before["skin_smoothing"]


def test_the_close_up_is_made_once(astronaut: Portrait) -> None:
    """The same portrait gives the same close-up; it needs a face."""
    assert close_up(astronaut) is close_up(astronaut)
    with pytest.raises(ValueError, match="needs a portrait with a face"):
        close_up(Portrait(np.zeros((8, 8, 3), np.float32)))
    assert portrait().face is not None
