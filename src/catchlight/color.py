"""Colour: sRGB ↔ linear ↔ OKLab ↔ CIELAB, luminance, correlated colour temperature.

Arrays are float32, … × 3, sRGB 0…1 unless a name says otherwise.
"""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]

REC709_LUMINANCE = np.array([0.2126, 0.7152, 0.0722], dtype=np.float32)
D65_XYZ = np.array([0.95047, 1.0, 1.08883], dtype=np.float32)

RGB_TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ],
    dtype=np.float32,
)  # fmt: skip
# Ottosson 2020, "A perceptual color space for image processing": linear sRGB → cones → OKLab.
RGB_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    dtype=np.float32,
)  # fmt: skip
LMS_TO_OKLAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ],
    dtype=np.float32,
)  # fmt: skip
LMS_TO_RGB = np.linalg.inv(RGB_TO_LMS.astype(np.float64)).astype(np.float32)
OKLAB_TO_LMS = np.linalg.inv(LMS_TO_OKLAB.astype(np.float64)).astype(np.float32)


def _f32(values: npt.ArrayLike) -> FloatArray:
    return np.asarray(values, dtype=np.float32)


def srgb_to_linear(srgb: npt.ArrayLike) -> FloatArray:
    """IEC 61966-2-1 decoding: .5 → .2140."""
    s = _f32(srgb)
    return _f32(np.where(s <= 0.04045, s / 12.92, ((np.maximum(s, 0) + 0.055) / 1.055) ** 2.4))


def linear_to_srgb(linear: npt.ArrayLike) -> FloatArray:
    """IEC 61966-2-1 encoding, clipped to 0…1: .2140 → .5."""
    x = np.clip(_f32(linear), 0, 1)
    return _f32(np.where(x <= 0.0031308, x * 12.92, 1.055 * x ** (1 / 2.4) - 0.055))


def luminance(srgb: npt.ArrayLike) -> FloatArray:
    """Relative luminance Y, 0…1, of sRGB values (linear light, Rec. 709 weights)."""
    return _f32(srgb_to_linear(srgb) @ REC709_LUMINANCE)


def lightness_from_luminance(y: npt.ArrayLike) -> FloatArray:
    """CIE L*, 0…100, from relative luminance: .1842 → 50."""
    y = _f32(y)
    delta = 6 / 29
    f = np.where(y > delta**3, np.cbrt(y), y / (3 * delta**2) + 4 / 29)
    return _f32(116 * f - 16)


def luminance_from_lightness(lightness: npt.ArrayLike) -> FloatArray:
    """Relative luminance from CIE L*: 50 → .1842."""
    f = (_f32(lightness) + 16) / 116
    delta = 6 / 29
    return _f32(np.where(f > delta, f * f * f, 3 * delta**2 * (f - 4 / 29)))


def srgb_to_lab(srgb: npt.ArrayLike) -> FloatArray:
    """CIELAB (D65, 2°): L* 0…100, a*, b*."""
    xyz = (srgb_to_linear(srgb) @ RGB_TO_XYZ.T) / D65_XYZ
    delta = 6 / 29
    f = np.where(xyz > delta**3, np.cbrt(xyz), xyz / (3 * delta**2) + 4 / 29)
    return _f32(
        np.stack(
            [116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])],
            axis=-1,
        )
    )


def srgb_to_oklab(srgb: npt.ArrayLike) -> FloatArray:
    """OKLab: L 0…1, a, b about −.4….4."""
    return _f32(np.cbrt(srgb_to_linear(srgb) @ RGB_TO_LMS.T) @ LMS_TO_OKLAB.T)


def oklab_to_srgb(oklab: npt.ArrayLike) -> FloatArray:
    """sRGB from OKLab, clipped to 0…1."""
    lms = _f32(oklab) @ OKLAB_TO_LMS.T
    return linear_to_srgb(lms**3 @ LMS_TO_RGB.T)


def srgb_to_xyz(srgb: npt.ArrayLike) -> FloatArray:
    """CIE XYZ with Y of white = 1."""
    return _f32(srgb_to_linear(srgb) @ RGB_TO_XYZ.T)


def xy_to_cct_k(x: float, y: float) -> float:
    """Correlated colour temperature in kelvin by McCamy 1992: (.3127, .3290) → 6505."""
    n = (x - 0.3320) / (0.1858 - y)
    return 449.0 * n**3 + 3525.0 * n**2 + 6823.3 * n + 5520.33


