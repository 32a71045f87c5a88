"""Gaze: photos in which the sitter looks into the lens, and irises moved by a known angle."""

from __future__ import annotations

from functools import cache

import numpy as np

from catchlight.cues.family import CueFamily
from catchlight.cues.gaze import FAMILY
from catchlight.image import Pixels
from catchlight.portrait import Portrait
from catchlight.reading import Cue
from catchlight.vision.observe import observe

from .data import london, portrait
from .planting import as_8_bit, gaze_shifted, resized
from .statistics import percent
from .table import Row
from .templates import template

ANGLES_DEG = (-15.0, -10.0, -5.0, 5.0, 10.0, 15.0)
DIRECT_WITHIN_DEG = 5.0
SMALL = 0.4  # London copies at this size have 46 px between the eyes
ANCHOR = "L2CS 3.9° MPIIGaze; eye-contact CNN P .94 R .94"


def run() -> list[Row]:
    """Direct-gaze photos, planted shifts, and the ranges' coverage."""
    return [*direct_rows(), *planted_rows()]


def direct_rows() -> list[Row]:
    """Both London sets look into the lens."""
    photos = [portrait(path) for e in ("neutral", "smiling") for path in london(e).values()]
    rows = []
    for name, seen in (
        ("", photos),
        (", at 40 % size", [observe(resized(p.pixels, SMALL), body=False) for p in photos[::3]]),
    ):
        cues = [cue for p in seen if (cue := gaze_cue(p, "gaze_yaw_deg")) is not None]
        yaws = np.array([cue.value for cue in cues])
        within = float(np.mean(np.abs(yaws) <= DIRECT_WITHIN_DEG))
        named = np.mean([cue.label == "direct" for cue in cues])
        covered = float(np.mean([cue.low <= 0 <= cue.high for cue in cues]))
        rows.append(
            Row(
                "gaze, direct",
                f"gaze_yaw within ±5°{name} (named direct {percent(float(named))}, "
                f"range holds 0 {percent(covered)}, skipped {len(seen) - len(cues)})",
                len(cues),
                f"{percent(within)}, mean {yaws.mean():+.1f}° SD {yaws.std():.1f}°",
                "" if name else "≥ 97 %",
                "" if name else f"network's iris + head yaw {percent(network_within(seen))}",
                "" if name else ANCHOR,
                None if name else within >= 0.97,
            )
        )
    return rows


def network_within(photos: list[Portrait]) -> float:
    """The share within ±5° by the trivial rule."""
    return float(np.mean([abs(network_yaw_deg(p)) <= DIRECT_WITHIN_DEG for p in photos]))


def network_yaw_deg(seen: Portrait) -> float:
    """The trivial rule of the literature: asin(2.5 f) of the network's irises plus head yaw."""
    assert seen.face is not None
    assert seen.face.pose is not None
    x = seen.face.landmarks[:, 0]
    f = [
        (x[iris] - (x[a] + x[b]) / 2) / (x[b] - x[a])
        for iris, a, b in ((468, 33, 133), (473, 362, 263))
    ]
    return float(np.degrees(np.arcsin(2.5 * np.mean(f)))) + seen.face.pose.yaw_deg


def planted_rows() -> list[Row]:
    """Change of the reading against the planted change, over all people."""
    planted, read, half, truth_error, network = planted_shifts()
    slope = float((planted * read).sum() / (planted**2).sum())
    trivial = float((planted * network).sum() / (planted**2).sum())
    signs = float(np.mean(np.sign(read) == np.sign(planted)))
    covered = float(np.mean(np.abs(truth_error) <= half))
    each = ", ".join(
        f"{angle:.0f}°: {np.abs(read[np.abs(planted) == angle]).mean():.1f}°"
        for angle in (5.0, 10.0, 15.0)
    )
    people = len(planted) // len(ANGLES_DEG)
    return [
        Row(
            "gaze, planted", f"slope of read on planted shift, {people} people ({each})",
            len(planted), f"{slope:.2f}", "0.8–1.2", f"network's iris {trivial:.2f}", "",
            0.8 <= slope <= 1.2,
        ),
        Row(
            "gaze, planted", "sign of the shift right", len(planted), percent(signs), "≥ 98 %",
            "50 %", "", signs >= 0.98,
        ),
        Row(
            "gaze, planted", "absolute error, MAE; range holds the truth", len(planted),
            f"{np.abs(truth_error).mean():.1f}°; {percent(covered)}", "range ≥ 90 %",
            "10° (always 0)", "", covered >= 0.9,
        ),
    ]  # fmt: skip


@cache
def planted_shifts() -> tuple[np.ndarray, ...]:
    """Planted angle, change read, half range, reading − angle, change by the trivial rule.

    All in degrees, one entry a picture.
    """
    rows = []
    for face_id, path in london("neutral").items():
        straight = portrait(path)
        before = gaze_cue(straight, "gaze_yaw_deg")
        if before is None:
            continue
        points = template(face_id, straight.extent.width)
        for angle in ANGLES_DEG:
            moved: Pixels = as_8_bit(gaze_shifted(straight.pixels, points, angle))
            seen = observe(moved, body=False)
            after = gaze_cue(seen, "gaze_yaw_deg")
            if after is not None:
                half = (after.high - after.low) / 2
                trivial = network_yaw_deg(seen) - network_yaw_deg(straight)
                read = after.value - before.value
                rows.append((angle, read, half, after.value - angle, trivial))
    return tuple(np.array(rows).T)


def gaze_cue(seen: Portrait, name: str, family: CueFamily = FAMILY) -> Cue | None:
    """One cue of a family, or None when it was skipped."""
    for found in family.measure(seen):
        if isinstance(found, Cue) and found.name == name:
            return found
    return None
