"""Skin smoothing planted at three strengths, against recompression and resizing."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from catchlight.cues import skin
from catchlight.image import Pixels
from catchlight.portrait import Portrait
from catchlight.reading import Cue
from catchlight.vision.observe import observe

from .data import london, portrait
from .planting import as_8_bit, recompressed, resized, skin_area, skin_smoothed
from .statistics import percent, spearman
from .table import Row

FACES = 100
STRENGTHS = (1 / 3, 2 / 3, 1.0)
PROTOCOL = "skin smoothing, planted"


def run() -> list[Row]:
    """Strict order on each face, and what recompression does beside it."""
    paths = [*london("neutral").values(), *london("smiling").values()][:FACES]
    table = np.array([readings(portrait(path)) for path in paths])
    rows = []
    for column, name in enumerate(("skin_smoothing", "skin_texture")):
        series = table[:, :4, column] * (1 if column == 0 else -1)
        steps = np.diff(series, axis=1)
        ordered = float(np.mean((steps > 0).all(axis=1)))
        weakest = steps[:, 0]
        jpeg = np.abs(table[:, 4, column] - table[:, 0, column])
        small = np.abs(table[:, 5, column] - table[:, 0, column])
        calm = float(np.mean(jpeg < weakest))
        order = np.mean([spearman(range(4), each) for each in series])
        rows += [
            Row(
                PROTOCOL, f"{name}: strictly ordered over 0, ⅓, ⅔, 1", len(series),
                f"{percent(ordered)} (mean Spearman {order:.3f})", "≥ 95 %",
                "4 % (chance)", "", ordered >= 0.95,
            ),
            Row(
                PROTOCOL,
                f"{name}: JPEG q90 moves it less than the weakest smoothing of the same face",
                len(series),
                f"{percent(calm)}; median {np.median(jpeg):.3f} against {np.median(weakest):.3f} "
                f"(0.75× resize {np.median(small):.3f})",
                "≥ 95 %", "", "", calm >= 0.95,
            ),
        ]  # fmt: skip
    return rows


def readings(clear: Portrait) -> list[list[float]]:
    """Smoothing and texture: clear, three strengths, recompressed, resized."""
    area = skin_area(clear)
    assert clear.face is not None
    iod = clear.face.interocular_px
    changes: list[Callable[[Pixels], Pixels]] = [lambda p: p]
    for strength in STRENGTHS:
        changes.append(lambda p, s=strength: skin_smoothed(p, area, iod, s))  # type: ignore[misc]
    changes += [recompressed, resized]
    found = []
    for change in changes:
        picture = as_8_bit(change(clear.pixels))
        seen = clear if picture is clear.pixels else observe(picture, body=False)
        values = {c.name: c.value for c in skin.measure_skin(seen) if isinstance(c, Cue)}
        found.append([values["skin_smoothing"], values["skin_texture"]])
    return found
