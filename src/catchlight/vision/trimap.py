"""Trimap: what is surely the person, surely not, and what the matting must decide.

Two networks look: u2netp sees fine outlines but sometimes loses hair, scarves or a pale shoulder;
the segmenter keeps whole people but is coarse. Sure is where they agree, or where the segmenter is
deep inside. Then, before an even background, gaps between hair and neck that both took for person
are found by their colour.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from ..face import CHIN, Face, FloatArray
from ..image import Pixels

SURE, SURE_NOT = 0.95, 0.05  # u2netp and segmenter values taken as certain
WHOLE = 0.90  # segmenter value that counts as person although u2netp lost it
AGREED = 0.85  # segmenter value that bears u2netp out, below the chin
BESIDE = 0.4  # segmenter value below which a thing that u2netp took along is left out again
PERSON_BAND, GROUND_BAND = 0.07, 0.11  # IOD: how far certainty stops from the nets' outlines
LEAST_BANDS_PX = (7, 11)
EVEN_GROUND = 0.006  # median high-pass of the background below which it is a plain wall or paper
LIKE_GROUND = 0.045  # largest channel difference at which a place looks like that wall
PALE_AS_GROUND = 0.14  # the same where thin strands hang before it: left to the matting
STRAND_REACH = 0.05  # IOD: how near a strand must be for a pale place to be seen through hair
STRAND_CONTRAST = 0.35  # channel difference of such a strand from the wall
FRAME_CONTRAST = 0.12  # channel difference from the wall that hair and skin show
PALE_FRAME = (0.75, 0.35)  # share of a gap's frame that may be as pale: above, below the chin
GAP_WIDTH = 0.018  # IOD: narrower gaps are left to the matting
GAPS_BELOW_CHIN = 0.6  # IOD: lower lie pale clothes, which may look like the wall
OVAL = (
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152,
    148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
)  # fmt: skip

Mask = npt.NDArray[np.bool_]


def trimap(
    pixels: Pixels, outline: FloatArray, person: FloatArray, face: Face | None
) -> FloatArray:
    """1 person, 0 background, .5 unknown; all at the size of `pixels`.

    `outline` is u2netp's mask, `person` the segmenter's, `face` in pixels of this copy.
    """
    unit = face.interocular_px if face else 0.0
    inward = max(LEAST_BANDS_PX[0], round(PERSON_BAND * unit))
    outward = max(LEAST_BANDS_PX[1], round(GROUND_BAND * unit))
    agreed = (outline > SURE) & (person > 0.5)
    nothing = (outline < SURE_NOT) & (person < SURE_NOT)
    if face is not None:  # below the chin (no hats there) things beside the person are not theirs
        below = slice(max(0, int(face.point(CHIN).y)), None)
        agreed[below] &= person[below] > AGREED
        nothing[below] |= person[below] < BESIDE
    sure = _shrunk(person > WHOLE, inward) | _shrunk(agreed, inward)
    sure_not = _shrunk(nothing, outward)
    result = np.full(outline.shape, 0.5, dtype=np.float32)
    result[sure], result[sure_not] = 1, 0
    return result if face is None else _with_gaps(result, pixels, face)


def _shrunk(mask: Mask, radius: int) -> Mask:
    """Eroded by a disc, with the picture's edge counted as inside."""
    return np.asarray(cv2.erode(mask.astype(np.uint8), _disc(radius)) > 0)


def _grown(mask: Mask, radius: int) -> Mask:
    return np.asarray(cv2.dilate(mask.astype(np.uint8), _disc(radius)) > 0)


def _disc(radius: int) -> npt.NDArray[np.uint8]:
    size = 2 * radius + 1
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)), dtype=np.uint8)


