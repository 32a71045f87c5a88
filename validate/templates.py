"""The 189-point templates of the London set: points placed by hand, in pixels of our copies."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from .data import folder

TEMPLATE_WIDTH_PX = 1350  # width of the originals on which the points were placed

# Template points of one eye, image left and image right, found by looking at the overlays.
PUPIL = (0, 1)
UPPER_LID = ((18, 19, 20, 21, 22), (23, 24, 25, 26, 27))  # corner to corner, left to right
LOWER_LID = ((28, 29, 30), (31, 32, 33))  # between the corners, left to right


def template(face_id: str, width_px: int) -> npt.NDArray[np.float64]:
    """The 189 points of a neutral face as pixel indices of a copy that is `width_px` wide."""
    lines = (folder("london", "tem_1350px") / f"{face_id}_03.tem").read_text().splitlines()
    count = int(lines[0])
    points = np.array([[float(v) for v in line.split()] for line in lines[1 : count + 1]])
    scale = width_px / TEMPLATE_WIDTH_PX
    return (points + 0.5) * scale - 0.5


def has_template(path: Path) -> bool:
    """Whether the London photo has a template (the neutral ones do)."""
    return (folder("london", "tem_1350px") / f"{path.stem}.tem").exists()
