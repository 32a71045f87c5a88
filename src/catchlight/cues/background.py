"""Background: plain, context or distraction; how it stands against the face."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from math import exp

import cv2
import numpy as np

from ..face import CHIN, FOREHEAD_TOP, Face, FloatArray
from ..geometry import Point
from ..portrait import Portrait
from ..reading import Cue, CueKind, Skip
from .face_plane import face_plane_of
from .family import CueFamily, kind_cue, skip_all, usable_face
from .focus import sharpness_of
from .lettering import find_lettering
from .scene import IS_BACKGROUND, Mask, Scene, fit, scene_of, share_of

MIN_SHARE = 0.05  # of the picture; less is a fringe between hair and edge
BACKGROUND_KINDS = ("plain", "context", "distracting")
PLAIN_CLUTTER, BUSY_CLUTTER = 0.2, 0.6  # a wall with its shading reads .02–.2, foliage .7–.9
SOFT_BLUR = 0.45  # a background this much softer than the face stays behind it
PULLING_LIGHTNESS, MUCH_TEXT = 30.0, 0.03

_EDGE_STEP = 5.0  # L* per thumbnail pixel at which an edge counts 63 %
_CLUTTER_SCALE = 8.0  # ΔE of local variation at which clutter is 63 %
_SPARSE = 3  # every third thumbnail pixel tells the local variation
_WINDOW_PX = 7  # of those: a tenth of the picture
_RIM_PX, _DETAIL_RIM_PX = 5, 15  # hair and mask errors beside the person are left out
_SURE_BACKGROUND = 0.05
_MIN_FACE_IOD_PX, _MIN_FACE_SHARE = 16.0, 0.005
_LINE_ROWS = 3  # thumbnail rows over which a horizon's step is summed
_MIN_LINE_PX = 6  # background beside the head that can show a line
_LINE_STEP = 12.0  # L* of the step at which the line counts 63 %

SHARE = CueKind(
    "background_share", "background", "", "Share of background",
    "The share of the picture that is not the person.",
    tolerance=0.03,
)  # fmt: skip
CLUTTER = CueKind(
    "background_clutter", "background", "", "Clutter",
    "How much colour and lightness vary from place to place: 0 = a bare wall, 1 = a jumble.",
    tolerance=0.03, sources=("Rosenholtz2007",),
)  # fmt: skip
EDGES = CueKind(
    "background_edge_density", "background", "", "Edges",
    "The share of the background that is edges.",
    tolerance=0.012, sources=("Rosenholtz2007",),
)  # fmt: skip
BLUR = CueKind(
    "background_blur", "background", "", "Blur of the background",
    "0 = as sharp as the face, 1 = dissolved; 1 − sharpness of the background / of the face.",
    tolerance=0.1,
)  # fmt: skip
PULL = CueKind(
    "background_lightness_pull", "background", "L*", "Background lighter than the face",
    "Mean lightness of the background minus that of the face: + = the background is lighter.",
    tolerance=2.0,
)  # fmt: skip
VARIANCE = CueKind(
    "background_color_variance", "background", "ΔE", "Colours of the background",
    "How far its colours lie from their mean (standard deviation in CIELAB a*, b*).",
    tolerance=0.8,
)  # fmt: skip
TEXT = CueKind(
    "background_text", "background", "", "Writing in the background",
    "The share of the background that looks like lines of writing; what it says is not read.",
    tolerance=0.02,
)  # fmt: skip
KIND = CueKind(
    "background_kind", "background", "code", "Kind of background",
    "0 plain, 1 context, 2 distracting.",
    tolerance=1.0, sources=("Cook2023",),
)  # fmt: skip
HORIZON = CueKind(
    "horizon_through_head", "background", "", "Line through the head",
    "1 = a strong level line meets the head on both sides, 0 = none does.",
    tolerance=0.15,
)  # fmt: skip
KINDS = (SHARE, CLUTTER, EDGES, BLUR, PULL, VARIANCE, TEXT, KIND, HORIZON)


@dataclass(frozen=True)
class _Backdrop:
    """The scene with its background mask, away from the person's rim."""

    scene: Scene
    region: Mask

    @cached_property
    def clutter(self) -> float:
        return clutter(self.scene.lab, self.region)

    @cached_property
    def person_in_detail(self) -> FloatArray:
        """The person mask at the size of the grey plane."""
        detail = self.scene.detail
        return np.zeros_like(detail) if self.scene.mask is None else fit(self.scene.mask, detail)

    @cached_property
    def text_boxes(self) -> list[tuple[int, int, int, int]]:
        return find_lettering(self.scene.detail, self.person_in_detail < IS_BACKGROUND)

    @cached_property
    def text(self) -> float:
        """The share of the background that lines of writing cover."""
        covered = sum(width * height for _, _, width, height in self.text_boxes)
        return covered / max(share_of(self.region) * self.scene.detail.size, 1.0)


