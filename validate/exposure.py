"""Exposure of the face: planted stops are found, for every skin alike."""

from __future__ import annotations

import numpy as np

from catchlight.cues.exposure import ExposureHints, exposure_hints, exposure_stops, eye_whites
from catchlight.cues.face_plane import face_plane_of
from catchlight.cues.light import EXPOSURE, ITA, measure_light
from catchlight.portrait import Portrait
from catchlight.reading import Cue

from .data import london, portrait
from .light import GROUPS_ITA_DEG, Figures
from .scene_planting import exposed
from .table import Row

PLANTED_STOPS = (-1.0, -0.5, 0.5)  # more light would clip the studio's white wall and shirts


def run() -> list[Row]:
    """Planted changes; and photos of one exposure, predicted from the other people's."""
    paths = [*london("neutral").values(), *london("smiling").values()]
    photos = [portrait(path) for path in paths]
    people = [path.stem.split("_")[0] for path in paths]
    return [_planted_row(photos[:60]), *_equal_rows(photos, people)]


def _reading(seen: Portrait) -> float | None:
    cues = {cue.name: cue for cue in measure_light(seen) if isinstance(cue, Cue)}
    return cues[EXPOSURE.name].value if EXPOSURE.name in cues else None


def _planted_row(photos: list[Portrait]) -> Row:
    errors = []
    for photo in photos:
        before = _reading(photo)
        for stops in PLANTED_STOPS:
            after = _reading(photo.with_pixels(exposed(photo.pixels, stops)))
            if before is not None and after is not None:
                errors.append(abs(after - before - stops))
    return Row(
        "exposure", "planted −1, −½, +½ stops, error of the change", len(errors),
        f"{np.mean(errors):.2f} stops (90 %: {np.quantile(errors, 0.9):.2f})", "≤ .2 stops",
        passed=bool(np.mean(errors) <= 0.2),
    )  # fmt: skip


def _hints(photo: Portrait) -> ExposureHints | None:
    if photo.face is None or (whites := eye_whites(photo, photo.face)) is None:
        return None
    return exposure_hints(face_plane_of(photo, photo.face).skin_srgb, whites)


def _equal_rows(photos: list[Portrait], people: list[str]) -> list[Row]:
    """All photos have one exposure and light: what is read beside 0 is error."""
    seen = [(hints, p, photo) for photo, p in zip(photos, people, strict=True)
            if (hints := _hints(photo)) is not None]  # fmt: skip
    skin = np.array([hints.skin for hints, _, _ in seen])
    design = np.array([[1.0, hints.contrast, hints.red] for hints, _, _ in seen])
    person = np.array([p for _, p, _ in seen])
    error = skin - _left_one_out(design, skin, person)
    naive = skin - np.median(skin)
    tone = np.array([_ita(photo) for _, _, photo in seen])
    fitted = np.array([exposure_stops(hints) for hints, _, _ in seen])
    return [
        Row("exposure", "equal studio exposures, people left out of the fit", len(seen),
            f"MAE {np.abs(error).mean():.2f} stops (90 %: {np.quantile(np.abs(error), 0.9):.2f}); "
            f"as shipped {np.abs(fitted).mean():.2f}", "≤ .4 stops",
            f"face lightness alone {np.abs(naive).mean():.2f}",
            passed=bool(np.abs(error).mean() <= 0.4)),
        Row("exposure", "mean error by skin-tone angle", len(seen), _by_group(error, tone),
            baseline="face lightness alone: " + _by_group(naive, tone)),
    ]  # fmt: skip


def _left_one_out(design: Figures, skin: Figures, person: Figures) -> Figures:
    expected = np.zeros(len(skin))
    for one in np.unique(person):
        out = person == one
        fit = np.linalg.lstsq(design[~out], skin[~out], rcond=None)[0]
        expected[out] = design[out] @ fit
    return expected


def _ita(photo: Portrait) -> float:
    return next(
        cue.value for cue in measure_light(photo) if isinstance(cue, Cue) and cue.name == ITA.name
    )


def _by_group(error: Figures, tone: Figures) -> str:
    return "; ".join(
        f"{low}…{high}°: {error[group].mean():+.2f} (n {group.sum()})"
        for low, high in GROUPS_ITA_DEG
        if (group := (tone >= low) & (tone < high)).any()
    )