def _with_gaps(known: FloatArray, pixels: Pixels, face: Face) -> FloatArray:
    """The trimap with wall seen through the hair marked as background."""
    ground = known == 0
    fine = np.abs(pixels - cv2.GaussianBlur(pixels, (0, 0), 8)).max(axis=-1)
    if ground.mean() < 0.03 or float(np.median(fine[ground])) > EVEN_GROUND:
        return known
    unit = face.interocular_px
    wall = _carried(pixels, ground)
    unlike = np.abs(cv2.GaussianBlur(pixels, (0, 0), 0.8) - wall).max(axis=-1)
    alike = unlike < LIKE_GROUND
    oval = np.zeros(known.shape, dtype=np.uint8)
    hull = cv2.convexHull(face.landmarks[list(OVAL), :2].astype(np.float32))
    cv2.fillConvexPoly(oval, hull.astype(np.int32), 1)
    alike &= oval == 0
    alike[int(face.point(CHIN).y + GAPS_BELOW_CHIN * unit) :] = False
    strands = cv2.dilate(unlike.astype(np.float32), _disc(max(3, round(STRAND_REACH * unit))))
    pale = (unlike < PALE_AS_GROUND) & (strands > STRAND_CONTRAST) & (oval == 0)
    pale[int(face.point(CHIN).y) :] = False
    radius = max(1, round(GAP_WIDTH * unit))
    opened = cv2.morphologyEx(alike.astype(np.uint8), cv2.MORPH_OPEN, _disc(radius))
    gap = _framed(np.asarray(opened > 0), known, unlike, face)
    hanging = _touching(_grown(pale, max(2, round(0.03 * unit))), known != 1)
    doubtful = _grown(gap, max(4, round(0.12 * unit))) | hanging
    result = known.copy()
    result[doubtful & (known == 1) & (oval == 0)] = 0.5
    result[_shrunk(gap, 2)] = 0
    return result


def _touching(mask: Mask, outside: Mask) -> Mask:
    """Only the pieces of the mask that reach `outside`: shine inside the hair stays hair."""
    _, labels = cv2.connectedComponents((mask & ~outside).astype(np.uint8))
    reached = np.unique(labels[_grown(outside, 2)])
    return np.asarray(np.isin(labels, reached[reached > 0]))


def _framed(gaps: Mask, known: FloatArray, unlike: FloatArray, face: Face) -> Mask:
    """Only the gaps that hair, skin or background frame: in pale clothes nothing dark is around."""
    _, labels, _, centers = cv2.connectedComponentsWithStats(gaps.astype(np.uint8))
    rim = _grown(gaps, 4) & ~gaps
    nearest = cv2.dilate(labels.astype(np.float32), _disc(4))[rim].astype(int)
    wan = (known[rim] == 1) & (unlike[rim] < FRAME_CONTRAST)
    around = np.maximum(np.bincount(nearest, minlength=labels.max() + 1), 1)
    share = np.bincount(nearest, weights=wan, minlength=labels.max() + 1) / around
    keep = share < np.where(centers[:, 1] < face.point(CHIN).y, *PALE_FRAME)
    keep[0] = False
    return np.asarray(keep[labels])


def _carried(pixels: Pixels, ground: Mask) -> Pixels:
    """The wall's colour at every place: a wide average of the background that is in sight."""
    height, width = ground.shape
    small = (max(1, width // 8), max(1, height // 8))
    weight = cv2.resize(ground.astype(np.float32), small, interpolation=cv2.INTER_AREA)
    color = cv2.resize(pixels * ground[..., None], small, interpolation=cv2.INTER_AREA)
    total = np.zeros_like(color)
    shares = np.zeros_like(weight)
    for sigma, share in ((3.0, 1.0), (9.0, 1e-2), (40.0, 1e-5)):  # near walls count most
        total = total + share * _soft(color, sigma)
        shares = shares + share * _soft(weight, sigma)
    wall = total / np.maximum(shares, 1e-9)[..., None]
    return np.asarray(cv2.resize(wall, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)


def _soft(plane: npt.NDArray[Any], sigma: float) -> FloatArray:
    blurred = cv2.GaussianBlur(plane, (0, 0), sigma, borderType=cv2.BORDER_REFLECT)
    return np.asarray(blurred, dtype=np.float32)
