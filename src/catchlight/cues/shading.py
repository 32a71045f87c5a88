"""The direction of the light from the shading of the face: one far light and ambient light.

The skin's luminance at the mesh points is explained by  I = a + k · max(0, n·l)  (Lambert's law
with attached shadows) for each direction l of a grid. The directions are averaged, weighted by how
well they explain the face: where it tells little, the average falls back to the camera axis instead
of jumping. A monotone curve, fitted on faces under known lights, undoes that pull.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import atan2, degrees, hypot

import numpy as np
import numpy.typing as npt

from .order import at_share

FloatMatrix = npt.NDArray[np.float64]

_STEP_DEG = 15  # 10° and 20° grids gave the same error
_AZIMUTH_LIMIT_DEG, _ELEVATION_LIMIT_DEG = 120, 75
# Share of the luminance variance by which a direction must explain less to weigh 1/e: albedo,
# cast shadows and shine leave about half of the variance unexplained.
_SOFTNESS = 0.2
# Averaged angle → light angle, least squares on Yale B (3 people × 64 lights, |azimuth| ≤ 70°);
# fitted without the person it is tried on, the mean error is 5.5° instead of 5.2°.
_AZIMUTH_LINEAR, _AZIMUTH_CUBIC_DEG, _AZIMUTH_UNIT_DEG = 0.65, 12.4, 60.0
_ELEVATION_OFFSET_DEG, _ELEVATION_SLOPE = -10.9, 1.44
_TINY = 1e-9


@dataclass(frozen=True)
class LightFit:
    """Where the light comes from; angles in degrees, + = image right, + = above.

    `range_stops` is by how much the fitted light models the face, from its shaded to its lit skin
    (10 % and 90 %). `explained` is the share of the luminance variance that the best direction
    explains, 0…1.
    """

    azimuth_deg: float
    elevation_deg: float
    range_stops: float
    explained: float


def fit_light(luminance: npt.ArrayLike, normals: FloatMatrix) -> LightFit:
    """The light from linear luminances (n) and outward unit normals (n × 3, y up, z to camera)."""
    directions, solid_angle = _directions()
    seen = np.asarray(luminance, dtype=np.float64)
    seen = seen / max(float(seen.mean()), _TINY)
    lit = np.maximum(0.0, normals @ directions.T)
    ambient, key, losses = _ambient_and_key(seen, lit)
    variance = float(seen.var()) + _TINY
    weights = np.exp(-(losses - losses.min()) / (_SOFTNESS * variance)) * solid_angle
    x, y, z = weights @ directions
    best = int(losses.argmin())
    shown = ambient[best] + key[best] * lit[:, best]
    shaded, bright = at_share(shown, 0.1), at_share(shown, 0.9)
    azimuth, elevation = degrees(atan2(x, z)), degrees(atan2(y, hypot(x, z)))
    return LightFit(
        azimuth_deg=azimuth_curve_deg(azimuth),
        elevation_deg=_ELEVATION_OFFSET_DEG + _ELEVATION_SLOPE * elevation,
        range_stops=float(np.log2((bright + 0.01) / (shaded + 0.01))),
        explained=float(np.clip(1 - losses[best] / variance, 0, 1)),
    )


def azimuth_curve_deg(averaged_deg: float) -> float:
    """The light's azimuth from that of the averaged direction: odd and rising."""
    bend = (averaged_deg / _AZIMUTH_UNIT_DEG) ** 3
    return _AZIMUTH_LINEAR * averaged_deg + _AZIMUTH_CUBIC_DEG * bend


def _ambient_and_key(
    seen: FloatMatrix, lit: FloatMatrix
) -> tuple[FloatMatrix, FloatMatrix, FloatMatrix]:
    """Least-squares a ≥ 0 and k ≥ 0 for every direction at once, and the mean squared residual."""
    count, mean, power = len(seen), float(seen.mean()), float((seen**2).mean())
    mean_lit = lit.mean(axis=0)
    power_lit = np.einsum("nm,nm->m", lit, lit) / count + _TINY
    product = seen @ lit / count
    spread = power_lit - mean_lit**2 + _TINY
    key = np.maximum(0.0, (product - mean * mean_lit) / spread)
    ambient = mean - key * mean_lit
    loss = power - mean**2 - key**2 * spread
    without = product / power_lit  # the key light alone, where ambient light would be negative
    dark = ambient < 0
    return (
        np.where(dark, 0.0, ambient),
        np.where(dark, without, key),
        np.where(dark, power - without**2 * power_lit, loss),
    )


@cache
def _directions() -> tuple[FloatMatrix, FloatMatrix]:
    """Unit vectors of the grid, m × 3, and the solid angle that each stands for."""
    azimuths = np.radians(np.arange(-_AZIMUTH_LIMIT_DEG, _AZIMUTH_LIMIT_DEG + 1, _STEP_DEG))
    elevations = np.radians(np.arange(-_ELEVATION_LIMIT_DEG, _ELEVATION_LIMIT_DEG + 1, _STEP_DEG))
    azimuth, elevation = (grid.ravel() for grid in np.meshgrid(azimuths, elevations))
    across = np.cos(elevation)
    vectors = [across * np.sin(azimuth), np.sin(elevation), across * np.cos(azimuth)]
    return np.stack(vectors, axis=1), across
