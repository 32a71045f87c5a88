"""Where to cut a portrait for a platform: pure arithmetic on the head's place, no pixels.

The face decides: its height and its eye line are wanted by the platform, the whole head with its
hair stays inside the picture or the circle where the photo has room for it, and no more of the face
than an edge (MOST_FACE_CUT) is ever cut. What could not be had is said in `CropPlan.notes`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ..errors import ExportError
from ..face import CHIN, FOREHEAD_TOP
from ..geometry import Box, Extent, Point
from ..portrait import Portrait
from .platform import Platform

# House choices, as shares of the face's height (top of the forehead to chin) unless said otherwise.
HAIR_ABOVE_FOREHEAD = (
    0.32  # where the crown is when no person mask tells: mesh tops at the hairline
)
MOST_HAIR = 1.1  # above the forehead: higher is a raised hand or a neighbour, not hair
MOST_WIDTH = 0.85  # half width of a head with its hair, seen from the face's middle
MARGIN_ABOVE_HAIR, MARGIN_BELOW_CHIN = 0.06, 0.08
CIRCLE_SAFE = 0.97  # share of the circle's radius that the head may fill
PERSON = 0.5  # a mask value above this is the person
MOST_FACE_CUT = 0.08  # of its height: an edge of chin or cheek, with a note; more is refused
MASK_ROWS = 48  # rows of the mask that are looked at: enough for a smooth outline
TIGHT = 1.08  # a face this much larger than wanted is worth a note
MOST_UPSCALE = 1.5  # beyond this the enlargement shows, and is said
HAIR_COUNTS_TO = 0.7  # of the face, from the top: hair below the cheek may leave a circle, as
# shoulders do
MOST_GROWTH = 1.6  # of the wanted crop: beyond it the face gets too small to read
_GROWTH = 1.02  # step of the search for a crop that holds the head
_EYE_LINE_GIVES = 0.12  # of the crop's height: how far the eyes may leave their line for the hair
_SHIFTS = sorted(np.linspace(-_EYE_LINE_GIVES, _EYE_LINE_GIVES, 13), key=abs)


@dataclass(frozen=True, eq=False)
class Head:
    """Where the head is, in pixels: face box (forehead to chin), eye height, hair and outline.

    `outline` is (n, 2): points around head and hair, from the crown to the cheek, and the chin.
    `touches_top` says that the hair already leaves the photo.
    """

    face: Box
    eye_y: float
    hair_top: float
    outline: npt.NDArray[np.float64]
    touches_top: bool = False


@dataclass(frozen=True)
class CropPlan:
    """A crop box in pixels of the portrait, what it achieves, and what it could not.

    `upscale` is pixels written per pixel of the portrait; `notes` are sentences for the user.
    """

    box: Box
    face_fraction: float
    eye_line: float
    upscale: float
    notes: tuple[str, ...] = ()


def head_of(portrait: Portrait) -> Head:
    """The head's place from landmarks and person mask. Raises ExportError without a face."""
    face = portrait.face
    if face is None:
        raise ExportError(
            "No face is known in this picture, so it cannot be cut for a platform. Expected a "
            "portrait. Use a photo with one visible face."
        )
    points = face.landmarks[:, :2].astype(np.float64)
    top = min(float(face.point(FOREHEAD_TOP).y), float(points[:, 1].min()))
    chin = max(float(face.point(CHIN).y), float(points[:, 1].max()))
    box = Box(float(points[:, 0].min()), top, float(points[:, 0].max()), chin)
    eyes = face.eye_centers
    eye_y = (eyes[0].y + eyes[1].y) / 2
    mask = portrait.person_mask
    if mask is None:
        return _head_without_mask(box, eye_y)
    return _head_with_mask(box, eye_y, mask)


