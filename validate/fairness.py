"""Fairness: the error of each cue that has truth, by skin-tone group (ITA) and by sex label.

London only: it has truth for gaze (into the lens), smile, landmarks and planted smoothing, and its
labels. The groups are small, so every figure comes with a 90 % interval over people.
"""

from __future__ import annotations

from math import atan2, degrees

import cv2
import numpy as np

from catchlight.color import srgb_to_lab
from catchlight.cues import skin
from catchlight.cues.close_up import (
    FACE_IOD_PX,
    FACE_MIDDLE,
    FACE_SIZE,
    close_up,
    level_plane,
)
from catchlight.cues.expression import actions_of
from catchlight.cues.gaze import FAMILY as GAZE
from catchlight.cues.patches import texture_patches
from catchlight.cues.shape import shape_of
from catchlight.portrait import Portrait
from catchlight.reading import Cue
from catchlight.vision.observe import observe

from . import landmarks
from .data import london, london_info, portrait
from .head_pose import pose_errors_of
from .planting import as_8_bit, skin_area, skin_smoothed
from .statistics import interval
from .table import Row

# Individual typology angle, degrees: very light and light, intermediate, tan, brown and dark.
ITA_GROUPS = (("light", 41.0, 90.0), ("intermediate", 28.0, 41.0), ("tan or darker", -90.0, 28.0))
RATIO_LIMIT = 1.5
FLOOR = 1e-9


def run() -> list[Row]:
    """For each error: the groups' means with intervals, and worst over best."""
    people = list(london("neutral"))
    tones = {face_id: ita_deg(portrait(london("neutral")[face_id])) for face_id in people}
    info = london_info()
    errors = all_errors(people)
    rows = []
    for measure, by_person in errors.items():
        for split in ("skin tone", "sex label"):
            groups: dict[str, list[float]] = {}
            for face_id, error in by_person.items():
                if split == "skin tone":
                    group = next(n for n, low, high in ITA_GROUPS if low <= tones[face_id] < high)
                else:
                    group = info[face_id]["face_gender"]
                groups.setdefault(group, []).append(error)
            rows.append(_row(measure, split, groups))
    return rows


def _row(measure: str, split: str, groups: dict[str, list[float]]) -> Row:
    means = {name: float(np.mean(values)) for name, values in groups.items()}
    texts = []
    for name, values in sorted(groups.items()):
        low, high = interval(values)
        texts.append(f"{name} ({len(values)}) {means[name]:.2f} [{low:.2f}, {high:.2f}]")
    worst, best = max(means, key=means.__getitem__), min(means, key=means.__getitem__)
    ratio = means[worst] / max(means[best], FLOOR)
    apart = interval(groups[worst])[0] > interval(groups[best])[1]
    verdict = "intervals apart" if apart else "intervals overlap"
    return Row(
        "fairness",
        f"{measure}, by {split}: {'; '.join(texts)}",
        sum(len(values) for values in groups.values()),
        f"{worst} / {best} = {ratio:.2f} ({verdict})",
        f"≤ {RATIO_LIMIT}×, or named in the docs",
        passed=ratio <= RATIO_LIMIT,
    )


def all_errors(people: list[str]) -> dict[str, dict[str, float]]:
    """Error of each measure by person."""
    hand = np.concatenate(list(landmarks.errors().values()), axis=1).mean(axis=1)
    found: dict[str, dict[str, float]] = {
        "landmark error, % of the eye distance": dict(
            zip(people, (100 * hand).tolist(), strict=True)
        ),
        "gaze_yaw error, °": {},
        "lip_corner_pull on neutral faces (truth 0)": {},
        "smile_level short of 1 on smiling faces": {},
        "head yaw and pitch error on renders, °": {},
        "skin_smoothing on untouched skin (truth 0)": {},
        "skin_smoothing gained by full smoothing, short of .7": {},
    }
    for face_id in people:
        neutral = portrait(london("neutral")[face_id])
        smiling = portrait(london("smiling")[face_id])
        _put(found["gaze_yaw error, °"], face_id, gaze_error_deg((neutral, smiling)))
        found["lip_corner_pull on neutral faces (truth 0)"][face_id] = action(
            neutral, "lip_corner_pull"
        )
        found["smile_level short of 1 on smiling faces"][face_id] = max(
            0.0, 1 - action(smiling, "smile_level")
        )
        found["head yaw and pitch error on renders, °"][face_id] = float(
            np.abs(pose_errors_of(neutral, face_id, 3)[:, :2]).mean()
        )
        before, after = smoothing(neutral), smoothing(smoothed(neutral))
        found["skin_smoothing on untouched skin (truth 0)"][face_id] = before
        found["skin_smoothing gained by full smoothing, short of .7"][face_id] = max(
            0.0, 0.7 - (after - before)
        )
    return found


def _put(errors: dict[str, float], face_id: str, error: float | None) -> None:
    if error is not None:
        errors[face_id] = error


def gaze_error_deg(photos: tuple[Portrait, ...]) -> float | None:
    """Mean |gaze_yaw_deg| of photos that look into the lens."""
    yaws = [
        abs(cue.value)
        for seen in photos
        for cue in GAZE.measure(seen)
        if isinstance(cue, Cue) and cue.name == "gaze_yaw_deg"
    ]
    return float(np.mean(yaws)) if yaws else None


def action(seen: Portrait, name: str) -> float:
    """One expression cue."""
    view = close_up(seen)
    return float(getattr(actions_of(shape_of(view.straight, view.face)), name))


def smoothing(seen: Portrait) -> float:
    """The smoothing index."""
    values = {cue.name: cue.value for cue in skin.measure_skin(seen) if isinstance(cue, Cue)}
    return values["skin_smoothing"]


def smoothed(seen: Portrait) -> Portrait:
    """The portrait after a full beauty filter."""
    assert seen.face is not None
    change = skin_smoothed(seen.pixels, skin_area(seen), seen.face.interocular_px, 1.0)
    return observe(as_8_bit(change), body=False)


def ita_deg(seen: Portrait) -> float:
    """Individual typology angle of the cheeks and forehead as photographed (studio light)."""
    view = close_up(seen)
    plane = level_plane(view.picture, view.face, FACE_IOD_PX, FACE_MIDDLE, FACE_SIZE)
    mask = np.logical_or.reduce([patch for _, patch in texture_patches(plane)])
    lab = srgb_to_lab(cv2.GaussianBlur(plane.pixels, (0, 0), 2.0)[mask])
    lightness, _, yellowness = np.median(lab, axis=0)
    return degrees(atan2(float(lightness) - 50, float(yellowness)))
