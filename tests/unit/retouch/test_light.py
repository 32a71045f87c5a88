"""Light on the face: harmonics, the fit, the ratio, and catchlights."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from catchlight.errors import EditError
from catchlight.portrait import Portrait
from catchlight.retouch.edit import edit_kinds_by_name
from catchlight.retouch.harmonics import (
    DIRECTION_CAP,
    EVEN,
    angles_deg,
    direction,
    harmonics,
    key_and_fill,
    mixed,
    shading,
    softened,
)
from catchlight.retouch.light import KINDS, RATIO_LIMITS, RATIO_SHARE, ratio
from catchlight.retouch.planes import luma
from catchlight.retouch.surface import light_on, surface

LIGHT = edit_kinds_by_name(KINDS)


def lit(portrait: Portrait, name: str, strength: float = 1.0, **options: float) -> Portrait:
    return LIGHT[name].develop(portrait, strength, options)


def halves(portrait: Portrait) -> tuple[float, float]:
    """Mean luma of the face's left and right cheek (of the image)."""
    assert portrait.face is not None
    tone = luma(portrait.pixels)
    unit = portrait.face.interocular_px
    means = []
    for cheek in (50, 280):
        x, y = portrait.face.landmarks[cheek, :2]
        r = max(2, int(0.12 * unit))
        means.append(float(tone[int(y) - r : int(y) + r, int(x) - r : int(x) + r].mean()))
    return means[0], means[1]


@pytest.mark.parametrize(
    ("azimuth", "elevation", "towards"),
    [(0, 0, (0, -1, 0)), (90, 0, (1, 0, 0)), (0, 90, (0, 0, 1)), (-90, 0, (-1, 0, 0))],
)
def test_directions_follow_the_projects_signs(
    azimuth: float, elevation: float, towards: tuple[float, float, float]
) -> None:
    """Azimuth + is image right, 0 is the camera, elevation + is above (y runs into the picture)."""
    assert np.allclose(direction(azimuth, elevation), towards, atol=1e-6)


@pytest.mark.parametrize(("azimuth", "elevation"), [(40, 30), (-60, 10), (0, 45), (120, -20)])
def test_a_lamps_direction_is_read_back(azimuth: float, elevation: float) -> None:
    """Band 1 of a lamp points at the lamp."""
    assert angles_deg(key_and_fill(azimuth, elevation, 0.7)) == pytest.approx(
        (azimuth, elevation), abs=0.1
    )


def test_even_light_shades_nothing() -> None:
    """Without direction every surface is as bright as the mean."""
    normals = harmonics(direction(10, 20))
    assert normals[0] == 1
    assert shading(EVEN, direction(33, -20)) == pytest.approx(1)
    assert angles_deg(EVEN) == (0, 0)


def test_surfaces_that_face_the_lamp_are_brighter() -> None:
    """Full towards the lamp, least away from it, never without light."""
    light = key_and_fill(45, 20, 1.0)
    front, side, back = (
        float(shading(light, direction(a, e))) for a, e in ((45, 20), (-45, 20), (-135, -20))
    )
    assert front > 1.3 > side > back > 0.2


def test_light_mixes_and_softens_without_turning() -> None:
    """Softening keeps the direction and takes contrast; mixing at 0 and 1 gives the ends."""
    light = key_and_fill(50, 30, 0.8)
    assert angles_deg(softened(light, 0.6)) == pytest.approx(angles_deg(light), abs=1e-3)
    assert np.linalg.norm(light[1:]) == pytest.approx(0.8 * DIRECTION_CAP, rel=1e-4)
    assert mixed(EVEN, light, 1) == pytest.approx(light)
    assert mixed(EVEN, light, 0) == pytest.approx(EVEN)


def test_the_mesh_looks_at_the_camera(astronaut: Portrait) -> None:
    """Normals are unit vectors; the nose's bridge faces the lens, the cheeks look aside."""
    assert astronaut.face is not None
    shape = surface(astronaut, astronaut.face)
    assert np.allclose(np.linalg.norm(shape.normals, axis=-1), 1, atol=1e-4)

    def normal(point: int) -> np.ndarray:
        assert astronaut.face is not None
        x, y = astronaut.face.landmarks[point, :2] * shape.scale
        return np.asarray(shape.normals[int(y), int(x)])

    assert normal(6)[1] < -0.8
    assert normal(454)[0] > 0.2 > -0.2 > normal(234)[0]
    assert normal(10)[2] > normal(152)[2]


@pytest.mark.parametrize("azimuth", [-50, 50])
def test_a_known_light_on_the_face_is_found(astronaut: Portrait, azimuth: float) -> None:
    """Skin shaded by a lamp from one side is read as lit from that side."""
    assert astronaut.face is not None
    shape = surface(astronaut, astronaut.face)
    shade = np.clip(shading(key_and_fill(azimuth, 15, 0.8), shape.normals) * 0.35, 0, 1)
    size = (astronaut.extent.width, astronaut.extent.height)
    tone = cv2.resize(shade.astype(np.float32) ** (1 / 2.2), size)[..., None].repeat(3, axis=2)
    painted = astronaut.with_pixels(np.asarray(tone, np.float32))
    found, _ = angles_deg(light_on(painted, shape, astronaut.face))
    assert np.sign(found) == np.sign(azimuth)
    assert abs(found) > 20


