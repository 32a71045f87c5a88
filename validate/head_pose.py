"""Head pose on rendered heads with known yaw and pitch, and on exactly rotated photos."""

from __future__ import annotations

from math import cos, radians, sin

import cv2
import numpy as np

from catchlight.cues.close_up import close_up
from catchlight.portrait import Portrait
from catchlight.vision.observe import observe

from .data import london, portrait
from .rendering import head_of, render
from .table import Row

PEOPLE = 30
RENDERS_EACH = 6
SEED = 20
YAW_DEG, PITCH_DEG = 40.0, 25.0
DISTANCES_CM = (45.0, 70.0, 120.0, 250.0)
ROLLS_DEG = (-30.0, -12.0, 7.0, 20.0)
ANCHOR = "AFLW2000 6DRepNet 3.97, HopeNet 6.11"


def run() -> list[Row]:
    """Mean absolute errors in degrees."""
    errors = rendered_errors()
    yaw, pitch = (np.abs(errors[:, column]).mean() for column in (0, 1))
    away = np.abs(errors[:, 2:])
    rolls = np.abs(roll_errors())
    missed = PEOPLE * RENDERS_EACH - len(errors)
    note = f"no face found in {missed}" if missed else "all faces found"
    return [
        Row(
            "head pose",
            f"yaw MAE, rendered heads (±40°; {note})",
            len(errors),
            f"{yaw:.2f}° (90 % within {np.quantile(np.abs(errors[:, 0]), 0.9):.1f}°)",
            "≤ 3°",
            f"{away[:, 0].mean():.1f}° (always 0)",
            ANCHOR,
            bool(yaw <= 3),
        ),
        Row(
            "head pose",
            "pitch MAE, rendered heads (±25°)",
            len(errors),
            f"{pitch:.2f}° (90 % within {np.quantile(np.abs(errors[:, 1]), 0.9):.1f}°)",
            "≤ 3°",
            f"{away[:, 1].mean():.1f}° (always 0)",
            ANCHOR,
            bool(pitch <= 3),
        ),
        Row(
            "head pose",
            "roll MAE, photos turned by −30…20°",
            len(rolls),
            f"{rolls.mean():.2f}° (90 % within {np.quantile(rolls, 0.9):.1f}°)",
            "≤ 1°",
            f"{np.abs(ROLLS_DEG).mean():.1f}° (always 0)",
            "",
            bool(rolls.mean() <= 1),
        ),
    ]


def rendered_errors() -> np.ndarray:
    """One row per render: yaw error, pitch error, true yaw, true pitch; degrees."""
    people = list(london("smiling").items())[:PEOPLE]
    return np.concatenate(
        [pose_errors_of(portrait(path), face_id, RENDERS_EACH) for face_id, path in people]
    )


def pose_errors_of(photo: Portrait, face_id: str, renders: int) -> np.ndarray:
    """The same of one person; poses and camera distances follow from the face id."""
    random = np.random.default_rng(SEED + int(face_id))
    head = head_of(photo)
    rows = []
    for _ in range(renders):
        yaw, pitch = random.uniform(-YAW_DEG, YAW_DEG), random.uniform(-PITCH_DEG, PITCH_DEG)
        picture = render(head, yaw, pitch, float(random.choice(DISTANCES_CM)))
        seen = observe(picture, body=False)
        if seen.face is None:
            continue
        pose = close_up(seen).face.pose
        assert pose is not None
        rows.append((pose.yaw_deg - yaw, pose.pitch_deg - pitch, yaw, pitch))
    return np.array(rows).reshape(-1, 4)


def roll_errors() -> np.ndarray:
    """Read roll minus the roll of the unturned photo minus the planted turn; degrees."""
    errors = []
    for path in list(london("neutral").values())[::3]:
        upright = portrait(path)
        height, width = upright.pixels.shape[:2]
        before = close_up(upright).face.pose
        assert before is not None
        for turn in ROLLS_DEG:
            c, s = cos(radians(turn)), sin(radians(turn))
            middle = np.array([(width - 1) / 2, (height - 1) / 2])
            matrix = np.array([[c, -s], [s, c]])
            shift = (middle - matrix @ middle)[:, None]
            turned = cv2.warpAffine(
                upright.pixels,
                np.hstack([matrix, shift]),
                (width, height),
                flags=cv2.INTER_CUBIC,
                borderMode=cv2.BORDER_REPLICATE,
            )
            seen = observe(np.clip(turned, 0, 1), body=False)
            if seen.face is not None:
                after = close_up(seen).face.pose
                assert after is not None
                errors.append(after.roll_deg - before.roll_deg - turn)
    return np.array(errors)
