"""Expression: facial action units as they show, the smile, and how far the face is from blank.

Intensities are 0…1 from the average neutral face to a strong action, not FACS grades. They are made
of distances on the straightened face and of those blendshapes that live; the parts of one cue weigh
the same, so nothing is fitted beyond the scale of each part (neutral mean, spread over neutral and
smiling London faces). With other photos of the sitter, their own neutral face is the zero.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import exp, sqrt

import numpy as np

from ..portrait import Portrait
from ..reading import Cue, CueKind, Skip
from .close_up import CloseUp, close_up
from .family import CueFamily, fractions, kind_cue, skip_all, usable_face
from .shape import Shape, mean_shape, shape_of

# The average of 60 neutral London faces.
NEUTRAL = Shape(
    corner_lift=-0.0214, corner_back=0.2197, mouth_width=0.831, mouth_to_nose=0.389,
    lips_gap=0.003, lips_height=0.282, lower_lid=0.0447, upper_lid=0.0993, cheek=0.489,
    inner_brow=0.253, brow_gap=0.417, smile_shape=-4.43, squint=0.268, brow_down=0.162,
    brow_up=0.055, press=0.090, frown=0.001,
)  # fmt: skip
# Spread of the smile's parts over neutral and smiling London faces together.
LIFT_SD, BACK_SD, WIDTH_SD, NOSE_SD, LID_SD, SHAPE_SD = 0.046, 0.031, 0.092, 0.051, 0.0108, 2.24
PARTED, PARTED_SD = 0.05, 0.024  # a gap beyond this is parted all the same; spread up to it
FULL_PULL = 2.5  # mean of the pull's parts in a broad smile
SMILE_MIDDLE, SMILE_SLOPE = 0.45, 0.25  # evidence that is half a smile: neutral faces' 90 % mark
OPEN_FROM, OPEN_FULL = 0.02, 0.08  # lip gap, share of the eye distance
FULL_GAP = 0.25  # the widest lip gap of an open smile (98 % of London and OMI faces)
NONE_BELOW, OPEN_FROM_LEVEL = 0.5, 1.5
# How far an action counts as a departure: these differ between neutral faces nearly as much.
SURE_LIDS, SURE_BROWS, SURE_PRESS = 0.6, 0.5, 0.7
NEUTRAL_EVIDENCE = 0.5  # photos of the sitter with less smile than this count as neutral

KINDS = (
    CueKind(
        "lip_corner_pull", "expression", "", "Lip corner pull (AU12)",
        "Mouth corners drawn up, out and back: 0 neutral … 1 broad smile.",
        tolerance=0.04, sources=("Ekman2002",),
    ),
    CueKind(
        "lips_part", "expression", "", "Lips parted (AU25)",
        "The gap between the inner lips: 0 closed … 1 as in a laugh.",
        tolerance=0.05, sources=("Ekman2002",),
    ),
    CueKind(
        "mouth_width", "expression", "eye distances", "Mouth width",
        "Corner to corner over the distance between the eyes.",
        tolerance=0.02,
    ),
    CueKind(
        "lower_lid_raise", "expression", "", "Lower lid raised (AU7, AU6)",
        "The squinch: lower lids drawn up, 0 neutral … 1 strongly.",
        tolerance=0.06, sources=("Ekman2002",),
    ),
    CueKind(
        "brow_lower", "expression", "", "Brow lowered (AU4)",
        "Brows down and together, 0 … 1. Low natural brows read higher without a baseline.",
        tolerance=0.08, sources=("Ekman2002",),
    ),
    CueKind(
        "inner_brow_raise", "expression", "", "Inner brow raised (AU1)",
        "The inner ends of the brows drawn up, 0 … 1.",
        tolerance=0.04, sources=("Ekman2002",),
    ),
    CueKind(
        "lip_press", "expression", "", "Lips pressed (AU24)",
        "Closed lips pressed thin, 0 … 1. A weak measure without a baseline.",
        tolerance=0.07, sources=("Ekman2002",),
    ),
    CueKind(
        "lip_corner_depress", "expression", "", "Lip corners down (AU15)",
        "Mouth corners below their neutral place, 0 … 1. A weak measure.",
        tolerance=0.06, sources=("Ekman2002",),
    ),
    CueKind(
        "smile_level", "expression", "level", "Smile",
        "0 none, 1 slight (closed lips), 2 open.",
        tolerance=0.2, sources=("Ekman2002",),
    ),
    CueKind(
        "duchenne_evidence", "expression", "", "Smile with the eyes",
        "Lip corner pull together with raised cheeks and lower lids, 0 … 1. In a still picture a "
        "broad smile alone lifts the cheeks: evidence, not proof.",
        tolerance=0.05, sources=("Gunnery2016", "Ekman2002"),
    ),
    CueKind(
        "expressiveness", "expression", "", "Expressiveness",
        "How far the face departs from neutral by its strongest actions: 0 blank … 1.",
        tolerance=0.05,
    ),
)  # fmt: skip
# Half of the range that holds 90 % of true values. For the actions and the smile: what posed
# neutral London faces, whose truth is 0, read (90 % mark). Without truth (mouth width, Duchenne,
# expressiveness): the spread between photo, mirror, recompression and resize.
HALF_RANGES = {
    "lip_corner_pull": 0.32, "lips_part": 0.06, "mouth_width": 0.04, "lower_lid_raise": 0.37,
    "brow_lower": 0.35, "inner_brow_raise": 0.20, "lip_press": 0.22, "lip_corner_depress": 0.20,
    "smile_level": 0.55, "duchenne_evidence": 0.25, "expressiveness": 0.35,
}  # fmt: skip
CONFIDENCES = {
    "lip_corner_pull": 0.9, "lips_part": 0.9, "mouth_width": 0.9, "lower_lid_raise": 0.6,
    "brow_lower": 0.5, "inner_brow_raise": 0.5, "lip_press": 0.4, "lip_corner_depress": 0.3,
    "smile_level": 0.9, "duchenne_evidence": 0.4, "expressiveness": 0.6,
}  # fmt: skip
# With the sitter's own neutral the differences between faces fall out of the error.
BASELINE_SHARE, BASELINE_BONUS = 0.6, 0.2

_LIPS = (61, 40, 37, 0, 267, 270, 291, 321, 314, 17, 84, 91)
_LOWER_LIDS = (33, 144, 145, 153, 133, 362, 380, 374, 373, 263)
_BROWS = (70, 63, 105, 66, 107, 336, 296, 334, 293, 300)
_PARTS = {
    "lower_lid_raise": ("eyes",), "brow_lower": ("eyes",), "inner_brow_raise": ("eyes",),
    "duchenne_evidence": ("eyes", "mouth"), "expressiveness": ("eyes", "mouth"),
}  # fmt: skip
_WHERE = {
    "lower_lid_raise": _LOWER_LIDS, "brow_lower": _BROWS, "inner_brow_raise": _BROWS,
    "duchenne_evidence": (*_LOWER_LIDS, 50, 280), "expressiveness": (*_BROWS, *_LIPS),
}  # fmt: skip


@dataclass(frozen=True)
class Actions:
    """The intensities of one face, by the names of the cues."""

    lip_corner_pull: float
    lips_part: float
    mouth_width: float
    lower_lid_raise: float
    brow_lower: float
    inner_brow_raise: float
    lip_press: float
    lip_corner_depress: float
    smile_level: float
    duchenne_evidence: float
    expressiveness: float


def measure_expression(
    portrait: Portrait, baseline: tuple[Portrait, ...] = ()
) -> Iterator[Cue | Skip]:
    """All cues; `baseline` are other photos of the same sitter."""
    face = usable_face(portrait)
    if isinstance(face, str):
        yield from skip_all(KINDS, face)
        return
    view = close_up(portrait)
    shape = _shape(view)
    own = own_neutral(baseline)
    actions = actions_of(shape if own is None else shape.relative_to(own, NEUTRAL), shape)
    covered = {part: view.covered(part) for part in ("eyes", "mouth")}
    for kind in KINDS:
        parts = _PARTS.get(kind.name, ("mouth",))
        if reason := next((covered[part] for part in parts if covered[part]), ""):
            yield Skip(kind.name, reason)
            continue
        value = getattr(actions, kind.name)
        half, sure = HALF_RANGES[kind.name], CONFIDENCES[kind.name]
        if own is not None:
            half, sure = half * BASELINE_SHARE, sure + BASELINE_BONUS
        points = view.face.landmarks[list(_WHERE.get(kind.name, _LIPS))]
        top = 2.0 if kind.name in ("smile_level", "mouth_width") else 1.0
        where = fractions(portrait, points)
        yield kind_cue(kind, value, half, sure, _label(kind.name, value), where, (0, top))


def own_neutral(baseline: tuple[Portrait, ...]) -> Shape | None:
    """The mean shape of the sitter's photos that hardly smile; None when there is none."""
    shapes = [_shape(close_up(p)) for p in baseline if not isinstance(usable_face(p), str)]
    neutral = [shape for shape in shapes if smile_evidence(shape) < NEUTRAL_EVIDENCE]
    return mean_shape(neutral) if neutral else None


