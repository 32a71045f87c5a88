"""What brings a picture back to an identity: an edit where one can, else what to shoot anew.

Nothing here touches the face: gaze, smile and skin are asked of the sitter, never edited.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

import numpy as np

from ..backends.darkroom_plan import (
    ROOM_BEYOND_STOPS,
    WHITES_LUMINANCE,
    WHITES_PERCENTILE,
    brightening_room_stops,
)
from ..color import hex_to_srgb, linear_to_srgb, luminance, srgb_to_hex, srgb_to_linear
from ..critique.remedy import Remedy, Reshoot
from ..retouch.backdrops_catalog import find_backdrop, plate
from ..retouch.edit import Edit
from ..retouch.era import ERAS
from ..retouch.white_balance import SHIFT_LIMIT_MIRED
from .identity import GROUND, PALETTE, VisualIdentity
from .seen import Seen

# How much of its cue an edit moves at strength 1, measured on portraits; strengths follow from it.
B_STAR_PER_WARMTH = 5.0
CONTRAST_PER_EDIT = 0.10
MUTING, VIBRANCE = 0.65, 0.40  # share of the chroma
GRAIN_PER_EDIT = 0.022  # noise sigma at 384 px
BLACKS_PER_EDIT = 11.0  # L*
VIGNETTE_PER_EDIT = 0.45
RATIO_PER_SOFTENING, RATIO_PER_KEY = 0.9, 0.9  # stops
EXPOSURE_SHARE, EXPOSURE_MOST_STOPS = 0.7, 1.2  # the reading is uncertain by most of a stop
LIGHT_TURN_MOST_DEG = 45.0  # a light moved further would need shadows that no edit draws
RELIGHT_STRENGTH = 0.6
ERA_STRENGTH = 0.7  # of a decade's full look: plain to see, and less than a costume
LEAST, MOST = 0.08, 0.9  # strengths proposed
TINT_MOST = 0.015  # Duv
WHOLE_CROP = 1.0
PERSON = 0.5  # a mask value above this is the person


def remedy_for(identity: VisualIdentity, it: Seen, cue: str, value: float) -> Remedy:
    """The edit that moves one cue of a picture towards the identity, or what to ask for."""
    return _REMEDIES[cue](identity, it, value)


def _held(strength: float) -> float:
    return round(float(np.clip(strength, LEAST, MOST)), 2)


def _gap(identity: VisualIdentity, cue: str, value: float) -> float:
    return identity.traits[cue].value - value


def _white_balance(identity: VisualIdentity, it: Seen, _: float) -> Remedy:
    own = it.reading.value("color_temperature_k")
    wanted = identity.traits.get("color_temperature_k")
    if own is None or wanted is None:
        return None
    source = float(np.clip(own, 2500, 12000))
    target = float(np.clip(wanted.value, 3500, 10000))
    if abs(1e6 / target - 1e6 / source) > SHIFT_LIMIT_MIRED:
        return Reshoot("light", "light of one colour, near to daylight", "the cast is too strong")
    options: dict[str, object] = {"source_k": round(source), "target_k": round(target)}
    tint, duv = identity.traits.get("tint_duv"), it.reading.value("tint_duv")
    if tint is not None and tint.is_firm and duv is not None:
        moved = float(np.clip(tint.value - duv, -TINT_MOST, TINT_MOST))
        options["tint"] = round(moved, 4)
    return Edit("white_balance", 1.0, options, "the light's colour comes to the identity's")


def _warmth(identity: VisualIdentity, it: Seen, value: float) -> Remedy:
    gap = _gap(identity, "warmth", value)
    toward = "warm" if gap > 0 else "cool"
    strength = _held(abs(gap) / B_STAR_PER_WARMTH)
    return Edit("warmth", strength, {"toward": toward}, "the identity's warmth")


def _chroma(cue: str) -> Callable[[VisualIdentity, Seen, float], Remedy]:
    def cure(identity: VisualIdentity, it: Seen, value: float) -> Remedy:
        wanted = max(identity.traits[cue].value, 0.1)
        if wanted < value:
            strength = _held((1 - wanted / value) / MUTING)
            return Edit("desaturate", strength, {}, "colours as quiet as the identity's")
        strength = _held((wanted / max(value, 1.0) - 1) / VIBRANCE)
        return Edit("vibrance", strength, {}, "colours as strong as the identity's")

    return cure


def _contrast(identity: VisualIdentity, it: Seen, value: float) -> Remedy:
    gap = _gap(identity, "contrast", value)
    toward = "more" if gap > 0 else "less"
    strength = _held(abs(gap) / CONTRAST_PER_EDIT)
    return Edit("contrast", strength, {"toward": toward}, "the identity's contrast")


def frame(identity: VisualIdentity) -> Edit:
    """The crop to the identity's frame."""
    return Edit("crop", WHOLE_CROP, frame_options(identity), "the identity's frame")


