"""Light: where it comes from, how strong and hard it is, and whether it is right for the face."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import cos, radians, sin

import cv2
import numpy as np

from ..face import Face, FloatArray
from ..geometry import Point
from ..portrait import Portrait
from ..reading import Cue, CueKind, Skip
from ..vision.sampling import lengths
from .exposure import exposure_hints, exposure_stops, eye_whites, skin_tone_ita_deg
from .face_plane import (
    FACE_OUTLINE,
    PLANE_IOD_PX,
    FacePlane,
    canonical_x,
    face_plane_of,
    mirrored_points,
    turned_normals,
)
from .family import CueFamily, fractions, kind_cue, skip_all, usable_face
from .order import at_share
from .scene import share_of
from .shading import LightFit, fit_light

MIN_LIGHT_IOD_PX = 16.0  # light is broad: it can be read on smaller faces than expression
FLAT_STOPS = 0.7  # soft studio light from the front models a face by .5–.95 stops (London set)
BELOW_DEG = -20.0  # light from lower than this is not explained by the error of the elevation
LOOP_DEG, REMBRANDT_DEG, SPLIT_DEG = 15.0, 38.0, 65.0  # azimuth from which the pattern changes
REMBRANDT_STOPS, SPLIT_STOPS = 1.0, 1.5  # lighting ratio below which there is no such shadow
TRIANGLE_RATIO = 1.3  # the lit triangle on the shaded cheek against the skin around it
HARD_STOPS_PER_IOD = 20.0  # steepness of shadow edges at which softness is .5
CLIPPED_LIGHT, CLIPPED_DARK = 0.975, 0.02  # sRGB; JPEG moves the ends by 1–2 levels of 255
PATTERNS = ("flat", "butterfly", "loop", "rembrandt", "split", "from below")

_BLUR_IOD = 0.06  # skin detail is smoothed away before light is measured
_EDGE_BLUR_IOD = 0.03  # finer: a hard shadow edge must survive
_EDGE_QUANTILE = 0.98
_HALF_CM = 1.5  # mesh points farther than this from the midline are compared left to right
_MIN_PAIRS = 8
_MIN_SKIN_POINTS = 60
_FLOOR = 0.002  # luminance added before a ratio: 8-bit black is not infinitely dark
# Image-left cheek under the eye, and the skin beside nose and jaw that Rembrandt light leaves dark.
_CHEEK, _AROUND = (50, 101, 118, 119, 117), (206, 203, 129, 172, 136, 58)

AZIMUTH = CueKind(
    "light_azimuth_deg", "light", "°", "Light from the side",
    "The side the main light comes from: 0 = from the camera, + = from the image's right.",
    tolerance=3.0, flips=True, sources=("Ramamoorthi2001", "Georghiades2001"),
)  # fmt: skip
ELEVATION = CueKind(
    "light_elevation_deg", "light", "°", "Light from above",
    "The height the main light comes from: 0 = eye level, + = above, − = below.",
    tolerance=7.0, sources=("Ramamoorthi2001", "Georghiades2001", "Ramanathan2025"),
)  # fmt: skip
RATIO = CueKind(
    "lighting_ratio_stops", "light", "stops", "Lighting ratio",
    "How much lighter the lit half of the face is than the other half (key to fill).",
    tolerance=0.1,
)  # fmt: skip
SOFTNESS = CueKind(
    "shadow_softness", "light", "", "Softness of shadows",
    "1 = no shadow has an edge, 0 = every shadow is cut sharply.",
    tolerance=0.03,
)  # fmt: skip
PATTERN = CueKind(
    "light_pattern", "light", "code", "Light pattern",
    "0 flat, 1 butterfly, 2 loop, 3 Rembrandt, 4 split, 5 from below.",
    tolerance=1.0,
)  # fmt: skip
FACE_LIGHTNESS = CueKind(
    "face_lightness", "light", "L*", "Lightness of the face",
    "The median lightness of the facial skin in the picture, 0…100.",
    tolerance=1.0,
)  # fmt: skip
EXPOSURE = CueKind(
    "face_exposure_stops", "light", "stops", "Exposure of the face",
    "How much lighter (+) or darker (−) the face is than right for this skin.",
    tolerance=0.3,
)  # fmt: skip
CLIPPED_SHADOWS = CueKind(
    "clipped_shadows", "light", "", "Lost shadows",
    "The share of the face that is black without detail.",
    tolerance=0.01,
)  # fmt: skip
CLIPPED_HIGHLIGHTS = CueKind(
    "clipped_highlights", "light", "", "Lost highlights",
    "The share of the face that is white without detail.",
    tolerance=0.01,
)  # fmt: skip
ITA = CueKind(
    "skin_tone_ita_deg", "light", "°", "Skin tone in the picture (guard)",
    "Only guards advice on exposure and white balance, so that it is right for every skin. It is "
    "never used for impressions and says nothing about the person.",
    tolerance=2.5, sources=("Chardon1991",),
)  # fmt: skip
KINDS = (
    AZIMUTH, ELEVATION, RATIO, SOFTNESS, PATTERN, FACE_LIGHTNESS, EXPOSURE, CLIPPED_SHADOWS,
    CLIPPED_HIGHLIGHTS, ITA,
)  # fmt: skip


def measure_light(portrait: Portrait) -> Iterator[Cue | Skip]:
    """The light family's cues."""
    face = usable_face(portrait, MIN_LIGHT_IOD_PX)
    if isinstance(face, str):
        yield from skip_all(KINDS, face)
        return
    plane = face_plane_of(portrait, face)
    skin = _skin_of_face(plane, face)
    if skin is None:
        yield from skip_all(KINDS, "too little of the face lies inside the picture")
        return
    yield from _directions(portrait, face, skin)
    yield _softness(plane, skin)
    yield from _exposure(portrait, face, plane)


