"""Backdrops: drawn and from light maps, and the sitter before them."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from catchlight.color import srgb_to_hex
from catchlight.errors import EditError, UnknownName, UnreadableImage
from catchlight.geometry import Extent
from catchlight.image import to_uint8
from catchlight.portrait import Matte, Portrait
from catchlight.retouch import backdrop as backdrop_edit
from catchlight.retouch.backdrops_catalog import backdrops, fitted, plate
from catchlight.retouch.backdrops_scene import PLATE_HEIGHT, PLATE_WIDTH, defocus, develop
from catchlight.retouch.cutout import background, grain_sigma, matte_fault, with_grain
from catchlight.retouch.planes import luma

DOCS = Path(__file__).parents[3] / "docs" / "backdrops.md"
JOBS = ("trust", "warmth", "authority", "creativity", "ambition", "contemplation",
        "approachability", "elite")  # fmt: skip


def replaced(portrait: Portrait, name: str, strength: float = 1.0, **options: Any) -> Portrait:
    return backdrop_edit.backdrop(portrait, strength, {"name": name, **options})


@pytest.fixture(scope="module", params=sorted(backdrops()))
def named_plate(request: pytest.FixtureRequest) -> tuple[str, np.ndarray]:
    return request.param, plate(request.param, 3)


def test_each_plate_is_a_picture_of_a_lit_scene(named_plate: tuple[str, np.ndarray]) -> None:
    """A plate fills its frame with finite values, neither flat, nor black, nor all white."""
    _, pixels = named_plate
    assert pixels.shape == (PLATE_HEIGHT, PLATE_WIDTH, 3)
    assert pixels.dtype == np.float32
    assert np.isfinite(pixels).all() and pixels.min() >= 0 and pixels.max() <= 1
    tone = luma(np.ascontiguousarray(pixels))
    assert tone.std() > 0.004
    assert 0.05 < np.median(tone) < 0.95
    assert (tone > 0.99).mean() < 0.15


def test_each_plate_is_out_of_focus(named_plate: tuple[str, np.ndarray]) -> None:
    """Nothing is sharp but the rims of bokeh discs: almost everywhere tones change slowly."""
    name, pixels = named_plate
    tone = luma(np.ascontiguousarray(pixels))
    steps = np.abs(np.diff(tone, axis=1))
    assert np.quantile(steps, 0.97) < 0.03, name


def test_each_backdrop_says_what_it_suits() -> None:
    """Every backdrop has a light with first coefficient 1, a title, contexts, known jobs, docs."""
    text = DOCS.read_text(encoding="utf-8")
    assert len(backdrops()) >= 12
    for name, backdrop in backdrops().items():
        assert backdrop.light[0] == 1 and len(backdrop.light) == 9
        assert backdrop.title and backdrop.about.endswith(".") and backdrop.contexts
        assert all(0 <= fit <= 1 for fit in backdrop.jobs.values())
        assert f"`{name}`" in text
    for job in JOBS:
        assert max(backdrop.suits(job) for backdrop in backdrops().values()) >= 0.9


def test_a_seed_gives_the_same_scene_and_another_seed_another_one() -> None:
    """Drawn scenes are reproducible and can be varied."""
    plate.cache_clear()
    first = plate("garden", 1).copy()
    plate.cache_clear()
    assert first.tobytes() == plate("garden", 1).tobytes()
    assert np.abs(first - plate("garden", 2)).mean() > 0.01


def test_paper_takes_a_brand_color() -> None:
    """The brightest part of a coloured paper has the colour that was asked for."""
    pixels = plate("paper-brand", 0, "#8a4f5d")
    tone = luma(np.ascontiguousarray(pixels))
    brightest = pixels[tone > np.quantile(tone, 0.99)].mean(axis=0)
    assert np.abs(brightest - np.array([0x8A, 0x4F, 0x5D]) / 255).max() < 0.03, srgb_to_hex(
        brightest
    )


def test_a_lamp_becomes_a_disc() -> None:
    """Defocus turns a point into an even disc of the radius asked for, and keeps its light."""
    scene = np.zeros((200, 300, 3), dtype=np.float32)
    scene[100, 150] = 1000
    soft = defocus(scene, 0.1)
    inside = soft[100, 150 - 25 : 150 + 26, 0]
    assert inside.min() > 0.7 * inside.max()
    assert soft[100, 150 + 34, 0] == pytest.approx(0, abs=1e-6)
    assert soft[..., 0].sum() == pytest.approx(1000, rel=1e-3)


def test_highlights_roll_off_without_a_kink() -> None:
    """More light is never darker, and white is reached only far above paper white."""
    light = np.linspace(0, 4, 400, dtype=np.float32)[:, None].repeat(3, axis=1)
    tones = develop(light)
    assert (np.diff(tones[:, 0]) >= 0).all()
    assert tones[100, 0] < 0.995


@pytest.mark.parametrize("extent", [Extent(300, 375), Extent(640, 360), Extent(2000, 1500)])
def test_a_plate_fits_any_shape(extent: Extent) -> None:
    """The same part of the plate is shown at every size of the same shape."""
    pixels = plate("library", 0)
    shown = fitted(pixels, extent)
    assert shown.shape == (extent.height, extent.width, 3)
    again = fitted(pixels, Extent(extent.width // 2, extent.height // 2))
    smaller = cv2.resize(
        shown, (extent.width // 2, extent.height // 2), interpolation=cv2.INTER_AREA
    )
    assert np.abs(smaller - again).mean() < 0.012


def test_the_old_background_is_gone(cut_out: Portrait) -> None:
    """From half strength, pixels that are surely background show the new one alone."""
    after = replaced(cut_out, "paper-dark", 0.6)
    assert cut_out.matte is not None
    outside = cv2.erode((cut_out.matte.alpha < 0.001).astype(np.uint8), np.ones((9, 9))) > 0
    shown = after.pixels[outside]
    assert np.abs(shown - shown.mean(axis=0)).mean() < 0.03
    assert shown.mean() < 0.35 < cut_out.pixels[outside].mean()


def test_the_sitter_keeps_texture_and_tone(cut_out: Portrait) -> None:
    """The face keeps its mean tone within a tenth and its fine detail almost wholly."""
    after = replaced(cut_out, "night-city")
    assert cut_out.face is not None
    box = cut_out.face.box
    face = slice(int(box.top), int(box.bottom)), slice(int(box.left), int(box.right))
    before_tone, after_tone = luma(cut_out.pixels)[face], luma(after.pixels)[face]
    assert after_tone.mean() == pytest.approx(before_tone.mean(), rel=0.1)

    def detail(tone: np.ndarray) -> float:
        return float((tone - cv2.GaussianBlur(tone, (0, 0), 2)).std())

    assert detail(after_tone) > 0.9 * detail(before_tone)


@pytest.mark.parametrize(("hair", "wall", "new"), [(0.05, 0.9, 0.9), (0.9, 0.1, 0.1)])
def test_the_same_wall_behind_gives_the_same_picture(hair: float, wall: float, new: float) -> None:
    """Dark hair before a bright wall, or fair before a dark one, neither thins nor thickens.

    The matte is found in encoded values; the composite is made in linear light. On the same wall it
    must come out as it was.
    """
    ramp = np.clip((np.arange(120, dtype=np.float32) - 40) / 40, 0, 1)
    alpha = np.tile(ramp, (120, 1)).astype(np.float32)
    pixels = (wall + alpha * (hair - wall))[..., None].repeat(3, axis=2).astype(np.float32)
    person = np.full_like(pixels, hair)
    portrait = Portrait(pixels, matte=Matte(alpha, person))
    cover = backdrop_edit.true_cover(portrait.pixels, portrait.matte)
    behind = np.full_like(pixels, new)
    after = backdrop_edit.composite(lambda rows: person[rows], cover, behind, 1.0)
    assert np.abs(after - pixels)[:, 44:77].max() < 0.06


def test_strength_rises_from_the_photo_to_the_backdrop(cut_out: Portrait) -> None:
    """The further the strength, the further from the photo; at half it is the backdrop."""
    steps = [0.0, 0.15, 0.3, 0.5, 1.0]
    distance = [
        float(np.abs(replaced(cut_out, "library", s).pixels - cut_out.pixels).mean()) for s in steps
    ]
    assert distance[0] == 0
    assert all(more > less for less, more in pairwise(distance[:-1]))


def test_a_proxy_and_the_full_picture_look_alike(cut_out: Portrait) -> None:
    """Half the size gives the same scene behind the same sitter."""
    half = cv2.resize(cut_out.pixels, (256, 256), interpolation=cv2.INTER_AREA)
    small = replaced(cut_out.resized(np.asarray(half, np.float32)), "cafe-bokeh")
    large = replaced(cut_out, "cafe-bokeh")
    shrunk = cv2.resize(large.pixels, (256, 256), interpolation=cv2.INTER_AREA)
    assert np.abs(shrunk - small.pixels).mean() < 0.015


def test_the_backdrop_carries_the_photos_grain(cut_out: Portrait) -> None:
    """A noisy photo gets a noisy backdrop: both parts measure alike."""
    noisy = replace(cut_out, pixels=with_grain(cut_out.pixels, 0.03, 5))
    after = replaced(noisy, "paper-mid")
    corner = np.ascontiguousarray(after.pixels[:80, -120:])
    assert grain_sigma(corner) == pytest.approx(grain_sigma(noisy.pixels), rel=0.35)


def test_your_own_picture_can_stand_behind(cut_out: Portrait, tmp_path: Path) -> None:
    """A path is opened, cut to the frame's shape and used."""
    own = tmp_path / "own.png"
    cv2.imwrite(str(own), np.full((60, 90, 3), (40, 160, 40), dtype=np.uint8))
    after = backdrop_edit.backdrop(cut_out, 1.0, {"picture": str(own)})
    corner = to_uint8(after.pixels)[5:40, -40:-5].reshape(-1, 3).mean(axis=0)
    assert np.abs(corner - (40, 160, 40)).max() < 8


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({}, EditError, "needs one of the options"),
        ({"name": "library", "picture": "a.png"}, EditError, "needs one of the options"),
        ({"name": "libary"}, UnknownName, "Did you mean 'library'"),
        ({"name": "library", "color": "#aabbcc"}, EditError, "has no main colour"),
        ({"name": "paper-brand", "color": "red"}, EditError, "#rrggbb"),
        ({"name": "library", "seed": -1}, EditError, "whole number"),
        ({"picture": "nowhere.png"}, UnreadableImage, "There is no file"),
    ],
)
def test_bad_options_are_named(
    cut_out: Portrait, options: dict[str, Any], error: type[Exception], words: str
) -> None:
    """What is wrong with an option is said, with what was expected."""
    with pytest.raises(error, match=words):
        backdrop_edit.backdrop(cut_out, 1.0, options)


