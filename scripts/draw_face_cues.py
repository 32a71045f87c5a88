"""Draw the pictures of docs/cues for the face families from the public-domain sample.

Run from the repository's root: `python scripts/draw_face_cues.py`. Writes docs/images/cue-*.jpg.
"""

from __future__ import annotations

from math import cos, radians, sin
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from catchlight.cues.asymmetry import displacements
from catchlight.cues.close_up import (
    FACE_IOD_PX,
    FACE_MIDDLE,
    FACE_SIZE,
    CloseUp,
    close_up,
    level_plane,
)
from catchlight.cues.gaze import catchlight
from catchlight.cues.iris import find_irises, lid_opening
from catchlight.cues.patches import skin_mask, texture_patches
from catchlight.cues.skin import shine_mask
from catchlight.image import Pixels, open_photo, to_uint8
from catchlight.vision.head_pose import straightened
from catchlight.vision.observe import observe

OUT = Path(__file__).resolve().parent.parent / "docs" / "images"
GREEN, YELLOW, BLUE, PINK = (60, 200, 90), (250, 215, 60), (70, 150, 250), (245, 90, 160)
SHARP_BITS = 4  # of sub-pixel in OpenCV's drawing


def enlarged(pixels: Pixels, times: int) -> np.ndarray:
    """A canvas to draw on, 8 bit RGB."""
    size = (pixels.shape[1] * times, pixels.shape[0] * times)
    return to_uint8(np.clip(cv2.resize(pixels, size, interpolation=cv2.INTER_CUBIC), 0, 1))


def fixed(points: np.ndarray, times: int) -> np.ndarray:
    """Plane pixels → canvas pixels with sub-pixel bits."""
    return np.rint(((np.asarray(points) + 0.5) * times - 0.5) * 2**SHARP_BITS).astype(np.int32)


def line(canvas: np.ndarray, points: np.ndarray, times: int, color: tuple, closed: bool) -> None:
    """A smooth line through the points."""
    cv2.polylines(canvas, [fixed(points, times)], closed, color, 2, cv2.LINE_AA, SHARP_BITS)


def circle(
    canvas: np.ndarray, center: tuple, radius: float, times: int, color: tuple, width: int = 2
) -> None:
    """A circle in plane pixels; width −1 fills it."""
    x, y = fixed(np.array(center), times)
    reach = round(radius * times * 2**SHARP_BITS)
    cv2.circle(canvas, (int(x), int(y)), reach, color, width, cv2.LINE_AA, SHARP_BITS)


def in_color(view: CloseUp) -> np.ndarray:
    """The face plane, which is measured in green, in all its colours."""
    return level_plane(view.picture, view.face, FACE_IOD_PX, FACE_MIDDLE, FACE_SIZE).pixels


def gaze_picture(view: CloseUp) -> np.ndarray:
    """The eye strip: lids, iris rims, catchlights."""
    times = 4
    canvas = enlarged(view.eyes.pixels, times)
    for side, iris in enumerate(find_irises(view.eyes)):
        line(canvas, lid_opening(view.eyes.points, side), times, GREEN, True)
        circle(canvas, iris.center, iris.radius, times, YELLOW)
        if (spot := catchlight(view.eyes, iris, side)) is not None:
            circle(canvas, spot, 2.5, times, PINK)
    return canvas


def head_picture(view: CloseUp) -> np.ndarray:
    """The face with the axes of the head at the nose bridge."""
    times, reach = 3, 46.0
    canvas = enlarged(in_color(view), times)
    pose, origin = view.face.pose, view.plane.points[168, :2]
    assert pose is not None
    yaw, pitch = radians(pose.yaw_deg), radians(pose.pitch_deg)
    axes = {
        BLUE: (cos(yaw), 0.0),
        GREEN: (-sin(pitch) * sin(yaw), -cos(pitch)),
        PINK: (cos(pitch) * sin(yaw), -sin(pitch)),
    }
    for color, direction in axes.items():
        tip = origin + reach * np.array(direction)
        start, end = (tuple(int(v) for v in fixed(p, times) >> SHARP_BITS) for p in (origin, tip))
        cv2.arrowedLine(canvas, start, end, color, 4, cv2.LINE_AA, tipLength=0.15)
    return canvas


def asymmetry_picture(view: CloseUp) -> np.ndarray:
    """Where each feature lies, and ten times the way to its mirrored place."""
    times = 3
    canvas = enlarged(in_color(view), times)
    assert view.face.pose is not None
    index, apart = displacements(straightened(view.face.landmarks), view.face.pose.yaw_deg)
    for landmark, (dx, dy) in zip(index, apart, strict=True):
        place = view.plane.points[landmark, :2]
        line(canvas, np.array([place, place - 10 * 80 * np.array([dx, dy])]), times, YELLOW, False)
        circle(canvas, tuple(place), 0.7, times, GREEN, -1)
    return canvas


def skin_picture(view: CloseUp) -> np.ndarray:
    """The texture patches, and the highlights in pink."""
    times = 3
    canvas = enlarged(in_color(view), times)
    shine = shine_mask(in_color(view), skin_mask(view.plane))
    large = cv2.resize(shine.astype(np.uint8), canvas.shape[1::-1]) > 0
    canvas[large] = (0.4 * canvas[large] + 0.6 * np.array(PINK)).astype(np.uint8)
    for polygon, _ in texture_patches(view.plane):
        line(canvas, polygon, times, BLUE, True)
    return canvas


def expression_picture(view: CloseUp) -> np.ndarray:
    """The points that the actions are measured between."""
    times = 3
    canvas = enlarged(in_color(view), times)
    points = view.plane.points[:, :2]
    for pair, color in (
        ((61, 291), YELLOW), ((13, 14), PINK), ((55, 285), BLUE), ((133, 55), BLUE),
        ((362, 285), BLUE), ((145, 50), GREEN), ((374, 280), GREEN),
    ):  # fmt: skip
        line(canvas, points[list(pair)], times, color, False)
        for end in pair:
            circle(canvas, tuple(points[end]), 1.2, times, color, -1)
    return canvas


def main() -> None:
    """Write all pictures."""
    view = close_up(observe(open_photo("sample:astronaut").pixels))
    drawers = {
        "gaze": gaze_picture, "head": head_picture, "expression": expression_picture,
        "asymmetry": asymmetry_picture, "skin": skin_picture,
    }  # fmt: skip
    for name, draw in drawers.items():
        Image.fromarray(draw(view)).save(OUT / f"cue-{name}.jpg", quality=82)


if __name__ == "__main__":
    main()
