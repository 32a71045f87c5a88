"""DetailWatch: does a picture show the named detail, and does another one still hold it?

Of two pictures of one shot, the share of the detail's own structure, or of its colour, that is
still there is measured: what a crop cuts off is gone, what a filter smooths away is gone as far as
it is smoothed. Two different photos cannot be laid over each other: there only amounts are
compared, and less surely.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..face import Face, FloatArray
from ..geometry import Box
from ..jobs import DETAIL_KEPT, DETAIL_SHOWN
from ..portrait import Portrait
from ..reading import Cue, Reading, Skip
from .detail_color import color_kept, of_color
from .detail_overlay import (
    FINE,
    LEAST_STRUCTURE,
    MARKS,
    Laid,
    band,
    deviation,
    laid_over,
    structure_kept,
)
from .detail_places import Mask, SmallCopy, small_copy
from .named_detail import PLACE_WORDS, NamedDetail, Trait, understand

HALF_RANGE = 0.1  # of shown and kept: alignment and recompression move them by less
SURE, LESS_SURE = 0.8, 0.5  # confidence within one shot, and between two photos
SHOWN = 0.5  # from here on the detail counts as shown; the limits below all lead to it
COLOR_SEEN = 0.01  # share of its place that a colour must fill to be seen
PLACE_SEEN = 0.10  # of the face's area that a place must cover to be seen
TEETH_SEEN = 0.15  # of the cue `lips_part`
MARKS_IOD_PX = 50.0  # between the eyes: smaller faces show no marks of the skin
SMOOTHED_AWAY = 0.75  # skin smoothing at which marks hardly show
CUE_SEEN_STEPS = 0.25  # beyond the ordinary
CUT_TOLD = 0.05  # share cut off that is worth a word
BROW_STEP = 2.0  # % of the IOD: a difference between the brows that is seen
ONLY_BESIDE = "no earlier picture to compare this one with"
ONLY_FIRST = "looked for in the picture before"
_BROW_AND_EYE = ((105, 33, 133), (334, 362, 263))  # the brow's middle, the eye's corners


@dataclass(frozen=True)
class _Found:
    """One trait's figure, 0…1, what it says in words, and where it is."""

    value: float
    said: str
    where: Mask | None = None


class DetailWatch:
    """Watches over one named detail of one picture."""

    def __init__(self, words: str, portrait: Portrait, reading: Reading) -> None:
        self.named: NamedDetail = understand(words)
        self._copy = small_copy(portrait)
        self._portrait = portrait
        self._reading = reading

    def shown(self) -> Cue | Skip:
        """How far the picture shows the detail: the cue `detail_shown`, 1 = plainly there."""
        if (why := self._unusable(self._copy)) or self._copy is None:
            return Skip(DETAIL_SHOWN, why)
        found = [_shown(trait, self._copy, self._reading) for trait in self.named.traits]
        least = min(found, key=lambda one: one.value)
        return _cue(DETAIL_SHOWN, least, SURE, self._copy)

    def kept(self, after: Portrait, reading: Reading) -> Cue | Skip:
        """How much of the detail another picture holds: the cue `detail_kept`, 1 = all of it."""
        other = small_copy(after)
        why = self._unusable(self._copy) or self._unusable(other)
        if why or self._copy is None or other is None:
            return Skip(DETAIL_KEPT, why or "no face was found")
        laid = laid_over(self._copy, other)
        found = []
        for trait in self.named.traits:
            if trait.cue is not None:
                one = _cue_kept(trait, (self._reading, self._portrait), (reading, after))
            elif laid is not None:
                one = _kept_in_one_shot(trait, self._copy, laid)
            else:
                one = _kept_between_photos(trait, self._copy, other)
            if one is not None:
                found.append(one)
        if not found:
            return Skip(DETAIL_KEPT, "it could not be measured in both pictures")
        least = min(found, key=lambda one: one.value)
        return _cue(DETAIL_KEPT, least, SURE if laid is not None else LESS_SURE, self._copy)

    def watched(self, reading: Reading, after: Portrait | None = None) -> Reading:
        """The reading with `detail_shown`, or with `detail_kept` of the picture `after`."""
        first = after is None
        found = self.shown() if after is None else self.kept(after, reading)
        other = DETAIL_KEPT if first else DETAIL_SHOWN
        skipped = {**reading.skipped, other: ONLY_BESIDE if first else ONLY_FIRST}
        cues = {name: cue for name, cue in reading.cues.items() if name != other}
        if isinstance(found, Skip):
            return replace(reading, cues=cues, skipped={**skipped, found.name: found.reason})
        return replace(reading, cues={**cues, found.name: found}, skipped=skipped)

    def share_inside(self, box: Box) -> float | None:
        """How much of what is watched a crop leaves, 0…1; None where no place is watched.

        `box` is in pixels of the portrait.
        """
        if self._copy is None:
            return None
        scale = self._copy.portrait.extent.width / self._portrait.extent.width
        small = box.scaled(scale)
        rows = slice(max(0, round(small.top)), max(0, round(small.bottom)))
        columns = slice(max(0, round(small.left)), max(0, round(small.right)))
        shares = []
        for trait in self.named.traits:
            amount = _amount(trait, self._copy) if trait.cue is None else None
            if amount is not None and (total := float(amount.sum())) > 0:
                shares.append(float(amount[rows, columns].sum()) / total)
        return min(shares, default=None)

    def _unusable(self, copy: SmallCopy | None) -> str:
        if not self.named.traits:
            return f"“{self.named.words}” cannot be measured; look yourself"
        return "no face was found" if copy is None else ""


