"""Readings with known cues, for tests of the judgement alone."""

from __future__ import annotations

import math

from catchlight.reading import Cue, Reading

# An ordinary good portrait for trust, cue by cue.
GOOD = {
    "gaze_yaw_deg": 1.0,
    "gaze_pitch_deg": -1.0,
    "eye_opening": 0.3,
    "catchlights": 2.0,
    "eye_sharpness": 0.7,
    "yaw_deg": 4.0,
    "pitch_deg": 0.0,
    "roll_deg": 4.0,
    "lip_corner_pull": 0.5,
    "lips_part": 0.1,
    "brow_lower": 0.1,
    "inner_brow_raise": 0.1,
    "lip_press": 0.1,
    "lip_corner_depress": 0.05,
    "duchenne_evidence": 0.6,
    "expressiveness": 0.5,
    "expression_asymmetry": 2.0,
    "skin_texture": 0.8,
    "skin_smoothing": 0.1,
    "skin_shine": 0.01,
    "light_azimuth_deg": 15.0,
    "light_elevation_deg": 25.0,
    "lighting_ratio_stops": 0.7,
    "shadow_softness": 0.6,
    "face_exposure_stops": 0.0,
    "face_lightness": 50.0,
    "clipped_shadows": 0.0,
    "clipped_highlights": 0.0,
    "shoulder_roll_deg": 1.0,
    "shoulder_turn": 0.2,
    "openness": 0.7,
    "face_fraction": 0.38,
    "headroom": 0.1,
    "eye_line": 0.4,
    "face_offset": 0.02,
    "lead_room": 0.0,
    "background_clutter": 0.3,
    "background_blur": 0.7,
    "background_lightness_pull": 0.1,
    "background_color_variance": 8.0,
    "tint_duv": 0.0,
    "warmth": 10.0,
    "colorfulness": 35.0,
    "contrast": 0.6,
    "grain": 0.001,
    "faded_blacks": 8.0,
    "vignette": 0.05,
    "vintage_look": 0.1,
}


def reading(photo: str = "good.jpg", confidence: float = 0.9, **changed: float | None) -> Reading:
    """The good portrait with some cues changed; None leaves a cue out, with a reason."""
    values = {**GOOD, **changed}
    yaw, pitch = values["gaze_yaw_deg"], values["gaze_pitch_deg"]
    if yaw is not None and pitch is not None:
        values["gaze_offset_deg"] = math.hypot(yaw, pitch)
    cues = {
        name: Cue(name, value, "", value, value, confidence)
        for name, value in values.items()
        if value is not None
    }
    skipped = {name: "it was hidden" for name, value in values.items() if value is None}
    return Reading(photo, 1, cues, skipped)
