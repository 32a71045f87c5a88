"""Gaze and eyes: where the sitter looks, how open the eyes are, what shines in them, their focus.

gaze_yaw = asin(GAIN · d / R) + DEPTH · head yaw

d is the sideways distance of the iris from the middle of the eye's corners, R the eyeball's radius
seen at that size, so eye-in-head rotation follows from d alone (Horstmann and Linke 2021 for the
geometry and the cone of direct gaze). Vertical gaze can hardly be read: the lids cover the iris
above and below and move with it, so it is shrunk towards level and its range is wide.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import acos, asin, cos, degrees, hypot, radians
from weakref import WeakKeyDictionary

import cv2
import numpy as np

from ..face import Face, FloatArray, HeadPose
from ..portrait import Portrait
from ..reading import Cue, CueKind, Skip
from ..vision.sampling import lengths
from .close_up import EYES_IOD_PX, CloseUp, Plane, close_up
from .family import CueFamily, fractions, kind_cue, skip_all, usable_face
from .iris import (
    IRIS_CENTERS,
    LOWER_LIDS,
    UPPER_LIDS,
    Iris,
    find_irises,
    iris_offsets,
    lid_opening,
)
from .order import at_share

EYES_PER_RADIUS = 5.3  # eye distance 63.6 mm / eyeball radius 12 mm
# The eye-corner landmarks follow the iris by about a fifth and the rim fit falls short by a
# twentieth: planted shifts of 5–15° on 60 London faces came back as 71 %.
GAIN = 1.41
# The eyeball's centre lies about 8 mm behind the plane of the eye's corners: 8 / 12. London's
# frontal faces and the OMI portraits, most of them looking at the camera, agree (.5–.65).
DEPTH = 0.65
RIM_WEIGHT = 0.7  # share of the rim fit, the rest is the network's iris; best of 0, .3, .5 … 1
NETWORK_GAIN = 1.18  # the network's irises move less than the rim fit: 62 % against 73 %
OUTWARD = 0.027  # each iris sits this far outward of its corners' middle when one looks straight
MAX_DISAGREEMENT = 0.03  # rim against network, 13°: 98 % of the eyes in the London photos agree
YAW_HALF_RANGE_DEG = 3.6  # 90 % of |error| over 420 planted shifts
TURN_HALF_RANGE = 0.1  # more for turned heads: the depth above is an average

LEVEL_OFFSET_DEG = 14.4  # irises sit above the corners' line when one looks level (120 photos)
# Posterior mean for portraits (gaze within ±5°, one standard deviation) given a reading that is
# off by 11°: planted vertical shifts came back as 33 % with a scatter of 3.5°.
VERTICAL_GAIN, VERTICAL_HEAD_GAIN = 0.54, 0.12
PITCH_HALF_RANGE_DEG = 8.0
# Lowered eyes: blendshapes eyeLookDown beyond what head pitch explains; degrees for each unit.
LOWERED_FROM, LOWERED_DEG = 0.35, 60.0
LOOK_AT_LEVEL, LOOK_FOR_PITCH = -0.12, -0.0134  # mean on level faces; per degree on renders

# The cone of direct gaze: half widths reported 2.6–5°; taller than wide (5.5° × 7°).
DIRECT_DEG, CONE_HEIGHT = 5.0, 7.0 / 5.5
SLIGHT = 2.4  # up to 2.4 cones (12°) off it is slight: beyond, viewers see another target

CLOSED_BELOW = 0.12  # eye aspect ratio under which no iris shows
MIN_RIM_CONTRAST = 0.10  # below: dark glasses, deep shadow, blur; real irises .13–.32
CATCHLIGHT_STEP = 0.18  # brightness above the iris's median that a reflection must have
CATCHLIGHT_FLOOR = 0.40  # and its own brightness, sRGB
CATCHLIGHT_AREA_PX = (1.5, 90.0)  # in the eye strip; an iris covers about 450 px
SHARP_SIGMAS_PX = (0.8, 2.4)  # the two scales whose edge strengths are compared, strip at IOD 80

KINDS = (
    CueKind(
        "gaze_yaw_deg", "gaze", "°", "Gaze, sideways",
        "Where the sitter looks against the camera: 0 into the lens, + to the picture's right.",
        tolerance=2.0, flips=True, sources=("Horstmann2021",),
    ),
    CueKind(
        "gaze_pitch_deg", "gaze", "°", "Gaze, up and down",
        "0 into the lens, + up. A weak measure: the lids hide most of it.",
        tolerance=2.2, sources=("Horstmann2021",),
    ),
    CueKind(
        "gaze_offset_deg", "gaze", "°", "Gaze off the lens",
        "The angle between the gaze and the lens, never negative.",
        tolerance=2.5, sources=("Horstmann2021",),
    ),
    CueKind(
        "eye_opening", "gaze", "", "Eye opening",
        "Height of the opening between the lids over its width, mean of both eyes.",
        tolerance=0.012, sources=("Soukupova2016",),
    ),
    CueKind(
        "catchlights", "gaze", "eyes", "Catchlights",
        "How many eyes hold a small bright reflection, 0 to 2.",
        tolerance=1.0,
    ),
    CueKind(
        "eye_sharpness", "gaze", "", "Eyes in focus",
        "How fine the edges at the eyes are for their size: 0 blurred … 1 crisp.",
        tolerance=0.06,
    ),
)  # fmt: skip
YAW, PITCH, OFFSET, OPENING, CATCHLIGHTS, SHARPNESS = KINDS


def measure_gaze(portrait: Portrait) -> Iterator[Cue | Skip]:
    """All cues of the eyes."""
    face = usable_face(portrait)
    if isinstance(face, str):
        yield from skip_all(KINDS, face)
        return
    view = close_up(portrait)
    if covered := view.covered("eyes"):
        yield from skip_all(KINDS, covered)
        return
    outline = [view.eyes.to_picture(lid_opening(view.eyes.points, side)) for side in (0, 1)]
    where = fractions(portrait, np.concatenate(outline))
    opening = eye_opening(view.eyes.points)
    yield kind_cue(OPENING, opening, 0.04, 0.9, _opening_label(opening), where, (0, 1))
    yield kind_cue(SHARPNESS, eye_sharpness(view), 0.12, 0.7, where=where, bounds=(0, 1))
    if opening < CLOSED_BELOW:
        yield from skip_all((YAW, PITCH, OFFSET, CATCHLIGHTS), "the eyes are closed")
        return
    irises = find_irises(view.eyes)
    contrast = min(iris.contrast for iris in irises)
    if contrast < MIN_RIM_CONTRAST:
        reason = "the irises do not show clearly: dark glasses, shadow or blur"
        yield from skip_all((YAW, PITCH, OFFSET, CATCHLIGHTS), reason)
        return
    yield from _gaze_cues(portrait, view, irises)
    found = [catchlight(view.eyes, iris, side) for side, iris in enumerate(irises)]
    spots = [spot for spot in found if spot is not None]
    places = fractions(portrait, view.eyes.to_picture(spots)) if spots else ()
    yield kind_cue(CATCHLIGHTS, len(spots), 1.0, 0.8, where=places, bounds=(0, 2))


def _gaze_cues(
    portrait: Portrait, view: CloseUp, irises: tuple[Iris, Iris]
) -> Iterator[Cue | Skip]:
    pose = view.face.pose
    assert pose is not None
    offset = iris_offset(irises, view.eyes.points)
    if offset is None:
        reason = "the irises cannot be told from glasses, lashes or shadow"
        yield from skip_all((YAW, PITCH, OFFSET), reason)
        return
    across, down, eyes = offset
    yaw, pitch = gaze_yaw_deg(across, pose), gaze_pitch_deg(down, view.face)
    yaw_half = YAW_HALF_RANGE_DEG * (2 / eyes) ** 0.5 + TURN_HALF_RANGE * abs(pose.yaw_deg)
    clear = min(1.0, min(iris.contrast for iris in irises) / 0.2) * (eyes / 2) ** 0.5
    label = gaze_label(yaw, pitch)
    where = fractions(portrait, view.eyes.to_picture([iris.center for iris in irises]))
    yield kind_cue(YAW, yaw, yaw_half, 0.85 * clear, label, where)
    yield kind_cue(PITCH, pitch, PITCH_HALF_RANGE_DEG, 0.3 * clear, label, where)
    away, away_half = gaze_offset_deg(yaw, pitch), hypot(yaw_half, 3.0)
    yield kind_cue(OFFSET, away, away_half, 0.7 * clear, label, where, bounds=(0, 180))


def iris_offset(irises: tuple[Iris, Iris], points: FloatArray) -> tuple[float, float, int] | None:
    """Iris against the eye corners, x and y as a share of the eye distance, and how many eyes.

    An eye whose rim and whose network iris disagree is left out (a reflection, a spectacle frame or
    a lash passed for the rim); None when both are.
    """
    trusted = []
    rims = iris_offsets(irises, points)
    for side, (center, upper) in enumerate(zip(IRIS_CENTERS, UPPER_LIDS, strict=True)):
        corners = (points[upper[0], 0] + points[upper[-1], 0]) / 2
        network = float(points[center, 0] - corners) / EYES_IOD_PX * NETWORK_GAIN
        rim = float(rims[side, 0])
        if abs(rim - network) <= MAX_DISAGREEMENT:
            inward = OUTWARD if side == 0 else -OUTWARD
            sideways = RIM_WEIGHT * rim + (1 - RIM_WEIGHT) * network + inward
            trusted.append((sideways, float(rims[side, 1])))
    if not trusted:
        return None
    x, y = np.mean(trusted, axis=0)
    return float(x), float(y), len(trusted)


def gaze_yaw_deg(offset: float, pose: HeadPose) -> float:
    """Sideways gaze from the iris offset (share of the eye distance): .0198, frontal → 8.5°."""
    foreshortened = cos(radians(pose.yaw_deg))
    sine = GAIN * offset * EYES_PER_RADIUS * foreshortened
    return degrees(asin(min(max(sine, -1.0), 1.0))) + DEPTH * pose.yaw_deg


def gaze_pitch_deg(offset: float, face: Face) -> float:
    """Vertical gaze, shrunk towards level; `offset` is down-positive, share of the eye distance."""
    assert face.pose is not None
    raw = degrees(asin(min(max(-offset * EYES_PER_RADIUS, -1.0), 1.0))) - LEVEL_OFFSET_DEG
    shapes = face.blendshapes
    look = (
        shapes.get("eyeLookUpLeft", 0.0)
        + shapes.get("eyeLookUpRight", 0.0)
        - shapes.get("eyeLookDownLeft", 0.0)
        - shapes.get("eyeLookDownRight", 0.0)
    ) / 2
    lowered = -(look - LOOK_AT_LEVEL - LOOK_FOR_PITCH * face.pose.pitch_deg) - LOWERED_FROM
    return (
        VERTICAL_GAIN * raw
        + VERTICAL_HEAD_GAIN * face.pose.pitch_deg
        - LOWERED_DEG * max(0.0, lowered)
    )


def gaze_offset_deg(yaw_deg: float, pitch_deg: float) -> float:
    """The angle between the gaze and the lens: (3, 4) → 5.00."""
    return degrees(acos(cos(radians(yaw_deg)) * cos(radians(pitch_deg))))


def gaze_label(yaw_deg: float, pitch_deg: float) -> str:
    """direct, slightly averted or averted, by the cone of direct gaze."""
    cones = hypot(yaw_deg, pitch_deg / CONE_HEIGHT) / DIRECT_DEG
    return "direct" if cones <= 1 else "slightly averted" if cones <= SLIGHT else "averted"


def eye_opening(points: FloatArray) -> float:
    """Eye aspect ratio (Soukupová and Čech 2016): mean lid gap over corner distance, both eyes."""
    ratios = []
    for upper, lower in zip(UPPER_LIDS, LOWER_LIDS, strict=True):
        gaps = points[list(lower[3:6]), 1] - points[list(upper[3:6]), 1]
        across = points[upper[-1], :2] - points[upper[0], :2]
        ratios.append(float(gaps.mean()) / float(np.hypot(*across)))
    return max(0.0, float(np.mean(ratios)))


def _opening_label(opening: float) -> str:
    if opening < CLOSED_BELOW:
        return "closed"
    return "narrow" if opening < 0.22 else "wide" if opening > 0.40 else "open"


_THIRDS = np.full(3, 1 / 3, dtype=np.float32)  # the mean of three channels


def catchlight(eyes: Plane, iris: Iris, side: int) -> tuple[float, float] | None:
    """The place of the brightest small reflection in the iris, in strip pixels, or None.

    `side` is 0 for the eye on the image's left, 1 for the one on its right.
    """
    x, y, reach = iris.center.x, iris.center.y, iris.radius * 0.95
    left, top = max(0, int(x - reach)), max(0, int(y - reach))
    part = eyes.pixels[top : int(y + reach) + 2, left : int(x + reach) + 2] @ _THIRDS
    if part.size == 0:
        return None
    rows, columns = np.mgrid[: part.shape[0], : part.shape[1]]
    disc = np.hypot(columns + left - x, rows + top - y) <= reach
    # The white of the eye and the lid reach into the disc's edge: a reflection is an island inside.
    opening = lid_opening(eyes.points, side).astype(np.float32)
    level = max(at_share(part[disc], 0.5) + CATCHLIGHT_STEP, CATCHLIGHT_FLOOR)
    bright = (part > level).astype(np.uint8)
    count, _, stats, centers = cv2.connectedComponentsWithStats(bright, connectivity=8)
    low, high = CATCHLIGHT_AREA_PX
    best, best_peak = None, 0.0
    for blob in range(1, count):
        bx, by = centers[blob]
        if not low <= stats[blob, cv2.CC_STAT_AREA] <= high:
            continue
        place = (float(bx + left), float(by + top))
        off_center = hypot(place[0] - x, place[1] - y) > 0.8 * iris.radius
        if off_center or cv2.pointPolygonTest(opening, place, False) < 0:
            continue
        peak = float(part[round(by), round(bx)])
        if peak > best_peak:
            best, best_peak = place, peak
    return best


_sharpness: WeakKeyDictionary[CloseUp, float] = WeakKeyDictionary()


def eye_sharpness(view: CloseUp) -> float:
    """0 blurred … 1 crisp: `measured_sharpness`, kept as long as the close-up."""
    if view not in _sharpness:
        _sharpness[view] = measured_sharpness(view)
    return _sharpness[view]


def measured_sharpness(view: CloseUp) -> float:
    """0 blurred … 1 crisp: how much stronger the eyes' edges get at a fine scale.

    A step edge's gradient grows as 1/σ, so over σ 2.4 → 0.8 px a crisp one triples and a blurred
    one keeps its strength; contrast cancels out.
    """
    points = view.plane.points
    x, y = points[[*UPPER_LIDS[0], *UPPER_LIDS[1]], :2].T
    left, right = max(0, int(x.min()) - 4), int(x.max()) + 5
    top, bottom = max(0, int(y.min()) - 8), int(y.max()) + 14
    grey = np.ascontiguousarray(view.plane.pixels[top:bottom, left:right])
    strengths = []
    for sigma in SHARP_SIGMAS_PX:
        smooth = cv2.GaussianBlur(grey, (0, 0), sigma)
        across = np.asarray(cv2.Sobel(smooth, cv2.CV_32F, 1, 0), dtype=np.float32)
        down = np.asarray(cv2.Sobel(smooth, cv2.CV_32F, 0, 1), dtype=np.float32)
        strengths.append(at_share(lengths(across, down), 0.95))
    fine, coarse = strengths
    gain = fine / max(coarse, 1e-4)
    return float(np.clip((gain - 1.0) / (SHARP_SIGMAS_PX[1] / SHARP_SIGMAS_PX[0] - 1.0), 0, 1))


FAMILY = CueFamily("gaze", KINDS, measure_gaze)
