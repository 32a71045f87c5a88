"""Proof sheet: the places where an edit betrays itself, at 200 %, before and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from ..face import (
    CHIN,
    FOREHEAD_TOP,
    IMAGE_LEFT_MOUTH_CORNER,
    IMAGE_RIGHT_MOUTH_CORNER,
    NOSE_TIP,
    UPPER_LIP_INNER,
    Face,
    FloatArray,
)
from ..geometry import Point
from ..image import Pixels, to_pixels, to_uint8
from ..portrait import Portrait
from .contact_sheet import GROUND, INK, QUIET
from .typography import write

MAGNIFIED = 2  # each pixel of the picture is drawn as 2 × 2
CROP_PX = (220, 200)  # of the picture, width × height: what one crop shows
GAP_PX, MARGIN_PX, LETTERS = 12, 28, 17.0
# Points that a smile, a brow or a gaze leaves where they are: by them a place is found again.
STILL = (FOREHEAD_TOP, NOSE_TIP, 33, 133, 362, 263, 168, 6, 197)
CHEEK = 50
HAIR_ANGLES_DEG = {"hair, left": 205.0, "hair, top": 270.0, "hair, right": 335.0}
SOFT = (0.1, 0.9)  # alpha between which a pixel belongs to an edge
LEAST_EDGE_PX = 12


@dataclass(frozen=True, eq=False)
class Proof:
    """One picture to be proofed against its photo: title, a line below it, and the portrait."""

    title: str
    note: str
    portrait: Portrait


def places(photo: Portrait) -> dict[str, Point]:
    """What to look at in a photo, by name: the face's parts, and where the person ends.

    The outline needs the matte; without a face there is only the middle of the picture.
    """
    face = photo.face
    if face is None:
        return {"middle": Point(photo.extent.width / 2, photo.extent.height / 2)}
    left, right = face.eye_centers
    mouth = face.landmarks[[IMAGE_LEFT_MOUTH_CORNER, IMAGE_RIGHT_MOUTH_CORNER, UPPER_LIP_INNER], :2]
    found = {
        "eyes, left": left,
        "eyes, right": right,
        "mouth": Point(*map(float, mouth.mean(axis=0))),
        "skin": face.point(CHEEK),
    }
    if photo.matte is not None:
        found |= _outline(face, photo.matte.alpha)
    return found


def _outline(face: Face, alpha: FloatArray) -> dict[str, Point]:
    """Where hair and shoulders meet the background, along rays from the face."""
    chin, top = face.point(CHIN), face.point(FOREHEAD_TOP)
    height = float(np.hypot(chin.x - top.x, chin.y - top.y))
    center = np.array([(chin.x + top.x) / 2, (chin.y + top.y) / 2])
    found = {}
    for name, angle in HAIR_ANGLES_DEG.items():
        way = np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))])
        if (place := _last_inside(alpha, center, way)) is not None:
            found[name] = place
    for name, side in (("shoulder, left", -1.0), ("shoulder, right", 1.0)):
        start = np.array([chin.x, chin.y + 0.35 * height])
        if (place := _last_inside(alpha, start, np.array([side, 0.0]))) is not None:
            found[name] = place
    return found


def _last_inside(alpha: FloatArray, start: FloatArray, way: FloatArray) -> Point | None:
    """The farthest pixel of the person along a ray; None where the ray leaves the picture in it."""
    height, width = alpha.shape
    steps = np.arange(0, height + width)
    points = (start + steps[:, None] * way).astype(int)
    inside = (points >= 0).all(axis=1) & (points[:, 0] < width) & (points[:, 1] < height)
    points = points[inside]
    if len(points) < LEAST_EDGE_PX:
        return None
    solid = np.flatnonzero(alpha[points[:, 1], points[:, 0]] > SOFT[0])
    if not len(solid) or len(points) - solid[-1] < LEAST_EDGE_PX:
        return None
    return Point(*map(float, points[solid[-1]]))


def proof_sheet(photo: Portrait, proofs: Sequence[Proof], heading: str) -> Pixels:
    """The sheet: a column for the photo and one for each proof, a row for each place."""
    from PIL import Image, ImageDraw

    found = places(photo)
    wide, tall = (side * MAGNIFIED for side in CROP_PX)
    columns = [Proof("Photo", "", photo), *proofs]
    head = round(MARGIN_PX + 4 * LETTERS)
    line = round(LETTERS * 1.6)
    size = (
        2 * MARGIN_PX + len(columns) * (wide + GAP_PX) - GAP_PX,
        head + len(found) * (tall + line + GAP_PX) + MARGIN_PX,
    )
    sheet = Image.new("RGB", size, GROUND)
    draw = ImageDraw.Draw(sheet)
    write(draw, (MARGIN_PX, MARGIN_PX), heading, INK, LETTERS * 1.3, "la")
    for column, proof in enumerate(columns):
        left = MARGIN_PX + column * (wide + GAP_PX)
        write(draw, (left, head - 2 * LETTERS), proof.title, INK, LETTERS, "la")
        write(draw, (left, head - 0.7 * LETTERS), proof.note, QUIET, LETTERS * 0.8, "la")
        matrix = _carried(photo, proof.portrait)
        for row, (name, place) in enumerate(found.items()):
            top = head + row * (tall + line + GAP_PX)
            crop = _crop(proof.portrait.pixels, matrix, place)
            sheet.paste(Image.fromarray(to_uint8(crop)), (left, top + line))
            write(draw, (left, top + line * 0.25), name, QUIET, LETTERS * 0.8, "la")
    return to_pixels(np.asarray(sheet))


def _carried(photo: Portrait, after: Portrait) -> FloatArray:
    """The map from places of the photo to places of another picture of it, by the face."""
    identity = np.eye(2, 3, dtype=np.float32)
    if photo.face is None or after.face is None:
        return identity
    before, now = (one.landmarks[list(STILL), :2] for one in (photo.face, after.face))
    matrix, _ = cv2.estimateAffinePartial2D(before, now, method=cv2.LMEDS)
    return identity if matrix is None else np.asarray(matrix, dtype=np.float32)


def _crop(pixels: Pixels, matrix: FloatArray, place: Point) -> Pixels:
    """The surroundings of a place, each pixel enlarged and none blended."""
    wide, tall = CROP_PX
    x, y = matrix[:, :2] @ np.array([place.x, place.y]) + matrix[:, 2]
    left, top = round(x - wide / 2), round(y - tall / 2)
    ground = np.array(GROUND, dtype=np.float32) / 255
    crop = np.broadcast_to(ground, (tall, wide, 3)).copy()
    height, width = pixels.shape[:2]
    x0, y0, x1, y1 = max(left, 0), max(top, 0), min(left + wide, width), min(top + tall, height)
    if x0 < x1 and y0 < y1:
        crop[y0 - top : y1 - top, x0 - left : x1 - left] = pixels[y0:y1, x0:x1]
    large = cv2.resize(crop, None, fx=MAGNIFIED, fy=MAGNIFIED, interpolation=cv2.INTER_NEAREST)
    return np.asarray(large, dtype=np.float32)
