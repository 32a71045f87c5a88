"""White balance: planted casts of ±600 K and ±1200 K are read in the right direction and order."""

from __future__ import annotations

import numpy as np

from catchlight.cues.palette import illuminant_of
from catchlight.image import open_photo
from catchlight.portrait import Portrait
from catchlight.vision.observe import observe

from .data import folder, london, portrait
from .scene_planting import NEUTRAL_K, with_cast
from .table import Row

SHIFTS_K = (-1200, -600, 0, 600, 1200)
EVERY_LONDON, EVERY_OMI = 2, 32


def run() -> list[Row]:
    """Direction and order within each photo; on the neutral studio also the error and coverage."""
    studio = [portrait(path) for path in list(london("neutral").values())[::EVERY_LONDON]]
    mixed = [
        observe(open_photo(str(path)).pixels)
        for path in sorted(folder("omi", "images").iterdir())[::EVERY_OMI]
    ]
    rows, errors, inside = [], [], []
    for name, photos in (("studio photos", studio), ("mixed portraits", mixed)):
        directions, orders = [], []
        for photo in photos:
            read = {shift: _cast_reading(photo, shift) for shift in SHIFTS_K}
            values = [read[shift][0] for shift in SHIFTS_K]
            directions += [
                (v - values[2]) * s > 0 for v, s in zip(values, SHIFTS_K, strict=True) if s
            ]
            ranks = np.argsort(np.argsort(values))
            orders.append(float(np.corrcoef(ranks, np.arange(len(values)))[0, 1]))
            if photos is studio:
                errors += [abs(v - NEUTRAL_K - s) for v, s in zip(values, SHIFTS_K, strict=True)]
                inside += [r[1] <= NEUTRAL_K + s <= r[2] for s, r in read.items()]
        right, order = float(np.mean(directions)), float(np.mean(orders))
        rows.append(
            Row("white balance", f"casts ±600, ±1200 K, {name}", len(directions),
                f"direction {right:.1%}, Spearman {order:.3f} (lowest {min(orders):.2f})",
                "≥ 99 %, ≥ .95", passed=right >= 0.99 and order >= 0.95)
        )  # fmt: skip
    rows.append(
        Row("white balance", "kelvin on the neutral studio with planted casts", len(errors),
            f"MAE {np.mean(errors):.0f} K; inside low…high {np.mean(inside):.0%}", "90 % inside",
            "always 6504 K: 720 K", passed=bool(np.mean(inside) >= 0.9))
    )  # fmt: skip
    return rows


def _cast_reading(photo: Portrait, shift_k: int) -> tuple[float, float, float]:
    pixels = with_cast(photo.pixels, NEUTRAL_K + shift_k) if shift_k else photo.pixels
    light = illuminant_of(photo.with_pixels(pixels))
    return light.cct_k, light.low_k, light.high_k
