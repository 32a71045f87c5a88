"""Stiffness beside likeness: a copy of a photo is the likest take there is, and the stiffest."""

from __future__ import annotations

import numpy as np

from catchlight.critique.stiffness import SAME_MOMENT, stiffness
from catchlight.cues.reader import read_portrait
from catchlight.people.likeness import LikenessBaseline
from catchlight.portrait import Portrait
from catchlight.vision.observe import observe

from .data import london, portrait
from .planting import as_8_bit
from .statistics import auc, percent
from .table import Row

PEOPLE = 40
EXPOSURE, MARGIN = 1.06, 0.03  # a copy: a little brighter and cropped by 3 % on each side


def stiffness_rows() -> list[Row]:
    """The neutral photo as the sitter's own; its copy and the smiling photo as takes."""
    smiling = london("smiling")
    people = [(path, smiling[face]) for face, path in london("neutral").items() if face in smiling]
    found = []
    for own_path, other_path in people[:PEOPLE]:
        own = portrait(own_path)
        baseline = LikenessBaseline([own])
        photo = read_portrait(own, "own")
        measured = []
        for take in (copied(own), portrait(other_path)):
            stiff = stiffness(read_portrait(take, "take"), [photo])
            measured += [baseline.measure(take).cosine or 0.0, stiff.copy or 0.0]
        found.append(measured)
    likeness_copy, copy_copy, likeness_other, copy_other = np.array(found).T
    prefers = float(np.mean(likeness_copy > likeness_other))
    told = auc(copy_other, copy_copy)
    return [
        Row(
            "stiffness", "likeness alone prefers the copy of a photo to another photo", len(found),
            percent(prefers), "", "", f"cosine {likeness_copy.mean():.2f} against "
            f"{likeness_other.mean():.2f}",
        ),
        Row(
            "stiffness", "copy told from another photo of the same person (AUC)", len(found),
            f"{told:.2f}", "≥ .95", f"likeness {auc(likeness_copy, likeness_other):.2f}",
            f"{percent(float(np.mean(copy_copy >= SAME_MOMENT)))} of copies and "
            f"{percent(float(np.mean(copy_other >= SAME_MOMENT)))} of others are called a copy",
            told >= 0.95,
        ),
    ]  # fmt: skip


def copied(own: Portrait) -> Portrait:
    """The photo again, a little brighter and cropped."""
    height, width = own.pixels.shape[:2]
    top, left = round(MARGIN * height), round(MARGIN * width)
    cut = own.pixels[top : height - top, left : width - left]
    return observe(as_8_bit(np.clip(cut * EXPOSURE, 0, 1).astype(np.float32)))
