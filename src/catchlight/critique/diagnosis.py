"""Diagnosis in two axes: polish (is it finished?) × emotional clarity (does it say something?)."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ..reading import Reading
from ..shot import Band
from .steps import STEP, closeness, fit, nearness

# What a finished picture has whatever it is for. House bands; the rules on each cite their reasons.
POLISH: dict[str, Band] = {
    "face_exposure_stops": Band(-0.9, 0.9, 0.6),
    "clipped_highlights": Band(0.0, 0.01, 0.7),
    "clipped_shadows": Band(0.0, 0.03, 0.4),
    "eye_sharpness": Band(0.32, math.inf, 1.0),
    "grain": Band(-math.inf, 0.010, 0.6),
    "tint_duv": Band(-0.012, 0.012, 0.6),
    "background_clutter": Band(-math.inf, 0.65, 0.6),
    "background_lightness_pull": Band(-math.inf, 35.0, 0.2),
    "shadow_softness": Band(0.2, math.inf, 0.4),
    "contrast": Band(0.2, 0.9, 0.4),
    "headroom": Band(-0.05, 0.2, 0.4),
    "eye_line": Band(0.25, 0.5, 0.4),
    "face_fraction": Band(0.2, 0.7, 0.5),
    "camera_distance_cm": Band(55.0, math.inf, 0.5),
    "shoulder_roll_deg": Band(-8.0, 8.0, 0.3),
}
# Above: finished; says what it means. A "no" to gaze or expression is below, one to posture is not.
POLISHED, CLEAR = 0.75, 0.80

# A standard studio headshot, cue by cue: what a picture must leave to be somebody's.
GENERIC: dict[str, float] = {
    "gaze_yaw_deg": 0.0,
    "yaw_deg": 0.0,
    "pitch_deg": 0.0,
    "roll_deg": 0.0,
    "face_offset": 0.0,
    "background_clutter": 0.08,
    "background_color_variance": 0.0,
    "lighting_ratio_stops": 0.1,
    "colorfulness": 20.0,
    "expression_asymmetry": 1.0,
    "warmth": 8.0,
    "shoulder_roll_deg": 0.0,
}
MIN_GENERIC_CUES = 6
_PARTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("gaze", ("gaze_yaw_deg",)),
    ("pose", ("yaw_deg", "pitch_deg", "roll_deg", "shoulder_roll_deg")),
    ("light", ("lighting_ratio_stops",)),
    ("background", ("background_clutter", "background_color_variance")),
    ("colour", ("colorfulness", "warmth")),
)
LIKE = 0.6  # of a part's mean nearness: about one visible step from the standard


@dataclass(frozen=True)
class Diagnosis:
    """`polish` and `clarity`, 0…1, and the quadrant in words with what it asks for.

    `interchangeability` 0…1 is the nearness to a standard headshot, `near_own` that to the most
    alike of the sitter's other pictures; None = not known.
    """

    polish: float
    clarity: float
    quadrant: str
    advice: str
    interchangeability: float | None
    near_own: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        near, own = self.interchangeability, self.near_own
        return {
            "polish": round(self.polish, 3),
            "clarity": round(self.clarity, 3),
            "quadrant": self.quadrant,
            "advice": self.advice,
            "interchangeability": None if near is None else round(near, 3),
            "nearness_to_own": None if own is None else round(own, 3),
        }


CLEAR_AND_FINISHED = "clear and finished"
_QUADRANTS = {
    (True, True): (
        CLEAR_AND_FINISHED,
        "Close to done: mend what the findings name, if any, and leave the rest alone.",
    ),
    (True, False): (
        "impressive but forgettable",
        "The trouble is emotional clarity, not resolution: a stronger gaze, a more specific "
        "setting, a warmer palette, or one subtle imperfection.",
    ),
    (False, True): (
        "alive but rough",
        "Keep the moment; mend light, focus and frame.",
    ),
    (False, False): (
        "neither clear nor finished",
        "Start from the job: choose the gaze and expression first, then the light.",
    ),
}


def diagnose(reading: Reading, clarity: float, others: Iterable[Reading] = ()) -> Diagnosis:
    """The quadrant of one portrait; `clarity` comes from the answers to the seven questions.

    `others` are readings of the sitter's other pictures.
    """
    polish = polish_of(reading)
    quadrant, advice = _QUADRANTS[(polish >= POLISHED, clarity >= CLEAR)]
    near = [value for other in others if (value := nearness(reading, other)) is not None]
    own = max(near, default=None)
    return Diagnosis(polish, clarity, quadrant, advice, interchangeability(reading), own)


def polish_of(reading: Reading) -> float:
    """Finish, 0…1: half the mean of the technical cues' closeness, half their worst.

    A picture is finished as far as its weakest part: one burnt-out face is not outweighed by a good
    background. 0 when nothing was measured.
    """
    mean = fit(reading, POLISH)
    if mean is None:
        return 0.0
    worst = min(
        1.0 - band.weight * (1.0 - closeness(name, reading[name].value, band))
        for name, band in POLISH.items()
        if name in reading
    )
    return (mean + worst) / 2


def interchangeability(reading: Reading) -> float | None:
    """How near the picture is to a standard headshot, 0…1; None when too little was measured."""
    near = _generic(reading)
    return sum(near.values()) / len(near) if len(near) >= MIN_GENERIC_CUES else None


def generic_parts(reading: Reading) -> list[str]:
    """What of the picture is as in a standard headshot, in words; only what was measured."""
    near = _generic(reading)
    parts = []
    for part, names in _PARTS:
        known = [near[name] for name in names if name in near]
        if known and sum(known) / len(known) >= LIKE:
            parts.append(part)
    return parts


def _generic(reading: Reading) -> dict[str, float]:
    """How near each measured cue lies to the standard headshot's, 0…1; one step away gives .61."""
    steps = {
        name: (reading[name].value - middle) / STEP[name]
        for name, middle in GENERIC.items()
        if name in reading
    }
    return {name: math.exp(-step * step / 2) for name, step in steps.items()}


def gloss_of(reading: Reading) -> float | None:
    """How smooth the whole is, 0…1: finish × nearness to a standard headshot."""
    near = interchangeability(reading)
    return None if near is None else polish_of(reading) * near
