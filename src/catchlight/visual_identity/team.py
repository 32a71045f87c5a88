"""Team mode: one look for many people, and each face their own. Both are measured.

Light, frame, ground and grade come together; expression, gaze and skin do not. What came together
and what did not is told in figures: the spread of the look's cues over the team must fall, that of
the face's cues must stay, and the faces must not become more alike to a face-matching network.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt

from ..critique.steps import STEP
from ..exports.export import resample
from ..geometry import Box, Extent
from ..image import Pixels, to_pixels
from .applying import Brought
from .identity import GROUND_STEP, VisualIdentity
from .seen import Trace

LOOK_CUES = (
    "face_fraction",
    "eye_line",
    "face_offset",
    "color_temperature_k",
    "tint_duv",
    "face_exposure_stops",
    "lighting_ratio_stops",
    "light_azimuth_deg",
    "light_elevation_deg",
    "background_clutter",
)
FACE_CUES = (
    "lip_corner_pull",
    "lips_part",
    "eye_opening",
    "brow_lower",
    "inner_brow_raise",
    "expression_asymmetry",
    "gaze_yaw_deg",
    "gaze_pitch_deg",
    "yaw_deg",
    "pitch_deg",
    "roll_deg",
    "skin_texture",
)
GROUND_COLOR, SKIN_COLOR = "background colour", "skin colour"
SKIN_STEP = 0.02  # OKLab a, b: two skins this far apart are seen as two
MORE_ALIKE = 0.02  # mean cosine between people: a smaller rise is within the network's own error
LEAST_FACE_KEPT = 0.85  # of the spread of the face's cues
HEIGHT_RANGE_PX = (480, 1600)  # of the finished headshots


@dataclass(frozen=True)
class Convergence:
    """Spreads over a team, before and after, in visible steps (standard deviation / step).

    `look` and `face` by cue; `alike` the mean cosine between the faces of different people, −1…1.
    """

    look: dict[str, tuple[float, float]]
    face: dict[str, tuple[float, float]]
    alike: tuple[float, float] | None

    @property
    def look_spread(self) -> tuple[float, float]:
        """Root mean square over the look's cues, before and after."""
        return _rms(self.look)

    @property
    def face_spread(self) -> tuple[float, float]:
        """Root mean square over the face's cues, before and after."""
        return _rms(self.face)

    @property
    def is_one_look(self) -> bool:
        """Whether the look came together."""
        return self.look_spread[1] < self.look_spread[0]

    @property
    def keeps_faces_apart(self) -> bool:
        """Whether expression and skin stayed as different as they were, and the faces too."""
        before, after = self.face_spread
        kept = before == 0 or after / before >= LEAST_FACE_KEPT
        return kept and (self.alike is None or self.alike[1] <= self.alike[0] + MORE_ALIKE)

    @property
    def sentences(self) -> list[str]:
        """What came together and what stayed apart."""
        look, face = self.look_spread, self.face_spread
        lines = [
            f"The look: spread {look[0]:.2f} → {look[1]:.2f} steps (light, frame, background).",
            f"The faces: spread {face[0]:.2f} → {face[1]:.2f} steps (expression, gaze, skin).",
        ]
        if self.alike is not None:
            lines.append(
                f"Likeness between different people: {self.alike[0]:.3f} → {self.alike[1]:.3f} "
                "(mean cosine of face embeddings)."
            )
        if not self.is_one_look:
            lines.append("The look did not come together: the photos differ in what no edit mends.")
        if not self.keeps_faces_apart:
            lines.append("The faces came nearer to each other than they should: look at them.")
        return lines

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "look_spread_steps": [round(value, 4) for value in self.look_spread],
            "face_spread_steps": [round(value, 4) for value in self.face_spread],
            "mutual_face_cosine": None
            if self.alike is None
            else [round(value, 4) for value in self.alike],
            "is_one_look": self.is_one_look,
            "keeps_faces_apart": self.keeps_faces_apart,
            "by_cue": {
                name: [round(value, 4) for value in pair]
                for name, pair in {**self.look, **self.face}.items()
            },
        }


def _rms(pairs: dict[str, tuple[float, float]]) -> tuple[float, float]:
    if not pairs:
        return 0.0, 0.0
    before, after = np.sqrt(np.mean(np.square(list(pairs.values())), axis=0))
    return float(before), float(after)


