"""Small gaze correction: the irises move within the eyes as they are; the lids stay.

The white of the eye stretches on one side and is pressed together on the other, which passes for
real only within a few degrees: hence the hard limit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np

from ..color import FloatArray
from ..errors import EditBeyondLimit, EditError
from ..face import IMAGE_LEFT_IRIS, IMAGE_RIGHT_IRIS, Face
from ..portrait import Portrait
from . import options as option
from .action_units import EYE_CORNERS, LOWER_LID, UPPER_LID
from .displacement import Fit, Movement, fit_mean_face, mean_face, resample_part
from .edit import EditKind
from .planes import ramp

GAZE_LIMIT_DEG = 8.0  # beyond it the iris would have to be drawn where the lid hides it
EYEBALL_RADIUS = 0.19  # eye distances: 12 mm of about 63 mm
MIN_EYE_OPENING = 0.16  # lid distance over eye width: below it the iris is too covered to be moved
SOLID_IRIS = 1.10  # × the iris radius: moves whole, with its dark rim
LEAST_LID_MOVE = 0.01  # of the eye's width: below it the eyeball is left to the warp
UNDER_LID = 0.4  # of the lid's way: the lid line is drawn a little outside the landmarks
OPAQUE = 0.98  # alpha above which the foreground is the picture itself
LID_FEATHER = 0.10  # of the lid distance: how softly the moved eye meets the lid


@dataclass(frozen=True)
class _Eye:
    """One eye: its outline (image pixels), iris centre and radius."""

    outline: FloatArray
    iris: FloatArray
    radius_px: float
    opening_px: float
    width_px: float


def gaze_yaw_deg(face: Face) -> float:
    """Where the eyes look against the lens, degrees, + = image right.

    The irises are compared with those of 60 people who look at the lens (the average face), turned
    as the head is. On 40 portraits that look at the lens it read −4…+8, half of them within ±2.
    Up and down is not given: it read −12…+6 there, too unsure to correct anything by.
    """
    fit, mean = fit_mean_face(face), mean_face().mean
    shift = face.landmarks[:468].mean(axis=0) - fit.to_pixels(mean[:468].mean(axis=0))
    own = (face.landmarks - shift) @ fit.rotation / fit.scale
    angles = []
    for points, iris in _both():
        corners = list(points[:2])
        offset = (own[iris] - own[corners].mean(axis=0)) - (mean[iris] - mean[corners].mean(axis=0))
        angles.append(np.degrees(np.arcsin(np.clip(offset[0] / EYEBALL_RADIUS, -0.6, 0.6))))
    nose = -fit.rotation[:, 2]  # the direction the face looks to
    return float(np.mean(angles) + np.degrees(np.arctan2(nose[0], -nose[2])))


def _left() -> tuple[int, ...]:
    return (*EYE_CORNERS, *UPPER_LID, *LOWER_LID)


def _right() -> tuple[int, ...]:
    return tuple(int(mean_face().mirror[p]) for p in _left())


def gaze(portrait: Portrait, strength: float, options: Mapping[str, Any]) -> Portrait:
    """Move the look; without options across to the lens, by at most the limit."""
    if strength == 0:
        return portrait
    face = portrait.face
    if face is None:
        raise EditError("The gaze edit needs a face and none was seen. Use a clear portrait.")
    yaw, pitch = _wanted(face, strength, options)
    if yaw == 0 and pitch == 0:
        return portrait
    eyes = [_eye(face, points, iris) for points, iris in _both()]
    for eye in eyes:
        if eye.opening_px < MIN_EYE_OPENING * eye.width_px:
            raise EditError(
                "The gaze edit needs open eyes; one is open by "
                f"{eye.opening_px / eye.width_px:.2f} of its width, expected at least "
                f"{MIN_EYE_OPENING}. Use a photo with open eyes."
            )
    shift = _shift_px(fit_mean_face(face), yaw, pitch)
    pixels = portrait.pixels.copy()  # eyes are solid: the matte's colours are not asked for there
    landmarks = face.landmarks.copy()
    for eye, (_, iris) in zip(eyes, _both(), strict=True):
        _move_eye(pixels, eye, shift)
        landmarks[iris : iris + 5, :2] += shift
    return replace(portrait, pixels=pixels, face=replace(face, landmarks=landmarks))


def _both() -> tuple[tuple[tuple[int, ...], int], ...]:
    return (_left(), IMAGE_LEFT_IRIS), (_right(), IMAGE_RIGHT_IRIS)


def _wanted(face: Face, strength: float, options: Mapping[str, Any]) -> tuple[float, float]:
    """Degrees by which to move the look."""
    limit = GAZE_LIMIT_DEG
    yaw = option.number(options, "yaw_deg", None, -limit, limit, "°")
    pitch = option.number(options, "pitch_deg", None, -limit, limit, "°")
    if yaw is None and pitch is None:
        return -float(np.clip(gaze_yaw_deg(face), -strength * limit, strength * limit)), 0.0
    across, up = strength * (yaw or 0.0), strength * (pitch or 0.0)
    if np.hypot(across, up) > limit:
        raise EditBeyondLimit(
            f"The gaze would move by {np.hypot(across, up):.1f}°. Expected at most {limit:g}°. "
            "Ask for less; a larger change needs another photo."
        )
    return across, up


def _shift_px(fit: Fit, yaw_deg: float, pitch_deg: float) -> FloatArray:
    angles = np.radians([yaw_deg, -pitch_deg])
    return np.asarray(fit.scale * EYEBALL_RADIUS * np.sin(angles), dtype=np.float32)


def _eye(face: Face, points: tuple[int, ...], iris: int) -> _Eye:
    xy = face.landmarks[:, :2]
    outer, inner, lids = xy[points[0]], xy[points[1]], xy[list(points[2:])]
    upper, lower = lids[: len(UPPER_LID)], lids[len(UPPER_LID) :]
    outline = np.concatenate([outer[None], upper, inner[None], lower[::-1]])
    radius = float(np.linalg.norm(xy[iris + 1 : iris + 5] - xy[iris], axis=1).mean())
    opening = float(np.linalg.norm(upper[3] - lower[3]))
    return _Eye(outline, xy[iris], radius, opening, float(np.linalg.norm(outer - inner)))


def _move_eye(pixels: FloatArray, eye: _Eye, shift: FloatArray) -> None:
    """Move one iris by `shift` inside the outline of its eye, in place."""
    margin = eye.radius_px
    low = np.floor(eye.outline.min(axis=0) - margin).astype(int)
    high = np.ceil(eye.outline.max(axis=0) + margin).astype(int) + 1
    left, top = max(0, int(low[0])), max(0, int(low[1]))
    right, bottom = min(pixels.shape[1], int(high[0])), min(pixels.shape[0], int(high[1]))
    if right - left < 4 or bottom - top < 4:
        return
    xs, ys = np.meshgrid(np.arange(left, right), np.arange(top, bottom))
    distance = np.hypot(xs - eye.iris[0] - shift[0], ys - eye.iris[1] - shift[1])
    solid = SOLID_IRIS * eye.radius_px
    weight = ramp(distance, max(solid * 1.6, 0.5 * eye.width_px), solid)
    movement = Movement(left, top, -weight * shift[0], -weight * shift[1])
    eyeball = pixels[movement.window]
    shifted = resample_part(pixels, movement, slice(0, bottom - top), cv2.INTER_LANCZOS4)
    eyeball += _inside(eye.outline, eye.opening_px, movement) * (shifted - eyeball)
    np.clip(eyeball, 0, 1, out=eyeball)


def _inside(outline: FloatArray, opening_px: float, movement: Movement) -> FloatArray:
    """1 inside an eye's outline, softened at the lids, over the movement's rectangle (…, 1)."""
    cover = np.zeros(movement.dx.shape, dtype=np.float32)
    corners = np.rint((outline - (movement.left, movement.top)) * 16).astype(np.int32)
    cv2.fillPoly(cover, [corners], 1.0, lineType=cv2.LINE_AA, shift=4)
    soft = cv2.GaussianBlur(cover, (0, 0), max(0.5, LID_FEATHER * opening_px))
    return np.asarray(soft[..., None], dtype=np.float32)


def with_eyes_kept(before: Portrait, after: Portrait) -> Portrait:
    """`after` with the eyeballs of `before` inside its lids: lids pass over an eye, not squeeze it.

    For warps that leave the head where it is. The pixels of `after`, which must be its own, are
    changed in place.
    """
    if before.face is None or after.face is None or after is before:
        return after
    pixels = after.pixels
    landmarks = after.face.landmarks.copy()
    for points, iris in _both():
        old, new = _eye(before.face, points, iris), _eye(after.face, points, iris)
        if new.opening_px > old.opening_px - LEAST_LID_MOVE * old.width_px:
            continue  # opening lids have no hidden eye to show; hardly moved ones squeeze nothing
        low = np.floor(old.outline.min(axis=0)).astype(int) - 2
        high = np.ceil(old.outline.max(axis=0)).astype(int) + 3
        left, top = np.maximum(low, 0)
        right, bottom = np.minimum(high, before.extent)
        flat = np.zeros((bottom - top, right - left), dtype=np.float32)
        window = Movement(int(left), int(top), flat, flat)
        outline = new.outline + UNDER_LID * (old.outline - new.outline)
        cover = _inside(outline, new.opening_px, window)
        pixels[window.window] += cover * (before.pixels[window.window] - pixels[window.window])
        landmarks[iris : iris + 5] = before.face.landmarks[iris : iris + 5]
    return replace(after, face=replace(after.face, landmarks=landmarks))


GAZE = EditKind(
    "gaze",
    "Gaze",
    "Moves the irises a little within the eyes as they are; by itself across to the lens.",
    gaze,
    f"{GAZE_LIMIT_DEG:g}°",
    needs=("face",),
    cues=("gaze_yaw_deg", "gaze_pitch_deg"),
    options={
        "yaw_deg": f"move the look to the image's right (+) or left, up to {GAZE_LIMIT_DEG:g}°",
        "pitch_deg": f"up (+) or down, up to {GAZE_LIMIT_DEG:g}°; without both: across to the lens",
    },
)
