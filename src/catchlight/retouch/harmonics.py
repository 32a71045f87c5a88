"""Light as 9 spherical harmonics: what it is, from where, and how bright it makes a surface.

Axes: x to the image's right, y into the picture, z up. A **light** is nine coefficients of the real
harmonics of bands 0–2 with the first = 1, so it says where light comes from, not how much there is.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..color import FloatArray

DIRECTION_CAP = 1.15  # norm of the eight directional coefficients: harder light needs cast shadows
SHADING_FLOOR = 0.28  # of the mean: no side of a face is ever quite without light
# Ramamoorthi & Hanrahan 2001: how much of each band a matte surface returns, divided by the first.
BAND_WEIGHTS = np.array([1.0, *[2 / 3] * 3, *[1 / 4] * 5], dtype=np.float32)

Light = tuple[float, ...]
EVEN: Light = (1.0, *[0.0] * 8)


def harmonics(directions: FloatArray) -> FloatArray:
    """The 9 functions of unit directions (…, 3), divided by the first (so it reads 1)."""
    x, y, z = directions[..., 0], directions[..., 1], directions[..., 2]
    c1, c2 = 3**0.5, 15**0.5
    return np.asarray(
        np.stack(
            [
                np.ones_like(x), c1 * y, c1 * z, c1 * x, c2 * x * y, c2 * y * z,
                5**0.5 / 2 * (3 * z * z - 1), c2 * x * z, c2 / 2 * (x * x - y * y),
            ],
            axis=-1,
        ),
        dtype=np.float32,
    )  # fmt: skip


def shading(light: Sequence[float], normals: FloatArray) -> FloatArray:
    """How bright matte surfaces with these normals (…, 3) are; mean over all directions 1."""
    values = harmonics(normals) @ (np.asarray(light, dtype=np.float32) * BAND_WEIGHTS)
    return np.asarray(np.maximum(values, SHADING_FLOOR), dtype=np.float32)


def direction(azimuth_deg: float, elevation_deg: float) -> FloatArray:
    """Unit vector towards a light: azimuth + = from image right, 0 = from the camera."""
    azimuth, elevation = np.radians([azimuth_deg, elevation_deg])
    return np.array(
        [
            np.sin(azimuth) * np.cos(elevation),
            -np.cos(azimuth) * np.cos(elevation),
            np.sin(elevation),
        ],
        dtype=np.float32,
    )


def key_and_fill(azimuth_deg: float, elevation_deg: float, key_share: float) -> Light:
    """One lamp over even fill: `key_share` 0…1 of the light is the lamp's."""
    lamp = harmonics(direction(azimuth_deg, elevation_deg))[1:]
    lamp = lamp * (DIRECTION_CAP / float(np.linalg.norm(lamp))) * key_share
    return (1.0, *(float(v) for v in lamp))


def angles_deg(light: Sequence[float]) -> tuple[float, float]:
    """(azimuth, elevation) of the main direction, from band 1; (0, 0) for even light."""
    into, up, right = light[1:4]
    if max(abs(into), abs(up), abs(right)) < 1e-6:
        return 0.0, 0.0
    return (
        float(np.degrees(np.arctan2(right, -into))),
        float(np.degrees(np.arctan2(up, np.hypot(right, into)))),
    )


def mixed(one: Sequence[float], other: Sequence[float], share: float) -> Light:
    """A light between two: `share` 0 is the first, 1 the second."""
    return tuple((1 - share) * a + share * b for a, b in zip(one, other, strict=True))


def softened(light: Sequence[float], share: float) -> Light:
    """The light with its directional part reduced by `share` 0…1: less contrast, same place."""
    return (1.0, *((1 - share) * c for c in light[1:]))
