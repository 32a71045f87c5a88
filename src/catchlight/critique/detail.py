"""The one memorable human detail: what is unusual in a reading, named so that it can be kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..jobs import EmotionalJob
from ..reading import Reading
from ..shot import Band
from .measure import miss
from .steps import STEP

MIN_CONFIDENCE = 0.3  # a detail is only proposed from a cue that was measured well
LOST_SHARE = 0.5  # a detail is lost when more than this share of its step is gone


@dataclass(frozen=True)
class Detail:
    """A visible trait of this picture that an edit or crop should keep.

    `cue` holds it, within `usual` it would be ordinary; `phrase` names it in words.
    """

    name: str
    phrase: str
    cue: str
    usual: Band

    def strength(self, reading: Reading) -> float:
        """How far beyond the ordinary, in steps; 0 = ordinary or not measured."""
        value = reading.value(self.cue)
        return 0.0 if value is None else abs(self.usual.distance(value)) / STEP.get(self.cue, 1.0)


_INF = float("inf")
KNOWN_DETAILS: tuple[Detail, ...] = (
    Detail("head-tilt", "a slight tilt of the head", "roll_deg", Band(-3.0, 3.0)),
    Detail(
        "uneven-smile",
        "a slightly uneven expression",
        "expression_asymmetry",
        Band(-_INF, 2.2),
    ),
    Detail("turned-head", "the turn of the head", "yaw_deg", Band(-10.0, 10.0)),
    Detail("skin-marks", "lively skin with its own marks", "skin_texture", Band(-_INF, 1.3)),
    Detail("setting", "a setting of their own", "background_clutter", Band(-_INF, 0.30)),
    Detail("palette", "a strong palette", "colorfulness", Band(-_INF, 45.0)),
    Detail("light", "light with a side to it", "lighting_ratio_stops", Band(-_INF, 1.2)),
    Detail("placing", "a place off the middle", "face_offset", Band(-0.10, 0.10)),
)
OF_THE_BACKGROUND = ("setting", "palette")  # not the sitter's own before a backdrop
MIN_STEPS = 0.25  # beyond the ordinary by at least this much, in steps


def propose_details(reading: Reading) -> tuple[Detail, ...]:
    """Details of this picture, the most unusual first; empty when all is ordinary."""
    found = [
        (detail.strength(reading), detail)
        for detail in KNOWN_DETAILS
        if detail.cue in reading
        and reading[detail.cue].confidence >= MIN_CONFIDENCE
        and (reading.own_background or detail.name not in OF_THE_BACKGROUND)
    ]
    unusual = [(strength, detail) for strength, detail in found if strength >= MIN_STEPS]
    return tuple(detail for _, detail in sorted(unusual, key=lambda pair: -pair[0]))


def details_for(reading: Reading, job: EmotionalJob) -> tuple[Detail, ...]:
    """`propose_details` without what the job asks to change: "keep it" and "mend it" exclude."""
    return tuple(
        detail
        for detail in propose_details(reading)
        if miss(reading, detail.cue, job.band(detail.cue)) is None
    )


def lost_details(
    before: Reading, after: Reading, details: Iterable[Detail]
) -> tuple[tuple[Detail, str], ...]:
    """The details that `after` no longer shows, each with a sentence."""
    lost = []
    for detail in details:
        had = detail.strength(before)
        if had > 0 and detail.cue not in after:
            lost.append((detail, f"The picture no longer shows {detail.phrase}."))
        elif had > 0 and detail.strength(after) < LOST_SHARE * had:
            lost.append((detail, f"Most of {detail.phrase} is gone."))
    return tuple(lost)
