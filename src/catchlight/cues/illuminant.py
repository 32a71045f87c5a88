"""The colour of the light, from five hints that fail in different pictures.

Each hint is a colour that would be known under neutral light: grey on average (edges: van de Weijer
2007; shades of grey: Finlayson 2004), the whites of the eyes, the common hue of all skin. A cast
shifts the logarithms of all of them alike, so their weighted mean moves with it. What the picture
holds (a red wall, a blue shirt) shifts only some.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from ..color import REC709_LUMINANCE, linear_to_xy, srgb_to_linear, xy_to_cct_k, xy_to_duv
from ..image import Pixels
from .face_plane import FacePlane
from .order import at_share, median_color
from .scene import Scene, fit

LogRatio = npt.NDArray[np.float64]  # log2 of red / green and of blue / green, linear light

_MINKOWSKI = 6  # Finlayson & Trezzi 2004: between grey world (1) and white patch (∞)
_CLIPPED = 0.985  # a clipped channel has lost the light's colour
_MIN_PIXELS = 50
# Log ratios under neutral light (red/green, blue/green) and their spread between pictures: studio
# photos of 60 people under one neutral light (London set) give the first; the spread holds for
# mixed portraits.
_EDGES, _WHOLE, _BACKGROUND = ((-0.12, 0.04), 0.40), ((-0.03, 0.0), 0.45), ((0.0, 0.0), 0.7)
_WHITES, _SKIN = ((0.30, -0.06), 0.35), ((0.73, -0.38), 0.40)
_PRIOR_SPREAD = 0.35  # most published photos are balanced to about ± 600 K
_FULL_BACKGROUND = 0.2  # share of the picture from which the background counts in full
_FULL_WHITES = 240  # pixels of eye white (at exposure.EYE_WIDTH_PX) that count in full


@dataclass(frozen=True)
class Illuminant:
    """The estimated light: kelvin, Duv, and the kelvin of 90 % of its uncertainty."""

    cct_k: float
    low_k: float
    high_k: float
    duv: float
    duv_half: float


@dataclass(frozen=True)
class _Hint:
    shift: LogRatio
    precision: float


def estimate_illuminant(scene: Scene, plane: FacePlane | None, whites: Pixels | None) -> Illuminant:
    """The light's colour; `plane` and `whites` (of the eyes) add what a face tells."""
    hints = [*_scene_hints(scene), *_face_hints(plane, whites)]
    total = sum(hint.precision for hint in hints) + 1 / _PRIOR_SPREAD**2
    shifts = np.array([hint.shift for hint in hints])
    weights = np.array([hint.precision for hint in hints]) / total
    shift = weights @ shifts
    # The hints share their errors, so they add up to less than independent ones would: the spread
    # between them, and at least .15, is taken as the error of the mean.
    apart = float(np.sqrt((weights @ ((shifts - shift) ** 2).mean(axis=1)) / weights.sum()))
    error = 1.645 * max(0.15, 0.7 * apart)
    cct, duv = _reading(shift)
    warm, cool = shift + error * _ALONG_LOCUS, shift - error * _ALONG_LOCUS
    _, greener = _reading(shift - error / 3)  # both ratios lower: more green
    return Illuminant(cct, _reading(warm)[0], _reading(cool)[0], duv, abs(greener - duv))


_ALONG_LOCUS = np.array([0.4, -0.6])  # how red/green and blue/green move from cool to warm light


def _reading(shift: LogRatio) -> tuple[float, float]:
    x, y = linear_to_xy((2 ** shift[0], 1.0, 2 ** shift[1]))
    return float(np.clip(xy_to_cct_k(x, y), 1800, 20000)), xy_to_duv(x, y)


def _scene_hints(scene: Scene) -> Iterator[_Hint]:
    small = scene.glance  # colour constancy needs no detail
    linear = srgb_to_linear(small)
    usable = np.maximum(np.maximum(small[..., 0], small[..., 1]), small[..., 2]) < _CLIPPED
    smooth = cv2.GaussianBlur(linear, (0, 0), 1.0)
    across, down = cv2.Sobel(smooth, cv2.CV_32F, 1, 0), cv2.Sobel(smooth, cv2.CV_32F, 0, 1)
    yield from _hint(np.hypot(across, down)[usable], *_EDGES)
    yield from _hint(linear[usable], *_WHOLE)
    if scene.person is not None:
        mask = fit(scene.person, small)
        behind = linear[usable & (mask < 0.1)]
        full = min(1.0, len(behind) / (_FULL_BACKGROUND * mask.size))
        yield from _hint(behind, *_BACKGROUND, full)


def _face_hints(plane: FacePlane | None, whites: Pixels | None) -> Iterator[_Hint]:
    if plane is not None and plane.skin.sum() >= _MIN_PIXELS:
        colour = srgb_to_linear(plane.skin_srgb)
        yield from _hint(colour[None].repeat(_MIN_PIXELS, axis=0), *_SKIN)
    if whites is not None:
        linear = srgb_to_linear(whites)
        y = linear @ REC709_LUMINANCE
        brighter = linear[y >= at_share(y, 0.6)]
        colour = median_color(brighter)[None].repeat(_MIN_PIXELS, axis=0)
        yield from _hint(colour, *_WHITES, min(1.0, len(whites) / _FULL_WHITES))


def _hint(
    values: npt.NDArray[np.floating],
    neutral: tuple[float, float],
    spread: float,
    share: float = 1.0,
) -> Iterator[_Hint]:
    """Minkowski mean of n × 3 values as a shift from what neutral light gives."""
    if len(values) < _MIN_PIXELS:
        return
    squares = np.square(values, dtype=np.float32)
    share_each = np.full(len(squares), 1 / len(squares), dtype=np.float32)
    sixth = share_each @ (squares * squares * squares)  # a product is faster than mean(axis=0)
    r, g, b = (sixth.astype(np.float64) + 1e-18) ** (1 / _MINKOWSKI)
    ratio = np.array([np.log2(r / g), np.log2(b / g)])
    yield _Hint(ratio - neutral, share / spread**2)
