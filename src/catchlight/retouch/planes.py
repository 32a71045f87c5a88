"""Fast plane arithmetic that the edits share: luma, OKLab, lookup tables, blurs, guided base.

A *plane* is (height, width) float32. Every function is pure. OpenCV does the wide loops: one
megapixel passes through most of these in 1–10 ms on one core.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import cv2
import numpy as np
import numpy.typing as npt

from ..color import (
    LMS_TO_OKLAB,
    LMS_TO_RGB,
    OKLAB_TO_LMS,
    REC709_LUMINANCE,
    RGB_TO_LMS,
    linear_to_srgb,
    srgb_to_linear,
)
from ..image import Pixels
from ..portrait import Portrait
from ..vision.bands import bands, enlarged_rows, side_by_side

FloatArray = npt.NDArray[np.float32]

RowMaker = Callable[[slice], FloatArray]  # rows of a plane → those rows

TABLE_SIZE = 65536  # entries of a lookup table: its step is far below half an 8-bit level
STRIP_PIXELS = 32768  # three float channels of them fill a part of a core's second-level cache
WORKING_SIGMA_PX = 4.0  # wider blurs run on a smaller copy, where this sigma is enough
IOD_WITHOUT_FACE = 0.12  # of the shorter side: a head-and-shoulders portrait's usual eye distance


def unit_px(portrait: Portrait) -> float:
    """The length that radii are given in: the IOD, or its usual share of a faceless picture."""
    if portrait.face is not None:
        return max(1.0, portrait.face.interocular_px)
    return IOD_WITHOUT_FACE * min(portrait.extent)


def by_strips(
    work: Callable[..., FloatArray],
    first: FloatArray,
    *others: FloatArray | RowMaker,
    out: FloatArray | None = None,
) -> FloatArray:
    """`work` on planes of the same height, a strip of rows at a time, its results put together.

    For work that looks at one pixel at a time. The steps between stay in the processor's cache: on
    large pictures fresh memory costs more than the arithmetic. A plane that is easily made row by
    row may be given as what makes it. `out` may be one of the planes, whose values then go.
    """
    height = first.shape[0]
    step = max(1, STRIP_PIXELS // max(1, first.shape[1]))

    def done(rows: slice) -> FloatArray:
        return work(first[rows], *(o(rows) if callable(o) else o[rows] for o in others))

    strips = [slice(top, min(height, top + step)) for top in range(0, height, step)]
    start = done(strips[0]) if strips else first
    if out is None:
        if len(strips) < 2:
            return start
        out = np.empty((height, *start.shape[1:]), dtype=np.float32)
    result = out
    result[: len(start)] = start

    def put(rows: slice) -> None:
        result[rows] = done(rows)

    side_by_side(put, strips[1:])
    return result


def luma(pixels: Pixels) -> FloatArray:
    """Rec. 709 luma Y′: the weighted sum of the encoded channels, 0…1."""
    weights = np.append(REC709_LUMINANCE, 0).astype(np.float32)[None, :3]
    return np.asarray(cv2.transform(pixels, weights), dtype=np.float32)


def channel_peak(pixels: Pixels) -> FloatArray:
    """The largest of the three channels, per pixel."""
    red, green, blue = cv2.split(pixels)
    return np.asarray(cv2.max(cv2.max(red, green), blue), dtype=np.float32)


def decode(pixels: Pixels) -> FloatArray:
    """sRGB → linear light by table: within .00002 of color.srgb_to_linear, and much faster."""
    return looked_up(_decoding(), pixels)


def encode(linear: FloatArray) -> Pixels:
    """Linear light → sRGB by table, clipped to 0…1: within .0001 (1/40 of an 8-bit level)."""
    return looked_up(_encoding(), linear)


@cache
def _decoding() -> FloatArray:
    return table_of(srgb_to_linear)


@cache
def _encoding() -> FloatArray:
    return table_of(linear_to_srgb)


def to_oklab(pixels: Pixels) -> FloatArray:
    """OKLab of sRGB pixels: L 0…1, a, b about −.4….4."""
    cones = cv2.transform(decode(pixels), RGB_TO_LMS)
    np.cbrt(cones, out=cones)
    return np.asarray(cv2.transform(cones, LMS_TO_OKLAB), dtype=np.float32)


def from_oklab(lab: FloatArray) -> Pixels:
    """sRGB of OKLab. Colours outside sRGB lose chroma, not their hue or lightness."""
    cones = cv2.transform(lab, OKLAB_TO_LMS)
    cubed = cones * cones
    cubed *= cones
    linear = np.asarray(cv2.transform(cubed, LMS_TO_RGB), dtype=np.float32)
    return encode(into_gamut(linear))


def into_gamut(rgb: FloatArray) -> FloatArray:
    """Pull colours with a channel above 1 towards their own grey, just enough; then clip."""
    peak = channel_peak(rgb)
    if float(peak.max(initial=0)) <= 1.0005:  # rounding is no excess
        return np.asarray(np.clip(rgb, 0, 1), dtype=np.float32)
    grey = np.minimum(luma(rgb), 1)
    keep = np.minimum(1, (1 - grey) / np.maximum(peak - grey, 1e-6))
    greys = in_three(grey)
    inside = rgb - greys
    inside *= in_three(keep)
    inside += greys
    return np.asarray(np.clip(inside, 0, 1, out=inside), dtype=np.float32)


def in_three(plane: FloatArray) -> FloatArray:
    """The plane in each of three channels: a plain product with it is faster than broadcasting."""
    return np.asarray(cv2.merge((plane, plane, plane)), dtype=np.float32)


def gained(pixels: Pixels, gain: FloatArray) -> Pixels:
    """Pixels × a gain per pixel. The ratios of the channels stay, so hue and chroma do."""
    return into_gamut(np.asarray(pixels * in_three(gain), dtype=np.float32))


def table_of(curve: Callable[[FloatArray], npt.ArrayLike]) -> FloatArray:
    """Tabulate a function of 0…1 for `looked_up`."""
    steps = np.linspace(0, 1, TABLE_SIZE, dtype=np.float32)
    return np.asarray(curve(steps), dtype=np.float32)


def looked_up(table: FloatArray, values: FloatArray) -> FloatArray:
    """The table's value for each number 0…1 (clipped to it)."""
    scaled = np.clip(values, 0, 1)
    scaled *= np.float32(TABLE_SIZE - 1)  # in place: fresh memory costs more than the arithmetic
    scaled += np.float32(0.5)
    if not scaled.size:
        return scaled
    found = cv2.LUT(scaled.astype(np.uint16), table)  # a third faster than `take`
    return np.asarray(found, dtype=np.float32).reshape(scaled.shape)


