"""Geometry: crop to a shot size, straighten. Edges are never filled: what is missing is cut."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from ..errors import EditBeyondLimit, EditError
from ..face import CHIN, FOREHEAD_TOP
from ..geometry import Box, Extent
from ..portrait import Portrait
from . import options as option
from .edit import EditKind

STRAIGHTEN_LIMIT_DEG = 8.0  # beyond it the corners cost a fifth of the picture
SMALLEST_SIDE_PX = 64  # a crop smaller than this shows nobody
SHOT_SIZES = {  # face height (hair line → chin) as a share of the frame's height
    "close-up": 0.50,
    "head-and-shoulders": 0.34,
    "half-length": 0.19,
    "three-quarter-length": 0.12,
}
EYE_LINE = 0.40  # share of the frame above the eyes when nothing else is asked
DEFAULT_SHOT = "head-and-shoulders"  # when neither shot, fraction nor aspect is asked
HAIR_MARGIN, CHIN_MARGIN, SIDE_MARGIN = 0.03, 0.12, 0.10  # of the face height, kept around the head
HAIR_ABOVE_FACE = 0.38  # of the face height: used where no person mask shows the hair
HAIR_BESIDE_FACE = 0.20  # of the face height: ears and hair beside the mesh, at most
LEAD_ROOM_LIMIT = 0.25  # of the frame's width
PLACES_THE_FACE = ("shot", "face_fraction", "eye_line", "headroom", "lead_room")  # options


@dataclass(frozen=True)
class Head:
    """Where the head is, in pixels: `box` from the hair's top to the chin, and the eyes' height."""

    box: Box
    eyes_y: float
    face_height: float
    center_x: float


def crop(portrait: Portrait, strength: float, options: Mapping[str, Any]) -> Portrait:
    """Crop to an aspect ratio, shot size, eye line, headroom and lead room."""
    if strength == 0:
        return portrait
    full = Box(0, 0, portrait.extent.width, portrait.extent.height)
    wanted = crop_box(portrait, options)
    sides = [
        round(a + strength * (b - a)) for a, b in zip(_sides(full), _sides(wanted), strict=True)
    ]
    return cut(portrait, Box(*sides))


def cut(portrait: Portrait, box: Box) -> Portrait:
    """The part of the portrait inside a box of whole pixels."""
    left, top, right, bottom = (round(side) for side in _sides(box))
    if min(right - left, bottom - top) < SMALLEST_SIDE_PX:
        raise EditError(
            f"The crop would be {right - left} × {bottom - top} px. Expected at least "
            f"{SMALLEST_SIDE_PX} px a side. Crop less or use a larger photo."
        )
    shift = np.array([[1, 0, -left], [0, 1, -top]], dtype=np.float64)
    return portrait.mapped(shift, np.ascontiguousarray(portrait.pixels[top:bottom, left:right]))


def crop_box(portrait: Portrait, options: Mapping[str, Any]) -> Box:
    """The wanted crop in pixels: the nearest to what is asked that the picture holds.

    Raises EditError when hair or chin would be cut (unless `allow_hair_cut`), or nothing fits.
    """
    extent = portrait.extent
    aspect = _aspect(options.get("aspect"), extent)
    tallest = min(float(extent.height), extent.width / aspect)
    head = find_head(portrait)
    fraction = _face_fraction(options)
    if head is None:
        return _centered(extent, aspect, tallest, options)
    keep = _kept(head, extent, option.flag(options, "allow_hair_cut"))
    height = tallest if fraction is None else min(tallest, head.face_height / fraction)
    needed = max(keep.height, keep.width / aspect)
    if needed > height + 0.5:
        raise EditError(_cuts_text(head, needed, tallest, aspect))
    width = height * aspect
    lead = option.number(options, "lead_room", 0.0, -LEAD_ROOM_LIMIT, LEAD_ROOM_LIMIT)
    left = head.center_x - width / 2 + lead * width
    left = _clamped(left, max(0.0, keep.right - width), min(extent.width - width, keep.left))
    top = _wanted_top(head, height, options)
    top = _clamped(top, max(0.0, keep.bottom - height), min(extent.height - height, keep.top))
    return _whole(Box(left, top, left + width, top + height), extent)


def find_head(portrait: Portrait) -> Head | None:
    """The head with its hair; the hair's top comes from the person mask where there is one."""
    face = portrait.face
    if face is None:
        return None
    chin, forehead = face.point(CHIN), face.point(FOREHEAD_TOP)
    height = max(1.0, float(np.hypot(chin.x - forehead.x, chin.y - forehead.y)))
    xs = face.landmarks[:, 0]
    left, right = float(xs.min()), float(xs.max())
    top = _hair_top(portrait, forehead.y, height, (left, right))
    eyes = face.eye_centers
    eyes_y = (eyes[0].y + eyes[1].y) / 2
    left, right = _head_sides(portrait, eyes_y, HAIR_BESIDE_FACE * height, (left, right))
    box = Box(left, top, right, max(chin.y, forehead.y))
    return Head(box, eyes_y, height, (left + right) / 2)


