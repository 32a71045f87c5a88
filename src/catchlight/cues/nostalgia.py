"""Nostalgia: the visible marks of old prints and film; do they add up to a vintage look?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import atan2, degrees, exp, log2

import numpy as np
import numpy.typing as npt

from ..color import luminance_from_lightness
from ..face import FloatArray
from ..portrait import Portrait
from ..reading import Cue, CueKind, Skip
from .family import CueFamily, kind_cue
from .focus import noise_sigma
from .order import at_share
from .scene import IS_PERSON, Mask, Scene, scene_of, share_of

_SPARSE, _SPARSER = 2, 4  # every second thumbnail pixel for tones, every fourth for the vignette
_DARKEST, _LIGHTEST, _SHADOWS = 0.005, 0.99, 0.05  # shares of the person
_MIN_PERSON_PX = 200
_MIN_BACKGROUND = 0.1  # share from which the vignette is looked for behind the person only
_MIN_HALF_PX = 60
_RIDGE = 1e-3
_TINY = 0.01  # luminance added before a logarithm
# Signs of age: where each begins and over what span it grows to 1. Clean photos of two sets stay
# at 0 in at least 9 of 10 cases.
_GRAIN_FROM, _GRAIN_DOUBLINGS = 0.0025, 2.2
_BLACK_FROM, _BLACK_SPAN = 7.0, 12.0  # L* of the darkest tones
_RANGE_FROM, _RANGE_SPAN = 82.0, 25.0  # L* from the darkest to the lightest tones
_COLORS_FROM, _COLORS_SPAN = 2.1, 1.5  # ΔE of colours off one line: black and white or toned
_FALLOFF_FROM, _FALLOFF_SPAN = 0.6, 0.8  # stops of darkening in the corners
# log odds: one full sign (grain 6, one colour 4) is enough, or two half ones together.
_ODDS_NONE = -4.0
_ODDS = {"grain": 6.0, "faded": 3.0, "narrow": 3.0, "toned": 4.0, "vignette": 1.5}

GRAIN = CueKind(
    "grain", "nostalgia", "", "Grain",
    "Strength of grain or noise in calm parts, as a share of black to white (σ at 384 px).",
    tolerance=0.002, sources=("Immerkaer1996",),
)  # fmt: skip
FADED_BLACKS = CueKind(
    "faded_blacks", "nostalgia", "L*", "Faded blacks",
    "Lightness of the darkest tones of the person: 0–8 = full blacks, over 15 = faded.",
    tolerance=1.5,
)  # fmt: skip
VIGNETTE = CueKind(
    "vignette", "nostalgia", "", "Dark corners",
    "Share of light lost from the middle to the corners; studio light alone gives about .2.",
    tolerance=0.08,
)  # fmt: skip
TINT = CueKind(
    "film_tint", "nostalgia", "C*", "Tint of the shadows",
    "Chroma of the darkest tones: neutral 0, brown hair and clothes up to 12, toned prints more.",
    tolerance=0.8,
)  # fmt: skip
VINTAGE = CueKind(
    "vintage_look", "nostalgia", "", "Vintage look",
    "How surely the picture has the marks of an old print or film, 0…1. A detector only: that such "
    "a look makes a portrait warmer or more trusted has not been shown.",
    tolerance=0.12, sources=("Peng2017",),
)  # fmt: skip
KINDS = (GRAIN, FADED_BLACKS, VIGNETTE, TINT, VINTAGE)


@dataclass(frozen=True)
class FilmSigns:
    """What the vintage look is judged by; see the kinds for units."""

    grain: float
    black: float
    tone_range: float
    color_spread: float
    falloff_stops: float
    falloff_trust: float


def measure_nostalgia(portrait: Portrait) -> Iterator[Cue | Skip]:
    """The nostalgia family's cues."""
    scene = scene_of(portrait)
    tones = _person_tones(scene)
    grain = noise_sigma(scene.detail)
    yield kind_cue(GRAIN, grain, 0.001 + 0.25 * grain, 0.8, bounds=(0, 1))
    dark, light = (at_share(tones[:, 0], share) for share in (_DARKEST, _LIGHTEST))
    yield kind_cue(FADED_BLACKS, dark, 2.0 + 0.1 * dark, 0.8, bounds=(0, 100))
    falloff, residual, trust = corner_falloff(scene)
    lost = 1 - 2 ** -max(falloff, 0.0)
    half = 0.06 + min(0.5, 0.3 * residual + 0.15 * (1 - trust))
    yield kind_cue(VIGNETTE, lost, half, 0.2 + 0.6 * trust * exp(-residual), bounds=(0, 1))
    shadows = tones[tones[:, 0] <= at_share(tones[:, 0], _SHADOWS), 1:].mean(axis=0)
    tint = float(np.hypot(*shadows))
    yield kind_cue(TINT, tint, 1.0 + 0.1 * tint, 0.7, _hue_word(shadows), bounds=(0, 100))
    spread = _off_one_line(tones[:, 1:])
    signs = FilmSigns(grain, dark, light - dark, spread, falloff, trust)
    look = vintage_look(signs)
    label = "vintage" if look > 0.5 else "plain"
    yield kind_cue(VINTAGE, look, 0.1 + 0.3 * (1 - abs(2 * look - 1)), 0.8, label, bounds=(0, 1))