def gain_of(table: FloatArray) -> FloatArray:
    """A tone curve's table as a gain: output / input, with the slope at 0 carried on to 0."""
    steps = np.linspace(0, 1, TABLE_SIZE, dtype=np.float32)
    first = 64  # below this entry (.001) the quotient is all rounding
    gain = np.empty_like(table)
    gain[first:] = table[first:] / steps[first:]
    gain[:first] = gain[first]
    return gain


def toned(pixels: Pixels, curve: Callable[[FloatArray], npt.ArrayLike]) -> Pixels:
    """Apply a tone curve to luma and carry it to the channels as a gain."""
    gain = gain_of(table_of(curve))
    return by_strips(lambda part: gained(part, looked_up(gain, luma(part))), pixels)


def resized(plane: FloatArray, width: int, height: int) -> FloatArray:
    """A plane or picture at another size: area means going down, linear going up."""
    if (plane.shape[1], plane.shape[0]) == (width, height):
        return plane
    smaller = width * height < plane.shape[0] * plane.shape[1]
    how = cv2.INTER_AREA if smaller else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(plane, (width, height), interpolation=how), dtype=np.float32)


def shrunk(plane: FloatArray, factor: float) -> FloatArray:
    """A plane or picture `factor` times smaller (≥ 1); at least 4 pixels a side remain."""
    if factor <= 1:
        return plane
    height, width = plane.shape[:2]
    return resized(plane, max(4, round(width / factor)), max(4, round(height / factor)))


