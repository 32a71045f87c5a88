"""Overlay: what was read, drawn on the portrait, in layers that can be shown one by one."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from ..cues.patches import CHEEKS, FAR_SHARE, FOREHEAD
from ..errors import UnknownName
from ..face import IMAGE_LEFT_IRIS, IMAGE_RIGHT_IRIS, Face
from ..geometry import Box, Point
from ..image import Pixels
from ..portrait import Portrait
from ..reading import Cue, Reading
from . import mesh
from .draw_pixels import draw_marks
from .marks import AMBER, CYAN, GREEN, INK, WHITE, Glow, Label, Layer, Mark, Patch, Ring, Stroke
from .typography import width_px

LAYERS = ("background", "frame", "mesh", "texture", "light", "gaze", "palette")
LINE = 1 / 520  # of the longest side: a line that is seen at full size and on a phone
TEXT = 1 / 48  # of the longest side
_TEXTURE_CUES = ("skin_texture", "skin_smoothing")
_ASIDE_DEG, _RAISED_DEG = 15.0, 15.0  # from here a light is said to come from a side, from above
_PALETTE_HEIGHT = 0.035  # of the picture's height
_GAZE_REACH = 4.0  # eye distances per unit of sine: 15° gives a ray of about one eye distance
_FRONTAL = 0.22  # a light nearer to the camera's axis than this has no side worth an arrow
_SURE_PITCH = 0.4  # confidence from which the gaze's height is drawn: the lids hide most of it
_BESIDE_RING = 2.2  # iris radii: a shorter ray would hide in the ring and is left out
_IRIS_RIM = {IMAGE_LEFT_IRIS: (469, 470, 471, 472), IMAGE_RIGHT_IRIS: (474, 475, 476, 477)}


def draw_overlay(
    portrait: Portrait, reading: Reading, layers: Sequence[str] = LAYERS[1:]
) -> Pixels:
    """The portrait with the chosen layers drawn on it, at its own size.

    Raises UnknownName for a layer that does not exist; one that has nothing to show is left out.
    """
    for name in layers:
        if name not in LAYERS:
            raise UnknownName("overlay layer", name, LAYERS)
    chosen = [layer for layer in layers_of(portrait, reading) if layer.name in layers]
    return draw_marks(portrait.pixels, [mark for layer in chosen for mark in layer.marks])


def layers_of(portrait: Portrait, reading: Reading) -> tuple[Layer, ...]:
    """Every layer that has something to show, in the order in which they are drawn."""
    made = (
        _background(portrait, reading),
        _frame(portrait, reading),
        _mesh(portrait),
        _texture(portrait, reading),
        _light(portrait, reading),
        _gaze(portrait, reading),
        _palette(portrait, reading),
    )
    return tuple(layer for layer in made if layer is not None)


def _line_px(portrait: Portrait) -> float:
    return max(portrait.extent) * LINE


def _fine_px(portrait: Portrait, face: Face) -> float:
    """The line for marks on the face: finer on a small face, so that the face stays visible."""
    return min(_line_px(portrait), face.interocular_px / 55)


def _text_px(portrait: Portrait) -> float:
    return max(portrait.extent) * TEXT


def _said(reading: Reading, *names: str) -> str:
    """The labels of the cues that have one: "direct, relaxed"."""
    return ", ".join(
        reading[name].label for name in names if name in reading and reading[name].label
    )


def _background(portrait: Portrait, reading: Reading) -> Layer | None:
    mask = portrait.person_mask
    if mask is None:
        return None
    width, height = portrait.extent
    smooth = cv2.GaussianBlur(mask, (0, 0), max(width, height) / 250)  # the mask net is coarse
    found, _ = cv2.findContours(
        (smooth > 0.5).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE
    )
    least = width * height * 0.002  # specks are not a person
    outlines = [
        cv2.approxPolyDP(outline, max(width, height) / 900, True).reshape(-1, 2)
        for outline in found
        if cv2.contourArea(outline) > least
    ]
    if not outlines:
        return None
    frame = Box(0, 0, width, height).corners()
    runs = tuple(tuple(Point(float(x), float(y)) for x, y in outline) for outline in outlines)
    said = _said(reading, "background_kind")
    about = "Everything that was read as background is dimmed" + (f": {said}." if said else ".")
    marks = (
        Stroke((frame, *runs), fill=INK, fill_opacity=0.55, has_halo=False, is_closed=True),
        Stroke(runs, _line_px(portrait), WHITE, 0.7, is_closed=True, has_halo=False),
    )
    return Layer("background", "Background", about, marks)


def _frame(portrait: Portrait, reading: Reading) -> Layer:
    width, height = portrait.extent
    line = _line_px(portrait)
    thirds = tuple(
        run
        for share in (1 / 3, 2 / 3)
        for run in (
            (Point(width * share, 0.0), Point(width * share, float(height))),
            (Point(0.0, height * share), Point(float(width), height * share)),
        )
    )
    marks: list[Mark] = [Stroke(thirds, line * 0.5, WHITE, 0.55, has_halo=False)]
    about = "Thirds of the picture"
    if portrait.face:
        left, right = portrait.face.eye_centers
        eye_y = (left.y + right.y) / 2
        share = f"{eye_y / height:.0%}"
        marks.append(
            Stroke(
                ((Point(0.0, eye_y), Point(float(width), eye_y)),),
                line,
                GREEN,
                0.95,
                is_dashed=True,
            )
        )
        size = _text_px(portrait)
        marks.append(Label(Point(size * 1.2, eye_y - size), f"eye line {share}", size, GREEN))
        about += f", and the eye line at {share} of the height from the top"
    said = _said(reading, "shot_size")
    return Layer("frame", "Framing", about + (f"; {said}." if said else "."), tuple(marks))


def _mesh(portrait: Portrait) -> Layer | None:
    face = portrait.face
    if face is None:
        return None
    line = _fine_px(portrait, face)
    closed = tuple(mesh.contour(face, indices) for indices in mesh.CLOSED_CONTOURS)
    opened = tuple(mesh.contour(face, indices) for indices in mesh.OPEN_CONTOURS)
    marks: tuple[Mark, ...] = (
        Stroke(mesh.web(face), line * 0.35, WHITE, 0.28, has_halo=False),
        Stroke((mesh.contour(face, mesh.OVAL),), line * 0.6, WHITE, 0.6, is_closed=True),
        Stroke(closed, line * 0.75, WHITE, 0.85, is_closed=True),
        Stroke(opened, line * 0.6, WHITE, 0.6),
    )
    return Layer("mesh", "Face mesh", "The 478 points from which the face was measured.", marks)


def _texture(portrait: Portrait, reading: Reading) -> Layer | None:
    face = portrait.face
    if face is None or not any(name in reading for name in _TEXTURE_CUES):
        return None
    cheeks = [mesh.contour(face, cheek) for cheek in CHEEKS]
    areas = [cv2.contourArea(np.array(cheek, dtype=np.float32)) for cheek in cheeks]
    near = [c for c, area in zip(cheeks, areas, strict=True) if area >= FAR_SHARE * max(areas)]
    said = _said(reading, *_TEXTURE_CUES)
    about = "Where the skin's texture was measured" + (f": {said}." if said else ".")
    stroke = Stroke(
        (*near, mesh.contour(face, FOREHEAD)), _fine_px(portrait, face), WHITE, 0.9,
        is_closed=True, is_dashed=True, fill=WHITE, fill_opacity=0.14,
    )  # fmt: skip
    return Layer("texture", "Skin texture", about, (stroke,))


def _light(portrait: Portrait, reading: Reading) -> Layer | None:
    azimuth, elevation = (
        reading.cues.get(f"light_{name}_deg") for name in ("azimuth", "elevation")
    )
    face = portrait.face
    if azimuth is None or elevation is None or face is None:
        return None
    pattern = _said(reading, "light_pattern")
    said = ", ".join(part for part in (pattern, _light_side(azimuth, elevation)) if part)
    text = f"light: {said}"
    about = f"Where the main light comes from: {said}."
    return Layer("light", "Light", about, _light_marks(portrait, face, azimuth, elevation, text))


def _light_side(azimuth: Cue, elevation: Cue) -> str:
    """Where the light stands, in words, as one looks at the picture."""
    side = "" if abs(azimuth.value) < _ASIDE_DEG else "right" if azimuth.value > 0 else "left"
    height = (
        "" if abs(elevation.value) < _RAISED_DEG else "above" if elevation.value > 0 else "below"
    )
    if side and height:
        return f"from the {side}, {height}"
    return f"from the {side}" if side else f"from {height}" if height else "from the camera"


def _light_marks(
    portrait: Portrait, face: Face, azimuth: Cue, elevation: Cue, text: str
) -> tuple[Mark, ...]:
    """A glow where the light stands, seen from the face, and an arrow from it to the face."""
    side, up = np.radians(azimuth.value), np.radians(elevation.value)
    toward = np.array([np.sin(side) * np.cos(up), -np.sin(up)])
    middle, size, line = np.array(face.box.center), _text_px(portrait), _line_px(portrait)
    reach, extent = face.box.height, np.array(portrait.extent, dtype=float)
    length = float(np.linalg.norm(toward))
    if length < _FRONTAL:
        ring = Ring(Point(*middle), reach * 0.66, line, AMBER, 0.8)
        at = Point(float(middle[0]), float(middle[1] - reach * 0.7))
        return (ring, Label(at, text, size, AMBER, "middle"))
    direction = toward / length
    away = 0.72 + 0.45 * min(1.0, length)  # face heights: a light from the side stands farther off
    sun = np.clip(middle + direction * reach * away, size * 2, extent - size * 2)
    tip = middle + direction * reach * 0.42
    marks: list[Mark] = [Glow(Point(*sun), reach * 0.42, AMBER, 0.75)]
    marks += _arrow(Point(*sun), Point(*tip), line * 1.6, AMBER)
    marks.append(Ring(Point(*sun), size * 0.45, line, AMBER, 1.0, fill=AMBER, fill_opacity=0.95))
    return (*marks, _beside(Point(*sun), text, size, extent[0], to_left=direction[0] < 0))


def _beside(sun: Point, text: str, size: float, room_px: float, *, to_left: bool) -> Label:
    """The light's label: on the far side of the face, as far as the picture has room."""
    width = width_px(text, size)
    wanted = sun.x - width + size * 0.5 if to_left else sun.x - size * 0.5
    left = float(np.clip(wanted, size, max(size, room_px - width - size)))
    above, below = sun.y - size * 1.3, sun.y + size * 2.1
    return Label(Point(left, above if above > size * 1.6 else below), text, size, AMBER)