def test_a_poor_matte_is_refused_in_words(cut_out: Portrait) -> None:
    """A matte with a hole in the face, a foggy one, or an empty one is not cut by."""
    assert cut_out.matte is not None and cut_out.face is not None
    alpha = cut_out.matte.alpha
    assert matte_fault(cut_out, cut_out.matte) == ""
    holed = alpha.copy()
    x, y = (int(v) for v in cut_out.face.box.center)
    holed[y - 15 : y + 15, x - 15 : x + 15] = 0
    foggy = np.clip(alpha * 0.6, 0, 1).astype(np.float32)
    empty = np.zeros_like(alpha)
    for bad, words in ((holed, "transparent"), (foggy, "half transparent"), (empty, "covers 0%")):
        poor = replace(cut_out, matte=Matte(bad, cut_out.matte.foreground))
        with pytest.raises(EditError, match=words):
            replaced(poor, "paper-mid")


def test_dust_apart_from_the_person_does_not_stay(cut_out: Portrait) -> None:
    """A small piece of old background that hangs in the air is dropped."""
    assert cut_out.matte is not None
    alpha = cut_out.matte.alpha.copy()
    alpha[20:28, 440:448] = 1
    dusty = replace(cut_out, matte=Matte(alpha, cut_out.pixels))
    after = replaced(dusty, "paper-dark")
    assert after.pixels[20:28, 440:448].mean() < 0.4


def test_the_persons_place_is_filled_from_around() -> None:
    """A red person before a green wall leaves no red behind."""
    pixels = np.zeros((200, 200, 3), dtype=np.float32)
    pixels[..., 1] = 0.7
    alpha = np.zeros((200, 200), dtype=np.float32)
    cv2.circle(alpha, (100, 110), 60, 1.0, -1)
    alpha = np.asarray(cv2.GaussianBlur(alpha, (0, 0), 2), dtype=np.float32)
    pixels += alpha[..., None] * (np.array([0.9, 0.1, 0.1], np.float32) - pixels)
    behind = background(pixels, alpha)
    assert behind[..., 0].max() < 0.09
    assert behind[110, 100, 1] == pytest.approx(0.7, abs=0.05)