def cct_k_to_xy(cct_k: float) -> tuple[float, float]:
    """Daylight-locus chromaticity (CIE 15, 4000–25000 K); the Planckian fit of Kim 2002 below."""
    t = cct_k
    if t >= 4000:
        if t <= 7000:
            x = 0.244063 + 0.09911e3 / t + 2.9678e6 / t**2 - 4.6070e9 / t**3
        else:
            x = 0.237040 + 0.24748e3 / t + 1.9018e6 / t**2 - 2.0064e9 / t**3
        return x, -3.0 * x**2 + 2.870 * x - 0.275
    x = -0.2661239e9 / t**3 - 0.2343589e6 / t**2 + 0.8776956e3 / t + 0.179910
    if t < 2222:
        return x, -1.1063814 * x**3 - 1.34811020 * x**2 + 2.18555832 * x - 0.20219683
    return x, -0.9549476 * x**3 - 1.37418593 * x**2 + 2.09137015 * x - 0.16748867


def xy_to_duv(x: float, y: float) -> float:
    """Distance from the Planckian locus in CIE 1960 uv by Ohno 2014: + greenish, − pinkish."""
    u, v = 4 * x / (-2 * x + 12 * y + 3), 6 * y / (-2 * x + 12 * y + 3)
    length = float(np.hypot(u - 0.292, v - 0.24))
    a = float(np.arccos(np.clip((u - 0.292) / length, -1, 1)))
    k = (-0.471106, 1.925865, -2.4243787, 1.5317403, -0.5179722, 0.0893944, -0.00616793)
    return length - sum(c * a**n for n, c in enumerate(k))


def is_hex_color(text: str) -> bool:
    """Whether a colour is written #rrggbb."""
    return re.fullmatch(r"#[0-9a-fA-F]{6}", text) is not None


def hex_to_srgb(hex_color: str) -> FloatArray:
    """#rrggbb → three floats 0…1. Raises ValueError on anything else."""
    digits = hex_color.removeprefix("#")
    if len(digits) != 6:
        raise ValueError(f"a colour is written #rrggbb, got {hex_color!r}")
    return _f32([int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)])


def srgb_to_hex(srgb: npt.ArrayLike) -> str:
    """Three floats 0…1 → #rrggbb."""
    r, g, b = (int(v) for v in np.clip(np.rint(_f32(srgb) * 255), 0, 255))
    return f"#{r:02x}{g:02x}{b:02x}"


# Bradford cone responses (Lam 1985, as used by ICC profiles).
_BRADFORD = np.array(
    [[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]],
    dtype=np.float64,
)


def adaptation_matrix(
    from_xy: tuple[float, float], to_xy: tuple[float, float]
) -> npt.NDArray[np.float64]:
    """3×3 Bradford adaptation of XYZ from one white to another.

    D65 → D50 has 1.0478 and .7521 at the ends of its diagonal.
    """

    def cones(x: float, y: float) -> npt.NDArray[np.float64]:
        return np.asarray(_BRADFORD @ np.array([x / y, 1.0, (1 - x - y) / y]))

    gains = np.diag(cones(*to_xy) / cones(*from_xy))
    return np.asarray(np.linalg.inv(_BRADFORD) @ gains @ _BRADFORD)


def linear_to_xy(linear: npt.ArrayLike) -> tuple[float, float]:
    """CIE 1931 x, y of one linear sRGB colour: (1, 1, 1) → (.3127, .3290)."""
    xyz = RGB_TO_XYZ.astype(np.float64) @ np.asarray(linear, dtype=np.float64)
    total = float(xyz.sum())
    return float(xyz[0]) / total, float(xyz[1]) / total


def colorfulness(srgb: npt.ArrayLike) -> float:
    """Hasler & Süsstrunk 2003, M3: σ_rgyb + .3 μ_rgyb on 0…255.

    0 not colourful, 15 slightly, 33 moderately, 45 averagely, 59 quite, 82 highly, 109 extremely.
    """
    values = _f32(srgb).reshape(-1, 3) * 255
    rg = values[:, 0] - values[:, 1]
    yb = 0.5 * (values[:, 0] + values[:, 1]) - values[:, 2]
    spread = float(np.hypot(rg.std(), yb.std()))
    return spread + 0.3 * float(np.hypot(rg.mean(), yb.mean()))
