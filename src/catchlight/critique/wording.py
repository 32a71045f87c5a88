"""Words for numbers: how a cue's value and a wanted band are said in a sentence."""

from __future__ import annotations

import math

from ..shot import Band
from .measure import Miss

_UNITS = (  # ending of a cue's name → how its number is written
    ("_deg", "{:.0f}°"),
    ("_k", "{:.0f} K"),
    ("_stops", "{:.1f} stops"),
    ("_cm", "{:.0f} cm"),
    ("_duv", "{:.3f}"),
)
_OTHERS = {
    "expression_asymmetry": "{:.1f} %",
    "structural_asymmetry": "{:.1f} %",
    "skin_texture": "{:.1f} %",
    "grain": "{:.3f}",
    **dict.fromkeys(
        (
            "face_lightness", "lightness", "chroma", "colorfulness", "catchlights", "warmth",
            "faded_blacks", "film_tint", "background_lightness_pull", "background_color_variance",
        ),
        "{:.0f}",
    ),
}  # fmt: skip


def amount(name: str, value: float) -> str:
    """A cue's value as people write it: 24°, 5200 K, 0.3 stops, 0.42."""
    for ending, form in _UNITS:
        if name.endswith(ending):
            return form.format(value + 0.0).replace("-0°", "0°").replace("-", "−")
    form = _OTHERS.get(name, "{:.2f}")
    written = form.format(value)
    zero = form.format(0.0)
    return zero if written == f"-{zero}" else written.replace("-", "−")


def wish(name: str, band: Band) -> str:
    """A band as people say it: "−5° to 5°", "at least 0.20", "at most 40"."""
    if not math.isfinite(band.low):
        return f"at most {amount(name, band.high)}"
    if not math.isfinite(band.high):
        return f"at least {amount(name, band.low)}"
    low, high = amount(name, band.low), amount(name, band.high)
    number, _, unit = high.partition(" ")
    return f"{low.removesuffix(f' {unit}')} to {high}" if unit else f"{low} to {number}"


def versus(found: Miss) -> str:
    """What was measured and what was wanted, for the end of a message, in brackets."""
    name = found.cue.name
    return f"(measured {amount(name, found.cue.value)}, wanted {wish(name, found.band)})"


def listed(items: list[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"