def measure_background(portrait: Portrait) -> Iterator[Cue | Skip]:
    """The background family's cues."""
    scene = scene_of(portrait)
    if scene.person is None or scene.background is None:
        yield from skip_all(KINDS, "the person was not told from the background")
        return
    share = float(1 - scene.person.mean())
    yield kind_cue(SHARE, share, 0.02 + 0.04 * share, 0.85, bounds=(0, 1))
    region = np.asarray(cv2.erode(scene.background.astype(np.uint8), _square(_RIM_PX)) > 0)
    if share_of(region) < MIN_SHARE:
        rest = (kind for kind in KINDS if kind is not SHARE)
        yield from skip_all(rest, "the person fills the picture: there is hardly any background")
        return
    backdrop = _Backdrop(scene, region)
    yield kind_cue(CLUTTER, backdrop.clutter, 0.08, 0.75, bounds=(0, 1))
    edges = edge_density(scene.lab[..., 0], region)
    yield kind_cue(EDGES, edges, 0.02 + 0.15 * edges, 0.8, bounds=(0, 1))
    _, deviation = cv2.meanStdDev(scene.lab, mask=region.astype(np.uint8))
    spread = float(np.hypot(deviation[1, 0], deviation[2, 0]))
    yield kind_cue(VARIANCE, spread, 0.5 + 0.08 * spread, 0.85, bounds=(0, 200))
    yield _text(backdrop)
    face = usable_face(portrait, _MIN_FACE_IOD_PX, max_yaw_deg=90.0)
    if isinstance(face, str):
        yield from skip_all((BLUR, PULL, KIND, HORIZON), face)
        return
    yield from _against_face(portrait, face, backdrop)


def clutter(lab: FloatArray, region: Mask) -> float:
    """1 − exp(−σ / _CLUTTER_SCALE) of the local colour variation σ (ΔE) over the region.

    After Rosenholtz 2007: clutter is local variability; a smooth gradient has none.
    """
    sparse = lab[::_SPARSE, ::_SPARSE]
    weights = region[::_SPARSE, ::_SPARSE].astype(np.float32)
    window = (_WINDOW_PX, _WINDOW_PX)
    share = cv2.blur(weights, window)[..., None] + 1e-6
    mean = cv2.blur(sparse * weights[..., None], window) / share
    square = cv2.blur(sparse * sparse * weights[..., None], window) / share
    variance = (square - mean * mean) @ np.ones(3, dtype=np.float32)  # a sum in a tenth of its time
    local = np.sqrt(np.maximum(variance, 0.0))
    return 1 - exp(-float(local[weights > 0].mean()) / _CLUTTER_SCALE)


def edge_density(lightness: FloatArray, region: Mask) -> float:
    """Mean of 1 − exp(−(slope / _EDGE_STEP)²) over the region; the slope in L* per pixel."""
    across = cv2.Sobel(lightness, cv2.CV_32F, 1, 0, scale=1 / 8)
    down = cv2.Sobel(lightness, cv2.CV_32F, 0, 1, scale=1 / 8)
    square = (across * across + down * down) * np.float32(-1 / _EDGE_STEP**2)
    return 1 - cv2.mean(np.exp(square), region.view(np.uint8))[0]


def _text(backdrop: _Backdrop) -> Cue:
    height, width = backdrop.scene.detail.shape
    value = backdrop.text
    where = tuple(
        Point((x + dx * w) / width, (y + dy * h) / height)
        for x, y, w, h in backdrop.text_boxes
        for dx, dy in ((0, 0), (1, 0), (1, 1), (0, 1))
    )
    return kind_cue(TEXT, value, 0.01 + 0.5 * value, 0.5, "", where, (0, 1))


def _against_face(portrait: Portrait, face: Face, backdrop: _Backdrop) -> Iterator[Cue | Skip]:
    scene, region = backdrop.scene, backdrop.region
    blur = _blur(portrait, face, backdrop)
    yield blur
    plane = face_plane_of(portrait, face)
    pull = None
    if plane.skin.any():
        lightness, *_ = cv2.mean(scene.lab, region.view(np.uint8))
        pull = lightness - float(plane.skin_lab[0])
        label = "lighter" if pull > 0 else "darker"
        yield kind_cue(PULL, pull, 4.0, 0.85, label, bounds=(-100, 100))
    else:
        yield Skip(PULL.name, "no skin of the face lies inside the picture")
    soft = isinstance(blur, Cue) and blur.value >= SOFT_BLUR
    code = background_kind(backdrop.clutter, soft, pull or 0.0, backdrop.text)
    yield kind_cue(KIND, code, 1.0, 0.6, BACKGROUND_KINDS[code], (), (0, 2))
    yield _horizon(portrait, face, backdrop)