def _head_without_mask(face: Box, eye_y: float) -> Head:
    hair_top = face.top - HAIR_ABOVE_FOREHEAD * face.height
    angles = np.linspace(0, 2 * np.pi, MASK_ROWS)
    middle_y, radius_y = (hair_top + face.bottom) / 2, (face.bottom - hair_top) / 2
    radius_x = face.width * 0.58  # a head is a little wider than its mesh
    outline = np.column_stack(
        [face.center.x + radius_x * np.cos(angles), middle_y + radius_y * np.sin(angles)]
    )
    return Head(face, eye_y, hair_top, outline, touches_top=hair_top < 0)


def _head_with_mask(face: Box, eye_y: float, mask: npt.NDArray[np.float32]) -> Head:
    height, width = mask.shape
    reach = MOST_WIDTH * face.height
    left, right = (round(face.center.x + sign * reach) for sign in (-1, 1))
    left, right = max(0, left), min(width, right + 1)
    is_person = mask[:, left:right] > PERSON
    middle = int(np.clip(round(face.center.x) - left, 0, right - left - 1))
    crown = _crown(is_person, middle, face)
    cheek = min(height - 1, face.top + HAIR_COUNTS_TO * face.height)
    rows = np.unique(np.linspace(crown, max(crown, cheek), MASK_ROWS).astype(int))
    points = [
        (left + edge, row) for row in rows for edge in _run_around(is_person[row], middle) or ()
    ]
    if not points:  # the mask misses the face altogether: better a usual head than none
        return _head_without_mask(face, eye_y)
    outline = np.array([*points, (face.center.x, face.bottom)], dtype=np.float64)
    return Head(face, eye_y, float(crown), outline, touches_top=crown <= 0)


def _crown(is_person: npt.NDArray[np.bool_], middle: int, face: Box) -> int:
    """The highest row of the head: up from the forehead as long as the person goes on."""
    span = max(1, round(face.width / 4))
    band = np.asarray(is_person[:, max(0, middle - span) : middle + span + 1].any(axis=1))
    row = int(np.clip(face.top, 0, len(band) - 1))
    highest = max(0, round(face.top - MOST_HAIR * face.height))
    while row > highest and band[row - 1]:
        row -= 1
    return row


def _run_around(row: npt.NDArray[np.bool_], middle: int) -> tuple[int, int] | None:
    """First and last column of the run of person that holds `middle`; None when it is outside."""
    if not row[middle]:
        return None
    gaps = np.flatnonzero(~row)
    before, after = gaps[gaps < middle], gaps[gaps > middle]
    first = int(before[-1]) + 1 if before.size else 0
    last = int(after[0]) - 1 if after.size else len(row) - 1
    return first, last


def plan_crop(extent: Extent, head: Head, platform: Platform) -> CropPlan:
    """The crop of a picture of `extent` that serves `platform` best.

    Raises ExportError when every crop of the right shape would cut the face.
    """
    notes: list[str] = []
    largest = min(extent.height, extent.width / platform.aspect)
    wanted = head.face.height / platform.face_fraction
    box = _searched(extent, head, platform, wanted, largest)
    _refuse_cut_face(box, head, platform)
    _note_cuts(box, head, platform, notes)
    face_fraction = head.face.height / box.height
    if face_fraction > platform.face_fraction * TIGHT:
        notes.append(
            f"The photo is tighter than {platform.title} likes: the face fills "
            f"{face_fraction:.0%} of the height instead of {platform.face_fraction:.0%}."
        )
    upscale = platform.size.height / box.height
    if upscale > MOST_UPSCALE:
        notes.append(
            f"Enlarged {upscale:.1f}×, as the photo has only {round(box.width)} × "
            f"{round(box.height)} pixels there; it will look soft. A larger photo mends it."
        )
    eye_line = (head.eye_y - box.top) / box.height
    return CropPlan(box, face_fraction, eye_line, upscale, tuple(notes))


