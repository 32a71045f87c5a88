"""How far the look passes the lens: one angle from the two gaze cues."""

from __future__ import annotations

import math

from ..reading import Cue, Reading

OFFSET = "gaze_offset_deg"


def gaze_offset(reading: Reading) -> tuple[Reading, str]:
    """The reading with `gaze_offset_deg`, and that name: measured, or √(yaw² + pitch²).

    Shaped as the first arguments of `miss`. Yaw 3, pitch 4 → 5. Needs `gaze_yaw_deg`; a missing
    pitch counts as level.
    """
    if OFFSET in reading:
        return reading, OFFSET
    yaw = reading["gaze_yaw_deg"]
    value = math.hypot(yaw.value, reading.value("gaze_pitch_deg") or 0.0)
    half = (yaw.high - yaw.low) / 2
    low = max(0.0, value - half)
    cue = Cue(OFFSET, value, yaw.unit, low, value + half, yaw.confidence, where=yaw.where)
    return Reading(reading.photo, reading.faces, {**reading.cues, OFFSET: cue}), OFFSET