def _arrow(start: Point, end: Point, width: float, color: str) -> list[Mark]:
    along = np.array(end) - np.array(start)
    length = float(np.hypot(*along))
    if length < width * 6:
        return []
    unit = along / length
    across = np.array([-unit[1], unit[0]])
    head = min(length * 0.4, width * 6)
    base = np.array(end) - unit * head
    barbs = (base + across * head * 0.5, np.array(end), base - across * head * 0.5)
    return [
        Stroke(((start, end),), width, color),
        Stroke((tuple(Point(float(x), float(y)) for x, y in barbs),), width, color),
    ]


def _gaze(portrait: Portrait, reading: Reading) -> Layer | None:
    yaw, pitch = reading.cues.get("gaze_yaw_deg"), reading.cues.get("gaze_pitch_deg")
    face = portrait.face
    if yaw is None or pitch is None or face is None:
        return None
    line, distance = _fine_px(portrait, face), face.interocular_px
    ray = _gaze_ray(yaw, pitch) * distance * _GAZE_REACH
    marks: list[Mark] = []
    for iris, rim in _IRIS_RIM.items():
        center = face.point(iris)
        radius = float(np.mean([np.hypot(*np.subtract(face.point(i), center)) for i in rim]))
        marks.append(Ring(center, radius * 1.15, line * 1.2, CYAN))
        length = float(np.hypot(*ray))
        if length > radius * _BESIDE_RING:
            start = np.array(center) + ray / length * radius * 1.15
            marks += _arrow(Point(*start), Point(*(np.array(center) + ray)), line * 1.3, CYAN)
    for name in ("catchlight", "catchlights"):
        marks += _dots(portrait, reading.cues.get(name), line)
    said = _said(reading, "gaze_yaw_deg") or f"{yaw.value:.0f}° across, {pitch.value:.0f}° up"
    size = _text_px(portrait)
    under = max(face.eye_centers, key=lambda eye: eye.x)
    at = Point(under.x + distance * 0.75, under.y + size * 1.9)
    marks.append(Label(at, f"gaze: {said}", size, CYAN))
    return Layer("gaze", "Gaze", f"Where the eyes look: {said}.", tuple(marks))


