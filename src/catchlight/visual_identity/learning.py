"""Learn a visual identity from portraits that people already like.

Each cue's middle is the median over the photos and its spread the scaled median absolute deviation,
both deaf to one photo that does not belong. With few photos the spread is mixed with what is usual
for the cue, as if two more photos had been seen, so that three alike photos do not make an identity
that no fourth can meet. How sure a trait is = how well it was measured × how many photos there are
× how well they agree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from ..color import hex_to_srgb, oklab_to_srgb, srgb_to_hex, srgb_to_oklab
from ..critique.steps import STEP
from ..errors import IdentityError
from ..jobs import GazePolicy, SmilePolicy
from .identity import (
    FAMILIES,
    GROUND_STEP,
    PARTS,
    PATTERNS,
    SHOTS,
    Ground,
    Trait,
    VisualIdentity,
)
from .seen import Seen

FEWEST, MOST = 3, 20
MAD_TO_SD = 1.4826  # for a normal distribution
USUAL_SPREAD = 0.6  # of a cue's step: what is mixed into the spread of few photos
USUAL_COUNT = 2.0  # for how many photos it stands
PALETTE_COLORS = 5
ALIKE = 0.09  # OKLab: swatches of several photos nearer than this are one colour
MIN_SHARE = 0.03  # of the pictures' area, for a colour to count as the palette's
SKIN_HUE_DEG, SKIN_CHROMA = (25.0, 85.0), (0.03, 0.14)  # OKLab: what may be skin is nobody's brand
DIRECT_DEG, AVERTED_DEG = 8.0, 14.0  # gaze off the lens: within = direct, beyond = averted
MAJORITY = 0.6  # of the photos, for a word to be the identity's
NO_SMILE, SLIGHT_SMILE = (
    0.15,
    0.55,
)  # lip corner pull: below = none, between = slight, above = clear
CLOSE, HEAD, HALF = 0.42, 0.26, 0.15  # face height / frame height from which the shot is named
PLAIN_CLUTTER = 0.2
FILM_GRAIN, FILM_BLACKS = 0.006, 15.0  # a finish with more than these is a film look
WALL_BACKDROP = "paper-brand"  # the paper sweep that can take any colour


def learn(pictures: Sequence[Seen], name: str = "Identity") -> VisualIdentity:
    """The identity of 3–20 portraits. Raises IdentityError for fewer or more."""
    if not FEWEST <= len(pictures) <= MOST:
        raise IdentityError(
            f"An identity was to be learned from {len(pictures)} photos. Expected {FEWEST} to "
            f"{MOST} portraits that people already like. "
            + ("Add some." if len(pictures) < FEWEST else "Choose the best of them.")
        )
    traits = {}
    for cues in PARTS.values():
        for cue in cues:
            if (trait := _trait(cue, pictures)) is not None:
                traits[cue] = trait
    palette, palette_sure = _palette(pictures)
    open_traits = [cue for cue, trait in traits.items() if not trait.is_firm]
    notes = [f"The photos do not agree on {_said(open_traits)}: left open."] if open_traits else []
    return VisualIdentity(
        name=name,
        traits=traits,
        palette=palette,
        palette_sure=palette_sure,
        gaze=_gaze(traits),
        smile=_smile(traits),
        shot=shot_of(traits),
        aspect=_aspect(pictures),
        ground=_ground(pictures, traits),
        pattern=_pattern(pictures),
        era=_era(traits),
        learned_from=len(pictures),
        notes=tuple(notes),
    )


def _said(cues: Iterable[str]) -> str:
    return ", ".join(cue.removesuffix("_deg").replace("_", " ") for cue in cues)


def robust_trait(
    values: npt.NDArray[np.float64], confidences: npt.NDArray[np.float64], step: float
) -> Trait:
    """Median, shrunk spread and sureness of measured values; see the module."""
    count = len(values)
    middle = float(np.median(values))
    own = MAD_TO_SD * float(np.median(np.abs(values - middle)))
    usual = USUAL_SPREAD * step
    spread = float(np.sqrt((count * own**2 + USUAL_COUNT * usual**2) / (count + USUAL_COUNT)))
    support = count / (count + USUAL_COUNT)
    agreement = 1 / (1 + (own / step) ** 2)
    sure = float(np.sqrt(np.mean(confidences))) * support * agreement
    return Trait(round(middle, 4), round(spread, 4), round(min(sure, 1.0), 3))


def _trait(cue: str, pictures: Sequence[Seen]) -> Trait | None:
    found = [it.reading[cue] for it in pictures if cue in it.reading]
    if len(found) < FEWEST:
        return None
    values = np.array([one.value for one in found])
    confidences = np.array([one.confidence for one in found])
    trait = robust_trait(values, confidences, STEP.get(cue, 1.0))
    missing = len(found) / len(pictures)  # what half of the photos do not show is half as sure
    return Trait(trait.value, trait.spread, round(trait.sure * missing, 3))


def _palette(pictures: Sequence[Seen]) -> tuple[tuple[str, ...], float]:
    """The colours that most photos share, skin left out; and how much of the area they cover."""
    merged: list[tuple[npt.NDArray[np.float64], float, set[str]]] = []
    for it in pictures:
        for swatch in it.reading.palette:
            color = np.asarray(srgb_to_oklab(hex_to_srgb(swatch.hex)), dtype=np.float64)
            if _may_be_skin(color):
                continue
            near = next(
                (n for n, one in enumerate(merged) if np.linalg.norm(one[0] - color) < ALIKE), None
            )
            if near is None:
                merged.append((color, swatch.share, {it.name}))
                continue
            center, weight, who = merged[near]
            total = weight + swatch.share
            mean = (center * weight + color * swatch.share) / max(total, 1e-9)
            merged[near] = (mean, total, who | {it.name})
    needed = max(2, len(pictures) / 3)
    shared = [
        one for one in merged if len(one[2]) >= needed and one[1] / len(pictures) >= MIN_SHARE
    ]
    shared.sort(key=lambda one: -one[1])
    kept = shared[:PALETTE_COLORS]
    colors = tuple(srgb_to_hex(oklab_to_srgb(one[0].astype(np.float32))) for one in kept)
    covered = sum(one[1] for one in kept) / len(pictures)
    return colors, round(min(1.0, covered / 0.6), 3)


def _may_be_skin(oklab: npt.NDArray[np.float64]) -> bool:
    hue = float(np.degrees(np.arctan2(oklab[2], oklab[1])))
    chroma = float(np.hypot(oklab[1], oklab[2]))
    return SKIN_HUE_DEG[0] < hue < SKIN_HUE_DEG[1] and SKIN_CHROMA[0] < chroma < SKIN_CHROMA[1]


def _gaze(traits: dict[str, Trait]) -> GazePolicy:
    gaze = traits.get("gaze_offset_deg")
    if gaze is None or not gaze.is_firm:
        return "either"
    if gaze.value <= DIRECT_DEG:
        return "direct"
    return "averted" if gaze.value >= AVERTED_DEG else "either"


def _smile(traits: dict[str, Trait]) -> SmilePolicy:
    smile = traits.get("lip_corner_pull")
    if smile is None or not smile.is_firm:
        return "either"
    if smile.value < NO_SMILE:
        return "none"
    return "slight" if smile.value < SLIGHT_SMILE else "clear"


def shot_of(traits: dict[str, Trait]) -> str:
    """The shot size by the face's share of the frame; empty when it is not sure."""
    face = traits.get("face_fraction")
    if face is None or not face.is_firm:
        return ""
    for least, shot in zip((CLOSE, HEAD, HALF), SHOTS, strict=False):
        if face.value >= least:
            return shot
    return SHOTS[-1]


