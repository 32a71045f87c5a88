"""Film looks: grain, halation, faded blacks, vignette, decades."""

from __future__ import annotations

import numpy as np
import pytest

from catchlight.color import srgb_to_oklab
from catchlight.errors import EditError, UnknownName
from catchlight.portrait import Portrait
from catchlight.retouch.edit import Edit
from catchlight.retouch.era import ERAS
from catchlight.retouch.film import noise
from catchlight.retouch.planes import luma
from catchlight.retouch.recipe import develop
from catchlight.retouch.skin_mask import find_skin


def grey(tone: float, side: int = 400) -> Portrait:
    """A plain grey picture."""
    return Portrait(np.full((side, side, 3), tone, dtype=np.float32))


def grain_of(tone: float, strength: float = 1.0, **options: object) -> float:
    """Standard deviation that grain gives a plain grey."""
    return float(luma(develop(grey(tone, 1600), Edit("grain", strength, options)).pixels).std())


def test_grain_is_strongest_in_the_lower_midtones() -> None:
    """Faint in the lights, there in the shadows, strongest between."""
    assert grain_of(0.35) > grain_of(0.1) > grain_of(0.85) > 0.001


def test_grain_has_a_seed_and_keeps_the_mean() -> None:
    """One seed, one grain; another seed, another; brightness stays."""
    first, again, other = (
        develop(grey(0.4), Edit("grain", 1.0, {"seed": seed})).pixels for seed in (1, 1, 2)
    )
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    assert first.mean() == pytest.approx(0.4, abs=0.002)


def test_grain_is_as_coarse_on_a_small_picture_as_on_a_large_one() -> None:
    """A picture half as large averages four grains a pixel: half the deviation."""
    large, small = (float(noise((side, side), 4000, 5).std()) for side in (2000, 1000))
    assert large / small == pytest.approx(2.0, rel=0.03)


def test_a_wrong_size_or_seed_is_refused() -> None:
    """Sizes are words, seeds whole numbers."""
    with pytest.raises(UnknownName, match="coarse"):
        develop(grey(0.5), Edit("grain", 1.0, {"size": "coars"}))
    with pytest.raises(EditError, match="whole number"):
        develop(grey(0.5), Edit("grain", 1.0, {"seed": -1}))


def test_halation_glows_red_around_a_light_and_nowhere_else() -> None:
    """Next to a lamp the dark turns reddish; far away and inside the lamp nothing changes."""
    night = grey(0.1)
    night.pixels[180:220, 180:220] = 1.0
    after = develop(night, Edit("halation", 1.0)).pixels
    near, far = after[200, 224] - 0.1, after[20, 20] - 0.1
    assert near[0] > 2 * near[2] > 0 and near[0] > 0.01
    assert np.abs(far).max() < 1e-3
    assert after[200, 200] == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize(("tint", "sign"), [("neutral", 0), ("warm", 1), ("cool", -1)])
def test_faded_blacks_lift_black_and_leave_the_lights(tint: str, sign: int) -> None:
    """Black becomes a soft dark grey of the asked tint; light tones stay."""
    after = [
        develop(grey(tone), Edit("faded_blacks", 1.0, {"tint": tint})).pixels[0, 0]
        for tone in (0.0, 0.85)
    ]
    assert luma(after[0].reshape(1, 1, 3))[0, 0] == pytest.approx(0.11, abs=0.02)
    assert np.sign(round(float(srgb_to_oklab(after[0])[2]), 3)) == sign
    assert after[1] == pytest.approx(0.85, abs=0.01)


def test_a_vignette_darkens_corners_and_not_the_face(astronaut: Portrait) -> None:
    """Corners lose up to the limit; the face's tone stays."""
    after = develop(astronaut, Edit("vignette", 1.0))
    assert astronaut.face is not None
    x, y = (round(v) for v in astronaut.face.box.center)
    face = np.s_[y - 15 : y + 15, x - 15 : x + 15]
    assert after.pixels[face].mean() == pytest.approx(astronaut.pixels[face].mean(), rel=0.03)
    plain = luma(develop(grey(0.6), Edit("vignette", 1.0)).pixels)
    assert 0.3 < 2.2 * np.log2(0.6 / plain[:8, :8].mean()) <= 0.92


@pytest.mark.parametrize("decade", list(ERAS))
def test_a_decade_is_kind_to_skin(astronaut: Portrait, decade: str) -> None:
    """Every look shifts skin less than the scene, and leaves it a skin's hue."""
    after = develop(astronaut, Edit("era", 1.0, {"decade": decade}))
    skin = find_skin(astronaut)
    assert skin is not None
    inside = skin.face > 0.9
    before_lab, after_lab = (
        srgb_to_oklab(p.pixels)[inside].mean(axis=0) for p in (astronaut, after)
    )
    assert np.hypot(*(after_lab - before_lab)[1:]) < 0.02
    assert 15 < np.degrees(np.arctan2(after_lab[2], after_lab[1])) < 85


def test_an_unknown_decade_is_refused(astronaut: Portrait) -> None:
    """The error lists the decades there are."""
    with pytest.raises(UnknownName, match="1970s"):
        develop(astronaut, Edit("era", 1.0, {"decade": "1870s"}))
