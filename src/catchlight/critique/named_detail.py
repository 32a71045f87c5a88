"""The memorable detail in the user's own words → what of it can be measured.

Freckles, a red scarf, a tilt of the head, books behind: each word that is known leads to a trait, a
place in the picture, a colour, or a cue of the reading. What is not known is said aloud, so that
nobody trusts a protection that is not there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from ..shot import Band
from .detail import Detail
from .wording import listed

Place = Literal[
    "skin", "cheeks", "mark", "mouth", "teeth", "eyes", "brows", "lower face", "hair", "headwear",
    "ears", "clothes", "background", "picture",
]  # fmt: skip
PLACE_WORDS: dict[Place, str] = {
    "skin": "the skin of the face",
    "cheeks": "the cheeks",
    "mark": "the plainest dark mark on the skin",
    "mouth": "the mouth",
    "teeth": "the teeth",
    "eyes": "the eyes and what is around them",
    "brows": "the brows",
    "lower face": "the lower face",
    "hair": "the hair",
    "headwear": "the top of the head",
    "ears": "the ears",
    "clothes": "neck and clothes",
    "background": "the background",
    "picture": "the whole picture",
}

_INF = float("inf")
# What the reading measures as a number: the first pattern that fits a part takes its words away.
_CUES: tuple[tuple[str, Detail], ...] = (
    (
        r"(raised|lifted|higher|one|arched) (eye)?brow\w*|(eye)?brow\w* (raised|lifted|higher)",
        Detail("raised-brow", "a brow that is higher", "brow_difference", Band(-1.5, 1.5)),
    ),
    (
        r"(crooked|uneven|asymmetr\w+|lopsided|one-sided|half|wry)[ -](smile|grin|mouth)|smirk",
        Detail("uneven-smile", "the uneven smile", "expression_asymmetry", Band(-_INF, 1.0)),
    ),
    (
        r"\b(smil\w+|grin\w*|laugh(?!.?lines)\w*)\b",
        Detail("smile", "the smile", "lip_corner_pull", Band(-_INF, 0.1)),
    ),
    (
        r"(head )?\btilt\w*( of the head| head)?|canted head|head to one side",
        Detail("head-tilt", "the tilt of the head", "roll_deg", Band(-2.0, 2.0)),
    ),
    (
        r"turned head|head turned|turn of the head|three-quarter|half profile|profile",
        Detail("turned-head", "the turn of the head", "yaw_deg", Band(-6.0, 6.0)),
    ),
    (
        r"(looking|looks?|gaz\w+|glance\w*|eyes)( turned)? (aside|away|off\b.*|past\b.*|averted)"
        r"|averted (gaze|eyes|look)|sideways glance",
        Detail("gaze-aside", "the look aside", "gaze_offset_deg", Band(-_INF, 5.0)),
    ),
    (
        r"side ?light\w*|light from (one|the) side|rembrandt|half in shadow",
        Detail("side-light", "the light from one side", "lighting_ratio_stops", Band(-_INF, 0.6)),
    ),
    (r"\b(film )?grain\w*", Detail("grain", "the grain", "grain", Band(-_INF, 0.004))),
    (
        r"strong palette|\bpalette\b|colou?rful\w*|bright colou?rs|strong colou?rs",
        Detail("palette", "the strong colours", "colorfulness", Band(-_INF, 25.0)),
    ),
    (
        r"off[- ]cent(er|re)\w*|to one side of the (frame|picture)",
        Detail("placing", "the place off the middle", "face_offset", Band(-0.06, 0.06)),
    ),
)  # fmt: skip
_PLACES: tuple[tuple[str, Place], ...] = (
    (r"dimple\w*( in (the|her|his|their) chin)|cleft chin|chin dimple|stubble|beard\w*|goatee"
     r"|m(o)?ustache|whiskers|\bchin\b|\bjaw\w*", "lower face"),
    (r"dimple\w*|blush\w*|cheek\w*", "cheeks"),
    (r"\bmoles?\b|beauty (spot|mark)|birthmark\w*|piercing\w*|nose ring|nose stud|bindi", "mark"),
    (r"freckl\w+|\bscars?\b|wrinkle\w*|laugh.?lines?"
     r"|crow'?s.?feet|\blines\b|\bskin\b|vitiligo|\bpores?\b|sunburn\w*|face ?paint"
     r"|\bnose\b|\bforehead\b", "skin"),
    (r"\bgaps?\b|\bteeth\b|\btooth\w*|\bbraces\b", "teeth"),
    (r"\blips?\b|lipstick|\bmouth\b", "mouth"),
    (r"glasses|spectacles|eyeglasses|sunglasses|monocle|\beyes?\b|eyeliner|eyelash\w*|\blash\w*"
     r"|eye ?shadow", "eyes"),
    (r"(eye)?brows?\b|monobrow|unibrow", "brows"),
    (r"\bhair\w*|\bcurl\w*|\bafro\b|\bbraid\w*|\bplait\w*|dreadlock\w*|\blocs\b|\bbun\b"
     r"|\bfringe\b|\bbangs\b|ponytail|\bparting\b|\bquiff\b|mohawk|\bcrop cut\b", "hair"),
    (r"\bhats?\b|\bcap\b|\bberet\b|\bturban\w*|\bhijab\w*|head ?scarf|headband|\bbeanie\b|\bcrown\b"
     r"|\bveil\b|\bkippah\b|\bfez\b|\bfedora\b", "headwear"),
    (r"ear ?rings?\b|ear ?studs?\b|\bears?\b|hearing aid", "ears"),
    (r"\bscarf\b|\bscarves\b|\bshawl\b|\btie\b|bow ?tie|\bcollar\w*|jacket|\bblazer\b|\bshirt\w*"
     r"|sweater|jumper|hoodie|\bcoat\b|\bdress\b|\bsuit\b|cardigan|turtleneck|t-shirt|necklace"
     r"|pendant|brooch|\bpin\b|uniform|overalls|apron|kimono|\bsari\b|kente|clothes|outfit"
     r"|lapel\w*|\bvest\b|waistcoat|bandana|neckerchief", "clothes"),
    (r"setting|background|\bbehind\b|\broom\b|\bplants?\b|\btrees?\b|\bflowers?\b|\bbooks?\w*"
     r"|shel(f|ves)|window\w*|\bwall\w*|skyline|\bcity\b|\bstreet\w*|\bsea\b|\bbeach\b|mountain\w*"
     r"|\bgarden\w*|kitchen|workshop|\bstudio\b|office|caf[eé]|library|staircase|\bstairs\b|\bdoor\w*"
     r"|painting\w*|poster\w*|\bbrick\w*|\blamp\w*|neon|\bflag\w*|rocket\w*|\bshuttle\b|\bbridge\w*"
     r"|\bforest\w*|\bpark\b|\bdesk\b|\bchair\w*|\bguitar\w*|\bpiano\b|\bbikes?\b|bicycle",
     "background"),
)  # fmt: skip
# A colour's usual sRGB; those in NEUTRALS are told by lightness alone.
COLORS: dict[str, str] = {
    "red": "#c0282d", "crimson": "#a0182c", "scarlet": "#d02a20", "burgundy": "#6e1f2f",
    "ginger": "#b5602c", "auburn": "#7a3b22", "orange": "#e5812b", "copper": "#b06a3b",
    "yellow": "#e8c82e", "mustard": "#c9a02c", "gold": "#cfa43c", "golden": "#cfa43c",
    "blond": "#cfae74", "blonde": "#cfae74", "green": "#3d8b45", "olive": "#76772f",
    "emerald": "#1e8a5e", "teal": "#1e8585", "turquoise": "#35b5b0", "blue": "#2f5fb0",
    "navy": "#24355f", "indigo": "#3d3f95", "purple": "#75409c", "violet": "#7a4fb0",
    "lilac": "#a58fc8", "pink": "#e08aa5", "magenta": "#c23a93", "brown": "#6e4a30",
    "chestnut": "#6b3d26",
}  # fmt: skip
NEUTRALS: dict[str, tuple[float, float]] = {  # OKLab lightness from … to
    "black": (0.0, 0.38), "white": (0.80, 1.0), "grey": (0.38, 0.85), "gray": (0.38, 0.85),
    "silver": (0.45, 0.95),
}  # fmt: skip
_COLOR = re.compile(rf"\b({'|'.join((*COLORS, *NEUTRALS))})\b")
_PARTS = re.compile(r"\s*(?:,|;|\band\b|\bwith\b|\+|&)\s*")


@dataclass(frozen=True)
class Trait:
    """One measurable side of a named detail.

    Either `cue` holds it as a number, or it lies in `place`, in `color` where one was named.
    """

    words: str
    place: Place = "picture"
    color: str = ""
    cue: Detail | None = None

    @property
    def watched(self) -> str:
        """What is watched, in words."""
        if self.cue is not None:
            return self.cue.phrase
        where = PLACE_WORDS[self.place]
        return f"the {self.color} in {where}" if self.color else where


@dataclass(frozen=True)
class NamedDetail:
    """The detail as the user named it, its traits, and the parts that lead to none."""

    words: str
    traits: tuple[Trait, ...]
    unknown: tuple[str, ...]

    @property
    def said(self) -> str:
        """What is watched and what is not, in one or two sentences."""
        lines = []
        if self.traits:
            colored = {trait.place for trait in self.traits if trait.color}
            told = [t for t in self.traits if t.color or t.cue or t.place not in colored]
            what = listed(list(dict.fromkeys(trait.watched for trait in told)))
            lines.append(f"“{self.words}” is watched in {what}.")
        if self.unknown:
            parts = listed([f"“{part}”" for part in self.unknown])
            lines.append(f"{parts} cannot be measured: look yourself whether it is kept.")
        return " ".join(lines)


def understand(words: str) -> NamedDetail:
    """A detail in free words → its traits. "a red scarf and freckles" → two places, one colour."""
    parts = [part for part in _PARTS.split(words.strip().lower()) if part]
    traits: list[Trait] = []
    unknown: list[str] = []
    for part in parts:
        found = list(_traits(part))
        traits += found
        if not found:
            unknown.append(part)
    return NamedDetail(words.strip(), tuple(dict.fromkeys(traits)), tuple(unknown))


def _traits(part: str) -> Iterator[Trait]:
    left = part
    for pattern, detail in _CUES:
        if re.search(pattern, left):
            yield Trait(part, cue=detail)
            left = re.sub(pattern, " ", left)
    places: list[Place] = []
    for pattern, place in _PLACES:
        if re.search(pattern, left):
            places.append(place)
            left = re.sub(pattern, " ", left)
    if "mark" in places:  # "a mole on the left cheek"
        places = ["mark"]
    if "cheeks" in places and "skin" in places:  # "a freckled cheek"
        places.remove("skin")
    color = _COLOR.search(left)
    if color is None:
        yield from (Trait(part, place) for place in places)
    else:
        # "grey hair", "a red scarf by the window": the colour belongs to the thing named first.
        yield Trait(part, places[0] if places else "picture", color[1])
        yield from (Trait(part, place) for place in places)
