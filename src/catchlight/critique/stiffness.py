"""Stiffness: how much a take repeats the sitter's photos, or holds still. Apart from likeness.

Similarity alone rewards stiff copies: nothing is more like a photo than the photo again. So two
more things are said of a take: how nearly it is the same moment as one of the sitter's photos
(pose, gaze, expression, light, framing), and how near the expression is to none. House measures, of
pictures; neither enters a ranking.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..reading import Reading
from .steps import MAX_SQUARE, STEP

# What changes from one moment to the next while a person stays the same.
MOMENT = (
    "gaze_yaw_deg",
    "gaze_pitch_deg",
    "eye_opening",
    "yaw_deg",
    "pitch_deg",
    "roll_deg",
    "lip_corner_pull",
    "lips_part",
    "brow_lower",
    "inner_brow_raise",
    "expression_asymmetry",
    "light_azimuth_deg",
    "light_elevation_deg",
    "lighting_ratio_stops",
    "face_fraction",
    "face_offset",
    "shoulder_roll_deg",
    "background_clutter",
)
MIN_SHARED = 6  # cues of a moment: fewer say little
LIVELY = 0.4  # expressiveness from which nothing is held; London: neutral .1, smiling .7
# Words change here. London, neutral against smiling: half lie under .69, 95 % under .965; copies of
# a photo, cropped a little and brighter, lie over .98.
SAME_MOMENT, MUCH_ALIKE = 0.97, 0.85


@dataclass(frozen=True)
class Stiffness:
    """`copy` 0…1: how nearly the same moment as the nearest of the sitter's photos (1 = that photo
    again); `held` 0…1: how near the expression is to none. None = not measurable.
    """

    copy: float | None
    held: float | None
    nearest: str = ""

    @property
    def value(self) -> float | None:
        """The larger of the two, 0…1."""
        known = [part for part in (self.copy, self.held) if part is not None]
        return max(known) if known else None

    @property
    def in_words(self) -> str:
        """One sentence part for people."""
        if self.copy is not None and self.copy >= SAME_MOMENT:
            return f"nearly the same moment as {self.nearest}: a copy more than a new picture"
        if self.held is not None and self.held >= 0.75:
            return "the expression is held still"
        if self.copy is not None and self.copy >= MUCH_ALIKE:
            return f"pose, light and expression are much like in {self.nearest}"
        if self.value is None:
            return "stiffness was not measurable"
        return "a moment of its own"

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        rounded = {
            name: None if part is None else round(part, 3)
            for name, part in (("copy", self.copy), ("held", self.held), ("value", self.value))
        }
        return {**rounded, "in_words": self.in_words}


def stiffness(take: Reading, photos: Sequence[Reading]) -> Stiffness:
    """How stiff a take is, against the sitter's own photos."""
    copies = {photo.photo: near for photo in photos if (near := _nearness(take, photo)) is not None}
    nearest = max(copies, key=lambda name: copies[name]) if copies else ""
    expressiveness = take.value("expressiveness")
    held = None if expressiveness is None else min(1.0, max(0.0, 1 - expressiveness / LIVELY))
    return Stiffness(copies.get(nearest), held, nearest)


def _nearness(one: Reading, other: Reading) -> float | None:
    """1 / (1 + mean squared steps) over the cues of the moment; None when too few are shared."""
    squares = [
        min(((one[name].value - other[name].value) / STEP[name]) ** 2, MAX_SQUARE)
        for name in MOMENT
        if name in one and name in other
    ]
    return 1 / (1 + sum(squares) / len(squares)) if len(squares) >= MIN_SHARED else None
