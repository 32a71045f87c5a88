"""The user's own words as entries: put into sentences, with the layer's cue and an open band."""

from __future__ import annotations

import re

from .lexicon import LAYER_CUES, Entry
from .phrase import ANY, Layer

_DETERMINED = re.compile(
    r"(?:a|an|the|one|two|three|my|our|your|their|his|her|someone|somebody|people)\b", re.I
)
_PLACED = re.compile(
    r"(?:in|on|at|by|under|near|inside|outside|beside|before|behind|along|among|with|against|"
    r"over|above|between|through|aboard|amid|beneath|below|around)\b",
    re.I,
)
# Spoken, not written: "an hour", "a university".
_VOWEL_SOUND = re.compile(r"(?:[aeio]|u(?!ni|se|sua)|hour|honest|heir)", re.I)


def with_article(text: str) -> str:
    """ "architect" → "an architect"; text that already says whose or how many stays as it is."""
    if _DETERMINED.match(text):
        return text
    return f"{'an' if _VOWEL_SOUND.match(text) else 'a'} {text}"


def own_entry(layer: Layer, text: str) -> Entry:
    """The user's own text as an entry of a layer."""
    says = {
        "identity": with_article(text),
        "emotion": f"The mood is {text}",
        "context": text if _PLACED.match(text) else f"in this setting: {text}",
        "nostalgia": f"The picture carries the look of {text}",
        "culture": f"In view, as in everyday life: {text}",
        "detail": f"One detail must stay unmistakable: {text}",
        "concept": f"The picture stands for {text}, told by setting, clothes and light alone",
    }
    return Entry(text, layer, says[layer], text, {LAYER_CUES[layer]: ANY})


def brand_palette(colors: tuple[str, ...]) -> Entry:
    """The brand's colours as a palette entry: `#rrggbb` named and kept, words as they are."""
    from .color_names import color_name

    named = [color_name(color) if color.startswith("#") else color for color in colors]
    shown = [
        f"{name} ({color})" if color.startswith("#") else name
        for name, color in zip(named, colors, strict=True)
    ]
    listed = shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
    tag = f"{' and '.join(dict.fromkeys(named))} color palette".replace("grey", "gray")
    say = f"Clothes and setting keep to the brand's colours, {listed}, with skin left natural"
    return Entry("brand", "palette", say, tag, {LAYER_CUES["palette"]: ANY})