def frame_options(identity: VisualIdentity) -> dict[str, object]:
    """The frame as options of a crop: shape, size of the face, eye line, place across."""
    options: dict[str, object] = {}
    if identity.aspect:
        options["aspect"] = identity.aspect
    for cue in ("face_fraction", "eye_line"):
        if (trait := identity.traits.get(cue)) is not None and trait.is_firm:
            options[cue] = round(trait.value, 3)
    offset = identity.traits.get("face_offset")
    if offset is not None and offset.is_firm:
        options["lead_room"] = round(float(np.clip(-offset.value, -0.25, 0.25)), 3)
    return options


def _frame(identity: VisualIdentity, it: Seen, _: float) -> Remedy:
    own, wanted = it.reading.value("face_fraction"), identity.traits.get("face_fraction")
    if own is not None and wanted is not None and own > wanted.value + wanted.spread:
        phrase = "more room around the head: step back from the camera"
        return Reshoot("framing", phrase, "no crop makes a photo wider")
    return frame(identity)


def ground(identity: VisualIdentity) -> Edit | None:
    """The identity's backdrop in its colour; None when it keeps the sitter's own background."""
    name, color = identity.ground.backdrop, identity.ground.color
    if not name:
        return None
    options: dict[str, object] = {"name": name}
    if color and find_backdrop(name).color is not None:
        options["color"] = painted(name, color)
    return Edit("backdrop", 1.0, options, "the identity's background")


@lru_cache(maxsize=16)
def painted(name: str, color: str) -> str:
    """The main colour with which a backdrop comes out, in its middle, as `color` (#rrggbb).

    The plates are lit unevenly and printed by a camera's curve: one correction in linear light
    brings the median behind a sitter within a visible step of what is wanted.
    """
    wanted = srgb_to_linear(hex_to_srgb(color))
    asked = wanted
    for _ in range(3):
        made = plate(name, 0, srgb_to_hex(linear_to_srgb(np.clip(asked, 0.001, 1))))
        height, width = made.shape[:2]
        upper = made[: round(0.7 * height), round(0.2 * width) : round(0.8 * width)]
        got = srgb_to_linear(np.median(upper[::8, ::8].reshape(-1, 3), axis=0))
        asked = np.clip(asked * np.clip(wanted / np.maximum(got, 1e-4), 0.5, 2), 0.001, 1)
    return srgb_to_hex(linear_to_srgb(asked))


def _ground(identity: VisualIdentity, it: Seen, value: float) -> Remedy:
    if (laid := ground(identity)) is not None:
        return laid
    clutter = identity.traits.get("background_clutter")
    if clutter is not None and (it.reading.value("background_clutter") or 0) > clutter.value:
        return Edit("defocus", 0.6, {}, "the background steps back as in the identity")
    return Reshoot("context", "the kind of background that the identity has", "none can be drawn")


def _azimuth(identity: VisualIdentity, it: Seen, value: float) -> Remedy:
    wanted = identity.traits["light_azimuth_deg"].value
    own_height = it.reading.value("light_elevation_deg")
    height = identity.traits.get("light_elevation_deg")
    elevation = height.value if height is not None else own_height
    if abs(wanted - value) > LIGHT_TURN_MOST_DEG:
        side = "the image's right" if wanted > 0 else "the image's left"
        return Reshoot("light", f"the main light from {side}", "no edit draws new shadows")
    options = {"azimuth_deg": round(float(np.clip(wanted, -90, 90)))}
    if elevation is not None:
        options["elevation_deg"] = round(float(np.clip(elevation, -30, 80)))
    return Edit("relight", RELIGHT_STRENGTH, options, "light from the identity's side")


def _elevation(identity: VisualIdentity, it: Seen, value: float) -> Remedy:
    if "light_azimuth_deg" in identity.traits and "light_azimuth_deg" in it.reading:
        return _azimuth(identity, it, it.reading["light_azimuth_deg"].value)
    return Reshoot("light", "the main light a little above the eyes")


def _ratio(identity: VisualIdentity, it: Seen, value: float) -> Remedy:
    gap = _gap(identity, "lighting_ratio_stops", value)
    if gap < 0:
        strength = _held(-gap / RATIO_PER_SOFTENING)
        return Edit("soften_light", strength, {}, "light as soft as the identity's")
    return Edit("key_light", _held(gap / RATIO_PER_KEY), {}, "light as shaped as the identity's")


