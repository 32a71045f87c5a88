"""Looks named by decade: colour, contrast, fade, halation, vignette and grain together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..portrait import Portrait
from . import options as option
from .color_grade import split_toned
from .edit import EditKind
from .film import Layer, fade_layer, grain_layer, halation_layer, printed, vignette_layer
from .planes import gain_of, gained, looked_up, luma, table_of
from .tone import face_pivot


@dataclass(frozen=True)
class Era:
    """One decade's look. Shifts are OKLab (a, b) for shadows, midtones, highlights."""

    shifts: tuple[tuple[float, float], tuple[float, float], tuple[float, float]]
    chroma: float
    contrast: float
    fade: float
    fade_tint: tuple[float, float]
    grain: float
    grains: int
    halation: float
    vignette: float


# Authored from the looks of the materials: faded chromogenic prints (1970s), reversal film and
# warm flash (1980s), consumer negative film and minilabs (1990s), early compact cameras (2000s).
ERAS: Mapping[str, Era] = {
    "1970s": Era(
        ((0.010, 0.016), (0.006, 0.024), (0.000, 0.030)),
        0.88, -0.12, 0.095, (0.006, 0.006), 0.030, 1500, 0.25, 0.45,
    ),
    "1980s": Era(
        ((0.006, -0.014), (0.008, 0.008), (0.002, 0.014)),
        1.14, 0.16, 0.030, (0.004, -0.004), 0.022, 1800, 0.45, 0.25,
    ),
    "1990s": Era(
        ((-0.012, 0.004), (0.000, 0.012), (-0.002, 0.012)),
        1.02, 0.10, 0.070, (-0.005, 0.004), 0.026, 1700, 0.20, 0.15,
    ),
    "2000s": Era(
        ((0.002, -0.014), (0.000, -0.008), (-0.002, -0.006)),
        1.10, 0.22, 0.000, (0.0, 0.0), 0.012, 2400, 0.00, 0.10,
    ),
}  # fmt: skip
ERA_ON_SKIN = 0.5  # of the colour shift
DEFAULT_ERA = "1990s"


def look_of_era(portrait: Portrait, strength: float, options: Mapping[str, Any]) -> Portrait:
    """The look of a decade's photographs, laid over the scene."""
    if strength == 0:
        return portrait
    era = ERAS[option.choice(options, "decade", DEFAULT_ERA, ERAS)]
    seed = option.whole_number(options, "seed", 0)
    shifts = strength * np.array(era.shifts, dtype=np.float32)
    toned = split_toned(portrait, shifts, 1 + strength * (era.chroma - 1), ERA_ON_SKIN)
    return printed(
        toned,
        _contrast_layer(portrait, strength * era.contrast),
        halation_layer(toned, strength * era.halation),
        fade_layer(strength * era.fade, era.fade_tint),
        vignette_layer(toned, strength * era.vignette),
        grain_layer(toned, strength * era.grain, era.grains, seed),
        out=toned.pixels,
    )


def _contrast_layer(portrait: Portrait, amount: float) -> Layer:
    """An S-curve around the face's own tone."""
    bump, pivot = np.float32(4 * amount), face_pivot(portrait)
    gain = gain_of(table_of(lambda tone: tone + bump * tone * (1 - tone) * (tone - pivot)))
    return Layer(lambda part: gained(part, looked_up(gain, luma(part))))


KINDS = (
    EditKind(
        "era",
        "Look of a decade",
        "Colour, contrast, fade and grain of a decade's photographs; half of the colour on skin.",
        look_of_era,
        "the full look of the decade",
        cues=("vintage_look", "film_tint", "grain"),
        options={
            "decade": ", ".join(ERAS),
            "seed": "whole number for the grain",
        },
    ),
)