def actions_of(shape: Shape, seen: Shape | None = None) -> Actions:
    """Intensities from a shape; `seen` is the shape as photographed, for plain distances."""
    seen = seen or shape
    pull = float(np.mean(_pull_parts(shape))) / FULL_PULL
    parts = Parts(shape)
    lids = (parts.lid + parts.squint) / 2
    eyes = (parts.lid + parts.squint + parts.cheek) / 3
    pull = min(max(pull, 0.0), 1.0)
    part = _ramp(seen.lips_gap, 0.0, FULL_GAP)
    press = (_ramp(shape.press, 0.15, 0.6) + parts.thin) / 2 * (1 - part)
    lower, raised = parts.brow_lower, parts.brow_raise
    depress = parts.depress * (1 - pull)
    return Actions(
        lip_corner_pull=pull,
        lips_part=part,
        mouth_width=seen.mouth_width,
        lower_lid_raise=lids,
        brow_lower=lower,
        inner_brow_raise=raised,
        lip_press=press,
        lip_corner_depress=depress,
        smile_level=smile_level(shape, seen.lips_gap),
        duchenne_evidence=sqrt(pull * eyes),
        expressiveness=_strongest(
            pull, part, SURE_LIDS * lids, SURE_BROWS * lower, raised, SURE_PRESS * press, depress
        ),
    )


