"""Exposure, contrast and curves; and local tone: shadows, highlights, modelling."""

from __future__ import annotations

import numpy as np
import pytest

from catchlight.color import lightness_from_luminance, srgb_to_linear
from catchlight.errors import EditBeyondLimit, EditError
from catchlight.portrait import Portrait
from catchlight.retouch.edit import Edit
from catchlight.retouch.planes import luma
from catchlight.retouch.recipe import develop
from catchlight.retouch.skin_mask import BROWS, face_luma, polygon_mask
from catchlight.retouch.tone import exposed, monotone_cubic, stops_between


def tones(*values: float) -> np.ndarray:
    """Encoded tones as the curve functions take them."""
    return np.array(values, dtype=np.float32)


def picture(plane: np.ndarray) -> Portrait:
    """A grey picture of a plane."""
    return Portrait(np.repeat(plane[..., None], 3, axis=2).astype(np.float32))


def test_a_stop_doubles_the_light_of_the_shadows_and_keeps_white() -> None:
    """+1 stop doubles a deep tone's light; white stays white, black black."""
    low, white, black = exposed(tones(0.1, 1.0, 0.0), 1.0)
    assert float(srgb_to_linear(low)) == pytest.approx(2 * float(srgb_to_linear(0.1)), rel=0.01)
    assert white == pytest.approx(1, abs=1e-6) and black == 0


def test_stops_between_is_the_inverse_of_exposed() -> None:
    """The stops it names bring one tone to the other, up and down."""
    for start, wanted in ((0.3, 0.55), (0.7, 0.4)):
        assert exposed(tones(start), stops_between(start, wanted))[0] == pytest.approx(
            wanted, abs=0.002
        )


@pytest.mark.parametrize("lightness", [70.0, 82.0])
def test_exposure_reaches_the_wanted_face_lightness(astronaut: Portrait, lightness: float) -> None:
    """At strength 1 the face has the asked L*, within 2."""
    after = develop(astronaut, Edit("exposure", 1.0, {"face_lightness": lightness}))
    tone = face_luma(after)
    assert tone is not None
    assert float(lightness_from_luminance(srgb_to_linear(tone))) == pytest.approx(lightness, abs=2)


def test_exposure_without_options_brightens_a_dim_picture_only(astronaut: Portrait) -> None:
    """A well exposed picture stays; the same picture two stops down comes up again."""
    assert np.array_equal(develop(astronaut, Edit("exposure", 1.0)).pixels, astronaut.pixels)
    dim = astronaut.with_pixels(np.asarray(astronaut.pixels * 0.5, dtype=np.float32))
    assert develop(dim, Edit("exposure", 1.0)).pixels.mean() > 1.25 * dim.pixels.mean()


def test_exposure_names_its_limit(astronaut: Portrait) -> None:
    """More than the limit is an error, whether asked in stops or in lightness."""
    with pytest.raises(EditBeyondLimit, match="2 stops"):
        develop(astronaut, Edit("exposure", 1.0, {"stops": 2.5}))
    dark = astronaut.with_pixels(np.asarray(astronaut.pixels * 0.15, dtype=np.float32))
    with pytest.raises(EditBeyondLimit, match="at most"):
        develop(dark, Edit("exposure", 1.0, {"face_lightness": 80}))


def test_face_lightness_needs_a_face() -> None:
    """Without a face the error points to stops."""
    with pytest.raises(EditError, match="Use 'stops'"):
        develop(picture(np.full((40, 40), 0.4)), Edit("exposure", 1.0, {"face_lightness": 60}))


@pytest.mark.parametrize("toward", ["more", "less"])
def test_contrast_turns_around_the_face(astronaut: Portrait, toward: str) -> None:
    """Contrast spreads or gathers the tones and leaves the face's own tone where it is."""
    after = develop(astronaut, Edit("contrast", 1.0, {"toward": toward}))
    spread, before = np.std(luma(after.pixels)), np.std(luma(astronaut.pixels))
    assert spread > before if toward == "more" else spread < before
    face, was = face_luma(after), face_luma(astronaut)
    assert face is not None and was is not None
    assert face == pytest.approx(was, abs=0.02)


def test_a_curve_goes_through_its_points_without_overshoot() -> None:
    """The drawn curve meets its points and rises everywhere."""
    x, y = tones(0, 0.3, 0.6, 1), tones(0, 0.2, 0.7, 1)
    assert monotone_cubic(x, y, x) == pytest.approx(y, abs=1e-6)
    assert (np.diff(monotone_cubic(x, y, np.linspace(0, 1, 200, dtype=np.float32))) >= 0).all()


@pytest.mark.parametrize(
    ("points", "error"),
    [
        ([[0, 0]], EditError),
        ([[0.5, 0.5], [0.2, 0.6]], EditError),
        ("steep", EditError),
        ([[0, 0], [0.5, 0.9], [1, 1]], EditBeyondLimit),
        ([[0, 0], [0.45, 0.3], [0.5, 0.5], [1, 1]], EditBeyondLimit),
    ],
)
def test_a_wrong_curve_is_refused(astronaut: Portrait, points: object, error: type) -> None:
    """No curve, x that falls, a shift or a slope beyond the limit."""
    with pytest.raises(error):
        develop(astronaut, Edit("curve", 1.0, {"points": points}))


