"""Pictures with planted readings and planted ground and skin: for tests of the judgement alone."""

from __future__ import annotations

import numpy as np

from catchlight.color import hex_to_srgb, srgb_to_oklab
from catchlight.critique.steps import STEP
from catchlight.portrait import Portrait
from catchlight.reading import Cue, Reading, Swatch
from catchlight.visual_identity.seen import Seen

USUAL = {
    "color_temperature_k": 5600.0,
    "tint_duv": 0.003,
    "warmth": 6.0,
    "chroma": 14.0,
    "colorfulness": 30.0,
    "contrast": 0.6,
    "gaze_offset_deg": 2.0,
    "yaw_deg": 0.0,
    "lip_corner_pull": 0.4,
    "face_fraction": 0.34,
    "eye_line": 0.40,
    "face_offset": 0.0,
    "background_clutter": 0.08,
    "light_azimuth_deg": 20.0,
    "light_elevation_deg": 25.0,
    "lighting_ratio_stops": 0.8,
    "face_exposure_stops": 0.0,
    "grain": 0.002,
    "faded_blacks": 6.0,
    "vignette": 0.2,
    "film_tint": 2.0,
}
WALL = "#c9cdd2"


def picture(
    name: str,
    *,
    wall: str | None = WALL,
    skin: str = "#b98a6d",
    palette: tuple[str, ...] = (WALL, "#1f3b4d"),
    without: tuple[str, ...] = (),
    **values: float,
) -> Seen:
    """A grey picture that reads as USUAL but for `values`."""
    cues = {}
    for cue, value in {**USUAL, **values}.items():
        if cue not in without:
            half = 0.3 * STEP[cue]
            cues[cue] = Cue(cue, value, "", value - half, value + half, 0.8)
    cues["light_pattern"] = Cue("light_pattern", 2.0, "code", 1.0, 3.0, 0.8, "loop")
    swatches = tuple(Swatch(color, 1 / len(palette)) for color in palette)
    reading = Reading(name, 1, cues, {}, swatches)
    ground = None if wall is None else srgb_to_oklab(hex_to_srgb(wall))
    portrait = Portrait(np.full((125, 100, 3), 0.5, np.float32))
    return Seen(name, portrait, reading, ground, srgb_to_oklab(hex_to_srgb(skin)))
