"""A visual identity, and departures from it, in words."""

from __future__ import annotations

from collections.abc import Iterator

from ..critique.wording import amount
from ..cues.reader import CUE_KINDS
from .identity import GROUND, PALETTE, PARTS, Trait, VisualIdentity

VERY_SURE, FAIRLY_SURE = 0.65, 0.45
PART_TITLES = {
    "warmth": "Warmth",
    "color": "Colour",
    "contrast": "Contrast",
    "gaze": "Gaze",
    "smile": "Smile",
    "framing": "Frame",
    "background": "Background",
    "light": "Light",
    "film": "Grain and film",
}
_TITLES = {GROUND: "Background colour", PALETTE: "Palette"}
# What + and − of a departure mean, where "higher" and "lower" would say little.
_WAYS = {
    "color_temperature_k": ("cooler", "warmer"),
    "tint_duv": ("greener", "pinker"),
    "warmth": ("yellower", "bluer"),
    "chroma": ("stronger in colour", "weaker in colour"),
    "colorfulness": ("more colourful", "less colourful"),
    "contrast": ("harder in contrast", "softer in contrast"),
    "gaze_offset_deg": ("looking further off the lens", "looking straighter into the lens"),
    "yaw_deg": ("head turned further to the right", "head turned further to the left"),
    "lip_corner_pull": ("a broader smile", "a smaller smile"),
    "face_fraction": ("framed closer", "framed wider"),
    "eye_line": ("eyes lower in the frame", "eyes higher in the frame"),
    "face_offset": ("face further right", "face further left"),
    "background_clutter": ("a busier background", "a plainer background"),
    "background_blur": ("a softer background", "a sharper background"),
    "light_azimuth_deg": ("light from further right", "light from further left"),
    "light_elevation_deg": ("light from higher up", "light from lower down"),
    "lighting_ratio_stops": ("harder light on the face", "flatter light on the face"),
    "face_exposure_stops": ("face brighter for its skin", "face darker for its skin"),
    "grain": ("more grain", "less grain"),
    "faded_blacks": ("more faded blacks", "deeper blacks"),
    "vignette": ("darker corners", "lighter corners"),
    "film_tint": ("more tinted shadows", "less tinted shadows"),
    "vintage_look": ("more of a vintage look", "less of a vintage look"),
    GROUND: ("another background colour", ""),
    PALETTE: ("colours outside the palette", ""),
}


def title_of(cue: str) -> str:
    """A cue's title; the identity's own two distances included."""
    return _TITLES[cue] if cue in _TITLES else CUE_KINDS[cue].title


def way(cue: str, is_more: bool) -> str:
    """What being above or below the identity looks like: ("face_fraction", True) → framed closer"""
    more, less = _WAYS[cue]
    return more if is_more else less


def sure_words(sure: float) -> str:
    """How sure a trait is, in words."""
    if sure >= VERY_SURE:
        return "sure"
    return "fairly sure" if sure >= FAIRLY_SURE else "unsure" if sure >= 0.3 else "open"


def trait_words(cue: str, trait: Trait) -> str:
    """A trait with its spread and unit: "5630 K ± 240"."""
    spread = amount(cue, trait.spread).split(" ")[0].rstrip("°")
    return f"{amount(cue, trait.value)} ± {spread}"


def lines(identity: VisualIdentity) -> Iterator[tuple[str, str, str]]:
    """(what, value in words, how sure) for every field that says something."""
    if identity.palette:
        yield "Palette", " ".join(identity.palette), sure_words(identity.palette_sure)
    ground = identity.ground
    words = {
        "gaze": identity.gaze,
        "smile": identity.smile,
        "framing": _frame(identity),
        "background": " ".join(word for word in (ground.family, ground.color) if word),
        "light": identity.pattern,
        "film": identity.era or "none",
    }
    for part, cues in PARTS.items():
        if words.get(part):
            sure = sure_words(ground.sure) if part == "background" and ground.color else ""
            yield PART_TITLES[part], words[part], sure
        for cue in cues:
            if trait := identity.traits.get(cue):
                yield f"  {title_of(cue)}", trait_words(cue, trait), sure_words(trait.sure)
    if ground.backdrop:
        yield "  Backdrop", ground.backdrop, ""
    if identity.detail:
        yield "Memorable detail", identity.detail, ""


def _frame(identity: VisualIdentity) -> str:
    shape = f"{identity.aspect:.2f} wide to high" if identity.aspect else ""
    return ", ".join(word for word in (identity.shot, shape) if word)
