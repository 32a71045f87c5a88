"""Effects: what published studies found a visible, controllable cue to do to viewers' ratings.

Sizes are standardised differences (d): how many standard deviations of ratings a picture gains.
Where a source gives the direction but no size, the size is a small one of ours and the comment says
so. Nothing here was fitted to ratings, and no cue is used that a sitter cannot change.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from .impression import Grade

SMILE = "smile"  # the composite below, 0 = at rest … 1 = a posed smile for the camera

# Mean readings of the same 60 people at rest and smiling (Face Research Lab London, CC BY 4.0) fix
# the scale; shares follow how far the two expressions lie apart in each cue there (d 2.2 and 1.3).
# Lower lids would belong, but are read too roughly to help (d .8).
SMILE_PARTS: tuple[tuple[str, float, float, float], ...] = (
    # cue, at rest, smiling, share
    ("lip_corner_pull", 0.076, 0.564, 0.7),
    ("lips_part", 0.012, 0.290, 0.3),
)
SMILE_LEAST, SMILE_MOST = -0.35, 1.6  # the composite is not extrapolated further
BEYOND_POSED = 0.5  # what a smile beyond the posed one counts: the studies end there


@dataclass(frozen=True)
class Effect:
    """`size` standard deviations for each `per` units that the cue lies beyond `rest`.

    `shape`: "linear"; "above" and "below" count only on that side; "away" counts either way.
    At most `most` times `per` is counted. `words` says what it is, for the reasons.
    """

    cue: str
    rest: float
    per: float
    size: float
    shape: Literal["linear", "above", "below", "away"]
    words: str
    source: str
    most: float = 1.5

    def amount(self, value: float) -> float:
        """The contribution of one value, in standard deviations of ratings."""
        units = (value - self.rest) / self.per
        if self.shape == "above":
            units = max(0.0, units)
        elif self.shape == "below":
            units = max(0.0, -units)
        elif self.shape == "away":
            units = abs(units)
        return self.size * math.copysign(min(abs(units), self.most), units)


@dataclass(frozen=True)
class Impressed:
    """One impression: its effects, how much of it they leave unexplained, and the grade.

    `residual` is the standard deviation of ratings, in units of the effects, that remains between
    pictures with the same cues: √(1 − r²) · √(1 + (d/2)²), with r the correlation of the best
    single cue in the independent photo set and d the smile's effect there.
    """

    effects: tuple[Effect, ...]
    residual: float
    evidence: Grade


def _smile(size: float) -> Effect:
    # Centred on half a smile: the middle of the scale is an average picture, not a face at rest.
    return Effect(SMILE, 0.5, 1.0, size, "linear", "the smile", "RealPhotoSet", most=1.5)


def _averted(size: float) -> Effect:
    return Effect(
        "gaze_offset_deg", 5.0, 15.0, size, "above", "a look past the lens", "Kaisler2017", most=1.0
    )


def _brows(size: float) -> Effect:
    return Effect("brow_lower", 0.2, 0.5, size, "above", "lowered brows", "Witkower2019", most=1.0)


IMPRESSED: dict[str, Impressed] = {
    "trustworthiness": Impressed(
        (
            _smile(1.77),
            # The studies give the direction; these sizes are ours, and small.
            Effect("pitch_deg", 0.0, 20.0, -0.5, "away", "a head not level", "Zhang2020"),
            _averted(-0.3),
            _brows(-0.4),
            Effect("yaw_deg", 0.0, 30.0, -0.3, "away", "a turned head", "Kaisler2017", most=1.0),
        ),
        residual=0.95,
        evidence="medium",
    ),
    "warmth": Impressed(
        (
            _smile(2.12),
            _averted(-0.3),
            _brows(-0.4),
        ),
        residual=0.89,
        evidence="strong",
    ),
    "happiness": Impressed(
        (
            _smile(2.12),
            _averted(-0.2),  # direct gaze let neutral and smiling faces look happier (Liang 2021)
            Effect("lip_corner_depress", 0.1, 0.5, -0.5, "above", "sinking corners", "Zhang2020"),
        ),
        residual=0.98,
        evidence="strong",
    ),
    "outgoingness": Impressed(
        (
            _smile(2.0),  # as for warmth; approachability and warmth share one factor
            _averted(-0.3),
            Effect("lips_part", 0.1, 0.4, 0.3, "above", "open lips", "Photofeeler2015", most=1.0),
        ),
        residual=1.0,
        evidence="medium",
    ),
    "dominance": Impressed(
        (
            _smile(-0.89),
            Effect("pitch_deg", 0.0, 10.0, 0.35, "below", "a lowered head", "Witkower2019"),
            Effect("pitch_deg", 5.0, 25.0, 0.35, "above", "a raised head", "Zhang2020"),
            _brows(0.6),
            Effect("lips_part", 0.1, 0.4, -0.3, "above", "open lips", "OmiAnalysis", most=1.0),
        ),
        residual=1.2,  # structure, which is not used, carries more of it than the formula allows
        evidence="medium",
    ),
    "competence": Impressed(
        (
            # +1.23 in the photo set, against it in marketing (Wang 2017): half is taken.
            _smile(0.6),
            Effect(
                "lower_lid_raise", 0.2, 0.4, 0.2, "linear", "raised lower lids", "Photofeeler2015"
            ),
            _brows(-0.2),
        ),
        residual=1.35,  # hardly predicted for another photo of the same expression
        evidence="weak",
    ),
}