class Parts:
    """The single distances and blendshapes as ramps from neutral (0) to strong (1)."""

    def __init__(self, shape: Shape) -> None:
        n = NEUTRAL
        self.lid = _ramp(n.lower_lid - shape.lower_lid, 0.0, 0.035)
        self.squint = _ramp(shape.squint - n.squint, 0.0, 0.45)
        self.cheek = _ramp(n.cheek - shape.cheek, 0.0, 0.08)
        self.thin = _ramp(n.lips_height - shape.lips_height, 0.04, 0.14)
        self.depress = (
            _ramp(n.corner_lift - shape.corner_lift, 0.01, 0.05) + _ramp(shape.frown, 0.01, 0.12)
        ) / 2
        self.brow_lower = (
            2 * _ramp(shape.brow_down - n.brow_down, 0.1, 0.6)
            + _ramp(n.inner_brow - shape.inner_brow, 0.03, 0.09)
            + _ramp(n.brow_gap - shape.brow_gap, 0.015, 0.05)
        ) / 4
        self.brow_raise = (
            2 * _ramp(shape.brow_up - n.brow_up, 0.1, 0.6)
            + _ramp(shape.inner_brow - n.inner_brow, 0.04, 0.12)
        ) / 3


def smile_evidence(shape: Shape) -> float:
    """Mean of seven standardised parts: 0 average neutral, about 1.2 a posed smile."""
    gap = min(max(shape.lips_gap, 0.0), PARTED)
    parts = [
        *_pull_parts(shape),
        (NEUTRAL.mouth_to_nose - shape.mouth_to_nose) / NOSE_SD,
        (NEUTRAL.lower_lid - shape.lower_lid) / LID_SD,
        (gap - NEUTRAL.lips_gap) / PARTED_SD,
    ]
    return float(np.mean(parts))


def _pull_parts(shape: Shape) -> list[float]:
    return [
        (shape.corner_lift - NEUTRAL.corner_lift) / LIFT_SD,
        (shape.corner_back - NEUTRAL.corner_back) / BACK_SD,
        (shape.mouth_width - NEUTRAL.mouth_width) / WIDTH_SD,
        (shape.smile_shape - NEUTRAL.smile_shape) / SHAPE_SD,
    ]


def smile_level(shape: Shape, lips_gap: float) -> float:
    """0 none … 1 closed smile … 2 open smile; `lips_gap` as photographed, in eye distances."""
    amount = 1 / (1 + exp(-(smile_evidence(shape) - SMILE_MIDDLE) / SMILE_SLOPE))
    return amount * (1 + _ramp(lips_gap, OPEN_FROM, OPEN_FULL))


def _strongest(*intensities: float) -> float:
    """A soft maximum (4-norm): many small departures count a little, one clear one counts."""
    return min(1.0, float(np.sum(np.array(intensities) ** 4) ** 0.25))


def _ramp(value: float, start: float, full: float) -> float:
    return min(max((value - start) / (full - start), 0.0), 1.0)


def _shape(view: CloseUp) -> Shape:
    return shape_of(view.straight, view.face)


def _label(name: str, value: float) -> str:
    if name == "smile_level":
        return "none" if value < NONE_BELOW else "slight" if value < OPEN_FROM_LEVEL else "open"
    if name == "expressiveness":
        return "blank" if value < 0.25 else "expressive" if value > 0.6 else "restrained"
    return ""


FAMILY = CueFamily("expression", KINDS, measure_expression)