def _head_sides(
    portrait: Portrait, eyes_y: float, reach: float, mesh: tuple[float, float]
) -> tuple[float, float]:
    """Left and right of the head with its ears, from the person mask at the height of the eyes."""
    mask = portrait.person_mask
    row = int(eyes_y)
    if mask is None or not 0 <= row < mask.shape[0]:
        return mesh
    outside = np.flatnonzero(mask[row] < 0.5)
    before, after = outside[outside < mesh[0]], outside[outside > mesh[1]]
    left = float(before[-1] + 1) if before.size else 0.0
    right = float(after[0]) if after.size else float(mask.shape[1])
    return max(left, mesh[0] - reach), min(right, mesh[1] + reach)


def _hair_top(
    portrait: Portrait, forehead_y: float, face_height: float, columns: tuple[float, float]
) -> float:
    mask = portrait.person_mask
    guess = forehead_y - HAIR_ABOVE_FACE * face_height
    if mask is None:
        return guess
    left, right = max(0, int(columns[0])), min(mask.shape[1], int(columns[1]) + 1)
    start = int(np.clip(forehead_y, 0, mask.shape[0] - 1))
    if right <= left:
        return guess
    person = (mask[: start + 1, left:right] > 0.5).mean(axis=1) > 0.04  # rows that hold some hair
    gaps = np.flatnonzero(~person)
    top = float(gaps[-1] + 1) if gaps.size else 0.0
    # A raised arm or a hat far above is not worth a smaller face; nor is a mask that misses hair.
    return float(np.clip(top, forehead_y - 1.2 * face_height, forehead_y - 0.1 * face_height))


def _kept(head: Head, extent: Extent, allow_hair_cut: bool) -> Box:
    """What the crop must hold, as far as the picture itself holds it."""
    unit = head.face_height
    top = head.box.top - HAIR_MARGIN * unit
    if allow_hair_cut:
        top = head.eyes_y - 0.3 * unit  # the brows at least
    return Box(
        max(0.0, head.box.left - SIDE_MARGIN * unit),
        max(0.0, top),
        min(float(extent.width), head.box.right + SIDE_MARGIN * unit),
        min(float(extent.height), head.box.bottom + CHIN_MARGIN * unit),
    )


def _cuts_text(head: Head, needed: float, tallest: float, aspect: float) -> str:
    if needed > tallest:
        return (
            f"No crop {aspect:.2f} wide to high holds the whole head here: it needs "
            f"{needed:.0f} px of height and {tallest:.0f} are there. Use another aspect ratio, "
            "a photo with more room, or allow_hair_cut."
        )
    return (
        "The crop would cut hair or chin. Expected face_fraction of at most "
        f"{head.face_height / needed:.2f} here. Use that, or allow_hair_cut for a tight close-up."
    )


def _wanted_top(head: Head, height: float, options: Mapping[str, Any]) -> float:
    headroom = option.number(options, "headroom", None, 0, 0.5)
    eye_line = option.number(options, "eye_line", None, 0.15, 0.7)
    if headroom is not None and eye_line is None:
        return head.box.top - headroom * height
    top = head.eyes_y - (EYE_LINE if eye_line is None else eye_line) * height
    return top if headroom is None else min(top, head.box.top - headroom * height)


def _centered(extent: Extent, aspect: float, height: float, options: Mapping[str, Any]) -> Box:
    asked = [name for name in PLACES_THE_FACE if options.get(name) is not None]
    if asked or options.get("aspect") is None:
        raise EditError(
            "Edit 'crop' was asked to place the face and none was seen. Give only 'aspect'."
        )
    left, top = (extent.width - height * aspect) / 2, (extent.height - height) / 2
    return _whole(Box(left, top, left + height * aspect, top + height), extent)


def _aspect(value: Any, extent: Extent) -> float:
    """Width / height from 0.8, "4:5" or None (the picture's own)."""
    if value is None:
        return extent.width / extent.height
    try:
        if isinstance(value, str):
            wide, high = value.split(":")
            aspect = float(wide) / float(high)
        else:
            aspect = float(value)
    except (TypeError, ValueError, ZeroDivisionError):
        aspect = float("nan")
    if not 0.2 <= aspect <= 5:
        raise EditError(
            f"Option 'aspect' of edit 'crop' is {value!r}. Expected width:height such as '4:5', "
            "or a number 0.2…5."
        )
    return aspect


def _face_fraction(options: Mapping[str, Any]) -> float | None:
    fraction = option.number(options, "face_fraction", None, 0.05, 0.9)
    if fraction is None and options.get("shot") is None and options.get("aspect") is not None:
        return None  # only the shape was asked for: as much of the picture as it holds
    shot = SHOT_SIZES[option.choice(options, "shot", DEFAULT_SHOT, SHOT_SIZES)]
    return shot if fraction is None else fraction


