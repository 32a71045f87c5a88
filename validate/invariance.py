"""Invariance: JPEG q90, a ¾ resize and a mirror move a cue less than its stated tolerance.

The picture is changed, then observed and read anew, so the networks' own unrest is in the figures.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from catchlight.cues.reader import CUE_KINDS, FAMILIES, read_portrait
from catchlight.image import Pixels, open_photo
from catchlight.reading import Reading
from catchlight.vision.observe import observe

from .data import folder, london
from .planting import mirrored, recompressed, resized
from .table import Row

EVERY_LONDON, EVERY_OMI = 6, 40
MIN_SHARE = 0.9  # of photos on which a cue must stay inside its tolerance

VARIANTS = {"JPEG q90": recompressed, "¾ size": resized, "mirror": mirrored}
Shares = dict[str, dict[str, list[bool]]]  # cue → variant → inside its tolerance, by photo


def photos() -> Iterator[Pixels]:
    """Studio photos, mixed synthetic portraits and the shipped sample."""
    for expression in ("neutral", "smiling"):
        for path in list(london(expression).values())[::EVERY_LONDON]:
            yield open_photo(str(path)).pixels
    for path in sorted(folder("omi", "images").iterdir())[::EVERY_OMI]:
        yield open_photo(str(path)).pixels
    yield open_photo("sample:astronaut").pixels


def compare(before: Reading, after: Reading, variant: str, shares: Shares) -> None:
    """Note for every cue read both times whether it stayed inside its tolerance."""
    for name, kind in CUE_KINDS.items():
        if name in before and name in after:
            sign = -1 if variant == "mirror" and kind.flips else 1
            moved = abs(before[name].value - sign * after[name].value)
            shares[name][variant].append(moved <= kind.tolerance)


def run() -> list[Row]:
    """One row a family: its worst cue and change decide."""
    shares: Shares = defaultdict(lambda: defaultdict(list))
    count = 0
    for pixels in photos():
        count += 1
        before = read_portrait(observe(pixels), "photo")
        for variant, change in VARIANTS.items():
            compare(before, read_portrait(observe(change(pixels)), variant), variant, shares)
    families = [(family.name, [kind.name for kind in family.kinds]) for family in FAMILIES]
    return [_row(name, cues, shares, count) for name, cues in families]


def _row(family: str, names: list[str], shares: Shares, count: int) -> Row:
    by_share = sorted(
        (float(np.mean(inside)), name, variant)
        for name in names
        for variant, inside in shares[name].items()
    )
    every = [one for name in names for inside in shares[name].values() for one in inside]
    low = [f"{name} ({variant}) {share:.0%}" for share, name, variant in by_share[:2]]
    return Row(
        "invariance",
        f"{family}: cues inside their tolerance",
        count,
        f"{np.mean(every):.1%} of readings; lowest {', '.join(low[:2])}",
        target=f"every cue on ≥ {MIN_SHARE:.0%} of photos",
        passed=by_share[0][0] >= MIN_SHARE,
    )