def _cue(name: str, found: _Found, confidence: float, copy: SmallCopy) -> Cue:
    """The cue of the weakest trait: a detail is as safe as its weakest side."""
    value = float(np.clip(found.value, 0.0, 1.0))
    low, high = max(0.0, value - HALF_RANGE), min(1.0, value + HALF_RANGE)
    where = () if found.where is None else copy.outline(found.where)
    return Cue(name, value, "", low, high, confidence, found.said, where)


def _shown(trait: Trait, copy: SmallCopy, reading: Reading) -> _Found:
    """How plainly one trait shows: SHOWN at its limit, and why it does not below."""
    if trait.cue is not None:
        strength = _strength(trait, reading, copy.portrait)
        if strength is None:
            return _Found(1.0, f"{trait.cue.phrase} could not be measured")
        return _limited(strength, CUE_SEEN_STEPS, f"{trait.cue.phrase} is hardly there")
    place, mask = PLACE_WORDS[trait.place], copy.mask(trait.place)
    area = float(mask.sum()) / copy.face_area
    parted = reading.value("lips_part")
    if trait.place == "teeth" and parted is not None:
        return _limited(parted, TEETH_SEEN, "the lips are closed")
    if trait.place in MARKS and copy.iod < MARKS_IOD_PX:
        return _limited(copy.iod, 2 * MARKS_IOD_PX, "the face is too small to show marks", mask)
    if trait.place == "mark" and not mask.any():
        return _Found(0.0, "no dark mark stands out on the skin")
    if trait.place not in (*FINE, *MARKS) and area < PLACE_SEEN:
        return _limited(area, PLACE_SEEN, f"hardly any of {place} is in the picture", mask)
    if trait.color:
        colored = mask & of_color(copy.portrait.pixels, trait.color)
        share = float(colored.sum()) / max(float(mask.sum()), 1.0)
        return _limited(share, COLOR_SEEN, f"hardly any {trait.color} is in {place}", colored)
    if trait.place in ("skin", "cheeks"):
        left = 1.0 - (reading.value("skin_smoothing") or 0.0)
        said = "the skin is too smooth to show marks"
        return _limited(left, 1.0 - SMOOTHED_AWAY, said, mask)
    structure = deviation(band(copy.portrait.pixels, trait.place)[mask])
    return _limited(structure, LEAST_STRUCTURE, f"nothing stands out in {place}", mask)