def test_a_straight_curve_changes_nothing(astronaut: Portrait) -> None:
    """The diagonal is the identity within one 8-bit level."""
    after = develop(astronaut, Edit("curve", 1.0, {"points": [[0, 0], [1, 1]]}))
    assert np.abs(after.pixels - astronaut.pixels).max() < 1 / 255


def side_lit(portrait: Portrait, stops: float) -> Portrait:
    """The sample with its image-right half `stops` darker, with a soft border along the nose."""
    assert portrait.face is not None
    x = np.arange(portrait.extent.width) - portrait.face.point(1).x
    shade = 1 / (1 + np.exp(-np.clip(x / 4, -40, 40)))
    factor = 2.0 ** (-stops / 2.2 * shade)
    return portrait.with_pixels(np.asarray(portrait.pixels * factor[:, None], dtype=np.float32))


def halves(portrait: Portrait) -> tuple[float, float]:
    """Mean luma of the cheeks: image left, image right."""
    assert portrait.face is not None
    tone, found = luma(portrait.pixels), []
    for index in (50, 280):
        x, y = portrait.face.point(index)
        found.append(float(tone[int(y) - 6 : int(y) + 6, int(x) - 6 : int(x) + 6].mean()))
    return found[0], found[1]


def test_soft_shadows_lift_the_dark_side_and_leave_the_lit_one(astronaut: Portrait) -> None:
    """A shadow 2.5 stops deep is lifted by over half a stop; the lit cheek moves hardly."""
    hard = side_lit(astronaut, 2.5)
    lit, dark = halves(hard)
    lit_after, dark_after = halves(develop(hard, Edit("soft_shadows", 1.0)))
    assert 2.2 * np.log2(dark_after / dark) > 0.5
    assert lit_after == pytest.approx(lit, abs=0.02)
    assert dark_after < lit_after


def test_soft_shadows_leave_soft_light_alone(astronaut: Portrait) -> None:
    """Where the two sides differ by less than a natural fill, the face hardly changes."""
    before, after = halves(astronaut), halves(develop(astronaut, Edit("soft_shadows", 1.0)))
    assert after == pytest.approx(before, abs=0.02)


def test_soft_shadows_leave_brows_dark_and_bright_walls_alone(astronaut: Portrait) -> None:
    """A brow is dark by itself; a wall beside a shaded cheek is not shade: neither is lifted."""
    assert astronaut.face is not None and astronaut.person_mask is not None
    points = astronaut.face.landmarks[:, :2]
    brows = sum(polygon_mask(points, brow, (512, 512)) for brow in BROWS)
    factor = (1 - 0.6 * np.asarray(brows))[..., None]
    dark = astronaut.with_pixels(np.asarray(astronaut.pixels * factor, dtype=np.float32))
    inside = np.asarray(brows) > 0
    gain = luma(develop(dark, Edit("soft_shadows", 1.0)).pixels)[inside] / luma(dark.pixels)[inside]
    assert gain.mean() < 1.12
    hard = side_lit(astronaut, 2.5)
    before, after = luma(hard.pixels), luma(develop(hard, Edit("soft_shadows", 1.0)).pixels)
    wall = (astronaut.person_mask < 0.02) & (before > 0.5)
    assert (after - before)[wall].max() < 0.04


def test_lifting_shadows_draws_no_halo() -> None:
    """Beside an edge between dark and light neither side overshoots its own plateau."""
    plane = np.full((160, 240), 0.08, dtype=np.float32)
    plane[:, 120:] = 0.75
    tone = luma(develop(picture(plane), Edit("soft_shadows", 1.0)).pixels)[80]
    assert tone[:118].max() - tone[60] < 0.02
    assert tone[180] - tone[122:].min() < 0.02


def test_highlight_protection_holds_back_bright_areas_and_keeps_detail() -> None:
    """Lights come down, midtones stay, and fine detail on the lights keeps its contrast."""
    plane = np.full((128, 256), 0.45, dtype=np.float32)
    plane[:, 128:] = 0.92
    plane[::2, 128:] += 0.02
    after = luma(develop(picture(plane), Edit("highlight_protect", 1.0)).pixels)
    assert after[60:68, 200].mean() < plane[60:68, 200].mean() - 0.015
    assert after[60, 40] == pytest.approx(0.45, abs=0.005)
    assert after[60, 200] - after[61, 200] == pytest.approx(0.02, abs=0.004)


def test_dodge_and_burn_stays_on_the_face(astronaut: Portrait) -> None:
    """Modelling changes the face within its limit and nothing outside."""
    after = develop(astronaut, Edit("dodge_burn", 1.0))
    change = np.abs(after.pixels - astronaut.pixels).max(axis=2)
    assert change[:, :60].max() < 1e-6
    ratio = luma(after.pixels)[change > 1e-4] / luma(astronaut.pixels)[change > 1e-4]
    assert np.abs(2.2 * np.log2(ratio)).max() <= 0.35 + 0.02
