"""STEP: how much of a cue makes a difference that people see. House values, in the cue's own unit.

Set from the spread of ordinary portraits: about the distance from a typical one to one that is
noticed. They scale distances outside a band, changes between two pictures, and likeness of takes.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from ..reading import Reading
from ..shot import Band

MIN_SHARED = 8  # cues: fewer say little about the whole picture
MAX_SQUARE = 9.0  # one cue cannot outweigh all others: differences count up to three steps

STEP: dict[str, float] = {
    "gaze_yaw_deg": 5.0,
    "gaze_pitch_deg": 6.0,
    "gaze_offset_deg": 5.0,
    "eye_opening": 0.06,
    "eye_sharpness": 0.15,
    "yaw_deg": 12.0,
    "pitch_deg": 9.0,
    "roll_deg": 6.0,
    "lip_corner_pull": 0.2,
    "lips_part": 0.25,
    "lower_lid_raise": 0.2,
    "brow_lower": 0.25,
    "inner_brow_raise": 0.25,
    "lip_press": 0.25,
    "lip_corner_depress": 0.25,
    "duchenne_evidence": 0.25,
    "expressiveness": 0.2,
    "expression_asymmetry": 1.5,
    "skin_texture": 0.5,
    "skin_smoothing": 0.25,
    "skin_shine": 0.05,
    "light_azimuth_deg": 30.0,
    "light_elevation_deg": 20.0,
    "lighting_ratio_stops": 0.7,
    "shadow_softness": 0.25,
    "face_exposure_stops": 0.6,
    "clipped_shadows": 0.05,
    "clipped_highlights": 0.03,
    "shoulder_roll_deg": 6.0,
    "shoulder_turn": 0.3,
    "openness": 0.25,
    "lean": 0.3,
    "arms_crossed": 0.5,
    "face_fraction": 0.08,
    "headroom": 0.1,
    "eye_line": 0.1,
    "face_offset": 0.1,
    "lead_room": 0.2,
    "face_prominence": 0.2,
    "camera_distance_cm": 40.0,
    "background_clutter": 0.15,
    "background_edge_density": 0.1,
    "background_blur": 0.25,
    "background_lightness_pull": 12.0,
    "background_color_variance": 6.0,
    "background_text": 0.1,
    "color_temperature_k": 900.0,
    "tint_duv": 0.012,
    "warmth": 8.0,
    "lightness": 12.0,
    "chroma": 10.0,
    "colorfulness": 14.0,
    "contrast": 0.15,
    "grain": 0.008,
    "faded_blacks": 8.0,
    "vignette": 0.2,
    "film_tint": 6.0,
    "vintage_look": 0.3,
    "detail_shown": 0.25,
    "detail_kept": 0.25,
}


def closeness(name: str, value: float, band: Band) -> float:
    """How well a value lies in a band, 0…1: 1 inside, .5 one step outside, .2 two steps."""
    steps = band.distance(value) / STEP.get(name, 1.0)
    return 1.0 / (1.0 + steps * steps)


def fit(reading: Reading, bands: Mapping[str, Band]) -> float | None:
    """The mean closeness over the bands that could be measured, by weight² × confidence.

    Weights count squared, so that what a job lives from is not drowned by many small wishes. None
    when nothing in the bands was measured.
    """
    total = gained = 0.0
    for name, band in bands.items():
        if name not in reading:
            continue
        cue = reading[name]
        weight = band.weight**2 * cue.confidence
        total += weight
        gained += weight * closeness(name, cue.value, band)
    return gained / total if total > 0 else None


def fit_change(before: Reading, after: Reading, bands: Mapping[str, Band]) -> float:
    """How much nearer `after` lies to the bands, −1…1, over the cues both readings hold.

    Both are weighted by the less sure of the two measurements, so that a cue that only became
    easier to measure changes nothing.
    """
    total = gained = 0.0
    for name, band in bands.items():
        if name not in before or name not in after:
            continue
        old, new = before[name], after[name]
        weight = band.weight**2 * min(old.confidence, new.confidence)
        total += weight
        gained += weight * (closeness(name, new.value, band) - closeness(name, old.value, band))
    return gained / total if total > 0 else 0.0


def nearness(one: Reading, other: Reading) -> float | None:
    """How alike two readings are, 0…1, over the cues both hold; None when they share too few.

    1 = no visible difference; two pictures that differ by a step in every cue give .5.
    """
    value = float(nearnesses([one, other])[0, 1])
    return None if math.isnan(value) else value


def nearnesses(readings: Sequence[Reading]) -> npt.NDArray[np.float64]:
    """`nearness` of every reading to every other, n × n; NaN where two share too few cues."""
    names = list(STEP)
    values = np.array(
        [[r.cues[n].value if n in r else math.nan for n in names] for r in readings],
        dtype=np.float64,
    ).reshape(len(readings), len(names))
    values /= np.array([STEP[name] for name in names])
    result = np.full((len(readings), len(readings)), math.nan)
    for row, own in enumerate(values):
        squares = np.minimum((values - own) ** 2, MAX_SQUARE)
        shared = np.isfinite(squares)
        count = shared.sum(axis=1)
        mean = np.where(shared, squares, 0.0).sum(axis=1) / np.maximum(count, 1)
        result[row] = np.where(count >= MIN_SHARED, 1.0 / (1.0 + mean), math.nan)
    return result