def vintage_look(signs: FilmSigns) -> float:
    """Logistic sum of the signs of age, 0…1."""
    grain = log2((signs.grain + 0.0005) / _GRAIN_FROM) / _GRAIN_DOUBLINGS
    present = {
        "grain": grain,
        "faded": (signs.black - _BLACK_FROM) / _BLACK_SPAN,
        "narrow": (_RANGE_FROM - signs.tone_range) / _RANGE_SPAN,
        "toned": (_COLORS_FROM - signs.color_spread) / _COLORS_SPAN,
        "vignette": (signs.falloff_stops - _FALLOFF_FROM) / _FALLOFF_SPAN,
    }
    odds = _ODDS_NONE
    for name, value in present.items():
        weight = _ODDS[name] * (signs.falloff_trust if name == "vignette" else 1.0)
        odds += weight * min(max(value, 0.0), 1.0)
    return 1 / (1 + exp(-odds))


def corner_falloff(scene: Scene) -> tuple[float, float, float]:
    """Stops of darkening from the middle to the corners, residual (stops), and trust 0…1.

    Fitted behind the person, on the left and on the right half alone; the smaller one counts, as a
    vignette falls off all round and a lamp or a doorway does not.
    """
    lab = scene.lab[::_SPARSER, ::_SPARSER]
    height, width = lab.shape[:2]
    x = np.broadcast_to(np.linspace(-1, 1, width), (height, width))
    y = np.broadcast_to(np.linspace(-1, 1, height)[:, None], (height, width))
    seen: Mask = np.ones((height, width), dtype=bool)
    trust = 0.0
    if scene.background is not None:
        behind = scene.background[::_SPARSER, ::_SPARSER]
        share = share_of(behind)
        trust = min(max((share - _MIN_BACKGROUND) / 0.3, 0.0), 1.0)
        seen = behind if share > _MIN_BACKGROUND else seen
    stops = np.log2(luminance_from_lightness(lab[..., 0]) + _TINY).astype(np.float64)
    halves = [half for half in (seen & (x < 0), seen & (x > 0)) if half.sum() >= _MIN_HALF_PX]
    if not halves:
        return 0.0, 1.0, 0.0
    fits = [_radial_fit(stops[half], x[half], y[half]) for half in halves]
    falloff, residual = min(fits)
    return falloff, residual, trust * len(halves) / 2


def _radial_fit(
    stops: npt.NDArray[np.float64], x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]
) -> tuple[float, float]:
    """v of log2 luminance = c + gx·x + gy·y − v·r² (r = 1 in the corner), and the residual.

    Robust least squares: lamps and doors behind are outliers, light from one side is the slope.
    """
    design = np.stack([np.ones_like(x), x, y, (x * x + y * y) / 2], axis=1)
    weighted, typical = design, 0.0
    fitted: npt.NDArray[np.floating] = np.zeros(4)
    for _ in range(3):
        # Normal equations, held upright: a strip of background can leave them nearly singular.
        fitted = np.linalg.solve(weighted.T @ design + _RIDGE * np.eye(4), weighted.T @ stops)
        residual = np.abs(stops - design @ fitted)
        typical = at_share(residual, 0.5)
        weighted = design / (1 + (residual / (1.5 * typical + 0.02)) ** 2)[:, None]
    return float(-fitted[3]), typical


def _person_tones(scene: Scene) -> FloatArray:
    """CIELAB of the person, n × 3: a light studio wall has no blacks to fade, a person has."""
    lab = scene.lab[::_SPARSE, ::_SPARSE]
    if scene.person is not None:
        person = scene.person[::_SPARSE, ::_SPARSE] > IS_PERSON
        if person.sum() >= _MIN_PERSON_PX:
            return np.asarray(lab[person], dtype=np.float32)
    return lab.reshape(-1, 3)


def _off_one_line(ab: npt.NDArray[np.floating]) -> float:
    """Spread of colours across their main line in a*b*: 0 for black and white or one tint."""
    apart = ab - ab.mean(axis=0)
    narrow = float(np.linalg.eigvalsh(apart.T @ apart / len(ab))[0])
    return float(np.sqrt(max(narrow, 0.0)))


def _hue_word(ab: npt.NDArray[np.floating]) -> str:
    if float(np.hypot(*ab)) < 3:
        return "neutral"
    hue = degrees(atan2(float(ab[1]), float(ab[0]))) % 360
    borders = ((30, "red"), (75, "brown"), (110, "yellow"), (200, "green"), (290, "blue"))
    return next((word for border, word in borders if hue < border), "magenta")


FAMILY = CueFamily("nostalgia", KINDS, measure_nostalgia)