def background_kind(clutter: float, is_soft: bool, pull: float, text: float) -> int:
    """The index in BACKGROUND_KINDS."""
    if clutter >= BUSY_CLUTTER and not is_soft:
        return 2
    if text >= MUCH_TEXT or (pull >= PULLING_LIGHTNESS and clutter >= PLAIN_CLUTTER):
        return 2
    return 0 if clutter < PLAIN_CLUTTER else 1


def _blur(portrait: Portrait, face: Face, backdrop: _Backdrop) -> Cue | Skip:
    if backdrop.clutter < PLAIN_CLUTTER:
        reason = "the background is plain: it has no detail that could be sharp or blurred"
        return Skip(BLUR.name, reason)
    scene = backdrop.scene
    detail = scene.detail
    clear = (backdrop.person_in_detail < _SURE_BACKGROUND).astype(np.uint8)
    behind = np.asarray(cv2.erode(clear, _square(_DETAIL_RIM_PX)) > 0)
    if share_of(behind) < MIN_SHARE / 2:
        return Skip(BLUR.name, "too little background lies clear of the person's outline")
    scale = detail.shape[1] / portrait.extent.width
    points = np.maximum(face.landmarks[:, :2] * scale, 0).astype(int)
    (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0) + 1
    in_face = np.zeros(detail.shape, dtype=bool)
    in_face[top:bottom, left:right] = True
    if share_of(in_face) < _MIN_FACE_SHARE:
        return Skip(BLUR.name, "the face is too small to compare its sharpness")
    far, near = sharpness_of(detail, (behind, in_face))
    value = 1 - far / max(near, 1e-6)
    return kind_cue(BLUR, value, 0.15, 0.6, bounds=(0, 1))


def _horizon(portrait: Portrait, face: Face, backdrop: _Backdrop) -> Cue | Skip:
    """The strongest level step in lightness that runs on both sides at the height of the head."""
    scene = backdrop.scene
    scale_x, scale_y = scene.thumb_scale
    top = face.landmarks[FOREHEAD_TOP, 1] - 0.4 * face.interocular_px  # hair above the hairline
    rows = slice(max(0, int(top * scale_y)), max(0, int(face.landmarks[CHIN, 1] * scale_y)) + 1)
    middle = int(face.landmarks[:, 0].mean() * scale_x)
    smooth = np.asarray(cv2.blur(scene.lab[..., 0], (1, _LINE_ROWS)), dtype=np.float32)
    step = np.zeros(smooth.shape, dtype=np.float32)
    step[_LINE_ROWS:-_LINE_ROWS] = smooth[2 * _LINE_ROWS :] - smooth[: -2 * _LINE_ROWS]
    sides = [_level_step(step[rows, part], backdrop.region[rows, part])
             for part in (slice(0, middle), slice(middle, None))]  # fmt: skip
    if any(side is None for side in sides):
        return Skip(HORIZON.name, "there is no background on both sides of the head")
    left, right = (np.asarray(side) for side in sides)
    both = np.minimum(np.abs(left), np.abs(right)) * (left * right > 0)
    strongest = int(both.argmax())
    value = 1 - exp(-((float(both[strongest]) / _LINE_STEP) ** 2))
    at = (rows.start + strongest + 0.5) / scene.lab.shape[0]
    where = (Point(0, at), Point(1, at)) if value > 0.3 else ()
    return kind_cue(HORIZON, value, 0.2, 0.5, "", where, (0, 1))


def _level_step(step: FloatArray, region: Mask) -> FloatArray | None:
    """Mean step of each row over the background, outliers held; rows with little of it count 0."""
    counts = cv2.reduce(region.view(np.uint8), 1, cv2.REDUCE_SUM, dtype=cv2.CV_32S).ravel()
    if step.shape[0] < 2 * _LINE_ROWS or counts.max() < _MIN_LINE_PX:
        return None
    held = np.where(region, np.clip(step, -2 * _LINE_STEP, 2 * _LINE_STEP), 0)
    enough = counts >= max(_MIN_LINE_PX, 0.3 * counts.max())
    return np.where(enough, held.sum(axis=1) / np.maximum(counts, 1), 0).astype(np.float32)


def _square(side: int) -> np.ndarray:
    return np.ones((side, side), dtype=np.uint8)


FAMILY = CueFamily("background", KINDS, measure_background)
