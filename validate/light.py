"""Light: direction on faces under known lights (Yale B), and one studio light on many skins."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from catchlight.cues.light import AZIMUTH, ELEVATION, ITA, measure_light
from catchlight.cues.shading import azimuth_curve_deg
from catchlight.image import Pixels, open_photo
from catchlight.portrait import Portrait
from catchlight.reading import Cue
from catchlight.vision.observe import observe

from .data import folder, london, portrait
from .table import Row

_NAME = re.compile(r"yaleB(\d+)_P00A([+-]\d+)E([+-]\d+)")
MIN_SIDE_DEG, FRONT_HALF_DEG = 15, 70
GROUPS_ITA_DEG = ((-90, 10), (10, 28), (28, 41), (41, 55), (55, 90))

Figures = npt.NDArray[np.float64]


@dataclass(frozen=True)
class _Known:
    """One face under one light: truth, the two cues, and the left–right rule's answer."""

    person: str
    azimuth: float
    elevation: float
    read_azimuth: Cue
    read_elevation: Cue
    rule: float


def framed(pixels: Pixels) -> Pixels:
    """The tight crop of the set with a black border, doubled: the detector wants some air."""
    air = np.pad(pixels, ((48, 48), (42, 42), (0, 0)))
    large = cv2.resize(air, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    return np.asarray(np.clip(large, 0, 1), dtype=np.float32)


def _read(path: Path) -> _Known | None:
    named = _NAME.match(path.name)
    if named is None:
        return None
    pixels = open_photo(str(path)).pixels
    cues = _cues(observe(framed(pixels), body=False))
    if AZIMUTH.name not in cues:
        return None
    half = pixels.shape[1] // 2
    rule = float(np.log(pixels[:, half:].mean() + 1e-3) - np.log(pixels[:, :half].mean() + 1e-3))
    # In these crops a positive azimuth lights the left side of the image: ours is the opposite.
    return _Known(
        named[1], -float(named[2]), float(named[3]), cues[AZIMUTH.name], cues[ELEVATION.name], rule
    )


def _cues(seen: Portrait) -> dict[str, Cue]:
    return {cue.name: cue for cue in measure_light(seen) if isinstance(cue, Cue)}


def run() -> list[Row]:
    """Side, azimuth, elevation, the ranges' coverage; then one light on every skin tone."""
    paths = sorted(folder("yaleb").iterdir())
    known = [found for path in paths if (found := _read(path)) is not None]
    return [*_direction_rows(known, len(paths)), *_studio_rows()]


def _direction_rows(known: list[_Known], pictures: int) -> list[Row]:
    truth = np.array([k.azimuth for k in known])
    read = np.array([k.read_azimuth.value for k in known])
    rule = np.array([k.rule for k in known])
    aside, front = np.abs(truth) >= MIN_SIDE_DEG, np.abs(truth) <= FRONT_HALF_DEG
    side = float((np.sign(read) == np.sign(truth))[aside].mean())
    by_rule = float((np.sign(rule) == np.sign(truth))[aside].mean())
    error = np.abs(read - truth)[front]
    inside = [k.read_azimuth.low <= k.azimuth <= k.read_azimuth.high for k in known]
    lifted = np.array([abs(k.read_elevation.value - k.elevation) for k in known])[front]
    lifted_in = [k.read_elevation.low <= k.elevation <= k.read_elevation.high for k in known]
    alone = _left_out_error(truth[front], read[front], np.array([k.person for k in known])[front])
    found = f"faces found {len(known)}/{pictures}"
    return [
        Row("light", f"side of the light, lamps {MIN_SIDE_DEG}° or more aside", int(aside.sum()),
            f"{side:.3f} ({found})", "≥ .97", f"mean of the halves {by_rule:.3f}",
            ".989 (38 people)", side >= 0.97),
        Row("light", f"azimuth MAE within ±{FRONT_HALF_DEG}°", int(front.sum()),
            f"{error.mean():.1f}° (90 %: {np.quantile(error, 0.9):.0f}°); curve fitted without the "
            f"person {alone:.1f}°", "≤ 10°",
            f"always 0°: {np.abs(truth[front]).mean():.0f}°", "6.2° (random forest)",
            bool(alone <= 10)),
        Row("light", "azimuth, true value inside low…high", int(front.sum()),
            f"{np.mean(np.array(inside)[front]):.0%} in front; {np.mean(inside):.0%} with lights "
            "behind the face", "90 %", passed=bool(np.mean(np.array(inside)[front]) >= 0.9)),
        Row("light", f"elevation MAE within ±{FRONT_HALF_DEG}°", int(front.sum()),
            f"{lifted.mean():.1f}°; inside low…high {np.mean(np.array(lifted_in)[front]):.0%}",
            anchor="10.7° (random forest)"),
    ]  # fmt: skip


def _left_out_error(truth: Figures, read: Figures, person: npt.NDArray[np.str_]) -> float:
    """MAE with the curve of `shading` fitted anew on the other people."""
    averaged = np.linspace(-120, 120, 4801)
    curve = np.array([azimuth_curve_deg(angle) for angle in averaged])
    raw = np.interp(read, curve, averaged)
    design = np.stack([raw, (raw / 60) ** 3], axis=1)
    errors: list[float] = []
    for one in np.unique(person):
        out = person == one
        fit = np.linalg.lstsq(design[~out], truth[~out], rcond=None)[0]
        errors += np.abs(design[out] @ fit - truth[out]).tolist()
    return float(np.mean(errors))


def _studio_rows() -> list[Row]:
    """Everybody stood in the same light: what a group departs from the rest is error."""
    cues = [_cues(portrait(path)) for path in london("neutral").values()]
    tone = np.array([found[ITA.name].value for found in cues])
    rows = []
    for kind in (AZIMUTH, ELEVATION):
        values = np.array([found[kind.name].value for found in cues])
        apart = np.abs(values - np.median(values))
        parts = [
            f"{low}…{high}°: {apart[group].mean():.1f} (n {group.sum()})"
            for low, high in GROUPS_ITA_DEG
            if (group := (tone >= low) & (tone < high)).any()
        ]
        rows.append(
            Row("light", f"one studio light, {kind.name} by skin-tone angle", len(cues),
                "mean distance from the median: " + "; ".join(parts))
        )  # fmt: skip
    return rows
