"""White balance, warmth, vibrance, muting, grades, black and white."""

from __future__ import annotations

import numpy as np
import pytest

from catchlight.color import linear_to_srgb, srgb_to_linear, srgb_to_oklab
from catchlight.errors import EditBeyondLimit, EditError
from catchlight.portrait import Portrait
from catchlight.retouch.color_grade import reference_statistics
from catchlight.retouch.edit import Edit
from catchlight.retouch.recipe import develop
from catchlight.retouch.skin_mask import find_skin
from catchlight.retouch.white_balance import adaptation, estimate_light


def flat(red: float, green: float, blue: float) -> Portrait:
    """A picture of one sRGB colour."""
    return Portrait(np.full((64, 64, 3), (red, green, blue), dtype=np.float32))


def cast(portrait: Portrait, red: float, blue: float) -> Portrait:
    """The picture under a light that is `red` and `blue` times as strong there."""
    linear = srgb_to_linear(portrait.pixels) * np.array([red, 1, blue], dtype=np.float32)
    return portrait.with_pixels(linear_to_srgb(linear))


def chroma(portrait: Portrait) -> float:
    """Mean OKLab chroma."""
    lab = srgb_to_oklab(portrait.pixels)
    return float(np.hypot(lab[..., 1], lab[..., 2]).mean())


def warmth(portrait: Portrait, where: np.ndarray | None = None) -> float:
    """Mean OKLab b, of the picture or of a mask."""
    b = srgb_to_oklab(portrait.pixels)[..., 2]
    return float(b.mean() if where is None else b[where].mean())


def test_a_grey_card_under_a_lamp_becomes_nearly_grey() -> None:
    """Four fifths of a moderate cast go; a rest of warmth stays."""
    before = cast(flat(0.6, 0.6, 0.6), 1.1, 0.75)
    after = develop(before, Edit("white_balance", 1.0))
    assert chroma(after) == pytest.approx(0.2 * chroma(before), rel=0.3)
    assert warmth(after) > 0


def test_a_neutral_picture_keeps_its_balance(astronaut: Portrait) -> None:
    """Balancing a picture that was balanced before changes little."""
    once = develop(astronaut, Edit("white_balance", 1.0))
    twice = develop(once, Edit("white_balance", 1.0))
    assert np.abs(twice.pixels - once.pixels).mean() < 0.01


def test_a_cast_is_found_on_a_portrait(astronaut: Portrait) -> None:
    """A planted orange light moves the estimate to orange, a blue one to blue."""
    warm, cold = (estimate_light(cast(astronaut, *light)) for light in ((1.15, 0.7), (0.85, 1.2)))
    assert warm[1] > estimate_light(astronaut)[1] > cold[1]  # v rises towards yellow


def test_white_balance_goes_to_a_wanted_temperature() -> None:
    """A lower wanted temperature is warmer, a higher one cooler."""
    grey = flat(0.5, 0.5, 0.5)
    warm, cool = (develop(grey, Edit("white_balance", 1.0, {"target_k": k})) for k in (5200, 8200))
    assert warmth(warm) > 0.01 > -0.005 > warmth(cool)


def test_white_balance_names_its_limit() -> None:
    """Farther than the limit in mired is an error that says how far the photo's own light is."""
    with pytest.raises(EditBeyondLimit, match=r"at most 110"):
        develop(
            flat(0.5, 0.5, 0.5), Edit("white_balance", 1.0, {"target_k": 3500, "source_k": 9000})
        )


def test_a_black_picture_has_no_light_to_balance() -> None:
    """Nothing to estimate from is neutral, not a crash."""
    black = flat(0, 0, 0)
    assert np.array_equal(develop(black, Edit("white_balance", 1.0)).pixels, black.pixels)


def test_adaptation_to_the_same_light_is_the_identity() -> None:
    """Bradford from a light to itself changes nothing."""
    light = np.array([0.21, 0.32])
    assert adaptation(light, light) == pytest.approx(np.eye(3), abs=1e-5)


