"""How far the look passes the lens: one angle from the two gaze cues."""

from __future__ import annotations

import math

from ..reading import Cue, Reading

OFFSET = "gaze_offset_deg"


def gaze_offset(reading: Reading) -> tuple[Reading, str]:
    """The reading with `gaze_offset_deg`, and that name: measured, or √(yaw² + pitch²).

    Shaped as the first arguments of `miss`. Yaw 3, pitch 4 → 5.
    """
    if OFFSET in reading:
        return reading, OFFSET
    yaw, pitch = reading["gaze_yaw_deg"], reading["gaze_pitch_deg"]
    value = math.hypot(yaw.value, pitch.value)
    half = max(yaw.high - yaw.low, pitch.high - pitch.low) / 2
    cue = Cue(
        OFFSET,
        value,
        "deg",
        max(0.0, value - half),
        value + half,
        min(yaw.confidence, pitch.confidence),
        where=yaw.where,
    )
    return Reading(reading.photo, reading.faces, {**reading.cues, OFFSET: cue}), OFFSET
