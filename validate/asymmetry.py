"""Asymmetry planted by a known warp of one side, against turning the head by ±15°."""

from __future__ import annotations

import numpy as np

from catchlight.cues.asymmetry import expression_asymmetry, structural_asymmetry
from catchlight.cues.close_up import close_up
from catchlight.portrait import Portrait
from catchlight.vision.observe import observe

from .data import london, portrait
from .planting import as_8_bit, face_half_shifted
from .rendering import head_of, render
from .statistics import percent, spearman
from .table import Row

PEOPLE = 30
STEPS = (0.0, 0.05, 0.10, 0.15)  # brow and mouth corner of one side raised, share of eye distance
REACH = 0.25  # how far around them the warp reaches, share of the eye distance
RAISED = (105, 61)  # landmarks: middle of the brow, mouth corner (image left)
TURNS_DEG = (-15.0, 15.0)
PROTOCOL = "asymmetry, planted"


def run() -> list[Row]:
    """Structural and expression asymmetry."""
    people = [portrait(path) for path in list(london("neutral").values())[1::2][:PEOPLE]]
    planted = np.array([planted_readings(person) for person in people])
    turned = np.array([turned_readings(person) for person in people])
    rows = []
    for column, name in enumerate(("structural_asymmetry", "expression_asymmetry")):
        series = planted[:, :, column]
        levels = np.tile(STEPS, len(series))
        pooled = spearman(levels, series.ravel())
        within = float(np.mean([spearman(STEPS, each) for each in series]))
        first = series[:, 1] - series[:, 0]
        moves = np.abs(turned[:, 1:, column] - turned[:, :1, column]).mean(axis=1)
        less = float(np.mean(moves < first))
        rows += [
            Row(
                PROTOCOL, f"{name}: Spearman with the planted step (all readings)",
                series.size, f"{pooled:.2f} (within a person {within:.2f})", "≥ .9", "0", "",
                pooled >= 0.9,
            ),
            Row(
                PROTOCOL, f"{name}: ±15° of yaw against the smallest step (5 %)", len(series),
                f"{moves.mean():.2f} against {first.mean():.2f} (less on {percent(less)})",
                "less", "", "", bool(moves.mean() < first.mean()),
            ),
        ]  # fmt: skip
    return rows


def planted_readings(person: Portrait) -> list[tuple[float, float]]:
    """Both cues at every step."""
    face = close_up(person).face
    places = face.landmarks[list(RAISED), :2].astype(np.float64)
    iod = face.interocular_px
    found = []
    for step in STEPS:
        moved = face_half_shifted(person.pixels, places, REACH * iod, step * iod)
        found.append(both(observe(as_8_bit(moved), body=False)))
    return found


def turned_readings(person: Portrait) -> list[tuple[float, float]]:
    """Both cues of the rendered head: frontal, then at each turn."""
    head = head_of(person)
    return [both(observe(render(head, turn, 0.0), body=False)) for turn in (0.0, *TURNS_DEG)]


def both(seen: Portrait) -> tuple[float, float]:
    """Structural and expression asymmetry of a portrait."""
    view = close_up(seen)
    assert view.face.pose is not None
    yaw = view.face.pose.yaw_deg
    return structural_asymmetry(view.straight, yaw), expression_asymmetry(view.straight, yaw)