def convergence(before: Sequence[Trace], after: Sequence[Trace]) -> Convergence:
    """How the spreads over a team changed; both lists hold the same people in the same order."""
    look = _cue_spreads(before, after, LOOK_CUES)
    face = _cue_spreads(before, after, FACE_CUES)
    for target, name, attribute, step, start in (
        (look, GROUND_COLOR, "ground", GROUND_STEP, 0),
        (face, SKIN_COLOR, "skin", SKIN_STEP, 1),
    ):
        pairs = [
            (getattr(one, attribute)[start:], getattr(two, attribute)[start:])
            for one, two in zip(before, after, strict=True)
            if getattr(one, attribute) is not None and getattr(two, attribute) is not None
        ]
        if len(pairs) > 1:
            sides = np.array(pairs, dtype=np.float64).swapaxes(0, 1)
            spreads = [float(np.sqrt(side.var(axis=0).sum())) / step for side in sides]
            target[name] = (spreads[0], spreads[1])
    sides_alike = [_mutual(side) for side in (before, after)]
    alike = (
        None if None in sides_alike else (float(sides_alike[0] or 0), float(sides_alike[1] or 0))
    )
    return Convergence(look, face, alike)


def _cue_spreads(
    before: Sequence[Trace], after: Sequence[Trace], cues: Sequence[str]
) -> dict[str, tuple[float, float]]:
    found = {}
    for cue in cues:
        pairs = [
            (one.reading[cue].value, two.reading[cue].value)
            for one, two in zip(before, after, strict=True)
            if cue in one.reading and cue in two.reading
        ]
        if len(pairs) > 1:
            old, new = np.std(np.array(pairs), axis=0) / STEP.get(cue, 1.0)
            found[cue] = (float(old), float(new))
    return found


def _mutual(people: Sequence[Trace]) -> float | None:
    """The mean cosine between the faces of different people; None for fewer than two."""
    faces = [it.face for it in people if it.face is not None]
    pairs = [float(one @ two) for one, two in combinations(faces, 2)]
    return float(np.mean(pairs)) if pairs else None


@dataclass(frozen=True, eq=False)
class Member:
    """One of a team: what was done, and the finished picture in 8 bits."""

    brought: Brought
    picture: npt.NDArray[np.uint8]

    @property
    def extent(self) -> Extent:
        """Width and height of the finished picture."""
        return Extent(int(self.picture.shape[1]), int(self.picture.shape[0]))


@dataclass(frozen=True, eq=False)
class Team:
    """A team's portraits brought to one look, with the figures; `failed` names the others."""

    identity: VisualIdentity
    members: tuple[Member, ...]
    figures: Convergence
    failed: tuple[tuple[str, str], ...] = ()

    @property
    def size(self) -> Extent:
        """The size that all headshots share: the median height of their crops, the brand's shape"""
        extents = [one.extent for one in self.members]
        heights = [float(extent.height) for extent in extents]
        aspect = self.identity.aspect or _median([it.width / it.height for it in extents])
        height = int(np.clip(_median(heights), *HEIGHT_RANGE_PX))
        return Extent(max(2, round(height * aspect / 2) * 2), max(2, height // 2 * 2))

    def picture(self, member: Member) -> Pixels:
        """One headshot at the shared size; a photo of another shape is cut evenly at both sides."""
        return fitted_to(to_pixels(member.picture), self.size)

    def to_dict(self) -> dict[str, Any]:
        """Plain values, as kept in team.json."""
        return {
            "identity": self.identity.name,
            "size_px": list(self.size),
            "convergence": self.figures.to_dict(),
            "members": [one.brought.to_dict() for one in self.members],
            "failed": dict(self.failed),
        }


def team_of(
    identity: VisualIdentity,
    members: Sequence[Member],
    failed: Sequence[tuple[str, str]] = (),
) -> Team:
    """The team with its figures."""
    traces = [one.brought.traces for one in members]
    figures = convergence([old for old, _ in traces], [new for _, new in traces])
    return Team(identity, tuple(members), figures, tuple(failed))


def fitted_to(pixels: Pixels, size: Extent) -> Pixels:
    """The middle of a picture at a size of another shape, resampled."""
    height, width = pixels.shape[:2]
    aspect = size.width / size.height
    wide, high = min(width, height * aspect), min(height, width / aspect)
    left, top = (width - wide) / 2, (height - high) / 2
    return resample(pixels, Box(left, top, left + wide, top + high), size)


def _median(values: Sequence[float]) -> float:
    return float(np.median(values))
