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

from ..face import CHIN, FOREHEAD_TOP, Face, FloatArray
from ..image import Pixels

SURE, SURE_NOT = 0.95, 0.05  # u2netp and segmenter values taken as certain
WHOLE = 0.90  # segmenter value that counts as person although u2netp lost it
AGREED = 0.85  # segmenter value that bears u2netp out, below the chin
BESIDE = 0.4  # segmenter value below which a thing that u2netp took along is left out again
PERSON_BAND, GROUND_BAND = 0.07, 0.11  # IOD: how far certainty stops from the nets' outlines
LEAST_BANDS_PX = (7, 11)
EVEN_GROUND = 0.006  # median high-pass of the background below which it is a plain wall or paper
LEAST_GROUND = 0.03  # share of the picture that must be background before it is judged
DARKEST = 0.10  # encoded value of dark hair in this light: nothing is expected to be darker
SHADE, NO_SHADE = 0.30, 0.60  # opacity that a shadow on the wall feigns; that none does
LIKE_GROUND = 0.045  # largest channel difference at which a place looks like that wall
WALL_ITSELF = 0.03  # the same for single places between strands, which the matting starts from
SURELY_HAIR = 0.15  # the same from which a place between strands may be all hair
OUTLINE = (0.35, 0.65)  # mean of both networks between which pale clothes end
PALE_AS_GROUND = 0.14  # the same where thin strands hang before it: left to the matting
# IOD: the networks are asked this near to pale clothes, and not this near to a gap they missed
GAP_REACH = 0.15
STRAND_REACH = 0.12  # IOD: how near a strand must be for a pale place to be seen through hair
CROWN_REACH = 0.05  # IOD: the same of any contrast, above the forehead too, where hair shines
STRAND_WIDTH, THIN_CONTRAST = 0.12, 0.25  # IOD of the broadest strand; its contrast to the wall
STRAND_CONTRAST = 0.35  # channel difference of such a strand from the wall
FRAME_CONTRAST = 0.12  # channel difference from the wall that hair and skin show
PALE_FRAME = (0.75, 0.35)  # share of a gap's frame that may be as pale: above, below the chin
SOLID_RIM_PX = 4  # round what is solid the networks blur their own edge
CROWN = 0.6  # IOD above the eyes from which a pale place in the head is shine
COLLAR = 0.05  # IOD below the chin from which a pale place is rather a collar than a gap in hair
BLOB = 0.05  # IOD: half the thickness of a thing that is no hair
UNSEEN = 0.25  # of both networks: a place where neither sees the person
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
    if face is None:
        return result
    return _with_gaps(result, pixels, face, _solid(outline, person, face))


def _solid(outline: FloatArray, person: FloatArray, face: Face) -> Mask:
    """What may look like the wall and is none: clothes, and shine on a head, by both networks."""
    chin = max(0, int(face.point(CHIN).y))
    collar = chin + round(COLLAR * face.interocular_px)
    solid = (outline > SURE) & (person > SURE)
    crown = max(0, int(face.eye_centers[0].y - CROWN * face.interocular_px))
    solid[crown:chin] = False
    solid[collar:] |= ((outline > 0.5) & (person > SURE))[collar:]
    return np.asarray(solid)


def without_blobs(
    alpha: FloatArray, outlines: tuple[FloatArray, FloatArray], face: Face | None
) -> FloatArray:
    """Alpha without what neither network takes for the person and is too thick to be hair.

    A lamp or a frame behind the head, coloured like the hair it touches, passes for it.
    """
    if face is None:
        return alpha
    radius = max(3, round(BLOB * face.interocular_px))
    beyond = (alpha > 0.3) & (np.maximum(*outlines) < UNSEEN)
    core = cv2.morphologyEx(beyond.astype(np.uint8), cv2.MORPH_OPEN, _disc(radius)) > 0
    if not core.any():
        return alpha
    unseen = np.maximum(*outlines) < UNSEEN
    blob = (_grown(np.asarray(core), radius + 2) & unseen).astype(np.float32)
    return np.asarray(alpha * (1 - cv2.GaussianBlur(blob, (0, 0), 1.5) * unseen), dtype=np.float32)


def _shrunk(mask: Mask, radius: int) -> Mask:
    """Eroded by a disc, with the picture's edge counted as inside."""
    return np.asarray(cv2.erode(mask.astype(np.uint8), _disc(radius)) > 0)


def _grown(mask: Mask, radius: int) -> Mask:
    return np.asarray(cv2.dilate(mask.astype(np.uint8), _disc(radius)) > 0)


def _disc(radius: int) -> npt.NDArray[np.uint8]:
    size = 2 * radius + 1
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)), dtype=np.uint8)


