"""Landmarks against the hand-placed points of the London templates."""

from __future__ import annotations

from functools import cache

import numpy as np

from catchlight.cues.close_up import close_up

from .data import london, portrait
from .statistics import interval
from .table import Row
from .templates import template

# Template point ↔ landmark, for the places that both schemes define alike.
SHARED_POINTS = {
    "pupils": ((0, 468), (1, 473)),
    "eye corners": ((18, 33), (22, 133), (23, 362), (27, 263)),
    "lids, middle": ((20, 159), (25, 386), (29, 145), (32, 374)),
    "mouth corners": ((87, 61), (93, 291)),
    "lips": ((89, 37), (90, 0), (91, 267), (106, 17)),
    "nose": ((55, 2), (62, 49), (63, 64), (67, 279), (68, 294)),
}


def run() -> list[Row]:
    """Mean distance, % of the hand-placed eye distance."""
    table = errors()
    each = {name: 100 * np.mean(values) for name, values in table.items()}
    people = 100 * np.concatenate(list(table.values()), axis=1).mean(axis=1)
    low, high = interval(people)
    detail = ", ".join(f"{name} {value:.1f}" for name, value in each.items())
    count = sum(len(pairs) for pairs in SHARED_POINTS.values())
    return [
        Row(
            "landmarks (London templates)",
            f"mean error on {count} shared points, % of the eye distance ({detail})",
            len(people),
            f"{people.mean():.2f} % ({low:.2f}–{high:.2f})",
            "≤ 2.5 %",
            "",
            "landmarks repeat to 1.1–1.7 % of the eye-corner distance",
            bool(people.mean() <= 2.5),
        )
    ]


@cache
def errors() -> dict[str, np.ndarray]:
    """Per group of points: people × points, share of the eye distance."""
    found: dict[str, list[list[float]]] = {name: [] for name in SHARED_POINTS}
    for face_id, path in london("neutral").items():
        photo = portrait(path)
        truth, seen = template(face_id, photo.extent.width), close_up(photo).face.landmarks
        eyes = truth[[18, 22]].mean(axis=0), truth[[23, 27]].mean(axis=0)
        iod = float(np.hypot(*(eyes[1] - eyes[0])))
        for name, pairs in SHARED_POINTS.items():
            apart = [np.hypot(*(seen[mesh, :2] - truth[hand])) / iod for hand, mesh in pairs]
            found[name].append([float(a) for a in apart])
    return {name: np.array(values) for name, values in found.items()}
