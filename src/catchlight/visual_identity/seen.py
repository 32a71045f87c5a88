"""Seen: a portrait with its reading, the colour behind the sitter, and the colour of their skin."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..color import FloatArray, hex_to_srgb, srgb_to_oklab
from ..cues.face_plane import face_plane_of
from ..cues.reader import read_portrait
from ..cues.scene import scene_of
from ..image import Pixels
from ..portrait import Portrait
from ..reading import Cue, Reading
from ..vision.identity import embed
from ..vision.observe import observe
from .identity import GROUND, GROUND_STEP, PALETTE, VisualIdentity

MIN_GROUND_PX = 200  # of the small copy: fewer tell no colour
_SURE_GROUND, _SURE_PALETTE = 0.85, 0.6


@dataclass(frozen=True, eq=False)
class Seen:
    """One picture as an identity looks at it.

    `ground` is the background's median colour, `skin` that of the face, both OKLab; None where it
    could not be told.
    """

    name: str
    portrait: Portrait
    reading: Reading
    ground: FloatArray | None
    skin: FloatArray | None


@dataclass(frozen=True, eq=False)
class Trace:
    """What is kept of a picture to compare a team by: no pixels.

    `face` is the face's embedding, used at once and never stored; None without a face.
    """

    reading: Reading
    ground: FloatArray | None
    skin: FloatArray | None
    face: FloatArray | None


def trace_of(it: Seen) -> Trace:
    """The trace of one picture."""
    face = it.portrait.face
    found = None if face is None else embed(it.portrait.pixels, face)
    return Trace(it.reading, it.ground, it.skin, found)


def seen(name: str, portrait: Portrait, reading: Reading | None = None) -> Seen:
    """Measure an observed portrait; a reading that is there already is used."""
    found = read_portrait(portrait, name) if reading is None else reading
    return Seen(name, portrait, found, _ground_of(portrait), _skin_of(portrait))


def seen_anew(name: str, pixels: Pixels) -> Seen:
    """What a viewer sees in these pixels: observed and read from the start."""
    return seen(name, observe(pixels))


def _ground_of(portrait: Portrait) -> FloatArray | None:
    scene = scene_of(portrait)
    if scene.background is None or int(scene.background.sum()) < MIN_GROUND_PX:
        return None
    oklab = srgb_to_oklab(scene.thumb[scene.background])
    return np.asarray(np.median(oklab, axis=0), dtype=np.float32)


def _skin_of(portrait: Portrait) -> FloatArray | None:
    if portrait.face is None:
        return None
    plane = face_plane_of(portrait, portrait.face)
    return srgb_to_oklab(plane.skin_srgb) if plane.skin.any() else None


def ground_distance(it: Seen, color: str) -> float | None:
    """How far the background's colour is from `color` (#rrggbb), in visible steps."""
    if it.ground is None or not color:
        return None
    away = it.ground - srgb_to_oklab(hex_to_srgb(color))
    return float(np.linalg.norm(away)) / GROUND_STEP


def against(it: Seen, identity: VisualIdentity) -> Reading:
    """The reading with the two distances that only an identity can tell: ground and palette."""
    cues = dict(it.reading.cues)
    ground = ground_distance(it, identity.ground.color)
    palette = identity.palette_distance(it.reading.palette)
    for name, value, sure in (
        (GROUND, ground, _SURE_GROUND),
        (PALETTE, palette, _SURE_PALETTE),
    ):
        if value is not None:
            cues[name] = Cue(name, value, "steps", max(0.0, value - 0.3), value + 0.3, sure)
    return replace(it.reading, cues=cues)