def _clamped(value: float, low: float, high: float) -> float:
    return min(max(value, low), max(low, high))


def _sides(box: Box) -> tuple[float, float, float, float]:
    return box.left, box.top, box.right, box.bottom


def _whole(box: Box, extent: Extent) -> Box:
    """The box on whole pixels, inside the picture, its size rounded once so that shapes repeat."""
    width = min(extent.width, max(1, round(box.width)))
    height = min(extent.height, max(1, round(box.height)))
    left = min(max(0, round(box.left)), extent.width - width)
    top = min(max(0, round(box.top)), extent.height - height)
    return Box(left, top, left + width, top + height)


def straighten(portrait: Portrait, strength: float, options: Mapping[str, Any]) -> Portrait:
    """Turn the picture by some degrees and crop in to what it still covers, same shape."""
    if strength == 0:
        return portrait
    limit = STRAIGHTEN_LIMIT_DEG
    degrees = option.number(options, "degrees", None, -limit, limit, "°")
    degrees = strength * (_level_eyes(portrait) if degrees is None else degrees)
    if abs(degrees) < 0.02:  # less than a pixel across the widest picture
        return portrait
    extent = portrait.extent
    angle = np.radians(abs(degrees))
    wide, high = extent
    scale = min(
        wide / (wide * np.cos(angle) + high * np.sin(angle)),
        high / (wide * np.sin(angle) + high * np.cos(angle)),
    )
    size = (int(scale * wide), int(scale * high))
    # OpenCV turns counter-clockwise for positive angles; ours is clockwise as seen.
    about = cv2.getRotationMatrix2D(((wide - 1) / 2, (high - 1) / 2), -degrees, 1.0)
    into = np.array([[0, 0, (size[0] - wide) / 2], [0, 0, (size[1] - high) / 2]])
    turn = np.asarray(about + into, dtype=np.float64)
    turned = cv2.warpAffine(
        portrait.pixels, turn, size, flags=cv2.INTER_LANCZOS4, borderMode=cv2.BORDER_REPLICATE
    )
    after = portrait.mapped(turn, np.asarray(np.clip(turned, 0, 1, out=turned), dtype=np.float32))
    _refuse_cut_head(portrait, after, degrees)
    return after


def _level_eyes(portrait: Portrait) -> float:
    """The turn that levels the eyes. Raises when it is beyond the limit or no face was seen."""
    if portrait.face is None:
        raise EditError("Edit 'straighten' needs 'degrees': no face was seen to level the eyes of.")
    left, right = portrait.face.eye_centers
    roll = float(np.degrees(np.arctan2(right.y - left.y, right.x - left.x)))
    if abs(roll) > STRAIGHTEN_LIMIT_DEG:
        raise EditBeyondLimit(
            f"Levelling the eyes needs {-roll:.1f}°. Expected at most ±{STRAIGHTEN_LIMIT_DEG:g}°. "
            "Give 'degrees' within it; a tilted head can also be kept."
        )
    return -roll


def _refuse_cut_head(before: Portrait, after: Portrait, degrees: float) -> None:
    head, turned = find_head(before), find_head(after)
    if head is None or turned is None:
        return
    was_free = head.box.top > 1, head.box.bottom < before.extent.height - 1
    is_cut = turned.box.top < 1, turned.box.bottom > after.extent.height
    if any(free and gone for free, gone in zip(was_free, is_cut, strict=True)):
        raise EditError(
            f"Turning by {degrees:.1f}° would cut hair or chin. Expected room around the head. "
            "Turn less or use a photo with more room."
        )


KINDS = (
    EditKind(
        "straighten",
        "Straighten",
        "Turns the picture and crops in to what it still covers.",
        straighten,
        f"±{STRAIGHTEN_LIMIT_DEG:g}°",
        cues=("roll_deg", "eye_line"),
        options={
            "degrees": f"clockwise +, within ±{STRAIGHTEN_LIMIT_DEG:g}; without it, levels the eyes"
        },
    ),
    EditKind(
        "crop",
        "Crop",
        "Crops to aspect ratio, shot size, eye line, headroom, lead room; keeps hair and chin.",
        crop,
        "the whole crop; between 0 and 1 it closes in evenly",
        cues=("face_fraction", "headroom", "eye_line", "lead_room"),
        options={
            "aspect": "width:height such as 4:5, or a number; the picture's own without it",
            "shot": f"{', '.join(SHOT_SIZES)}; without aspect too, {DEFAULT_SHOT}",
            "face_fraction": "face height (hair line to chin) / frame height, instead of shot",
            "eye_line": f"share of the frame above the eyes, 0.15…0.7 (default {EYE_LINE:g})",
            "headroom": "share of the frame above the hair, at least, 0…0.5",
            "lead_room": f"shift of the frame, + = more room at the right, ±{LEAD_ROOM_LIMIT:g}",
            "allow_hair_cut": "true lets a tight close-up cut the hair, never the chin",
        },
    ),
)
