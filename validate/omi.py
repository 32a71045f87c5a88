"""The One Million Impressions portraits with their mean ratings.

OMI is CC BY-NC-SA 4.0: no picture of it enters anything, and what is fitted on it only the pack
catchlight-omi, which has the same licence. Catchlight itself is only checked with it.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from catchlight.cues.reader import read_portrait
from catchlight.image import open_photo
from catchlight.reading import Reading
from catchlight.vision.observe import observe

from .data import folder

ADULT_YEARS = 20  # rated age from which a portrait counts as an adult's
DEMOGRAPHICS = (
    "age", "gender", "weight", "skin-color", "asian", "middle-eastern", "hispanic", "islander",
    "native", "black", "white",
)  # fmt: skip


@dataclass(frozen=True)
class Rated:
    """One portrait and its mean ratings, 0…100, by attribute."""

    path: Path
    ratings: dict[str, float]


@cache
def rated_portraits() -> tuple[Rated, ...]:
    """All portraits that have a picture and ratings, by number."""
    pictures = {path.stem: path for path in folder("omi", "images").iterdir()}
    with (folder("omi") / "attribute_means.csv").open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["stimulus"] in pictures]
    return tuple(
        Rated(pictures[row["stimulus"]], {k: float(v) for k, v in row.items() if k != "stimulus"})
        for row in rows
    )


@cache
def read_portraits() -> tuple[tuple[Rated, ...], tuple[Reading, ...]]:
    """Every portrait whose mouth could be read, with its reading; read once per run."""
    kept, readings = [], []
    for one in rated_portraits():
        seen = observe(open_photo(str(one.path)).pixels, body=False)
        reading = read_portrait(seen, one.path.name)
        if "lip_corner_pull" in reading:
            kept.append(one)
            readings.append(reading)
    return tuple(kept), tuple(readings)


def column(portraits: tuple[Rated, ...], attribute: str) -> npt.NDArray[np.float64]:
    """One attribute's ratings."""
    return np.array([one.ratings[attribute] for one in portraits])


def without(
    values: npt.NDArray[np.float64], portraits: tuple[Rated, ...], attributes: tuple[str, ...]
) -> npt.NDArray[np.float64]:
    """What of the values the attributes (linear and age squared) do not explain."""
    given = [column(portraits, name) for name in attributes]
    if "age" in attributes:
        given.append(column(portraits, "age") ** 2)
    design = np.column_stack([np.ones(len(values)), *given])
    weights, *_ = np.linalg.lstsq(design, values, rcond=None)
    return np.asarray(values - design @ weights)


def correlation(a: npt.NDArray[np.float64], b: npt.NDArray[np.float64]) -> float:
    """Pearson's r."""
    return float(np.corrcoef(a, b)[0, 1])
