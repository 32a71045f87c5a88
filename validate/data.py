"""Where the test portraits are, and how they are opened and observed (once per run)."""

from __future__ import annotations

import csv
import os
from functools import cache, lru_cache
from pathlib import Path

from catchlight.image import open_photo
from catchlight.portrait import Portrait
from catchlight.vision.observe import observe

REPOSITORY = Path(__file__).resolve().parent.parent


class DataMissing(Exception):
    """The folder of test portraits is absent."""


@cache
def folder(*parts: str) -> Path:
    """A folder of the shared data: $CATCHLIGHT_SHARED/data/… or ../shared/data/…"""
    shared = Path(os.environ.get("CATCHLIGHT_SHARED") or REPOSITORY.parent / "shared")
    path = shared.joinpath("data", *parts)
    if not path.exists():
        raise DataMissing(f"there is no {path}; set CATCHLIGHT_SHARED to the folder that has data/")
    return path


@lru_cache(maxsize=256)
def portrait(path: Path) -> Portrait:
    """The observed portrait of a file; kept, as several protocols read the same photos."""
    return observe(open_photo(str(path)).pixels)


def london(expression: str) -> dict[str, Path]:
    """Face id → file of the London set; `expression` is "neutral" or "smiling"."""
    return {
        path.stem.split("_")[0]: path for path in sorted(folder("london", expression).iterdir())
    }


def london_info() -> dict[str, dict[str, str]]:
    """Face id → its row of london_info.csv (face_age, face_gender, face_eth)."""
    with (folder("london") / "london_info.csv").open(newline="") as file:
        return {row["face_id"]: row for row in csv.DictReader(file)}
