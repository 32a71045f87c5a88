"""Expression and head: small warps of the face's mesh, each with a hard limit.

A warp moves what is there. It makes no teeth, no wrinkle, no hidden cheek; past its limit another
photo is the honest way. Landmarks, matte and mask move along, so later edits still fit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from ..color import FloatArray
from ..errors import EditError
from ..face import Face, HeadPose
from ..portrait import Portrait
from . import options as option
from .action_units import lips_together, one_sided, unit
from .displacement import (
    EXPRESSION_RINGS,
    FACE_OVAL,
    TURN_RINGS,
    Ring,
    fit_mean_face,
    mean_face,
    moved,
    movement_of,
)
from .edit import Develop, EditKind
from .gaze import with_eyes_kept
from .planes import ramp

SMILE_LIMIT = 1.5  # × the mean closed-lip smile of 60 people: corners by .06 and .10 eye distances
SOFTEN_SMILE_LIMIT = 1.2  # × the same, backwards: more folds the corners of a broad smile
HEAD_TURN_LIMIT_DEG = 8.0  # beyond it the hidden cheek would have to be invented
HEAD_TILT_LIMIT_DEG = 6.0  # beyond it neck and hair shear
ASYMMETRY_SMILE_SHARE = 0.55  # of the mean smile on one side: corner .035 eye distances higher
ASYMMETRY_BROW_SHARE = 0.35  # of a full brow raise on that side: .02 eye distances
EXPRESSION_SOFTNESS = 0.02  # eye distances over which a field is smoothed: lids and lips stay sharp
TURN_SOFTNESS = 0.10  # the same for a turning head: its cheeks must not dent
TILT_RINGS = (Ring(1.75, 1.0), Ring(3.0, 0.0))
NECK_SHARE = 0.62  # of the oval's height below its centre: where a tilting head turns


def expression(portrait: Portrait, movement: FloatArray, amount: float) -> Portrait:
    """The portrait with the face moved by `amount` × a movement of the average face."""
    if amount == 0:
        return portrait
    face = _face(portrait)
    shift = lips_together(fit_mean_face(face).to_pixels(movement * amount)[:, :2])
    return with_eyes_kept(portrait, _shifted(portrait, face, shift, EXPRESSION_RINGS))


def _shifted(
    portrait: Portrait,
    face: Face,
    shift: FloatArray,
    rings: tuple[Ring, ...],
    carry: Callable[[FloatArray], FloatArray] | None = None,
    pose: HeadPose | None = None,
    softness: float = EXPRESSION_SOFTNESS,
) -> Portrait:
    movement = movement_of(portrait, face, shift, rings, carry, softness)
    if movement is None:
        return portrait
    landmarks = face.landmarks.copy()
    landmarks[:, :2] += shift
    return moved(portrait, movement, replace(face, landmarks=landmarks, pose=pose or face.pose))


def _face(portrait: Portrait) -> Face:
    if portrait.face is None:
        raise EditError(
            "A warp needs a face and none was seen. Use a photo with one clear face, or leave "
            "the warps out; tone edits work without a face."
        )
    return portrait.face


def _unit_edit(name: str) -> Develop:
    def develop(portrait: Portrait, strength: float, options: Mapping[str, Any]) -> Portrait:
        return expression(portrait, unit(name), strength) if strength else portrait

    return develop


def smile(portrait: Portrait, strength: float, options: Mapping[str, Any]) -> Portrait:
    """Lift the mouth corners with cheeks and lower lids, lips as open as they were (AU12 + AU6)."""
    return expression(portrait, mean_face().smile, strength * SMILE_LIMIT)


def soften_smile(portrait: Portrait, strength: float, options: Mapping[str, Any]) -> Portrait:
    """Ease a smile: the same movement backwards."""
    return expression(portrait, mean_face().smile, -strength * SOFTEN_SMILE_LIMIT)


def relax_brow(portrait: Portrait, strength: float, options: Mapping[str, Any]) -> Portrait:
    """Undo tension in the brows: drawn ones open, raised inner ends settle."""
    if strength == 0:
        return portrait
    shapes = _face(portrait).blendshapes
    drawn = (shapes.get("browDownLeft", 0.0) + shapes.get("browDownRight", 0.0)) / 2
    seen = "settle" if shapes.get("browInnerUp", 0.0) > drawn else "open"
    toward = option.choice(options, "toward", seen, ("open", "settle"))
    return expression(portrait, unit(f"brow_{toward}"), strength)


def asymmetry(portrait: Portrait, strength: float, options: Mapping[str, Any]) -> Portrait:
    """A trace of unevenness within the human band: one corner and one brow slightly higher."""
    if strength == 0:
        return portrait
    side = option.choice(options, "side", _livelier_side(_face(portrait)), ("left", "right"))
    uneven = (
        one_sided(mean_face().smile, side) * ASYMMETRY_SMILE_SHARE
        + one_sided(unit("brow_raise"), side) * ASYMMETRY_BROW_SHARE
    )
    return expression(portrait, uneven, strength)


def _livelier_side(face: Face) -> str:
    """The side whose mouth corner is already higher, so that the person's own lean is kept."""
    fit = fit_mean_face(face)
    points = (face.landmarks - face.landmarks[:468].mean(axis=0)) @ fit.rotation
    return "left" if points[61, 1] < points[291, 1] else "right"