def _placed(
    extent: Extent, head: Head, platform: Platform, height: float, shift: float = 0.0
) -> Box:
    """A crop of `height` with the eyes on their line, moved so that head, then face, is inside."""
    width = height * platform.aspect
    top = head.eye_y - (platform.eye_line + shift) * height
    face = head.face
    above = max(0.0, head.hair_top - MARGIN_ABOVE_HAIR * face.height)
    below = min(float(extent.height), face.bottom + MARGIN_BELOW_CHIN * face.height)
    top = min(top, above)  # keep the hair …
    top = max(top, below - height)  # … but the chin first
    top = float(np.clip(top, 0, extent.height - height))
    left = face.center.x - platform.face_x * width
    left = min(max(left, face.right - width), face.left) if width > face.width else left
    left = float(np.clip(left, 0, extent.width - width))
    return Box(left, top, left + width, top + height)


def _searched(extent: Extent, head: Head, platform: Platform, wanted: float, largest: float) -> Box:
    """The smallest crop, from the wanted height on, that holds the whole head; else the nearest."""
    height, last = min(wanted, largest), min(wanted * MOST_GROWTH, largest)
    best, best_misfit = _placed(extent, head, platform, height), np.inf
    while True:
        for shift in _SHIFTS:
            tried = _placed(extent, head, platform, height, float(shift))
            misfit = _misfit(tried, head, platform)
            if misfit < best_misfit - 1e-6:
                best, best_misfit = tried, misfit
            if best_misfit <= 0:
                return best
        if height >= last:
            return best
        height = min(height * _GROWTH, last)


def _misfit(box: Box, head: Head, platform: Platform) -> float:
    """How much hair is left outside, in radii or heights, and how far the eye line gave way."""
    off_line = abs((head.eye_y - box.top) / box.height - platform.eye_line)
    excess = max(0.0, off_line - _EYE_LINE_GIVES)
    if platform.is_circle:
        return excess + max(0.0, _reach(box, head.outline) - CIRCLE_SAFE)
    return excess + max(0.0, box.top - head.hair_top) / box.height


def _reach(box: Box, points: npt.NDArray[np.float64]) -> float:
    """How far the farthest point lies from the crop's middle, in radii of its circle."""
    away = points - np.array(box.center)
    return float(np.hypot(away[:, 0], away[:, 1]).max() / (box.width / 2))


def _face_points(face: Box) -> list[Point]:
    """Forehead, chin and both sides: what a cut may never reach."""
    middle = face.center
    return [
        Point(middle.x, face.top),
        Point(middle.x, face.bottom),
        Point(face.left, middle.y),
        Point(face.right, middle.y),
    ]


def _face_beyond(box: Box, head: Head, platform: Platform) -> float:
    """How far the face reaches out of the crop or its circle, as a share of its height; 0 = not."""
    points = _face_points(head.face)
    if platform.is_circle:
        radius = box.width / 2
        beyond = max(np.hypot(p.x - box.center.x, p.y - box.center.y) - radius for p in points)
    else:
        beyond = max(
            max(box.left - p.x, p.x - box.right, box.top - p.y, p.y - box.bottom) for p in points
        )
    return max(0.0, float(beyond)) / head.face.height


def _refuse_cut_face(box: Box, head: Head, platform: Platform) -> None:
    if _face_beyond(box, head, platform) > MOST_FACE_CUT:
        raise ExportError(
            f"Every crop for {platform.title} ({platform.size.width} × {platform.size.height}) "
            "would cut the face: the photo is too tight. Expected room around the head. Use a "
            "photo taken from farther away, or leave this platform out."
        )


def _note_cuts(box: Box, head: Head, platform: Platform, notes: list[str]) -> None:
    if head.touches_top:
        notes.append("The hair already leaves the photo at the top; no crop can bring it back.")
    elif head.hair_top < box.top:
        notes.append("Some hair is cut at the top: the photo is too tight for the whole head.")
    if _face_beyond(box, head, platform) > 0:
        notes.append("The edge of the face is cut: the photo itself has no room around it.")
    elif platform.is_circle and _reach(box, head.outline) > 1:
        notes.append("Some hair lies outside the circle; there is no room for the whole head.")