def _with_gaps(known: FloatArray, pixels: Pixels, face: Face, solid: Mask) -> FloatArray:
    """The trimap with wall seen through the hair marked as background, but nothing of `solid`."""
    ground = known == 0
    if not is_plain(pixels, ground):
        return known
    unit = face.interocular_px
    wall = _carried(pixels, ground)
    unlike = np.abs(cv2.GaussianBlur(pixels, (0, 0), 0.8) - wall).max(axis=-1)
    alike = unlike < LIKE_GROUND
    oval = _oval(face, known)
    alike &= oval == 0
    alike[int(face.point(CHIN).y + GAPS_BELOW_CHIN * unit) :] = False
    strands = cv2.dilate(unlike, _disc(max(3, round(CROWN_REACH * unit))))
    pale = (unlike < PALE_AS_GROUND) & (oval == 0)
    on_top = slice(0, max(0, int(face.point(FOREHEAD_TOP).y)))
    beside_face = _near_strands(unlike, face)
    beside_face[on_top] = False
    pale &= (strands > STRAND_CONTRAST) | beside_face
    pale[int(face.point(CHIN).y) :] = False
    radius = max(1, round(GAP_WIDTH * unit))
    opened = cv2.morphologyEx(alike.astype(np.uint8), cv2.MORPH_OPEN, _disc(radius))
    gap = _framed(np.asarray(opened > 0), known, unlike, face) & ~_grown(solid, SOLID_RIM_PX)
    hanging = _touching(_grown(pale, max(2, round(0.03 * unit))), known != 1)
    doubtful = _grown(gap, max(4, round(0.12 * unit))) | hanging
    result = known.copy()
    plain_clothes = (unlike < PALE_AS_GROUND) & ~gap
    plain_clothes[: int(face.point(CHIN).y)] = False
    result[doubtful & (known == 1) & (oval == 0) & ~plain_clothes] = 0.5
    result[_shrunk(gap, 2)] = 0
    beside = hanging & (unlike < WALL_ITSELF) & (oval == 0)
    beside[: max(0, int(face.point(FOREHEAD_TOP).y))] = False
    result[beside] = 0
    return result


def against_wall(
    alpha: FloatArray,
    pixels: Pixels,
    known: FloatArray,
    outlines: tuple[FloatArray, FloatArray],
    face: Face | None,
) -> FloatArray:
    """The solved alpha, mended where a plain wall tells more than the matting could.

    A lock of dark hair before a pale wall is there, and wall that shows between strands is not.
    Pale clothes before a pale wall have no edge that a matting could find: there both networks'
    `outlines` decide. Where the background is no plain wall nothing changes.
    """
    ground = known == 0
    if not is_plain(pixels, ground):
        return alpha
    wall, undecided = _carried(pixels, ground), known == 0.5
    mended = np.where(undecided, np.maximum(alpha, _least_alpha(pixels, wall)), alpha)
    if face is None:
        return np.asarray(mended, dtype=np.float32)
    unlike = np.abs(cv2.GaussianBlur(pixels, (0, 0), 0.8) - wall).max(axis=-1)
    chin = max(0, int(face.point(CHIN).y))
    between = undecided & _near_strands(unlike, face) & (_oval(face, known) == 0)
    between[chin:] = False
    between[: max(0, int(face.point(FOREHEAD_TOP).y))] = False  # shine on the head is no wall
    mended = np.where(between, np.minimum(mended, unlike / SURELY_HAIR), mended)
    said = np.clip((sum(outlines) / 2 - OUTLINE[0]) / (OUTLINE[1] - OUTLINE[0]), 0, 1)
    gaps = ground & (said > 0.5)
    reach = max(3, round(GAP_REACH * face.interocular_px))
    garment = _grown((known == 1) & (unlike < PALE_AS_GROUND), reach)
    clothes = undecided & garment & ~_grown(gaps, reach)
    clothes[:chin] = False
    pale = np.clip((PALE_AS_GROUND - unlike) / (PALE_AS_GROUND - LIKE_GROUND), 0, 1) * clothes
    return np.asarray(mended + pale * (said - mended), dtype=np.float32)


def _least_alpha(pixels: Pixels, wall: Pixels) -> FloatArray:
    """How opaque a place must be at least, 0…1: nothing is darker than black hair, nor than white
    brighter. What a shadow on the wall would do as well counts for nothing.
    """
    darker = (wall - pixels) / np.maximum(wall - DARKEST, 0.1)
    brighter = (pixels - wall) / np.maximum(1 - wall, 0.1)
    least = np.maximum(darker.min(axis=-1), brighter.min(axis=-1))
    certain = np.clip((least - SHADE) / (NO_SHADE - SHADE), 0, 1)
    return np.asarray(np.clip(least * certain, 0, 1), dtype=np.float32)


def _near_strands(unlike: FloatArray, face: Face) -> Mask:
    """Where thin strands hang before the wall: no jacket and no jaw, which are broad."""
    unit = face.interocular_px
    broad = cv2.morphologyEx(unlike, cv2.MORPH_OPEN, _disc(max(2, round(STRAND_WIDTH * unit / 2))))
    near = cv2.dilate(unlike - broad, _disc(max(3, round(STRAND_REACH * unit))))
    return np.asarray(near > THIN_CONTRAST)


def _oval(face: Face, like: FloatArray) -> npt.NDArray[np.uint8]:
    oval = np.zeros(like.shape, dtype=np.uint8)
    hull = cv2.convexHull(face.landmarks[list(OVAL), :2].astype(np.float32))
    cv2.fillConvexPoly(oval, hull.astype(np.int32), 1)
    return oval


def is_plain(pixels: Pixels, ground: Mask) -> bool:
    """Whether the background is a wall or paper without detail, and enough of it is in sight."""
    fine = np.abs(pixels - cv2.GaussianBlur(pixels, (0, 0), 8)).max(axis=-1)
    return bool(ground.mean() >= LEAST_GROUND and np.median(fine[ground]) <= EVEN_GROUND)


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