def _exposure(identity: VisualIdentity, it: Seen, value: float) -> Remedy:
    room = _room_stops(identity, it)
    stops = EXPOSURE_SHARE * _gap(identity, "face_exposure_stops", value)
    stops = float(np.clip(stops, -EXPOSURE_MOST_STOPS, min(EXPOSURE_MOST_STOPS, room)))
    if abs(stops) < LEAST:
        return Reshoot("light", "more light on the face", "the picture has no room to brighten")
    return Edit("exposure", 1.0, {"stops": round(stops, 2)}, "the face as bright for its skin")


def _room_stops(identity: VisualIdentity, it: Seen) -> float:
    """How far the picture can be brightened; a background that will be replaced does not count."""
    mask = it.portrait.person_mask
    if not identity.ground.backdrop or mask is None or not (mask > PERSON).any():
        return brightening_room_stops(it.portrait)
    tones = luminance(it.portrait.pixels[::4, ::4])[mask[::4, ::4] > PERSON]
    whites = float(np.percentile(tones, WHITES_PERCENTILE)) if tones.size else 1.0
    return max(0.0, float(np.log2(WHITES_LUMINANCE / max(whites, 1e-3))) + ROOM_BEYOND_STOPS)


def _grain(identity: VisualIdentity, it: Seen, value: float) -> Remedy:
    gap = _gap(identity, "grain", value)
    if gap < 0:
        return Edit("denoise", 0.6, {}, "less grain than this photo has")
    return Edit("grain", _held(gap / GRAIN_PER_EDIT), {"seed": 1}, "the identity's grain")


def _blacks(identity: VisualIdentity, it: Seen, value: float) -> Remedy:
    gap = _gap(identity, "faded_blacks", value)
    if gap < 0:
        return Edit("contrast", 0.3, {"toward": "more"}, "blacks as deep as the identity's")
    return Edit("faded_blacks", _held(gap / BLACKS_PER_EDIT), {}, "the identity's soft blacks")


def _vignette(identity: VisualIdentity, it: Seen, value: float) -> Remedy:
    gap = _gap(identity, "vignette", value)
    if gap < 0:
        return None
    return Edit("vignette", _held(gap / VIGNETTE_PER_EDIT), {}, "the identity's dark corners")


def look_of_era(identity: VisualIdentity) -> Edit | None:
    """The look of the identity's era as an edit; None without one that the darkroom knows."""
    if identity.era in ERAS:
        options = {"decade": identity.era, "seed": 1}
        return Edit("era", ERA_STRENGTH, options, f"the look of the {identity.era}")
    if identity.era == "analogue film":
        return Edit("faded_blacks", ERA_STRENGTH, {"tint": "warm"}, "the look of film")
    return None


def _vintage(identity: VisualIdentity, it: Seen, value: float) -> Remedy:
    return look_of_era(identity) if _gap(identity, "vintage_look", value) > 0 else None


def _palette(identity: VisualIdentity, it: Seen, _: float) -> Remedy:
    options = {"palette": list(identity.palette)}
    return Edit("color_grade", 0.35, options, "the identity's colours")


def _ask(layer: str, phrase: str) -> Callable[[VisualIdentity, Seen, float], Remedy]:
    def cure(identity: VisualIdentity, it: Seen, value: float) -> Remedy:
        return Reshoot(layer, phrase, "expression is the sitter's own")  # type: ignore[arg-type]

    return cure


def _gaze(identity: VisualIdentity, it: Seen, value: float) -> Remedy:
    phrase = "eyes into the lens" if identity.gaze != "averted" else "eyes just past the lens"
    return Reshoot("emotion", phrase, "gaze is the sitter's own")


def _smile(identity: VisualIdentity, it: Seen, value: float) -> Remedy:
    smaller = value > identity.traits["lip_corner_pull"].value
    phrase = "a calmer, smaller smile" if smaller else "a little more of a smile, if it comes"
    return Reshoot("emotion", phrase, "expression is the sitter's own")


_REMEDIES: Mapping[str, Callable[[VisualIdentity, Seen, float], Remedy]] = {
    "color_temperature_k": _white_balance,
    "tint_duv": _white_balance,
    "warmth": _warmth,
    "chroma": _chroma("chroma"),
    "colorfulness": _chroma("colorfulness"),
    "contrast": _contrast,
    "gaze_offset_deg": _gaze,
    "yaw_deg": _ask("emotion", "shoulders and head turned as in the other portraits"),
    "lip_corner_pull": _smile,
    "face_fraction": _frame,
    "eye_line": _frame,
    "face_offset": _frame,
    "background_clutter": _ground,
    "background_blur": _ground,
    "light_azimuth_deg": _azimuth,
    "light_elevation_deg": _elevation,
    "lighting_ratio_stops": _ratio,
    "face_exposure_stops": _exposure,
    "grain": _grain,
    "faded_blacks": _blacks,
    "vignette": _vignette,
    "vintage_look": _vintage,
    "film_tint": lambda identity, it, value: None,
    GROUND: _ground,
    PALETTE: _palette,
}