@dataclass(frozen=True)
class _Skin:
    """Smoothed linear luminance at the 468 mesh points, which of them are skin, and the light."""

    luminance: FloatArray
    is_skin: np.ndarray[tuple[int], np.dtype[np.bool_]]
    light: LightFit


def _skin_of_face(plane: FacePlane, face: Face) -> _Skin | None:
    smooth = cv2.GaussianBlur(plane.luminance, (0, 0), _BLUR_IOD * PLANE_IOD_PX)
    values = plane.at_mesh_points(np.asarray(smooth, dtype=np.float32))
    is_skin = plane.at_mesh_points(plane.skin.astype(np.float32)) > 0
    if is_skin.sum() < _MIN_SKIN_POINTS:
        return None
    normals = turned_normals(face.landmarks)
    return _Skin(values, is_skin, fit_light(values[is_skin], normals[is_skin]))


def _directions(portrait: Portrait, face: Face, skin: _Skin) -> Iterator[Cue | Skip]:
    light = skin.light
    shaped = min(1.0, light.range_stops / FLAT_STOPS)
    where = _arrow(portrait, face, light)
    # 90 % of the errors on Yale B: 5° near the axis, 13° to the side; beyond 70° the lit cheek
    # alone is seen. Light that hardly models the face tells its direction less surely.
    half = (8.0 + 0.12 * abs(light.azimuth_deg)) / max(shaped, 0.5)
    if abs(light.azimuth_deg) > SPLIT_DEG:
        half = 35.0
    sure = 0.4 + 0.5 * shaped * light.explained**0.5
    limits = (-120.0, 120.0)
    yield kind_cue(AZIMUTH, light.azimuth_deg, half, sure, _side(light), where, limits)
    half = 17.0 / max(shaped, 0.7)
    yield kind_cue(ELEVATION, light.elevation_deg, half, sure - 0.1, "", where, (-90.0, 90.0))
    stops = lighting_ratio(skin.luminance, skin.is_skin)
    if stops is None:
        reason = "one half of the face is turned away, so the halves cannot be compared"
        yield Skip(RATIO.name, reason)
    else:
        yield kind_cue(RATIO, stops, 0.25 + 0.15 * stops, 0.75, bounds=(0, 10))
    code = light_pattern(light, skin.luminance, light.range_stops if stops is None else stops)
    yield kind_cue(PATTERN, code, 1.0, 0.7 * sure, PATTERNS[code], where, (0, len(PATTERNS) - 1))


def lighting_ratio(luminance: FloatArray, is_skin: np.ndarray) -> float | None:
    """Stops between mirrored skin points, their median; None when one half is turned away."""
    mirror = mirrored_points()
    half = (canonical_x() > _HALF_CM) & is_skin & is_skin[mirror]
    if half.sum() < _MIN_PAIRS:
        return None
    lit, other = luminance[half] + _FLOOR, luminance[mirror][half] + _FLOOR
    return abs(at_share(np.log2(lit / other), 0.5))


def light_pattern(light: LightFit, luminance: FloatArray, ratio_stops: float) -> int:
    """The index in PATTERNS; `luminance` is at the 468 mesh points.

    Rembrandt and split are patterns of shadow: soft light from the side is a loop.
    """
    azimuth = abs(light.azimuth_deg)
    if light.range_stops < FLAT_STOPS:
        return PATTERNS.index("flat")
    if light.elevation_deg < BELOW_DEG:
        return PATTERNS.index("from below")
    if azimuth < LOOP_DEG:
        return PATTERNS.index("butterfly" if light.elevation_deg > 0 else "flat")
    if azimuth < REMBRANDT_DEG:
        return PATTERNS.index("loop")
    has_triangle = azimuth < SPLIT_DEG and _has_triangle(luminance, light.azimuth_deg > 0)
    if has_triangle and ratio_stops >= REMBRANDT_STOPS:
        return PATTERNS.index("rembrandt")
    is_split = azimuth >= (REMBRANDT_DEG + SPLIT_DEG) / 2 and ratio_stops >= SPLIT_STOPS
    return PATTERNS.index("split" if is_split else "loop")