@pytest.mark.parametrize(("toward", "sign"), [("warm", 1), ("cool", -1)])
def test_warmth_moves_midtones_and_spares_the_skin(
    astronaut: Portrait, toward: str, sign: int
) -> None:
    """Midtones shift, skin less than the rest, black and white not at all."""
    after = develop(astronaut, Edit("warmth", 1.0, {"toward": toward}))
    skin = find_skin(astronaut)
    assert skin is not None
    lab = srgb_to_oklab(astronaut.pixels)
    middle = np.abs(lab[..., 0] - 0.57) < 0.1
    on, off = (middle & (skin.person > 0.9), middle & (skin.person < 0.1))
    moved_on, moved_off = (sign * (warmth(after, m) - warmth(astronaut, m)) for m in (on, off))
    assert moved_off > moved_on > 0
    assert np.abs(after.pixels - astronaut.pixels)[lab[..., 0] < 0.05].max(initial=0) < 0.01


def test_vibrance_helps_muted_colours_most() -> None:
    """A muted colour gains a larger share of chroma than a loud one; grey stays grey."""

    def gain(*color: float) -> float:
        before = flat(*color)
        return chroma(develop(before, Edit("vibrance", 1.0))) / max(chroma(before), 1e-9)

    assert gain(0.5, 0.45, 0.42) > 1.15 > gain(0.8, 0.2, 0.1) >= 0.99
    grey = flat(0.5, 0.5, 0.5)
    assert np.abs(develop(grey, Edit("vibrance", 1.0)).pixels - 0.5).max() < 0.002


def test_muting_keeps_colour_in_the_face(astronaut: Portrait) -> None:
    """The picture loses more chroma than the skin does."""
    after = develop(astronaut, Edit("desaturate", 1.0))
    skin = find_skin(astronaut)
    assert skin is not None
    labs = [srgb_to_oklab(p.pixels) for p in (astronaut, after)]
    on, off = (
        [float(np.hypot(lab[..., 1], lab[..., 2])[mask].mean()) for lab in labs]
        for mask in (skin.person > 0.9, skin.person < 0.1)
    )
    assert on[1] / on[0] > off[1] / off[0]
    assert on[1] / on[0] > 0.4


def test_a_palette_colours_shadows_and_lights_apart() -> None:
    """The darkest colour of the palette tints the dark half, the lightest the light half."""
    ramp = np.repeat(np.linspace(0.1, 0.9, 64, dtype=np.float32)[None, :, None], 16, axis=0)
    grey = Portrait(np.repeat(ramp, 3, axis=2))
    after = develop(grey, Edit("color_grade", 1.0, {"palette": ["#102a5c", "#f4d9a0"]}))
    b = srgb_to_oklab(after.pixels)[8, :, 2]
    assert b[14] < -0.01 < 0.01 < b[52]


def test_a_picture_as_its_own_reference_is_left_alone(astronaut: Portrait) -> None:
    """Statistics of the picture itself ask for no change."""
    own = reference_statistics(astronaut.pixels)
    after = develop(astronaut, Edit("color_grade", 1.0, {"reference": own}))
    assert np.abs(after.pixels - astronaut.pixels).mean() < 0.001


@pytest.mark.parametrize(
    "options",
    [
        {"palette": ["blue"]},
        {"palette": 7},
        {"reference": {"tones": {}}},
        {"palette": ["#112233"], "reference": {"chroma": 1}},
    ],
)
def test_a_wrong_palette_is_refused(astronaut: Portrait, options: dict[str, object]) -> None:
    """Neither a list of hex colours nor statistics, or both: the error says what is expected."""
    with pytest.raises(EditError, match="color_grade"):
        develop(astronaut, Edit("color_grade", 0.5, options))


def test_black_and_white_leaves_no_colour(astronaut: Portrait) -> None:
    """At strength 1 the three channels are equal."""
    after = develop(astronaut, Edit("black_and_white", 1.0)).pixels
    assert np.abs(after - after.mean(axis=2, keepdims=True)).max() < 1e-5


@pytest.mark.parametrize("mix", [[0.9, 0.1, 0.0], [0.5, 0.5, 0.5], [0.5, 0.5], "red"])
def test_a_wrong_mix_is_refused(astronaut: Portrait, mix: object) -> None:
    """The three shares stay within their limits and add up to 1."""
    with pytest.raises(EditError, match="add up to 1"):
        develop(astronaut, Edit("black_and_white", 1.0, {"mix": mix}))
