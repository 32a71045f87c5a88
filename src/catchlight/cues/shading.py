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
    ambient, key = _ambient_and_key(seen, lit)
    losses = ((seen[:, None] - ambient - key * lit) ** 2).mean(axis=0)
    variance = float(seen.var()) + _TINY
    weights = np.exp(-(losses - losses.min()) / (_SOFTNESS * variance)) * solid_angle
    x, y, z = weights @ directions
    best = int(losses.argmin())
    shaded, bright = np.quantile(ambient[best] + key[best] * lit[:, best], [0.1, 0.9])
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


def _ambient_and_key(seen: FloatMatrix, lit: FloatMatrix) -> tuple[FloatMatrix, FloatMatrix]:
    """Least-squares a ≥ 0 and k ≥ 0 for every direction at once."""
    mean_lit = lit.mean(axis=0)
    centred = lit - mean_lit
    slope = (centred * (seen - seen.mean())[:, None]).mean(axis=0)
    key = np.maximum(0.0, slope / ((centred**2).mean(axis=0) + _TINY))
    ambient = seen.mean() - key * mean_lit
    without = (lit * seen[:, None]).mean(axis=0) / ((lit**2).mean(axis=0) + _TINY)
    dark = ambient < 0
    return np.where(dark, 0.0, ambient), np.where(dark, without, key)


@cache
def _directions() -> tuple[FloatMatrix, FloatMatrix]:
    """Unit vectors of the grid, m × 3, and the solid angle that each stands for."""
    azimuths = np.radians(np.arange(-_AZIMUTH_LIMIT_DEG, _AZIMUTH_LIMIT_DEG + 1, _STEP_DEG))
    elevations = np.radians(np.arange(-_ELEVATION_LIMIT_DEG, _ELEVATION_LIMIT_DEG + 1, _STEP_DEG))
    azimuth, elevation = (grid.ravel() for grid in np.meshgrid(azimuths, elevations))
    across = np.cos(elevation)
    vectors = [across * np.sin(azimuth), np.sin(elevation), across * np.cos(azimuth)]
    return np.stack(vectors, axis=1), across