def head_turn(portrait: Portrait, strength: float, options: Mapping[str, Any]) -> Portrait:
    """Turn and nod the head; without options towards the lens, by at most the limit."""
    if strength == 0:
        return portrait
    face, limit = _face(portrait), HEAD_TURN_LIMIT_DEG
    yaw = option.number(options, "yaw_deg", None, -limit, limit, "°")
    pitch = option.number(options, "pitch_deg", None, -limit, limit, "°")
    if yaw is None and pitch is None:
        pose = _pose(face)
        yaw, pitch = _towards_zero(pose.yaw_deg, strength * limit), 0.0
    else:
        yaw, pitch = (strength * (angle or 0.0) for angle in (yaw, pitch))
    if yaw == 0 and pitch == 0:
        return portrait
    shift = _turned(face, yaw, pitch)
    pose_after = face.pose and replace(
        face.pose, yaw_deg=face.pose.yaw_deg + yaw, pitch_deg=face.pose.pitch_deg + pitch
    )
    return _shifted(portrait, face, shift, TURN_RINGS, pose=pose_after, softness=TURN_SOFTNESS)


def _towards_zero(angle_deg: float, at_most_deg: float) -> float:
    return -float(np.clip(angle_deg, -at_most_deg, at_most_deg))


def _pose(face: Face) -> HeadPose:
    if face.pose is None:
        raise EditError("How the head is turned was not seen. Give yaw_deg and pitch_deg.")
    return face.pose


def _turned(face: Face, yaw_deg: float, pitch_deg: float) -> FloatArray:
    """How far a turn moves each point (478, 2), by the average face's depth.

    The average is smoother than the depth that was seen: noise there would dent the cheek's line.
    The pivot lies behind the face, at its centre and deepest point.
    """
    fit, mean = fit_mean_face(face), mean_face().mean
    points = fit.to_pixels(mean).astype(np.float64)
    pivot = np.array([*points[:468, :2].mean(axis=0), points[:468, 2].max()])
    yaw, pitch = np.radians(yaw_deg), np.radians(pitch_deg)
    about_y = np.array([[np.cos(yaw), 0, -np.sin(yaw)], [0, 1, 0], [np.sin(yaw), 0, np.cos(yaw)]])
    about_x = np.array(
        [[1, 0, 0], [0, np.cos(pitch), np.sin(pitch)], [0, -np.sin(pitch), np.cos(pitch)]]
    )
    from_pivot = points - pivot
    return np.asarray((from_pivot @ (about_x @ about_y).T - from_pivot)[:, :2], dtype=np.float32)


def head_tilt(portrait: Portrait, strength: float, options: Mapping[str, Any]) -> Portrait:
    """Tilt the head about the neck, + = clockwise; without options level it, within the limit."""
    if strength == 0:
        return portrait
    face, limit = _face(portrait), HEAD_TILT_LIMIT_DEG
    roll = option.number(options, "roll_deg", None, -limit, limit, "°")
    if roll is None:
        roll = _towards_zero(_pose(face).roll_deg, strength * limit)
    else:
        roll *= strength
    if roll == 0:
        return portrait
    tilted = _tilt_about_neck(face, roll)
    shift = tilted(face.landmarks[:, :2])
    pose_after = face.pose and replace(face.pose, roll_deg=face.pose.roll_deg + roll)
    return _shifted(portrait, face, shift, TILT_RINGS, carry=tilted, pose=pose_after)


