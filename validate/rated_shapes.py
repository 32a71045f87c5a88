"""Impressions from the shape of a face alone, fitted on one half of the rated OMI portraits.

An outside witness for the darkroom: its search reads cues and the published model, this one sees
478 landmarks (aligned, mirrored halves averaged, the main directions of their spread) and people's
ratings. It is fitted here, on portraits with an even number, kept nowhere and never shipped; the
photos of OMI that the darkroom is tested on have odd numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from catchlight.face import Face
from catchlight.image import open_photo
from catchlight.retouch.displacement import mean_face
from catchlight.vision.observe import observe

from .omi import ADULT_YEARS, DEMOGRAPHICS, Rated, column, correlation, rated_portraits

Numbers = npt.NDArray[np.float64]

# Impression → the rated attributes whose mean stands for it.
RATED: Mapping[str, tuple[str, ...]] = {
    "trustworthiness": ("trustworthy",),
    "warmth": ("trustworthy", "outgoing"),
    "dominance": ("dominant",),
}
DIRECTIONS = 30  # principal directions of shape: about 99 % of the spread
PENALTIES = np.logspace(-1, 4, 12)
FOLDS = 5
FITTED_SIDE = 0  # even numbers are fitted on


@dataclass(frozen=True, eq=False)
class ShapeModel:
    """Points on OMI's scale of 100, from landmarks; `held_out_r` is its fit in five folds."""

    mean: Numbers
    directions: Numbers
    weights: Mapping[str, Numbers]
    held_out_r: Mapping[str, float]
    people: int

    def points(self, face: Face) -> dict[str, float]:
        """Each impression of one face, in points above the average."""
        seen = (aligned(face) - self.mean) @ self.directions
        return {name: float(seen @ weights) for name, weights in self.weights.items()}


def is_fitted_on(path: Path) -> bool:
    """Whether an OMI portrait belongs to the half that the model has seen."""
    return int(path.stem) % 2 == FITTED_SIDE


def aligned(face: Face) -> Numbers:
    """The landmarks laid over the average face, without place, size and tilt, both halves alike."""
    average = np.asarray(mean_face().mean[:, :2], dtype=np.float64)
    points = face.landmarks[:, :2].astype(np.float64)
    points, average = points - points.mean(axis=0), average - average.mean(axis=0)
    # The best similarity of the plane, as complex numbers: one factor turns and scales.
    seen, wanted = points @ [1, 1j], average @ [1, 1j]
    factor = np.vdot(seen, wanted) / np.vdot(seen, seen)
    laid = seen * factor
    mirrored = -np.conj(laid[mean_face().mirror])
    both = (laid + mirrored) / 2
    return np.concatenate([both.real, both.imag])


@cache
def shape_model() -> ShapeModel:
    """The model, fitted once per run."""
    people, shapes = _shapes()
    ratings = {
        name: np.mean([column(people, a) for a in attributes], axis=0)
        for name, attributes in RATED.items()
    }
    controls = np.column_stack([column(people, name) for name in DEMOGRAPHICS])
    mean = shapes.mean(axis=0)
    _, _, rows = np.linalg.svd(shapes - mean, full_matrices=False)
    directions = rows[:DIRECTIONS].T
    seen = _apart((shapes - mean) @ directions, controls)
    weights, held_out_r = {}, {}
    for name, values in ratings.items():
        wanted = _apart(values, controls)
        penalty, held_out_r[name] = _best(seen, wanted)
        weights[name] = _ridge(seen, wanted, penalty)
    return ShapeModel(mean, directions, weights, held_out_r, len(people))


def _shapes() -> tuple[tuple[Rated, ...], Numbers]:
    people, shapes = [], []
    for one in rated_portraits():
        if one.ratings["age"] < ADULT_YEARS or not is_fitted_on(one.path):
            continue
        face = observe(open_photo(str(one.path)).pixels, body=False).face
        if face is not None:
            people.append(one)
            shapes.append(aligned(face))
    return tuple(people), np.array(shapes)


def _apart(values: Numbers, controls: Numbers) -> Numbers:
    """What of the values age, gender, race, skin and weight do not explain."""
    design = np.column_stack([np.ones(len(controls)), controls])
    found, *_ = np.linalg.lstsq(design, values, rcond=None)
    return np.asarray(values - design @ found)


def _ridge(seen: Numbers, wanted: Numbers, penalty: float) -> Numbers:
    scale = seen.std(axis=0)
    standard = seen / scale
    square = standard.T @ standard + penalty * np.eye(standard.shape[1])
    return np.asarray(np.linalg.solve(square, standard.T @ wanted) / scale)


def _best(seen: Numbers, wanted: Numbers) -> tuple[float, float]:
    """The penalty that serves people left out best, and the r it reaches on them."""
    folds = np.random.default_rng(0).permutation(len(wanted)) % FOLDS
    found: list[tuple[float, float]] = []
    for penalty in PENALTIES:
        guessed = np.empty(len(wanted))
        for fold in range(FOLDS):
            weights = _ridge(seen[folds != fold], wanted[folds != fold], penalty)
            guessed[folds == fold] = seen[folds == fold] @ weights
        found.append((correlation(guessed, wanted), float(penalty)))
    r, penalty = max(found)
    return penalty, r
