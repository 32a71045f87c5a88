"""Skin: where it is, and that texture and marks outlive every edit on it."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from catchlight.color import srgb_to_oklab
from catchlight.errors import EditError
from catchlight.portrait import Portrait
from catchlight.retouch.edit import Edit
from catchlight.retouch.planes import unit_px
from catchlight.retouch.recipe import develop
from catchlight.retouch.skin import TEXTURE_FLOOR
from catchlight.retouch.skin_mask import find_skin, require_skin
from catchlight.retouch.skin_part import cut_part
from catchlight.retouch.texture import texture_contrast, texture_kept

CHEEK = 280  # a mesh point in the middle of the cheek on the image's right
TOP_OF_THE_CHEEK = 347


@pytest.fixture(scope="module")
def close_up(astronaut: Portrait) -> Portrait:
    """The sample at three times its size with fine texture, as a larger photo would have it."""
    assert astronaut.face is not None
    large = cv2.resize(astronaut.pixels, None, fx=3, fy=3, interpolation=cv2.INTER_CUBIC)
    grain = np.random.default_rng(3).standard_normal(large.shape[:2], dtype=np.float32)
    grain = cv2.GaussianBlur(grain, (0, 0), 1.0) * np.float32(0.05)
    textured = np.clip(large * (1 + grain[..., None]), 0, 1).astype(np.float32)
    return astronaut.resized(textured)


def spot(portrait: Portrait, point: int, radius: float, color: tuple[float, ...]) -> Portrait:
    """The portrait with a soft spot of `radius` IOD: its pixels times `color` in the middle."""
    assert portrait.face is not None
    x, y = portrait.face.point(point)
    rows, columns = np.indices(portrait.pixels.shape[:2], dtype=np.float32)
    distance = np.hypot(columns - x, rows - y) / (radius * unit_px(portrait))
    inside = np.exp(-(distance**4))[..., None].astype(np.float32)
    factor = 1 + inside * (np.array(color, dtype=np.float32) - 1)
    return portrait.with_pixels(np.asarray(portrait.pixels * factor, dtype=np.float32))


def depth_of_spot(portrait: Portrait, point: int, radius: float, channel: int) -> float:
    """How far the middle of a spot differs from the skin around it, in an OKLab channel."""
    assert portrait.face is not None
    x, y = portrait.face.point(point)
    unit = unit_px(portrait)
    rows, columns = np.indices(portrait.pixels.shape[:2], dtype=np.float32)
    distance = np.hypot(columns - x, rows - y) / (radius * unit)
    plane = srgb_to_oklab(portrait.pixels)[..., channel]
    around = (distance > 1.8) & (distance < 2.4)
    return float(plane[distance < 0.6].mean() - plane[around].mean())


def test_the_skin_is_the_face_without_eyes_brows_and_lips(astronaut: Portrait) -> None:
    """Cheek and forehead are skin; pupils, mouth and the picture's corners are not."""
    skin, face = find_skin(astronaut), astronaut.face
    assert skin is not None and face is not None

    def at(index: int) -> float:
        x, y = face.point(index)
        return float(skin.face[round(y), round(x)])

    assert min(at(50), at(280), at(151)) > 0.6
    assert max(at(468), at(473), at(13)) < 0.2
    assert max(skin.face[0, 0], skin.face[-1, -1]) == 0


def test_no_face_has_no_skin() -> None:
    """Without a face there is no skin to speak of."""
    assert find_skin(Portrait(np.full((50, 50, 3), 0.5, dtype=np.float32))) is None


@pytest.mark.parametrize("edit", ["skin_evening", "shine_care"])
def test_texture_outlives_skin_edits(close_up: Portrait, edit: str) -> None:
    """At full strength at least the floor of the measured texture stays."""
    assert texture_kept(close_up, develop(close_up, Edit(edit, 1.0))) >= TEXTURE_FLOOR