def _aspect(pictures: Sequence[Seen]) -> float:
    """Width / height that most pictures share within 3 %; 0 when they differ."""
    values = np.array([it.portrait.extent.width / it.portrait.extent.height for it in pictures])
    middle = float(np.median(values))
    is_near = np.abs(values / middle - 1) < 0.03
    return round(middle, 3) if float(is_near.mean()) >= MAJORITY else 0.0


def _ground(pictures: Sequence[Seen], traits: dict[str, Trait]) -> Ground:
    clutter = traits.get("background_clutter")
    family = FAMILIES[2]
    if clutter is not None and clutter.is_firm:
        family = FAMILIES[0] if clutter.value < PLAIN_CLUTTER else FAMILIES[1]
    colors = [it.ground for it in pictures if it.ground is not None]
    if family != "plain" or len(colors) < FEWEST:
        return Ground(family)
    stack = np.stack(colors).astype(np.float64)
    middle = np.median(stack, axis=0)
    away = np.linalg.norm(stack - middle, axis=1)
    own = MAD_TO_SD * float(np.median(away))
    usual = USUAL_SPREAD * GROUND_STEP
    count = len(colors)
    spread = float(np.sqrt((count * own**2 + USUAL_COUNT * usual**2) / (count + USUAL_COUNT)))
    sure = count / (count + USUAL_COUNT) / (1 + (own / (2 * GROUND_STEP)) ** 2)
    color = srgb_to_hex(oklab_to_srgb(middle.astype(np.float32)))
    return Ground(family, color, round(spread, 4), round(sure, 3), WALL_BACKDROP)


def _pattern(pictures: Sequence[Seen]) -> str:
    words = [it.reading["light_pattern"].label for it in pictures if "light_pattern" in it.reading]
    if not words:
        return ""
    word, count = Counter(words).most_common(1)[0]
    return word if count >= MAJORITY * len(pictures) and word in PATTERNS else ""


def _era(traits: dict[str, Trait]) -> str:
    """Only that there is a film look; which decade it quotes cannot be told from pixels."""
    grain, blacks = traits.get("grain"), traits.get("faded_blacks")
    is_grainy = grain is not None and grain.is_firm and grain.value > FILM_GRAIN
    is_faded = blacks is not None and blacks.is_firm and blacks.value > FILM_BLACKS
    return "analogue film" if is_grainy and is_faded else ""