def _tilt_about_neck(face: Face, roll_deg: float) -> Callable[[FloatArray], FloatArray]:
    """Places → how far a tilt moves them: a turn about the neck, none at the shoulders."""
    oval = face.landmarks[list(FACE_OVAL), :2]
    height = float(np.ptp(oval[:, 1]))
    pivot = oval.mean(axis=0) + np.array([0, NECK_SHARE * height])
    angle = np.radians(roll_deg)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])

    def shift(places: FloatArray) -> FloatArray:
        from_pivot = places - pivot
        above = ramp(-from_pivot[:, 1:] / height, -0.1, 0.3)
        return np.asarray(above * (from_pivot @ turn.T - from_pivot), dtype=np.float32)

    return shift


def _kind(
    name: str, title: str, about: str, develop: Develop, limit: str, cues: tuple[str, ...],
    options: Mapping[str, str] | None = None,
) -> EditKind:  # fmt: skip
    return EditKind(name, title, about, develop, limit, ("face",), cues, options or {})


KINDS = (
    _kind(
        "smile", "Smile",
        "Lifts the mouth corners with cheeks and lower lids; lips stay as open as they are.",
        smile, f"{SMILE_LIMIT:g} × the mean closed-lip smile of 60 people", ("lip_corner_pull",),
    ),
    _kind(
        "soften_smile", "Soften smile", "Eases a smile; cannot close an open mouth.",
        soften_smile, f"{SOFTEN_SMILE_LIMIT:g} × the mean smile, backwards", ("lip_corner_pull",),
    ),
    _kind(
        "lip_press", "Lip press", "Presses the lips together a little.",
        _unit_edit("lip_press"), "lip rims .030 and .036 eye distances", ("lip_press",),
    ),
    _kind(
        "squinch", "Squinch", "Raises the lower lids, as a look of interest does.",
        _unit_edit("squinch"), "lower lid .040 eye distances", ("eye_opening",),
    ),
    _kind(
        "brow_lower", "Lower brow", "Lowers the brows and draws their inner ends together.",
        _unit_edit("brow_lower"), "inner brow .060 eye distances", ("brow_lower",),
    ),
    _kind(
        "brow_raise", "Raise brow", "Raises both brows.",
        _unit_edit("brow_raise"), "brow .062 eye distances", ("inner_brow_raise",),
    ),
    _kind(
        "relax_brow", "Relax brow",
        "Undoes tension in the brows: drawn ones open, raised inner ends settle.",
        relax_brow, "inner brow .040 eye distances", ("brow_lower", "inner_brow_raise"),
        {"toward": "open or settle; by itself whichever the face shows"},
    ),
    _kind(
        "asymmetry", "Asymmetry",
        "A trace of unevenness: one mouth corner and one brow slightly higher.",
        asymmetry, "corner .035, brow .02 eye distances", ("expression_asymmetry",),
        {"side": "left or right of the image; by itself the side that is already higher"},
    ),
    _kind(
        "head_turn", "Head turn", "Turns or nods the head a little; by itself towards the lens.",
        head_turn, f"{HEAD_TURN_LIMIT_DEG:g}°", ("yaw_deg", "pitch_deg"),
        {
            "yaw_deg": f"to the image's right (+) or left, up to {HEAD_TURN_LIMIT_DEG:g}°",
            "pitch_deg": f"up (+) or down, up to {HEAD_TURN_LIMIT_DEG:g}°",
        },
    ),
    _kind(
        "head_tilt", "Head tilt", "Tilts the head about the neck; by itself levels it.",
        head_tilt, f"{HEAD_TILT_LIMIT_DEG:g}°", ("roll_deg",),
        {"roll_deg": f"clockwise as seen (+), up to {HEAD_TILT_LIMIT_DEG:g}°"},
    ),
)  # fmt: skip
