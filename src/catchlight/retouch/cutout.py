"""The cut-out at work: is the matte good enough, what lies behind the person, how grainy is it all.

Shared by the backdrop and depth edits.
"""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from ..color import FloatArray, srgb_to_lab
from ..errors import EditError
from ..image import Pixels
from ..portrait import Matte, Portrait
from ..vision.bands import bands, enlarged_rows
from .displacement import FACE_OVAL
from .planes import luma, ramp, resized, unit_px

CHECK_SIDE = 384  # pixels of the longest side at which a matte is judged
LEAST_PERSON, MOST_PERSON = 0.04, 0.97  # share of the picture: outside it nothing was cut out
MOST_UNSURE = 0.22  # share of the person's own area that may be half transparent (curls: .12)
FACE_SOLID = 0.97  # mean alpha inside the face: below it the matte has holes
ISLAND_LIMIT = 0.02  # of the person: a piece apart and larger than this is not dust
# An outline that runs through one colour was cut through a thing (a cap, dark hair on black).
SAME_COLOR = 4.0  # CIELAB distance across the outline that no eye would take for an edge
MOST_THROUGH = 0.15  # share of the outline above the chin; sound mattes reach .09, a cut cap .26
ACROSS_PX, SMOOTH_PX = 6, 1.2  # at CHECK_SIDE: how far to either side colours are compared
FILL_SIDE = 768  # pixels of the longest side at which the person's place is filled
GRAIN_SIDE = 1536  # pixels: the middle part in which grain is measured
FILL_REACH = 6  # how many halvings the background is carried into the person's place


def sound_matte(portrait: Portrait) -> Matte:
    """The portrait's matte without dust. Raises EditError when it is too poor to cut by."""
    matte = portrait.matte
    if matte is None:
        raise EditError(
            "The edit needs the person's fine matte. Make it first: "
            "catchlight.vision.matte.with_matte(portrait)."
        )
    fault = matte_fault(portrait, matte)
    if fault:
        raise EditError(
            f"The person cannot be cut out well here: {fault}. Expected a clear outline. "
            "Use a photo with a plainer background, or leave this edit out."
        )
    alpha = _without_dust(matte.alpha)
    return matte if alpha is matte.alpha else replace(matte, alpha=alpha)


def matte_fault(portrait: Portrait, matte: Matte) -> str:
    """What is wrong with a matte, in words with the figure; empty when it can be used."""
    scale = min(1.0, CHECK_SIDE / max(portrait.extent))
    width = max(1, round(portrait.extent.width * scale))
    height = max(1, round(portrait.extent.height * scale))
    alpha = resized(matte.alpha, width, height)
    person = float(alpha.mean())
    if not LEAST_PERSON <= person <= MOST_PERSON:
        return f"the cut-out covers {person:.0%} of the picture"
    unsure = float(((alpha > 0.08) & (alpha < 0.92)).mean()) / person
    if unsure > MOST_UNSURE:
        return f"{unsure:.0%} of the person's area is half transparent"
    if portrait.face is not None:
        inside = np.zeros(alpha.shape, dtype=np.uint8)
        oval = portrait.face.landmarks[list(FACE_OVAL), :2] * scale
        cv2.fillConvexPoly(inside, cv2.convexHull(oval.astype(np.float32)).astype(np.int32), 1)
        core = cv2.erode(inside, np.ones((5, 5), np.uint8)) > 0
        solid = float(alpha[core].mean()) if core.any() else 1.0
        if solid < FACE_SOLID:
            return f"the face is {1 - solid:.0%} transparent"
        through = _share_cut_through(resized(portrait.pixels, width, height), alpha, oval)
        if through > MOST_THROUGH:
            return f"{through:.0%} of the head's outline runs where there is no edge to be seen"
    return ""


def _share_cut_through(pixels: Pixels, alpha: FloatArray, oval: FloatArray) -> float:
    """Share of the outline above the chin with the same colour on both sides, 0…1."""
    lab = srgb_to_lab(cv2.GaussianBlur(pixels, (0, 0), SMOOTH_PX))
    soft = cv2.GaussianBlur(alpha, (0, 0), ACROSS_PX / 2)
    slope = np.stack([cv2.Sobel(soft, cv2.CV_32F, 1, 0), cv2.Sobel(soft, cv2.CV_32F, 0, 1)], -1)
    outlines, _ = cv2.findContours(
        (alpha > 0.5).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE
    )
    if not outlines:
        return 0.0
    points = np.concatenate([outline[:, 0] for outline in outlines])
    size = np.array(alpha.shape[::-1])
    inside = (points >= ACROSS_PX + 2) & (points <= size - ACROSS_PX - 3)
    points = points[inside.all(axis=1) & (points[:, 1] <= oval[:, 1].max())]
    inward = slope[points[:, 1], points[:, 0]]
    length = np.linalg.norm(inward, axis=1, keepdims=True)
    points, inward = points[length[:, 0] > 1e-4], inward[length[:, 0] > 1e-4]
    if not len(points):
        return 0.0
    step = ACROSS_PX * inward / np.linalg.norm(inward, axis=1, keepdims=True)
    here, there = (
        np.clip(np.rint(points + sign * step).astype(int), 0, size - 1) for sign in (1, -1)
    )
    distance = np.linalg.norm(lab[here[:, 1], here[:, 0]] - lab[there[:, 1], there[:, 0]], axis=1)
    return float((distance < SAME_COLOR).mean())