def _limited(amount: float, limit: float, if_not: str, where: Mask | None = None) -> _Found:
    value = min(1.0, SHOWN * amount / limit)
    return _Found(value, if_not if value < SHOWN else "shown", where)


def _amount(trait: Trait, copy: SmallCopy) -> FloatArray:
    """How much of the trait each pixel holds: its colour, or its structure squared."""
    mask, pixels = copy.mask(trait.place), copy.portrait.pixels
    if trait.color:
        return np.asarray(mask & of_color(pixels, trait.color), np.float32)
    return np.where(mask, band(pixels, trait.place) ** 2, 0.0).astype(np.float32)


def _kept_in_one_shot(trait: Trait, copy: SmallCopy, laid: Laid) -> _Found | None:
    """The share of the trait's colour or structure that the laid picture still has."""
    place, mask = PLACE_WORDS[trait.place], copy.mask(trait.place)
    own = copy.portrait.pixels
    if trait.color:
        mask = mask & of_color(own, trait.color)
        if not mask.any():
            return None
        kept = max(
            color_kept(own[mask], pixels[mask], laid.inside[mask])
            for pixels in (laid.pixels, laid.flowed)
        )
        return _Found(kept, f"{kept:.0%} of the {trait.color} in {place} is left", mask)
    if not mask.any() or deviation(band(own, trait.place)[mask]) < LEAST_STRUCTURE:
        return None
    kept, cut = structure_kept(copy, laid, trait.place, mask)
    said = f"{kept:.0%} of what {place} showed is left"
    return _Found(kept, f"{said}, {cut:.0%} was cut off" if cut > CUT_TOLD else said, mask)


def _kept_between_photos(trait: Trait, copy: SmallCopy, other: SmallCopy) -> _Found | None:
    """Of two different photos: how much of the colour or of the structure the second has."""
    place, least = PLACE_WORDS[trait.place], LEAST_STRUCTURE
    amounts = []
    for one in (copy, other):
        mask, pixels = one.mask(trait.place), one.portrait.pixels
        if trait.color:
            least = COLOR_SEEN * float(copy.mask(trait.place).sum()) / copy.face_area
            colored = mask & of_color(pixels, trait.color)
            amounts.append(float(colored.sum()) / one.face_area)
        else:
            amounts.append(deviation(band(pixels, trait.place)[mask]))
    before, after = amounts
    if before < max(least, 1e-6):
        return None
    share = min(1.0, after / before)
    what = f"the {trait.color} in {place}" if trait.color else f"what {place} shows"
    return _Found(share, f"another photo, with {share:.0%} as much of {what}")


def _cue_kept(
    trait: Trait, before: tuple[Reading, Portrait], after: tuple[Reading, Portrait]
) -> _Found | None:
    had, has = _strength(trait, *before), _strength(trait, *after)
    if trait.cue is None or had is None or had <= 0 or has is None:
        return None
    share = min(1.0, has / had)
    return _Found(share, f"{share:.0%} of {trait.cue.phrase} is left")


def _strength(trait: Trait, reading: Reading, portrait: Portrait) -> float | None:
    """How far the cue is beyond the ordinary, in steps; None when it was not measured."""
    detail = trait.cue
    if detail is None:
        return None
    if detail.cue == "brow_difference":
        if portrait.face is None:
            return None
        return abs(detail.usual.distance(brow_difference(portrait.face))) / BROW_STEP
    return detail.strength(reading) if detail.cue in reading else None


def brow_difference(face: Face) -> float:
    """How much higher the brow on the image's left is, in % of the IOD, the head's roll removed."""
    left, right = face.eye_centers
    across = np.array([right.x - left.x, right.y - left.y])
    across /= np.linalg.norm(across)
    up = np.array([across[1], -across[0]])
    heights = []
    for brow, outer, inner in _BROW_AND_EYE:
        points = face.landmarks[:, :2]
        heights.append(float((points[brow] - (points[outer] + points[inner]) / 2) @ up))
    return 100.0 * (heights[0] - heights[1]) / face.interocular_px
