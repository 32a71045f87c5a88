"""The smile: London faces photographed neutral and smiling, the same people."""

from __future__ import annotations

import numpy as np

from catchlight.cues.close_up import close_up
from catchlight.cues.expression import NONE_BELOW, actions_of
from catchlight.cues.shape import shape_of

from .data import london, portrait
from .statistics import auc, percent
from .table import Row

PROTOCOL = "smile (London)"


def run() -> list[Row]:
    """AUC between people, share right within a person, and the labels."""
    levels, lifts = readings("smile_level"), corner_lifts()
    neutral, smiling = levels
    area, within = auc(neutral, smiling), float(np.mean(smiling > neutral))
    base_area, base_within = auc(*lifts), float(np.mean(lifts[1] > lifts[0]))
    pulls = readings("lip_corner_pull")
    named = np.concatenate([neutral < NONE_BELOW, smiling >= NONE_BELOW])
    return [
        Row(
            PROTOCOL, "smile_level: AUC neutral / smiling", len(neutral) + len(smiling),
            f"{area:.3f}", "≥ .97", f"corner lift in the picture {base_area:.3f}",
            "OMI-happy score .935", area >= 0.97,
        ),
        Row(
            PROTOCOL, "smile_level: right within the person", len(neutral), percent(within),
            "≥ 98 %", f"corner lift {percent(base_within)}", "", within >= 0.98,
        ),
        Row(
            PROTOCOL, "smile_level: label none / a smile right", len(named),
            percent(float(named.mean())), baseline="50 % (always one)",
        ),
        Row(
            PROTOCOL, "lip_corner_pull: AUC", len(neutral) + len(smiling),
            f"{auc(*pulls):.3f}", baseline=f"corner lift {base_area:.3f}",
        ),
    ]  # fmt: skip


def readings(name: str) -> tuple[np.ndarray, np.ndarray]:
    """One action of every person, neutral and smiling."""
    values = []
    for expression in ("neutral", "smiling"):
        views = [close_up(portrait(path)) for path in london(expression).values()]
        actions = [actions_of(shape_of(view.straight, view.face)) for view in views]
        values.append(np.array([getattr(each, name) for each in actions]))
    return values[0], values[1]


def corner_lifts() -> tuple[np.ndarray, np.ndarray]:
    """The trivial rule: inner lips below the mouth corners in the picture, eye distances."""
    values = []
    for expression in ("neutral", "smiling"):
        lifts = []
        for path in london(expression).values():
            face = portrait(path).face
            assert face is not None
            y = face.landmarks[:, 1]
            lifts.append((y[[13, 14]].mean() - y[[61, 291]].mean()) / face.interocular_px)
        values.append(np.array(lifts))
    return values[0], values[1]