def _without_dust(alpha: FloatArray) -> FloatArray:
    """Alpha without small pieces that hang in the air apart from the person."""
    factor = max(1.0, max(alpha.shape) / CHECK_SIDE)
    width, height = (max(1, round(side / factor)) for side in alpha.shape[::-1])
    small = resized(alpha, width, height)
    count, labels, stats, _ = cv2.connectedComponentsWithStats((small > 0.1).astype(np.uint8))
    if count <= 2:
        return alpha
    areas = stats[1:, cv2.CC_STAT_AREA]
    dust = [k + 1 for k, area in enumerate(areas) if area < ISLAND_LIMIT * areas.max()]
    if not dust:
        return alpha
    hidden = np.asarray(
        cv2.dilate(np.isin(labels, dust).astype(np.float32), np.ones((3, 3), np.uint8)), np.float32
    )
    kept = 1 - resized(hidden, alpha.shape[1], alpha.shape[0])
    return np.asarray(alpha * kept, dtype=np.float32)


def background(pixels: Pixels, alpha: FloatArray) -> Pixels:
    """The picture with the person taken out: their place is filled from the background around.

    Pull and push: averages of what is surely background, carried inward from ever coarser copies.
    """
    height, width = alpha.shape
    behind = _behind(pixels, alpha)
    result = np.empty_like(pixels)
    for rows in bands(height, width):
        filled = enlarged_rows(behind, rows, height, width)
        seen = ramp(alpha[rows], 0.06, 0.0)[..., None]
        result[rows] = filled + seen * (pixels[rows] - filled)
    return result


def _behind(pixels: Pixels, alpha: FloatArray) -> Pixels:
    """The filled background, at FILL_SIDE at most."""
    height, width = alpha.shape
    factor = max(1.0, max(height, width) / FILL_SIDE)
    small = max(2, round(width / factor)), max(2, round(height / factor))
    seen = ramp(resized(alpha, *small), 0.06, 0.0)
    light = np.asarray(resized(pixels, *small) * seen[..., None], dtype=np.float32)
    return _filled(light, seen, FILL_REACH)


def luma_behind(pixels: Pixels, alpha: FloatArray) -> FloatArray:
    """Luma of the filled background at the picture's size: what a mixed pixel is mixed with."""
    return resized(luma(_behind(pixels, alpha)), alpha.shape[1], alpha.shape[0])


def _filled(weighted: FloatArray, weight: FloatArray, levels: int) -> Pixels:
    height, width = weight.shape
    known = weighted / np.maximum(weight, 1e-4)[..., None]
    if levels == 0 or min(height, width) < 4:
        total = max(float(weight.sum()), 1e-4)
        mean = weighted.sum(axis=(0, 1)) / total
        return np.asarray(known * weight[..., None] + mean * (1 - weight[..., None]), np.float32)
    half = ((width + 1) // 2, (height + 1) // 2)
    small = resized(weighted, *half)
    small_weight = resized(weight, *half)
    # A place with any background nearby counts as known on the coarser copy.
    boost = np.minimum(1, small_weight * 4) / np.maximum(small_weight, 1e-4)
    coarse = _filled(
        np.asarray(small * boost[..., None], np.float32),
        np.asarray(small_weight * boost, np.float32),
        levels - 1,
    )
    behind = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(known * weight[..., None] + behind * (1 - weight[..., None]), np.float32)


def grain_sigma(pixels: Pixels, alpha: FloatArray | None = None) -> float:
    """Noise of the picture: the median high-pass of its smoothest parts, encoded luma.

    Measured on the person where `alpha` is given. Immerkær 1996, taken on the flattest fifth.
    """
    height, width = pixels.shape[:2]
    top, left = max(0, (height - GRAIN_SIDE) // 2), max(0, (width - GRAIN_SIDE) // 2)
    middle = slice(top, top + GRAIN_SIDE), slice(left, left + GRAIN_SIDE)
    pixels = np.ascontiguousarray(pixels[middle])
    alpha = None if alpha is None else np.ascontiguousarray(alpha[middle])
    tone = luma(pixels)
    high = np.abs(
        cv2.filter2D(tone, -1, np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32))
    )
    cell = max(4, min(pixels.shape[:2]) // 64)
    size = (max(1, tone.shape[1] // cell), max(1, tone.shape[0] // cell))
    local = cv2.resize(high, size, interpolation=cv2.INTER_AREA)
    level = cv2.resize(tone, size, interpolation=cv2.INTER_AREA)
    usable = (level > 0.06) & (level < 0.94)
    if alpha is not None:
        usable &= cv2.resize(alpha, size, interpolation=cv2.INTER_AREA) > 0.98
    if usable.sum() < 8:
        return 0.0
    return float(np.quantile(local[usable], 0.2)) * float(np.sqrt(np.pi / 2)) / 6


def with_grain(pixels: Pixels, sigma: float, seed: int, out: Pixels | None = None) -> Pixels:
    """Sensor-like noise of that sigma (encoded luma); 0 changes nothing. `out` may be `pixels`."""
    if sigma <= 0:
        return pixels
    rng = np.random.default_rng(seed)
    height, width = pixels.shape[:2]
    noisy = np.empty_like(pixels) if out is None else out
    for rows in bands(height, width):
        noise = rng.standard_normal((rows.stop - rows.start, width), dtype=np.float32)
        noise *= np.float32(sigma)
        np.clip(pixels[rows] + noise[..., None], 0, 1, out=noisy[rows])
    return noisy


def edge_px(portrait: Portrait) -> float:
    """The width over which light creeps round an outline: a share of the eye distance."""
    return 0.06 * unit_px(portrait)