def blurred(plane: FloatArray, sigma_px: float) -> FloatArray:
    """Gaussian blur of any width; wide ones are computed on a smaller copy."""
    if sigma_px <= 0.3:  # narrower than a pixel: nothing to blur
        return plane
    factor = max(1.0, sigma_px / WORKING_SIGMA_PX)
    small = shrunk(plane, factor)
    sigma = sigma_px * small.shape[1] / plane.shape[1]
    soft = cv2.GaussianBlur(small, (0, 0), sigma, borderType=cv2.BORDER_REFLECT_101)
    return resized(np.asarray(soft, dtype=np.float32), plane.shape[1], plane.shape[0])


def blurred_rows(plane: FloatArray, sigma_px: float) -> RowMaker:
    """Rows of `blurred`: of a wide blur only the small copy is held."""
    height, width = plane.shape[:2]
    factor = sigma_px / WORKING_SIGMA_PX
    if factor <= 1:
        soft = blurred(plane, sigma_px)
        return lambda rows: soft[rows]
    small = shrunk(plane, factor)
    soft = blurred(small, sigma_px * small.shape[1] / width)
    return lambda rows: enlarged_rows(soft, rows, height, width)


def blurred_within(plane: FloatArray, mask: FloatArray, sigma_px: float) -> FloatArray:
    """Blur that takes only from inside the mask, so that nothing bleeds in from outside."""
    weight = blurred(mask, sigma_px)
    weighted = plane * (mask if plane.ndim == 2 else mask[..., None])
    total = blurred(np.asarray(weighted, dtype=np.float32), sigma_px)
    floor = np.maximum(weight, 1e-4)
    return np.asarray(total / (floor if plane.ndim == 2 else floor[..., None]), dtype=np.float32)


def guided_base(guide: FloatArray, plane: FloatArray, radius_px: float, edge: float) -> FloatArray:
    """The plane smoothed except across the guide's edges (fast guided filter, He & Sun 2015).

    `edge` is the contrast, in the guide's unit, above which an edge stays. The coefficients are
    found on a copy where the radius is about 6 px, then applied to the full-size guide.
    """
    factor = max(1.0, radius_px / 6.0)
    small_guide, small = shrunk(guide, factor), shrunk(plane, factor)
    radius = max(1, round(radius_px / factor))
    size = (2 * radius + 1, 2 * radius + 1)

    def mean(values: FloatArray) -> FloatArray:
        averaged = cv2.blur(values, size, borderType=cv2.BORDER_REFLECT_101)
        return np.asarray(averaged, dtype=np.float32)

    mean_guide, mean_plane = mean(small_guide), mean(small)
    variance = np.maximum(mean(small_guide * small_guide) - mean_guide * mean_guide, 0)
    covariance = mean(small_guide * small) - mean_guide * mean_plane
    slope = np.asarray(covariance / (variance + np.float32(edge * edge)), dtype=np.float32)
    offset = mean(mean_plane - slope * mean_guide)
    slope = mean(slope)
    height, width = guide.shape[:2]
    result = np.empty((height, width), dtype=np.float32)
    for rows in bands(height, width):
        np.multiply(enlarged_rows(slope, rows, height, width), guide[rows], out=result[rows])
        result[rows] += enlarged_rows(offset, rows, height, width)
    return result


def ramp(values: npt.ArrayLike, low: float, high: float) -> FloatArray:
    """Smoothstep: 0 below `low`, 1 above `high`, soft between (also falling, if high < low)."""
    t = np.clip((np.asarray(values, dtype=np.float32) - low) / (high - low), 0, 1)
    return np.asarray(t * t * (3 - 2 * t), dtype=np.float32)
