"""What the model looks at: expression, gaze and head, all of them things that a sitter can change.

Distances come from `Reading.expression_geometry`, the rest from cues. Outline, nose width, lip
thickness, structural asymmetry, skin, hair, colour and light are left out on purpose.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt
from catchlight.reading import Cue, Reading

Numbers = npt.NDArray[np.float64]

MIN_CONFIDENCE = 0.15  # below it a cue counts as missing; above, its own range is taken in
MOUTH, LIPS, EYES = "the shape of the mouth", "the opening of the lips", "the set of the eyes"
BROWS, CHEEKS = "the set of the brows", "the lift of the cheeks"
HEAD, GAZE, UNEVEN = "the turn of the head", "the direction of the gaze", "an uneven expression"

# Distance → the part of the face that reasons name.
DISTANCES: Mapping[str, str] = {
    "corner_lift": MOUTH, "corner_back": MOUTH, "mouth_width": MOUTH, "mouth_to_nose": MOUTH,
    "mouth_back": MOUTH, "smile_shape": MOUTH, "press": MOUTH, "frown": MOUTH, "lips_gap": LIPS,
    "lower_lid": EYES, "upper_lid": EYES, "squint": EYES, "cheek": CHEEKS, "cheek_back": CHEEKS,
    "nose_wings": CHEEKS, "inner_brow": BROWS, "middle_brow": BROWS, "outer_brow": BROWS,
    "brow_gap": BROWS, "brow_down": BROWS, "brow_up": BROWS, "jaw_open": LIPS,
}  # fmt: skip
# What straight lines miss: broad and high smiles, the first gap between the lips, and wide eyes
# above a smile.
CURVED: Mapping[str, str] = {
    "mouth_width_squared": MOUTH, "corner_lift_squared": MOUTH, "width_times_lift": MOUTH,
    "lips_gap_root": LIPS, "width_times_eyes": EYES,
}  # fmt: skip
CUES: Mapping[str, str] = {
    "yaw_deg": HEAD, "pitch_deg": HEAD, "roll_deg": HEAD, "gaze_offset_deg": GAZE,
    "gaze_pitch_deg": GAZE, "eye_opening": EYES, "expression_asymmetry": UNEVEN,
}  # fmt: skip
SIDELESS = ("yaw_deg", "roll_deg")  # to the left or to the right is the same to the model

FEATURES: tuple[str, ...] = (*DISTANCES, *CURVED, *CUES)
PARTS: Mapping[str, str] = {**DISTANCES, **CURVED, **CUES}


@dataclass(frozen=True, eq=False)
class Seen:
    """The features of one reading in the order of FEATURES, NaN = missing, and their spread.

    `spread` is the standard deviation that the cue's own range stands for, 0 for distances.
    """

    values: Numbers
    spread: Numbers


def look(reading: Reading) -> Seen | str:
    """The features of a reading, or in words why there are none."""
    distances = reading.expression_geometry
    if not distances:
        why = reading.skipped.get("lip_corner_pull", "it was not measured")
        return f"the expression carries these impressions, and could not be read: {why}"
    if (pull := reading.cues.get("lip_corner_pull")) and pull.confidence < MIN_CONFIDENCE:
        return "the expression carries these impressions, and is too unsure here"
    values = {name: distances[name] for name in DISTANCES} | _curved(distances)
    spread = dict.fromkeys(values, 0.0)
    for name in CUES:
        values[name], spread[name] = _known(reading.cues.get(name))
    for of in (values, spread):
        of["width_times_eyes"] = distances["mouth_width"] * of["eye_opening"]
    return Seen(
        np.array([values[name] for name in FEATURES]), np.array([spread[name] for name in FEATURES])
    )


def _curved(distances: Mapping[str, float]) -> dict[str, float]:
    width, lift = distances["mouth_width"], distances["corner_lift"]
    return {
        "mouth_width_squared": width**2,
        "corner_lift_squared": lift**2,
        "width_times_lift": width * lift,
        "lips_gap_root": sqrt(max(distances["lips_gap"], 0.0)),
    }


def _known(cue: Cue | None) -> tuple[float, float]:
    """(value, standard deviation); NaN for a cue that is missing or too unsure."""
    if cue is None or cue.confidence < MIN_CONFIDENCE:
        return float("nan"), 0.0
    value = abs(cue.value) if cue.name in SIDELESS else cue.value
    return value, (cue.high - cue.low) / 2 / 1.645  # low…high holds nine in ten