def _has_triangle(luminance: FloatArray, from_right: bool) -> bool:
    """A patch of light under the eye on the shaded side, lighter than nose side and jaw."""
    mirror = mirrored_points()
    cheek, around = np.array(_CHEEK), np.array(_AROUND)
    if not from_right:
        cheek, around = mirror[cheek], mirror[around]
    lit = at_share(luminance[cheek], 0.5) + _FLOOR
    return lit > TRIANGLE_RATIO * (at_share(luminance[around], 0.5) + _FLOOR)


def _softness(plane: FacePlane, skin: _Skin) -> Cue:
    smooth = cv2.GaussianBlur(plane.luminance, (0, 0), _EDGE_BLUR_IOD * PLANE_IOD_PX)
    value = shadow_softness(np.asarray(smooth, dtype=np.float32), plane.skin)
    half = 0.08 + 0.04 * value
    return kind_cue(SOFTNESS, value, half, 0.6, bounds=(0, 1))


def shadow_softness(luminance: FloatArray, skin: np.ndarray) -> float:
    """1 / (1 + steepness / HARD_STOPS_PER_IOD) of the steepest edges on the skin.

    `luminance` is linear at PLANE_IOD_PX. Soft studio light reads .6–.75, a bare lamp about .25.
    """
    stops = np.log2(luminance + 2 * _FLOOR)
    across = cv2.Sobel(stops, cv2.CV_32F, 1, 0, scale=1 / 8)
    down = cv2.Sobel(stops, cv2.CV_32F, 0, 1, scale=1 / 8)
    steep = np.asarray(lengths(across, down), dtype=np.float32)[skin]
    steepness = at_share(steep, _EDGE_QUANTILE) * PLANE_IOD_PX
    return float(1 / (1 + steepness / HARD_STOPS_PER_IOD))


def _exposure(portrait: Portrait, face: Face, plane: FacePlane) -> Iterator[Cue | Skip]:
    lab, where = plane.skin_lab, _outline(portrait, face)
    yield kind_cue(FACE_LIGHTNESS, float(lab[0]), 2.0, 0.95, "", where, (0, 100))
    skin = plane.srgb[plane.skin]
    whites = eye_whites(portrait, face)
    if whites is None:
        yield Skip(
            EXPOSURE.name,
            "the whites of the eyes are hidden or too small; without them a dark exposure cannot "
            "be told from dark skin",
        )
    else:
        # 90 % of the errors on 120 photos of known equal exposure: .53; photos differ in more.
        offset = exposure_stops(exposure_hints(plane.skin_srgb, whites))
        yield kind_cue(EXPOSURE, offset, 0.8, 0.6, "", where, (-6, 6))
    brightest = np.maximum(np.maximum(skin[:, 0], skin[:, 1]), skin[:, 2])
    dark = share_of(brightest < CLIPPED_DARK)
    light = share_of(skin[:, 1] > CLIPPED_LIGHT)  # red alone clips on healthy warm skin
    yield kind_cue(CLIPPED_SHADOWS, dark, 0.01 + 0.2 * dark, 0.85, bounds=(0, 1))
    yield kind_cue(CLIPPED_HIGHLIGHTS, light, 0.01 + 0.2 * light, 0.85, bounds=(0, 1))
    # The angle grows by ±6° for ±.1 stop of exposure or a slight cast: a wide range.
    yield kind_cue(ITA, skin_tone_ita_deg(lab), 12.0, 0.6, "", where, (-90, 90))


def _side(light: LightFit) -> str:
    if abs(light.azimuth_deg) < LOOP_DEG:
        return "from the front"
    return "from the image's right" if light.azimuth_deg > 0 else "from the image's left"


def _arrow(portrait: Portrait, face: Face, light: LightFit) -> tuple[Point, ...]:
    """From the light's side towards the middle of the face: where the arrow is drawn."""
    left, right = face.eye_centers
    middle = np.array([(left.x + right.x) / 2, (left.y + right.y) / 2])
    azimuth, elevation = radians(light.azimuth_deg), radians(light.elevation_deg)
    towards = np.array([sin(azimuth) * cos(elevation), -sin(elevation)])
    tail = middle + 2.2 * face.interocular_px * towards
    return fractions(portrait, [tail, middle])


def _outline(portrait: Portrait, face: Face) -> tuple[Point, ...]:
    return fractions(portrait, face.landmarks[list(FACE_OUTLINE)])


FAMILY = CueFamily("light", KINDS, measure_light)
