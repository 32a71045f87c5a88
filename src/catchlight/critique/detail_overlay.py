"""Two pictures of one shot laid over each other, and how much structure of the first one is left.

The second picture is brought into the first one's frame as both lie, or by the face, and then by
optical flow, so that a crop, a turn or an eased mouth is not taken for a loss.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from ..face import FloatArray
from ..image import Pixels
from .detail_places import Mask, SmallCopy
from .named_detail import Place

FINE: tuple[Place, ...] = ("mouth", "teeth", "eyes", "brows", "lower face")
MARKS: tuple[Place, ...] = ("skin", "cheeks", "mark")
# Sigmas between which structure is looked at: marks of the skin, parts of the face, the rest.
SKIN_BAND_PX, FINE_BAND_PX, COARSE_BAND_PX = (0.8, 2.4), (0.8, 4.0), (1.5, 9.0)
LEAST_STRUCTURE = 0.012  # deviation of log2 luminance in the band: less is a plain surface
NOISE_FLOOR = 0.02  # added to luminance before the logarithm: black is not infinitely dark
ONE_SHOT = 0.55  # correlation of the two faces from which they are one shot
SAME_SHAPE = 0.01  # of width / height
MOST_FLOW_IOD = 0.15  # the flow may mend this much of the alignment
TILE_IOD = 0.08  # sigma of the patches in which skin is looked at
_INNER_FACE = (33, 133, 362, 263, 1, 2, 168, 6, 61, 291, 234, 454, 152, 10)


@dataclass(frozen=True, eq=False)
class Laid:
    """Another picture in the first one's frame; `inside` where it has pixels.

    `flowed` is the same, its small displacements undone; where nothing moved, `pixels` is truer.
    """

    pixels: Pixels
    flowed: Pixels
    inside: Mask


def laid_over(copy: SmallCopy, other: SmallCopy) -> Laid | None:
    """The other picture in the first one's frame; None when they are not one shot."""
    best, agreed = None, ONE_SHOT
    face = copy.mask("skin") | copy.mask("eyes") | copy.mask("mouth")
    own = band(copy.portrait.pixels, "picture")
    for matrix in _ways(copy, other):
        laid = _warped(copy, other, matrix)
        both = face & laid.inside
        if both.sum() < face.sum() / 2:
            continue
        found = _correlation(own[both], band(laid.flowed, "picture")[both])
        if found > agreed:
            best, agreed = laid, found
    return best


def _ways(copy: SmallCopy, other: SmallCopy) -> Iterator[FloatArray]:
    """Maps from the other picture to the first: as both lie, and by the face."""
    a, b = copy.portrait.extent, other.portrait.extent
    if abs(a.width / a.height - b.width / b.height) < SAME_SHAPE:
        yield np.array([[a.width / b.width, 0, 0], [0, a.height / b.height, 0]], np.float32)
    points = list(_INNER_FACE)
    matrix, _ = cv2.estimateAffinePartial2D(
        other.face.landmarks[points, :2], copy.face.landmarks[points, :2], method=cv2.LMEDS
    )
    if matrix is not None:
        yield np.asarray(matrix, np.float32)


def _warped(copy: SmallCopy, other: SmallCopy, matrix: FloatArray) -> Laid:
    width, height = copy.portrait.extent
    pixels = cv2.warpAffine(
        other.portrait.pixels,
        matrix,
        (width, height),
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    ones = np.ones(other.portrait.pixels.shape[:2], np.float32)
    inside = cv2.warpAffine(ones, matrix, (width, height), flags=cv2.INTER_NEAREST) > 0
    flow = _flow(copy, np.asarray(pixels, np.float32))
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    flowed = cv2.remap(
        pixels,
        columns + flow[..., 0],
        rows + flow[..., 1],
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return Laid(np.asarray(pixels, np.float32), np.asarray(flowed, np.float32), np.asarray(inside))


def _flow(copy: SmallCopy, pixels: Pixels) -> FloatArray:
    """Where each pixel of the first picture lies in the second, held to small displacements."""
    finder = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_FAST)
    start = np.zeros((*pixels.shape[:2], 2), np.float32)
    flow = finder.calc(_grey_bytes(copy.portrait.pixels), _grey_bytes(pixels), start)
    length = np.linalg.norm(flow, axis=2, keepdims=True)
    held = np.minimum(1.0, MOST_FLOW_IOD * copy.iod / np.maximum(length, 1e-6))
    return np.asarray(flow * held, np.float32)


def structure_kept(copy: SmallCopy, laid: Laid, place: Place, mask: Mask) -> tuple[float, float]:
    """Shares of the structure under `mask`: what is still there, and what was cut off."""
    own = band(copy.portrait.pixels, place)
    square = own[mask] ** 2
    total = max(float(square.sum()), 1e-9)
    kept = []
    for pixels in (laid.pixels, laid.flowed):
        theirs = np.where(laid.inside, band(pixels, place), 0.0).astype(np.float32)
        share = float((own[mask] * theirs[mask]).sum()) / total
        if place in ("skin", "cheeks"):
            share = min(share, _kept_everywhere(own, theirs, mask, copy.iod))
        kept.append(share)
    cut = 1.0 - float(square[laid.inside[mask]].sum()) / total
    return min(max(*kept, 0.0), 1.0), cut


def _kept_everywhere(own: FloatArray, theirs: FloatArray, mask: Mask, iod: float) -> float:
    """The share kept of the usual patch: folds and edges must not outweigh many faint marks."""
    sigma = TILE_IOD * iod
    weight = cv2.GaussianBlur(mask.astype(np.float32), (0, 0), sigma)
    product, square = (
        cv2.GaussianBlur(np.where(mask, plane, 0.0).astype(np.float32), (0, 0), sigma)
        for plane in (own * theirs, own * own)
    )
    seen = mask & (weight > 0.5)
    if not seen.any():
        return 1.0
    return float(np.median(product[seen] / np.maximum(square[seen], 1e-9)))


def band(pixels: Pixels, place: Place) -> FloatArray:
    """The place's structure: log2 luminance between two blurs, deviation about .05 to .5."""
    fine, coarse = FINE_BAND_PX if place in FINE else COARSE_BAND_PX
    if place in MARKS:
        fine, coarse = SKIN_BAND_PX
    grey = np.log2(cv2.cvtColor(np.clip(pixels, 0, 1), cv2.COLOR_RGB2GRAY) + NOISE_FLOOR)
    return np.asarray(
        cv2.GaussianBlur(grey, (0, 0), fine) - cv2.GaussianBlur(grey, (0, 0), coarse), np.float32
    )


def deviation(values: FloatArray) -> float:
    """Standard deviation; 0 of nothing."""
    return float(values.std()) if values.size else 0.0


def _correlation(a: FloatArray, b: FloatArray) -> float:
    spread = float(np.sqrt((a**2).sum() * (b**2).sum()))
    return float((a * b).sum()) / spread if spread > 0 else 0.0


def _grey_bytes(pixels: Pixels) -> npt.NDArray[np.uint8]:
    """Grey with the histogram evened out, so that the flow does not follow exposure."""
    grey = cv2.cvtColor(np.clip(pixels, 0, 1), cv2.COLOR_RGB2GRAY)
    return np.asarray(cv2.equalizeHist(np.rint(grey * 255).astype(np.uint8)), np.uint8)
