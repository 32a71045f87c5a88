"""Vintage look: planted old prints against the same photos clean or edited in ordinary ways."""

from __future__ import annotations

import numpy as np

from catchlight.cues.nostalgia import VINTAGE, measure_nostalgia
from catchlight.image import open_photo
from catchlight.portrait import Portrait
from catchlight.reading import Cue
from catchlight.vision.observe import observe

from .data import folder, london, portrait
from .light import Figures
from .planting import recompressed
from .scene_planting import SEEN_LOOKS, UNSEEN_LOOKS, Treatment, as_saved, ordinary_edit
from .table import Row

EVERY_LONDON, EVERY_OMI = 5, 60
SEED = 3


def _look(photo: Portrait, treatment: Treatment | None, rng: np.random.Generator) -> float:
    pixels = photo.pixels if treatment is None else as_saved(treatment(photo.pixels, rng))
    pixels = recompressed(pixels, int(rng.integers(80, 97)))
    cues = measure_nostalgia(photo.with_pixels(pixels))
    return next(c.value for c in cues if isinstance(c, Cue) and c.name == VINTAGE.name)


def _auc(low: Figures, high: Figures) -> float:
    above = (high[:, None] > low[None]).mean() + 0.5 * (high[:, None] == low[None]).mean()
    return float(above)


def run() -> list[Row]:
    """AUC by set of photos, for looks known while the detector was made and for new ones."""
    studio = [portrait(path) for path in list(london("neutral").values())[::EVERY_LONDON]]
    mixed = [
        observe(open_photo(str(path)).pixels, body=False)
        for path in sorted(folder("omi", "images").iterdir())[::EVERY_OMI]
    ]
    rng = np.random.default_rng(SEED)
    rows = []
    for name, photos in (("studio photos", studio), ("mixed portraits", mixed)):
        clean = np.array([_look(p, t, rng) for p in photos for t in (None, ordinary_edit)])
        for known, looks in (("known", SEEN_LOOKS), ("new", UNSEEN_LOOKS)):
            by_look = {
                look: np.array([_look(p, treatment, rng) for p in photos])
                for look, treatment in looks.items()
            }
            area = _auc(clean, np.concatenate(list(by_look.values())))
            hardest = min(by_look, key=lambda look: _auc(clean, by_look[look]))
            rows.append(
                Row("vintage", f"{known} looks against clean and ordinary edits, {name}",
                    len(photos) * (2 + len(looks)),
                    f"AUC {area:.3f}; hardest {hardest} {_auc(clean, by_look[hardest]):.2f}; "
                    f"false alarms {np.mean(clean > 0.5):.0%}",
                    "≥ .95", passed=area >= 0.95)
            )  # fmt: skip
    return rows
