"""Light on the face: relight, a key light, softer light, stronger catchlights.

The face's mesh gives normals, nine harmonics a light; lightness is multiplied by new over old
shading (a ratio image), so skin keeps its detail. Shading by normals casts no shadows, neither
removes the nose's nor draws a new one: changes stay moderate.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..color import FloatArray
from ..errors import EditError
from ..face import Face
from ..portrait import Portrait
from ..vision.bands import bands, enlarged_rows
from . import options as option
from .catchlight import CATCHLIGHT
from .edit import EditKind
from .harmonics import DIRECTION_CAP, Light, angles_deg, key_and_fill, mixed, shading, softened
from .planes import blurred, gained
from .surface import Surface, light_on, surface

RATIO_LIMITS = (0.62, 1.55)  # ± two thirds of a stop: more shows that shadows do not follow
RATIO_SHARE = 0.8  # of the ratio that is applied (BACKENDS.md section 2)
BODY_SHARE = 0.5  # of the ratio on hair, neck and clothes, whose shape is only guessed
KEY_LIMIT = 0.85  # key share of key_light at full strength
RELIGHT_ELEVATION_DEG = 38.0  # where a photographer puts a lamp first: above and a little aside
KEY_AZIMUTH_DEG, KEY_ELEVATION_DEG = 45.0, 32.0  # the classic loop light
SOFTEN_LIMIT = 0.75  # of the light's direction taken away at full strength


def ratio(new: Light, shape: Surface, old: Light) -> FloatArray:
    """The gain of linear light, per pixel at working size, that turns one light into another.

    The face keeps its mean exposure; hair, neck and clothes get less of the change.
    """
    raw = shading(new, shape.normals) / shading(old, shape.normals)
    weight = shape.face / max(float(shape.face.sum()), 1e-6)
    raw = raw / np.exp(float((np.log(raw) * weight).sum()))
    held = np.clip(raw, *RATIO_LIMITS)
    amount = RATIO_SHARE * (BODY_SHARE + (1 - BODY_SHARE) * shape.face)
    soft = blurred(np.asarray(np.log(held) * amount, np.float32), 1.5)
    return np.asarray(np.exp(soft), dtype=np.float32)


def with_gain(portrait: Portrait, gain: FloatArray) -> Portrait:
    """The portrait with its person multiplied by a gain of linear light (working size).

    The gain acts on encoded values by its 1/2.2th power, which is what it amounts to there.
    """
    width, height = portrait.extent
    small = np.asarray(gain ** (1 / 2.2), dtype=np.float32)
    mask = portrait.person_mask
    pixels = np.empty_like(portrait.pixels)
    for rows in bands(height, width):
        encoded = enlarged_rows(small, rows, height, width)
        if mask is not None:
            encoded = 1 + (encoded - 1) * mask[rows]
        pixels[rows] = gained(portrait.pixels[rows], encoded)
    return portrait.with_pixels(pixels)


def _face(portrait: Portrait) -> Face:
    if portrait.face is None:
        raise EditError(
            "Light edits need a face and none was seen. Use a photo with one clear face, or the "
            "tone edits, which work without."
        )
    return portrait.face


def relight(portrait: Portrait, strength: float, options: Mapping[str, Any]) -> Portrait:
    """Another light on the face: from given angles, or the one it has, brought up higher."""
    if strength == 0:
        return portrait
    face = _face(portrait)
    azimuth = option.number(options, "azimuth_deg", None, -90, 90, "°")
    elevation = option.number(options, "elevation_deg", RELIGHT_ELEVATION_DEG, -30, 80, "°")
    shape = surface(portrait, face)
    old = light_on(portrait, shape, face)
    if azimuth is None:
        azimuth = float(np.clip(angles_deg(old)[0], -60, 60))
    norm = float(np.linalg.norm(old[1:])) / DIRECTION_CAP
    wanted = key_and_fill(azimuth, elevation, float(np.clip(norm, 0.35, 0.8)))
    new = mixed(old, wanted, strength)
    return with_gain(portrait, ratio(new, shape, old))


def key_light(portrait: Portrait, strength: float, options: Mapping[str, Any]) -> Portrait:
    """Shape the face by one lamp; by itself from the side that is already brighter."""
    if strength == 0:
        return portrait
    face = _face(portrait)
    shape = surface(portrait, face)
    old = light_on(portrait, shape, face)
    brighter = KEY_AZIMUTH_DEG if angles_deg(old)[0] >= 0 else -KEY_AZIMUTH_DEG
    azimuth = option.number(options, "azimuth_deg", brighter, -90, 90, "°")
    elevation = option.number(options, "elevation_deg", KEY_ELEVATION_DEG, -30, 80, "°")
    new = mixed(old, key_and_fill(azimuth, elevation, KEY_LIMIT), strength)
    return with_gain(portrait, ratio(new, shape, old))


def soften_light(portrait: Portrait, strength: float, options: Mapping[str, Any]) -> Portrait:
    """Less difference between the lit and the shaded side of the face."""
    if strength == 0:
        return portrait
    face = _face(portrait)
    shape = surface(portrait, face)
    old = light_on(portrait, shape, face)
    new = softened(old, strength * SOFTEN_LIMIT)
    return with_gain(portrait, ratio(new, shape, old))


_LIGHT_OPTIONS = {
    "azimuth_deg": "where the light comes from: + = image right, −90…90",
    "elevation_deg": "+ = from above, −30…80",
}

KINDS = (
    EditKind(
        "relight", "Relight",
        "Moves the main light on the face; by itself up to a photographer's usual height.",
        relight, "lightness × 0.62…1.55 before a share of 0.8; no new shadows",
        ("face", "person"), ("light_azimuth_deg", "light_elevation_deg"), _LIGHT_OPTIONS,
    ),
    EditKind(
        "key_light", "Key light",
        "Shapes the face by one lamp; by itself from the brighter side.",
        key_light, f"key share {KEY_LIMIT:g}; lightness × 0.62…1.55 before a share of 0.8",
        ("face", "person"), ("lighting_ratio_stops", "light_azimuth_deg"), _LIGHT_OPTIONS,
    ),
    EditKind(
        "soften_light", "Soften light",
        "Less difference between the lit and the shaded side of the face.",
        soften_light, f"{SOFTEN_LIMIT:.0%} of the light's direction",
        ("face", "person"), ("lighting_ratio_stops",),
    ),
    CATCHLIGHT,
)  # fmt: skip
