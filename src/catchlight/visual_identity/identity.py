"""VisualIdentity: how a brand's portraits look, as a record; each trait with spread and sureness.

It says how pictures are made (light, frame, ground, grade), and what is asked of a sitter (gaze,
smile). It never says how a face should be: nothing in it can change features, skin or expression.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from ..critique.steps import STEP
from ..cues.palette import harmony
from ..jobs import EmotionalJob, GazePolicy, SmilePolicy
from ..reading import Reading, Swatch
from ..shot import Band

# The parts of an identity and the cues that each is measured by.
PARTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "warmth": ("color_temperature_k", "tint_duv", "warmth"),
        "color": ("chroma", "colorfulness"),
        "contrast": ("contrast",),
        "gaze": ("gaze_offset_deg", "yaw_deg"),
        "smile": ("lip_corner_pull",),
        "framing": ("face_fraction", "eye_line", "face_offset"),
        "background": ("background_clutter", "background_blur"),
        "light": (
            "light_azimuth_deg",
            "light_elevation_deg",
            "lighting_ratio_stops",
            "face_exposure_stops",
        ),
        "film": ("grain", "faded_blacks", "vignette", "film_tint", "vintage_look"),
    }
)
PART_OF = MappingProxyType({cue: part for part, cues in PARTS.items() for cue in cues})
ASKED_OF_THE_SITTER = ("gaze", "smile")  # parts that no edit of an identity ever touches
# Whole-picture colour and contrast hold the sitter's own skin, hair and clothes. Before a plain
# ground nearly nothing else is left in them: holding people to one value would be holding them to
# one skin, so there they are not compared at all, and elsewhere they count half.
# So are the darkest tones (hair, clothes), unless the identity has a faded look.
PARTLY_THE_SITTERS = frozenset(
    {"warmth", "chroma", "colorfulness", "contrast", "film_tint", "faded_blacks"}
)
FILM_BLACKS = 12.0  # L*: blacks softer than this are a look and nobody's hair
PARTLY_WEIGHT = 0.5
# Distances that no reading holds, as the identity measures them; 1 = a step that people see.
GROUND, PALETTE = "background_color", "palette_match"
GROUND_STEP = 0.06  # OKLab: two walls this far apart look like two walls
PALETTE_STEP = 0.20  # of `harmony`, 0…1
SHOTS = ("close-up", "head-and-shoulders", "half-length", "three-quarter-length")
PATTERNS = ("flat", "butterfly", "loop", "rembrandt", "split", "from below")
FAMILIES = ("plain", "context", "any")
ERAS = ("", "1960s", "1970s", "1980s", "1990s", "2000s", "2010s", "analogue film")
FIRM = 0.3  # a trait less sure than this is left open: the photos do not agree on it
VISIBLE = 0.35  # of a cue's step: a smaller difference is not called a departure
_90_PERCENT = 1.645


@dataclass(frozen=True)
class Trait:
    """What the identity says of one cue, in the cue's own unit.

    `value` is the middle, `spread` how far (one standard deviation) pictures of this identity lie
    from it, `sure` 0…1 how far that can be relied on: 1 for what was written by hand.
    """

    value: float
    spread: float
    sure: float = 1.0

    @property
    def is_firm(self) -> bool:
        """Whether it is sure enough to be held against a picture."""
        return self.sure >= FIRM

    def scale(self, cue: str, half_range: float) -> float:
        """What one unit of departure is: own spread and the cue's range together, at least visible.

        `half_range` is half of the cue's 90 % range.
        """
        own = math.hypot(self.spread, half_range / _90_PERCENT)
        return max(own, VISIBLE * STEP.get(cue, 1.0))


@dataclass(frozen=True)
class Ground:
    """The family of background: "plain", "context" or "any", its colour and a backdrop for it.

    `color` is #rrggbb or empty; `spread` in OKLab. `backdrop` names one of docs/backdrops.md that
    may be laid behind a sitter whose own background is out of line; empty = their own stays.
    """

    family: str = "any"
    color: str = ""
    spread: float = GROUND_STEP
    sure: float = 1.0
    backdrop: str = ""


@dataclass(frozen=True)
class VisualIdentity:
    """How a brand's portraits look.

    `palette` are #rrggbb with `palette_sure`; `traits` by cue name (PARTS groups them); `gaze` and
    `smile` policies in a word; `shot` and `aspect` (width / height, 0 = any) the frame; `pattern`
    of the light; `era` of the film look, empty for none; `detail` the memorable human detail, in
    words. `learned_from` counts the photos it was learned from, 0 = written or from a job.
    """

    name: str
    traits: Mapping[str, Trait] = field(default_factory=dict)
    palette: tuple[str, ...] = ()
    palette_sure: float = 1.0
    gaze: GazePolicy = "either"
    smile: SmilePolicy = "either"
    shot: str = ""
    aspect: float = 0.0
    ground: Ground = field(default=Ground())
    pattern: str = ""
    era: str = ""
    detail: str = ""
    learned_from: int = 0
    notes: tuple[str, ...] = ()

    @property
    def firm(self) -> Mapping[str, Trait]:
        """The traits that are held against a picture: sure enough, and no one's own skin."""
        return {
            name: trait
            for name, trait in self.traits.items()
            if trait.is_firm and not self._is_of_the_sitter(name, trait)
        }

    def _is_of_the_sitter(self, cue: str, trait: Trait) -> bool:
        """Whether a cue tells more of a sitter than of the picture, before this ground."""
        is_look = cue == "faded_blacks" and trait.value >= FILM_BLACKS
        return self.ground.family == "plain" and cue in PARTLY_THE_SITTERS and not is_look

    def bands(self, parts: tuple[str, ...] | None = None) -> dict[str, Band]:
        """The firm traits as target bands, value ± spread, weighted by how sure they are.

        `parts` chooses among PARTS; None takes all.
        """
        found = {}
        for cue, trait in self.firm.items():
            if parts is None or PART_OF[cue] in parts:
                weight = trait.sure * (PARTLY_WEIGHT if cue in PARTLY_THE_SITTERS else 1.0)
                found[cue] = Band(trait.value - trait.spread, trait.value + trait.spread, weight)
        return found

    def look_bands(self, with_ground: bool = True) -> dict[str, Band]:
        """The bands of what belongs to the picture: all parts but gaze and smile.

        Without the ground: what a picture can be held to whose background is yet to be replaced.
        """
        left_out = ASKED_OF_THE_SITTER if with_ground else (*ASKED_OF_THE_SITTER, "background")
        bands = self.bands(tuple(part for part in PARTS if part not in left_out))
        if not with_ground:
            return {cue: band for cue, band in bands.items() if cue not in PARTLY_THE_SITTERS}
        if self.ground.color and self.ground.sure >= FIRM:
            bands[GROUND] = Band(0.0, self.ground.spread / GROUND_STEP, self.ground.sure)
        if self.palette and self.palette_sure >= FIRM:
            bands[PALETTE] = Band(0.0, 1.0, PARTLY_WEIGHT * self.palette_sure)
        return bands

    def as_job(self, with_ground: bool = True) -> EmotionalJob:
        """The look as a job, so that the gate can judge an edit by it; see `look_bands`."""
        return EmotionalJob(
            id="identity",
            title="The identity",
            wanted="this is the same hand",
            about=f"The visual identity {self.name}.",
            targets=self.look_bands(with_ground),
            gaze=self.gaze,
            smile=self.smile,
            palette=self.palette,
        )

    def palette_distance(self, swatches: tuple[Swatch, ...]) -> float | None:
        """How far a picture's colours are from the palette, in visible steps; None without one."""
        if not self.palette or not swatches:
            return None
        return (1 - harmony(swatches, self.palette)) / PALETTE_STEP

    def lines(self) -> Iterator[tuple[str, str, str]]:
        """Part, what it says in words, and how sure: for tables and reports."""
        from .wording import lines

        return lines(self)

    def to_dict(self) -> dict[str, Any]:
        """Plain values: the form of the TOML file, and of JSON."""
        from .record import to_mapping

        return to_mapping(self)


def value_of(reading: Reading, cue: str) -> tuple[float, float] | None:
    """A cue's value and half of its range; None when it was skipped."""
    found = reading.cues.get(cue)
    return None if found is None else (found.value, (found.high - found.low) / 2)
