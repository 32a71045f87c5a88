"""Fit the coefficients on the rated portraits and write them: `python scripts/fit.py`.

Needs Catchlight and this pack installed, and the One Million Impressions folder as `validate` finds
it ($CATCHLIGHT_SHARED/data/omi, or ../shared/data/omi beside the repository). The same data and the
same Catchlight give the same file.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

PACK = Path(__file__).resolve().parent.parent
sys.path.insert(
    0, str(PACK.parent.parent)
)  # the repository, for its readers of the rated portraits

from validate.omi_pack import RatedFaces, rated_faces  # noqa: E402

from catchlight_omi.features import FEATURES, Numbers  # noqa: E402
from catchlight_omi.fitting import TARGETS, Fit, fit, held_out  # noqa: E402
from catchlight_omi.model import COEFFICIENTS  # noqa: E402

TARGET_FILE = PACK / "src" / "catchlight_omi" / COEFFICIENTS
ABOUT = (
    "Fitted on the ratings of One Million Impressions (Peterson, Uddenberg, Griffiths, Todorov and "
    "Suchow 2022, PNAS). CC BY-NC-SA 4.0. Written by scripts/fit.py: points of a 0-100 scale for "
    "each standard deviation (scale) of a feature from its center."
)


def main() -> int:
    """Fit every impression, say how well held-out faces are predicted, write the file."""
    faces = rated_faces()
    fits: dict[str, Fit] = {}
    impressions: dict[str, Any] = {}
    for name in TARGETS:
        ratings = faces.ratings(name)
        given = (faces.features, ratings, faces.demographics, faces.happy)
        fits[name] = fit(*given)
        points = held_out(*given)
        missed = np.quantile(ratings - ratings.mean() - points, (0.05, 0.95))
        impressions[name] = {
            "held_out_r": _short(np.corrcoef(points, ratings)[0, 1]),
            "range": [_short(mark) for mark in missed],
            "points": dict(zip(FEATURES, map(_short, fits[name].weights), strict=True)),
        }
        print(f"{name}: r {impressions[name]['held_out_r']}, range {impressions[name]['range']}")
    TARGET_FILE.write_text(
        json.dumps(_document(faces, fits, impressions), indent=1) + "\n", encoding="utf-8"
    )
    print(f"{len(faces.features)} faces; written to {TARGET_FILE.name}")
    return 0


def _document(faces: RatedFaces, fits: dict[str, Fit], impressions: dict[str, Any]) -> Any:
    shared = next(iter(fits.values()))  # the features' own statistics are the same in all
    columns: dict[str, Numbers] = {
        "center": shared.center,
        "scale": shared.scale,
        "low": shared.low,
        "high": shared.high,
    }
    features = {
        name: {key: _short(values[number]) for key, values in columns.items()}
        for number, name in enumerate(FEATURES)
    }
    return {
        "about": ABOUT,
        "faces": len(faces.features),
        "features": features,
        "impressions": impressions,
    }


def _short(value: float) -> float:
    """Six digits: more would be noise."""
    return float(f"{value:.6g}")


if __name__ == "__main__":
    sys.exit(main())