def _gaze_ray(yaw: Cue, pitch: Cue) -> npt.NDArray[np.float64]:
    """The direction in the picture; none for a direct gaze, and no height from an unsure pitch."""
    if yaw.label == "direct":
        return np.zeros(2)
    up = np.sin(np.radians(pitch.value)) if pitch.confidence >= _SURE_PITCH else 0.0
    return np.array([np.sin(np.radians(yaw.value)), -up])


def _dots(portrait: Portrait, cue: Cue | None, line: float) -> list[Mark]:
    width, height = portrait.extent
    places = cue.where if cue else ()
    return [Ring(Point(p.x * width, p.y * height), line * 2.2, line, AMBER) for p in places]


def _palette(portrait: Portrait, reading: Reading) -> Layer | None:
    if not reading.palette:
        return None
    width, height = portrait.extent
    top = height * (1 - _PALETTE_HEIGHT)
    total = sum(swatch.share for swatch in reading.palette) or 1.0
    marks: list[Mark] = [Patch(Box(0, top - _line_px(portrait), width, top), WHITE, 0.9)]
    left = 0.0
    for swatch in reading.palette:
        right = left + width * swatch.share / total
        marks.append(Patch(Box(left, top, right, height), swatch.hex))
        left = right
    said = ", ".join(f"{swatch.hex} {swatch.share:.0%}" for swatch in reading.palette[:5])
    return Layer("palette", "Palette", f"The picture's main colours: {said}.", tuple(marks))