@pytest.mark.parametrize(("azimuth", "brighter"), [(60, 1), (-60, 0)])
def test_a_key_light_brightens_its_side(astronaut: Portrait, azimuth: float, brighter: int) -> None:
    """The cheek towards the lamp gains on the other one."""
    before, after = halves(astronaut), halves(lit(astronaut, "key_light", azimuth_deg=azimuth))
    gained = [a / b for a, b in zip(after, before, strict=True)]
    assert gained[brighter] > gained[1 - brighter] + 0.05


def test_soft_light_has_less_contrast(astronaut: Portrait) -> None:
    """A face lit from one side comes nearer to even."""
    hard = lit(astronaut, "key_light", azimuth_deg=70)
    soft = lit(hard, "soften_light")

    def contrast(portrait: Portrait) -> float:
        left, right = halves(portrait)
        return abs(np.log(right / left))

    assert contrast(soft) < 0.9 * contrast(hard)


def test_the_face_keeps_its_exposure_and_the_change_its_bounds(astronaut: Portrait) -> None:
    """The ratio's mean over the face is 1, and it stays within its limits."""
    assert astronaut.face is not None
    shape = surface(astronaut, astronaut.face)
    gain = ratio(key_and_fill(70, 30, 0.85), shape, EVEN)
    face = shape.face > 0.9
    assert np.exp(np.log(gain[face]).mean()) == pytest.approx(1, abs=0.04)
    low, high = (limit**RATIO_SHARE for limit in RATIO_LIMITS)
    assert low - 1e-3 <= gain.min() and gain.max() <= high + 1e-3


def test_the_background_keeps_its_light(astronaut: Portrait) -> None:
    """Light edits reach the person only."""
    mask = astronaut.person_mask
    assert mask is not None
    outside = mask < 0.001
    after = lit(astronaut, "key_light")
    assert np.abs(after.pixels - astronaut.pixels)[outside].max() < 1e-3


def with_eyes(portrait: Portrait, spot: bool) -> Portrait:
    """The sample with dark even irises, and a small reflection in one of them if `spot`."""
    assert portrait.face is not None
    pixels = portrait.pixels.copy()
    for iris in (468, 473):
        x, y = (round(float(v)) for v in portrait.face.landmarks[iris, :2])
        rim = portrait.face.landmarks[iris + 1 : iris + 5, :2]
        radius = np.linalg.norm(rim - portrait.face.landmarks[iris, :2], axis=1).max()
        cv2.circle(pixels, (x, y), int(radius) + 2, (0.15, 0.12, 0.10), -1)
    if spot:
        x, y = (round(float(v)) for v in portrait.face.landmarks[468, :2])
        pixels[y - 2 : y, x - 2 : x] = 0.6
    return portrait.with_pixels(pixels)


@pytest.fixture(scope="module")
def close_up(astronaut: Portrait) -> Portrait:
    """The sample's head, four times as large: irises of some pixels."""
    assert astronaut.face is not None
    box = astronaut.face.box
    part = astronaut.pixels[int(box.top) : int(box.bottom), int(box.left) : int(box.right)]
    matrix = np.array([[1, 0, -int(box.left)], [0, 1, -int(box.top)]], dtype=np.float64)
    cropped = astronaut.mapped(matrix, np.ascontiguousarray(part))
    size = (part.shape[1] * 4, part.shape[0] * 4)
    return cropped.resized(np.clip(cv2.resize(part, size, interpolation=cv2.INTER_CUBIC), 0, 1))


def test_a_catchlight_is_strengthened_where_one_is(close_up: Portrait) -> None:
    """The spot gets brighter, the iris round it and the other eye stay."""
    before = with_eyes(close_up, spot=True)
    after = lit(before, "catchlight")
    assert before.face is not None
    x, y = (round(float(v)) for v in before.face.landmarks[468, :2])
    assert (
        after.pixels[y - 2 : y, x - 2 : x].mean() > before.pixels[y - 2 : y, x - 2 : x].mean() + 0.1
    )
    x, y = (round(float(v)) for v in before.face.landmarks[473, :2])
    other = slice(y - 8, y + 8), slice(x - 8, x + 8)
    assert np.array_equal(after.pixels[other], before.pixels[other])


def test_no_catchlight_is_drawn_where_none_was(close_up: Portrait) -> None:
    """Eyes without a reflection are an error that says how to get one."""
    with pytest.raises(EditError, match="Neither eye shows a reflection"):
        lit(with_eyes(close_up, spot=False), "catchlight")


@pytest.mark.parametrize("name", sorted(LIGHT))
def test_light_without_a_face_says_so(astronaut: Portrait, name: str) -> None:
    """No face: the error says what is needed."""
    with pytest.raises(EditError, match="face"):
        lit(replace(astronaut, face=None), name)
