"""The reader: one portrait → one Reading, through every cue family in a fixed order."""

from __future__ import annotations

import math
from functools import partial

from ..portrait import Portrait
from ..reading import Cue, CueKind, Reading, Skip
from . import (
    asymmetry,
    background,
    expression,
    framing,
    gaze,
    head,
    light,
    nostalgia,
    palette,
    posture,
    skin,
)
from .family import CueFamily, Measure
from .geometry import measure_geometry

FAMILIES: tuple[CueFamily, ...] = (
    gaze.FAMILY,
    head.FAMILY,
    expression.FAMILY,
    asymmetry.FAMILY,
    skin.FAMILY,
    light.FAMILY,
    posture.FAMILY,
    framing.FAMILY,
    background.FAMILY,
    palette.FAMILY,
    nostalgia.FAMILY,
)

CUE_KINDS: dict[str, CueKind] = {kind.name: kind for family in FAMILIES for kind in family.kinds}


def read_portrait(portrait: Portrait, name: str, baseline: tuple[Portrait, ...] = ()) -> Reading:
    """Measure every known cue; each ends in `cues` or in `skipped` with its reason.

    `name` is what the photo was opened by. `baseline` are other photos of the same sitter: with
    them, expression is measured from the sitter's own neutral face instead of the average one.
    """
    cues: dict[str, Cue] = {}
    skipped: dict[str, str] = {}
    for family in FAMILIES:
        found, missed = read_family(family, portrait, baseline)
        cues |= found
        skipped |= missed
    swatches = palette.measure_palette_swatches(portrait)
    distances = measure_geometry(portrait) if "lip_corner_pull" in cues else {}
    return Reading(name, portrait.faces, cues, skipped, swatches, distances)


def read_family(
    family: CueFamily, portrait: Portrait, baseline: tuple[Portrait, ...] = ()
) -> tuple[dict[str, Cue], dict[str, str]]:
    """One family's cues and skips. A family that raises gives skips of all its cues."""
    measure: Measure = family.measure
    if baseline and family is expression.FAMILY:
        measure = partial(expression.measure_expression, baseline=baseline)
    cues: dict[str, Cue] = {}
    skipped: dict[str, str] = {}
    try:
        for found in measure(portrait):
            if isinstance(found, Skip):
                skipped[found.name] = found.reason
            elif not math.isfinite(found.value + found.low + found.high):
                skipped[found.name] = "the measurement gave no number on this picture"
            else:
                cues[found.name] = found
    except Exception as error:  # one family's failure must not cost the other families' cues
        reason = f"measuring the {family.name} failed ({type(error).__name__}: {error})"
        return {}, {kind.name: reason for kind in family.kinds}
    names = {kind.name for kind in family.kinds}
    if stray := (cues.keys() | skipped.keys()) - names:
        raise ValueError(f"family {family.name!r} gave undeclared cues: {sorted(stray)}")
    for missing in names - cues.keys() - skipped.keys():
        skipped[missing] = f"the {family.name} family gave no value for it"
    return cues, skipped
