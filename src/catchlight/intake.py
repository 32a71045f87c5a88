"""Intake: which of the sitter's photos can be used, and what is wrong with the others, in words.

Nothing is retouched here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from .errors import FaceTooSmall, ImageError, NoFaceFound, SeveralFacesFound
from .face import Face, HeadPose
from .geometry import Box
from .image import Photo
from .portrait import Portrait
from .vision.drawn import flat_share
from .vision.observe import list_faces
from .vision.quality import FaceQuality, face_quality

Verdict = Literal["use", "usable", "reject"]

# Face height is the mesh's, hairline to chin, in pixels of the file.
MIN_FACE_PX = 80  # below it eyes are a dozen pixels wide and no cue is steady
SMALL_FACE_PX = 250  # below it a 400 px avatar already has to be enlarged
DRAWN_FLAT_SHARE = 0.6  # of the face: a flat drawing reaches .9, 60 photos at most .04
MAX_YAW_DEG = 50.0  # beyond it one eye is hidden and the mesh guesses half of the face
WIDE_YAW_DEG = 35.0  # beyond it expression and gaze are read with wide ranges
WIDE_PITCH_DEG = 28.0  # beyond it the forehead or the chin hides the rest
# The units, and the figures of good portraits that these stand against: vision/quality.py.
SOFT_SHARPNESS, BLURRED_SHARPNESS, USELESS_SHARPNESS = 0.08, 0.05, 0.035
DIM_LIGHT, DARK_LIGHT = 0.30, 0.12  # a dark skin in good light reaches .42
DIM_PICTURE = 0.45  # a face under this is dim too when nothing in the picture is brighter
BLOWN_SHARE, WASHED_OUT_SHARE = 0.08, 0.40
NOISY = 0.017
CLOSED_EYES = 0.44
_CUT_SHARE = 0.06  # share of the face's box outside the picture from which it is said to be cut
_LEVEL = HeadPose(0.0, 0.0, 0.0)  # stands in where no pose was estimated
_TIPS = (
    "Use a photo in which one person's face is well lit, uncovered and looks roughly at the camera"
)


@dataclass(frozen=True)
class IntakeReport:
    """What was seen of one photo before it is used.

    `verdict`: "use" (nothing in the way), "usable" (with the reservations in `notes`), "reject"
    (the notes say why). `quality` 0…1 orders the usable ones. `measured` holds the figures:
    face_height_px (in the file), yaw_deg, pitch_deg and those of FaceQuality.
    """

    name: str
    verdict: Verdict
    notes: tuple[str, ...] = ()
    faces: int = 1
    quality: float = 0.0
    measured: dict[str, float] = field(default_factory=dict)


def require_face(photo: Photo, portrait: Portrait, face: int | None = None) -> None:
    """Stop with a plain message where there is no face to work on.

    Raises NoFaceFound, SeveralFacesFound (there is no face number `face`), FaceTooSmall, or
    ImageError for a profile or a flat drawing.
    """
    found = portrait.face
    if found is None and portrait.faces and face is not None:
        raise SeveralFacesFound(
            f"There is no face number {face} in {photo.name}. Expected a number from 1 to "
            f"{portrait.faces}, counted from the left. Choose again with `--face N`."
        )
    if found is None:
        raise NoFaceFound(
            f"No face was found in {photo.name}. Expected a person's face, at least {MIN_FACE_PX} "
            f"px high. {_TIPS}; a turned-away head cannot be read."
        )
    height = _face_height_px(photo, portrait, found)
    if height < MIN_FACE_PX:
        raise FaceTooSmall(
            f"The face in {photo.name} is {height:.0f} px high. Expected at least {MIN_FACE_PX} "
            "px. Use the original file instead of a thumbnail, or a photo taken nearer."
        )
    if found.pose is not None and abs(found.pose.yaw_deg) > MAX_YAW_DEG:
        raise ImageError(
            f"The face in {photo.name} is nearly a profile: turned {abs(found.pose.yaw_deg):.0f}°. "
            f"Expected at most {MAX_YAW_DEG:.0f}°. Use a photo in which both eyes are visible."
        )
    flat = flat_share(portrait, found, DRAWN_FLAT_SHARE)
    if flat > DRAWN_FLAT_SHARE:
        raise ImageError(
            f"The face in {photo.name} looks drawn: {flat:.0%} of it is one flat colour. Expected "
            "a photo of a real person. Use one; what is read here means nothing on a drawing."
        )


def intake(photo: Photo, portrait: Portrait) -> IntakeReport:
    """Judge one photo as a source for portraits."""
    face = portrait.face
    try:
        require_face(photo, portrait)
    except ImageError as error:
        return rejected(photo.name, str(error), portrait.faces)
    if face is None:  # require_face raises then; this tells the type checker
        raise NoFaceFound
    quality = face_quality(portrait, face)
    pose, height = face.pose or _LEVEL, _face_height_px(photo, portrait, face)
    measured = {
        "face_height_px": height,
        "yaw_deg": pose.yaw_deg,
        "pitch_deg": pose.pitch_deg,
        **vars(quality),
    }
    against = _reasons_against(quality)
    if against:
        return IntakeReport(photo.name, "reject", against, portrait.faces, 0.0, measured)
    notes = (*_quality_notes(quality), *_pose_notes(pose), *_size_notes(portrait, face, height))
    verdict: Verdict = "usable" if notes else "use"
    boxes = list_faces(portrait.pixels)
    notes = (*notes, *_choice_note(boxes, face))
    faces = max(portrait.faces, len(boxes))
    return IntakeReport(photo.name, verdict, notes, faces, _worth(quality, pose, height), measured)


def rejected(name: str, reason: str, faces: int = 0) -> IntakeReport:
    """The report of a photo that could not even be opened or read, with the reason in words."""
    return IntakeReport(name, "reject", (reason,), faces)


def choose_references(reports: Iterable[IntakeReport], limit: int) -> list[IntakeReport]:
    """The best photos first, at most `limit`; rejected ones never.

    Those without reservations come before the others; then quality; then the order given.
    """
    wanted = [report for report in reports if report.verdict != "reject"]
    ordered = sorted(wanted, key=lambda report: (report.verdict != "use", -report.quality))
    return ordered[:limit]


def _reasons_against(quality: FaceQuality) -> tuple[str, ...]:
    """What makes a photo useless as a source; empty for most."""
    found = (
        (
            quality.sharpness < USELESS_SHARPNESS,
            "the face is too blurred to work with; hold the camera still or use another photo",
        ),
        (
            quality.light < DARK_LIGHT,
            "the face is too dark to work with; use a photo with more light",
        ),
        (
            quality.clipped > WASHED_OUT_SHARE,
            f"{quality.clipped:.0%} of the face is burnt out; use a photo with softer light",
        ),
    )
    return tuple(text for holds, text in found if holds)


def _quality_notes(quality: FaceQuality) -> tuple[str, ...]:
    """Reservations that do not stop the photo from being used."""
    sharpness = quality.sharpness
    in_the_dark = max(quality.light, quality.picture_light) < DIM_PICTURE
    found = (
        (BLURRED_SHARPNESS <= sharpness < SOFT_SHARPNESS, "the face is a little blurred"),
        (sharpness < BLURRED_SHARPNESS, "the face is blurred"),
        (quality.light < DIM_LIGHT or in_the_dark, "the light on the face is dim"),
        (
            quality.clipped > BLOWN_SHARE,
            f"{quality.clipped:.0%} of the face is burnt out by the light",
        ),
        (quality.noise > NOISY, "the picture is noisy"),
        (quality.closure > CLOSED_EYES, "the eyes look closed or lowered"),
    )
    return tuple(text for holds, text in found if holds)


def _pose_notes(pose: HeadPose) -> tuple[str, ...]:
    found = (
        (abs(pose.yaw_deg) > WIDE_YAW_DEG, f"the head is turned {abs(pose.yaw_deg):.0f}° aside"),
        (pose.pitch_deg > WIDE_PITCH_DEG, f"the head is tipped back {pose.pitch_deg:.0f}°"),
        (pose.pitch_deg < -WIDE_PITCH_DEG, f"the head is bowed {-pose.pitch_deg:.0f}°"),
    )
    return tuple(text for holds, text in found if holds)


def _size_notes(portrait: Portrait, face: Face, height_px: float) -> tuple[str, ...]:
    frame = Box(0, 0, *portrait.extent)
    cut = 1 - face.box.intersection(frame).area / max(face.box.area, 1e-9)
    found = (
        (
            height_px < SMALL_FACE_PX,
            f"the face is only {height_px:.0f} px high; from {SMALL_FACE_PX} px details hold up",
        ),
        (cut > _CUT_SHARE, "the face is cut by the edge of the picture"),
    )
    return tuple(text for holds, text in found if holds)


def _choice_note(boxes: list[Box], face: Face) -> tuple[str, ...]:
    """Which of several faces is used: said, but no reservation."""
    if len(boxes) < 2:
        return ()
    nearest = max(range(len(boxes)), key=lambda number: boxes[number].overlap(face.box))
    return (
        f"{len(boxes)} faces seen; number {nearest + 1} from the left is used "
        "(`--face N` chooses another)",
    )


def _face_height_px(photo: Photo, portrait: Portrait, face: Face) -> float:
    """In pixels of the file, even when it was opened smaller."""
    return face.box.height * photo.extent.height / portrait.extent.height


def _worth(quality: FaceQuality, pose: HeadPose, height_px: float) -> float:
    """0…1: how much a photo offers; each part saturates where more does not help. House rule."""
    parts = (
        quality.sharpness / 0.2,  # the median of good portraits
        height_px / 600,  # fills a 1080 px export
        quality.light / 0.5,
        1 - abs(pose.yaw_deg) / 60,
        1 - abs(pose.pitch_deg) / 60,
        1 - quality.noise / 0.03,
        1 - quality.clipped / 0.2,
        1 - quality.closure / 0.9,
    )
    return float(np.prod(np.clip(parts, 0.05, 1)))
