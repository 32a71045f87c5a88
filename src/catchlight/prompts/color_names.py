"""Plain names for colours, so that a generator that cannot read #rrggbb knows what is meant."""

from __future__ import annotations

from functools import cache

import numpy as np

from ..color import FloatArray, hex_to_srgb, srgb_to_oklab
from ..errors import BriefError

# House list: names that generators and clients both know, about a shade apart in OKLab.
_NAMES = {
    "black": "#101010",
    "charcoal": "#36393d",
    "slate grey": "#5f6b76",
    "grey": "#8a8a8a",
    "silver grey": "#c0c2c4",
    "white": "#ffffff",
    "ivory": "#f6f0e0",
    "cream": "#f3e3c0",
    "sand": "#d9c19a",
    "beige": "#cbb79c",
    "camel": "#b88b58",
    "tan brown": "#946b43",
    "chestnut brown": "#6b3f26",
    "dark brown": "#3d2618",
    "terracotta": "#c4603c",
    "rust": "#9c3f1b",
    "brick red": "#8f2f2b",
    "burgundy": "#5c1726",
    "red": "#d62828",
    "coral": "#f4735e",
    "salmon pink": "#f2a490",
    "blush pink": "#f2cfca",
    "hot pink": "#e63a8c",
    "magenta": "#a81a6e",
    "plum": "#5e2750",
    "purple": "#6a32a0",
    "lavender": "#b9a7dc",
    "indigo": "#34307e",
    "navy": "#14284b",
    "deep blue": "#1f4e79",
    "cobalt blue": "#1846b4",
    "blue": "#2f7fd6",
    "sky blue": "#8fc4ea",
    "teal": "#147a7e",
    "turquoise": "#38bdb4",
    "mint green": "#aee0c4",
    "emerald green": "#15805a",
    "forest green": "#1f4a30",
    "green": "#3a9b3f",
    "olive green": "#6c6b2c",
    "sage green": "#a3ad90",
    "lime green": "#a4cf38",
    "mustard yellow": "#cf9e24",
    "yellow": "#f6d32d",
    "amber": "#f0a020",
    "orange": "#ee7a1c",
}


@cache
def _named_oklab() -> FloatArray:
    return srgb_to_oklab(np.stack([hex_to_srgb(value) for value in _NAMES.values()]))


def color_name(hex_color: str) -> str:
    """The nearest plain name in OKLab: #1f4e79 → "deep blue". Raises BriefError if not #rrggbb."""
    try:
        oklab = srgb_to_oklab(hex_to_srgb(hex_color))
    except ValueError as error:
        raise BriefError(
            f"The brief's palette holds {hex_color!r}. Expected colours written #rrggbb, like "
            "#1f4e79, or in words."
        ) from error
    distances = np.linalg.norm(_named_oklab() - oklab, axis=1)
    return tuple(_NAMES)[int(np.argmin(distances))]
