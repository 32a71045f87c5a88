"""Remedy: the one smallest change that would mend a finding — an Edit, a Reshoot, or none.

A rule takes hard limits from the darkroom itself, so that a remedy never proposes what an edit
would refuse: past them only another photo is honest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from ..retouch.edit import Edit

Layer = Literal["identity", "emotion", "context", "realism", "light", "framing"]


@dataclass(frozen=True)
class Reshoot:
    """A change to the shot, where no edit can do it honestly.

    `layer` is the part of the prompt or of the session to change, `phrase` what to ask for instead,
    written so that it can stand in a prompt or be said to a sitter.
    """

    layer: Layer
    phrase: str
    because: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The JSON form."""
        return {
            "kind": "reshoot",
            "layer": self.layer,
            "phrase": self.phrase,
            "because": self.because,
        }


Remedy = Edit | Reshoot | None


def edit(name: str, strength: float, because: str = "", /, **options: object) -> Edit:
    """An Edit with its strength held to 0…1 and rounded to what a slider can show."""
    return Edit(name, round(min(max(strength, 0.05), 1.0), 2), options, because)


def remedy_to_dict(remedy: Remedy) -> dict[str, Any] | None:
    """The JSON form of any remedy; None stays null."""
    if isinstance(remedy, Edit):
        return {"kind": "edit", **remedy.to_dict()}
    return None if remedy is None else remedy.to_dict()


_IN_WORDS = {
    "exposure": "brighten the face a little",
    "soft_shadows": "lift the shadows a little",
    "highlight_protect": "hold back the brightest parts",
    "contrast": "add a little contrast",
    "warmth": "warm the midtones a little",
    "white_balance": "balance the white",
    "vibrance": "bring the colours up a little",
    "color_grade": "calm the colours",
    "skin_evening": "even the skin's light, keeping its texture",
    "shine_care": "soften the shine",
    "texture_return": "give the skin its texture back",
    "straighten": "straighten the picture",
    "crop": "crop it anew",
    "close_up_perspective": "undo some of the close-up perspective",
    "grain": "add fine film grain",
    "era": "give it the tones of an era",
    "denoise": "calm the grain",
    "sharpen": "sharpen the eyes a little",
    "backdrop": "change the background",
    "separation": "set the person apart from the background",
    "defocus": "soften the background",
    "relight": "bring the light from higher up",
    "soften_light": "soften the light",
    "key_light": "shape the light from one side",
    "catchlight": "strengthen the light in the eyes",
    "smile": "lift the corners of the mouth slightly",
    "soften_smile": "ease the smile slightly",
    "squinch": "raise the lower lids slightly",
    "relax_brow": "relax the brow slightly",
    "gaze": "bring the eyes towards the lens",
    "head_turn": "turn the head slightly",
    "head_tilt": "level the head slightly",
    "asymmetry": "give back a trace of unevenness",
    "vignette": "darken the edges of the picture a little",
    "lip_press": "ease the lips slightly",
}


def in_words(remedy: Remedy) -> str:
    """One short sentence a reader can act on; empty when there is nothing to do."""
    if isinstance(remedy, Edit):
        because = remedy.because or _IN_WORDS.get(remedy.name, remedy.name.replace("_", " "))
        return f"{because[:1].upper()}{because[1:]} (edit {remedy.name}, {remedy.strength:.0%})."
    return "" if remedy is None else f"Take it again: {remedy.phrase}."