def test_evening_refuses_to_take_texture(
    close_up: Portrait, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Were the separation to reach into the texture, the edit would refuse with the figure."""
    monkeypatch.setattr("catchlight.retouch.skin.BLOTCH_FROM", 0.004)
    monkeypatch.setattr("catchlight.retouch.skin.WORKING_UNIT_PX", 9999.0)
    monkeypatch.setattr("catchlight.retouch.skin.MARK_DEVIATIONS", (90.0, 99.0))
    monkeypatch.setattr("catchlight.retouch.skin.EVENING_LIMITS", (0.5, 0.5))
    with pytest.raises(EditError, match="of the skin texture"):
        develop(close_up, Edit("skin_evening", 1.0))


def test_evening_calms_a_red_blotch(close_up: Portrait) -> None:
    """A broad red blotch on the cheek loses a third or more of its redness."""
    red = spot(close_up, CHEEK, 0.12, (1.03, 0.95, 0.95))
    before, plain = (depth_of_spot(p, CHEEK, 0.12, 1) for p in (red, close_up))
    after = depth_of_spot(develop(red, Edit("skin_evening", 1.0)), CHEEK, 0.12, 1)
    assert before - plain > 0.005
    assert after - plain < 0.67 * (before - plain)


def test_evening_keeps_a_mole(close_up: Portrait) -> None:
    """A small dark mole keeps nine tenths of its contrast."""
    mole = spot(close_up, CHEEK, 0.03, (0.6, 0.55, 0.5))
    before = depth_of_spot(mole, CHEEK, 0.03, 0)
    after = depth_of_spot(develop(mole, Edit("skin_evening", 1.0)), CHEEK, 0.03, 0)
    assert before < -0.03
    assert after / before > 0.9


def test_skin_edits_touch_only_the_face(close_up: Portrait) -> None:
    """Eyes, mouth and everything outside the face keep their bytes."""
    after = develop(close_up, Edit("skin_evening", 1.0)).pixels
    skin = find_skin(close_up)
    assert skin is not None
    assert np.array_equal(after[skin.face == 0], close_up.pixels[skin.face == 0])


def test_shine_is_brought_down_without_greying(close_up: Portrait) -> None:
    """A pale shine becomes darker and no less colourful; the rest of the cheek stays."""
    assert close_up.face is not None
    x, y = close_up.face.point(CHEEK)
    rows, columns = np.indices(close_up.pixels.shape[:2], dtype=np.float32)
    distance = np.hypot(columns - x, rows - y) / (0.10 * unit_px(close_up))
    white = 0.75 * np.exp(-(distance**2))[..., None]
    dull = np.asarray(close_up.pixels * 0.8, dtype=np.float32)
    shiny = close_up.with_pixels(np.asarray(dull + (1 - dull) * white, dtype=np.float32))
    after = develop(shiny, Edit("shine_care", 1.0))
    before_lab, after_lab = (srgb_to_oklab(p.pixels)[distance < 0.5] for p in (shiny, after))
    assert after_lab[:, 0].mean() < before_lab[:, 0].mean() - 0.02
    assert np.hypot(*after_lab[:, 1:].T).mean() >= np.hypot(*before_lab[:, 1:].T).mean() - 0.001


def contrast_of(portrait: Portrait) -> float:
    """The face's texture contrast."""
    skin = find_skin(portrait)
    assert skin is not None
    part = cut_part(portrait, skin.face)
    assert part is not None
    return texture_contrast(part)


def test_texture_returns_to_smoothed_skin(close_up: Portrait) -> None:
    """A face blurred to plastic gains texture; the stronger the more."""
    smooth = close_up.with_pixels(cv2.GaussianBlur(close_up.pixels, (0, 0), 4))
    plain, half, full = (
        contrast_of(develop(smooth, Edit("texture_return", s))) for s in (0.0, 0.5, 1.0)
    )
    assert plain < half < full < 0.02
    assert full > 1.7 * plain


def test_natural_skin_gets_no_second_texture(close_up: Portrait) -> None:
    """Skin that has texture is left as it is."""
    assert np.array_equal(develop(close_up, Edit("texture_return", 1.0)).pixels, close_up.pixels)


def test_a_small_face_is_refused(astronaut: Portrait) -> None:
    """With too few pixels between the eyes there is no texture to protect."""
    small = astronaut.resized(cv2.resize(astronaut.pixels, (200, 200)))
    with pytest.raises(EditError, match="px between the eyes"):
        require_skin(small, "skin_evening")
