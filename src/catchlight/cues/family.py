"""CueFamily: the contract of a cue family, and what every family needs to keep it.

A family declares its kinds and measures them in one portrait. For every kind it yields either a Cue
or a Skip with the reason in words; the reader checks that none is forgotten.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ..face import Face
from ..geometry import Point
from ..portrait import Portrait
from ..reading import Cue, CueKind, Skip

MIN_IOD_PX = 40.0  # below it the eye holds too few pixels for iris, lid and lip measures
MAX_YAW_DEG = 50.0  # beyond it the far eye and mouth corner are hidden by the nose and cheek
MIN_PRESENCE = 0.5  # the landmark network's own sigmoid score that a face is in the crop

Measure = Callable[[Portrait], Iterator[Cue | Skip]]


@dataclass(frozen=True)
class CueFamily:
    """A named group of cues and the function that measures them in one portrait."""

    name: str
    kinds: tuple[CueKind, ...]
    measure: Measure


def kind_cue(
    kind: CueKind,
    value: float,
    half_range: float,
    confidence: float,
    label: str = "",
    where: Sequence[Point] = (),
    bounds: tuple[float, float] = (-math.inf, math.inf),
) -> Cue:
    """A Cue of this kind: value ± half_range, both kept inside `bounds` (the unit's own limits)."""
    value = min(max(float(value), bounds[0]), bounds[1])
    low, high = max(value - half_range, bounds[0]), min(value + half_range, bounds[1])
    return Cue(
        kind.name,
        value,
        kind.unit,
        low,
        high,
        min(max(float(confidence), 0.0), 1.0),
        label,
        tuple(where),
    )


def skip_all(kinds: Iterable[CueKind], reason: str) -> Iterator[Skip]:
    """Every kind skipped for the same reason."""
    return (Skip(kind.name, reason) for kind in kinds)


def usable_face(
    portrait: Portrait, min_iod_px: float = MIN_IOD_PX, max_yaw_deg: float = MAX_YAW_DEG
) -> Face | str:
    """The portrait's face when it can be measured, else the reason in words why not."""
    face = portrait.face
    if face is None:
        return "no face was found in the picture"
    if face.presence < MIN_PRESENCE:
        return "the face is too hidden to be measured: much of it is covered or out of the picture"
    if face.pose is not None and abs(face.pose.yaw_deg) > max_yaw_deg:
        return (
            f"the head is turned {abs(face.pose.yaw_deg):.0f}° from the camera; "
            f"up to {max_yaw_deg:.0f}° can be measured"
        )
    if face.interocular_px < min_iod_px:
        return (
            f"the face is too small: {face.interocular_px:.0f} px between the eyes, "
            f"{min_iod_px:.0f} px are needed"
        )
    return face


def fractions(portrait: Portrait, points: npt.ArrayLike) -> tuple[Point, ...]:
    """Pixel points (… × 2 or more) as fractions of the picture's width and height, for `where`."""
    xy = np.asarray(points, dtype=np.float64)
    xy = xy.reshape(-1, xy.shape[-1])[:, :2] / portrait.extent
    return tuple(map(Point._make, xy.tolist()))
