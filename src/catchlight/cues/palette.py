"""Colour: the light's colour, warmth, lightness, chroma, contrast, mood, and the palette itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import tanh

import cv2
import numpy as np
import numpy.typing as npt

from ..color import colorfulness, hex_to_srgb, oklab_to_srgb, srgb_to_hex, srgb_to_oklab
from ..portrait import Portrait
from ..reading import Cue, CueKind, Skip, Swatch
from ..vision.sampling import lengths
from .exposure import eye_whites
from .face_plane import face_plane_of
from .family import CueFamily, kind_cue, usable_face
from .illuminant import Illuminant, estimate_illuminant
from .order import at_share
from .scene import scene_of

FloatMatrix = npt.NDArray[np.float64]

SWATCHES = 6
_BIN = 0.05  # OKLab; colours nearer than this are one to begin with
_MERGE = 0.06  # OKLab; two swatches nearer than this are one
_ROUNDS = 6  # of weighted k-means; the centres no longer move visibly
_MIN_SHARE = 0.01
# Valdez & Mehrabian 1994 on single chips, brightness B and saturation S standardised:
# pleasure = .69 B + .22 S, arousal = −.31 B + .60 S. What is usual in portraits stands for their
# chips: mean and SD of L* and C*ab over portraits, so 0 = a usual portrait.
_USUAL_LIGHTNESS, _USUAL_CHROMA = (52.0, 16.0), (17.0, 9.0)
_PLEASURE, _AROUSAL = (0.69, 0.22), (-0.31, 0.60)
_MIN_LIGHT_IOD_PX = 16.0
_LIGHTNESS_SHARE = 0.5  # brand colours are met in light and shade: lightness counts half
_ALIKE = 0.09  # OKLab distance at which a match has fallen to 1/e
_NEUTRAL_CHROMA = 0.03  # OKLab; greys go with every palette
_NEUTRAL_MATCH, _QUIET_WEIGHT = 0.6, 0.3
_SKIN_HUE_DEG, _SKIN_CHROMA = (25.0, 85.0), (0.03, 0.14)  # OKLab hue and chroma of skin, all tones

CCT = CueKind(
    "color_temperature_k", "color", "K", "Colour of the light",
    "The colour temperature of the light as the picture shows it: 6500 = neutral, less = warmer.",
    tolerance=120.0, sources=("McCamy1992", "vandeWeijer2007", "Finlayson2004"),
)  # fmt: skip
DUV = CueKind(
    "tint_duv", "color", "Duv", "Tint of the light",
    "How far the light is off the white line: + = greenish, − = pinkish; .003 = daylight.",
    tolerance=0.002, sources=("Ohno2014",),
)  # fmt: skip
WARMTH = CueKind(
    "warmth", "color", "b*", "Warmth of the colours",
    "Mean CIELAB b* of the picture: + = yellowish, − = bluish, 0 = neutral.",
    tolerance=0.2, sources=("Palmer2013",),
)  # fmt: skip
LIGHTNESS = CueKind(
    "lightness", "color", "L*", "Lightness of the picture",
    "Mean CIELAB L* of the picture, 0 black … 100 white.",
    tolerance=0.2, sources=("Palmer2013",),
)  # fmt: skip
CHROMA = CueKind(
    "chroma", "color", "C*", "Strength of the colours",
    "Mean CIELAB chroma of the picture: 0 = grey.",
    tolerance=0.2, sources=("Palmer2013",),
)  # fmt: skip
COLORFULNESS = CueKind(
    "colorfulness", "color", "M3", "Colourfulness",
    "Hasler–Süsstrunk: 0 not, 15 slightly, 33 moderately, 45 averagely, 59 quite, 82 highly.",
    tolerance=0.6, sources=("Hasler2003",),
)  # fmt: skip
CONTRAST = CueKind(
    "contrast", "color", "", "Contrast",
    "Lightness between the darkest and the lightest 5 %, as a share of black to white.",
    tolerance=0.01,
)  # fmt: skip
VALENCE = CueKind(
    "palette_valence", "color", "", "Mood of the colours: pleasant",
    "−1 … 1 from lightness and chroma, 0 = a usual portrait. Weak evidence: single colour chips.",
    tolerance=0.01, sources=("Valdez1994", "Wilms2018"),
)  # fmt: skip
AROUSAL = CueKind(
    "palette_arousal", "color", "", "Mood of the colours: lively",
    "−1 … 1 from lightness and chroma, 0 = a usual portrait. Weak evidence: single colour chips.",
    tolerance=0.01, sources=("Valdez1994", "Wilms2018"),
)  # fmt: skip
KINDS = (CCT, DUV, WARMTH, LIGHTNESS, CHROMA, COLORFULNESS, CONTRAST, VALENCE, AROUSAL)


def measure_palette(portrait: Portrait) -> Iterator[Cue | Skip]:
    """The colour family's cues."""
    scene = scene_of(portrait)
    yield from _light_color(illuminant_of(portrait))
    lightness_plane, a, b = cv2.split(scene.lab)
    lightness, warmth = float(lightness_plane.mean()), float(b.mean())
    chroma = float(lengths(*(np.asarray(plane, np.float32) for plane in (a, b))).mean())
    # Statistics of the whole picture are exact for the file at hand; the ranges are what another
    # size, another save or a hair's crop of the same picture may read.
    yield kind_cue(WARMTH, warmth, 0.5, 0.95)
    yield kind_cue(LIGHTNESS, lightness, 0.5, 0.95, bounds=(0, 100))
    yield kind_cue(CHROMA, chroma, 0.3 + 0.02 * chroma, 0.95, bounds=(0, 200))
    colorful = colorfulness(scene.thumb[::2, ::2])
    yield kind_cue(COLORFULNESS, colorful, 0.5 + 0.03 * colorful, 0.95, bounds=(0, 300))
    sparse = np.asarray(lightness_plane[::2, ::2], dtype=np.float32)
    spread = at_share(sparse, 0.95) - at_share(sparse, 0.05)
    yield kind_cue(CONTRAST, spread / 100, 0.015, 0.95, bounds=(0, 1))
    valence, arousal = mood(lightness, chroma)
    yield kind_cue(VALENCE, valence, 0.5, 0.2, bounds=(-1, 1))
    yield kind_cue(AROUSAL, arousal, 0.5, 0.2, bounds=(-1, 1))


def illuminant_of(portrait: Portrait) -> Illuminant:
    """The estimated colour of the light, with the help of the face where there is one."""
    face = usable_face(portrait, _MIN_LIGHT_IOD_PX)
    if isinstance(face, str):
        return estimate_illuminant(scene_of(portrait), None, None)
    whites = eye_whites(portrait, face)
    return estimate_illuminant(scene_of(portrait), face_plane_of(portrait, face), whites)


def _light_color(light: Illuminant) -> Iterator[Cue]:
    sure = 0.55
    yield Cue(CCT.name, light.cct_k, CCT.unit, light.low_k, light.high_k, sure, _tone(light.cct_k))
    yield kind_cue(DUV, light.duv, max(0.008, light.duv_half), sure, bounds=(-0.2, 0.2))


def _tone(cct_k: float) -> str:
    return "warm" if cct_k < 5200 else "cool" if cct_k > 7500 else "neutral"


def mood(lightness: float, chroma: float) -> tuple[float, float]:
    """Valence and arousal of mean L* and C*ab, each −1…1 (tanh of half the standardised value)."""
    brightness = (lightness - _USUAL_LIGHTNESS[0]) / _USUAL_LIGHTNESS[1]
    saturation = (chroma - _USUAL_CHROMA[0]) / _USUAL_CHROMA[1]
    pleasure = _PLEASURE[0] * brightness + _PLEASURE[1] * saturation
    arousal = _AROUSAL[0] * brightness + _AROUSAL[1] * saturation
    return tanh(pleasure / 2), tanh(arousal / 2)


def measure_palette_swatches(portrait: Portrait) -> tuple[Swatch, ...]:
    """Up to SWATCHES colours with their shares of the area, largest first (k-means in OKLab)."""
    glance = scene_of(portrait).glance  # a palette is an impression at a glance
    colors, weights = _binned(srgb_to_oklab(glance).reshape(-1, 3))
    centers, shares = _merged(*_clustered(colors, weights))
    order = np.argsort(-shares)
    return tuple(
        Swatch(srgb_to_hex(oklab_to_srgb(centers[i])), round(float(shares[i]), 3))
        for i in order
        if shares[i] >= _MIN_SHARE
    )


def _binned(oklab: npt.NDArray[np.floating]) -> tuple[FloatMatrix, FloatMatrix]:
    """Mean colour and share of every occupied cell of a grid."""
    cells = np.rint(oklab / _BIN).astype(np.int64) + 64
    keys = (cells[:, 0] * 128 + cells[:, 1]) * 128 + cells[:, 2]
    order = np.argsort(keys, kind="stable")
    first = np.flatnonzero(np.diff(keys[order], prepend=-1))
    counts = np.diff(first, append=len(keys))
    sums = np.add.reduceat(oklab[order].astype(np.float64), first, axis=0)
    return sums / counts[:, None], counts / counts.sum()


def _clustered(colors: FloatMatrix, weights: FloatMatrix) -> tuple[FloatMatrix, FloatMatrix]:
    """Weighted k-means from a start that needs no chance: heaviest first, then far and heavy."""
    centers = [colors[int(weights.argmax())]]
    while len(centers) < min(SWATCHES, len(colors)):
        nearest = _squared_distances(colors, np.array(centers)).min(axis=1)
        centers.append(colors[int((nearest * weights**0.5).argmax())])
    found = np.array(centers)
    for _ in range(_ROUNDS):
        member = np.eye(len(found))[_squared_distances(colors, found).argmin(axis=1)]
        shares = weights @ member
        moved = (member * weights[:, None]).T @ colors
        found = np.where(shares[:, None] > 0, moved / np.maximum(shares, 1e-12)[:, None], found)
    return found, shares


def _merged(centers: FloatMatrix, shares: FloatMatrix) -> tuple[FloatMatrix, FloatMatrix]:
    """Swatches that look alike become one."""
    kept: list[tuple[FloatMatrix, float]] = []
    for i in np.argsort(-shares):
        near = [k for k, (c, _) in enumerate(kept) if np.linalg.norm(c - centers[i]) < _MERGE]
        if not near:
            kept.append((centers[i], float(shares[i])))
            continue
        center, share = kept[near[0]]
        total = share + float(shares[i])
        if total > 0:
            kept[near[0]] = ((center * share + centers[i] * float(shares[i])) / total, total)
    return np.array([center for center, _ in kept]), np.array([share for _, share in kept])


def _squared_distances(a: FloatMatrix, b: FloatMatrix) -> FloatMatrix:
    """Each of a against each of b; a difference of products is a tenth of a sum of differences."""
    apart = (a * a).sum(axis=1)[:, None] - 2 * (a @ b.T) + (b * b).sum(axis=1)
    return np.asarray(np.maximum(apart, 0))


def harmony(swatches: Sequence[Swatch], brand_palette: Sequence[str]) -> float:
    """How well a picture's palette goes with brand colours (#rrggbb), 0…1; 1 = all of it theirs.

    Every swatch is matched to its nearest brand colour in OKLab, lightness at half weight. Greys
    go with anything, and skin is not a choice: both count little.
    Raises ValueError for an empty palette or a colour that is not #rrggbb.
    """
    if not swatches or not brand_palette:
        raise ValueError("harmony needs at least one swatch and one brand colour")
    scale = np.array([_LIGHTNESS_SHARE, 1.0, 1.0])
    brand = np.array([srgb_to_oklab(hex_to_srgb(color)) for color in brand_palette])
    seen = np.array([srgb_to_oklab(hex_to_srgb(swatch.hex)) for swatch in swatches])
    apart = _squared_distances(seen * scale, brand * scale).min(axis=1)
    match = np.exp(-apart / _ALIKE**2)
    chroma = np.hypot(seen[:, 1], seen[:, 2])
    hue_deg = np.degrees(np.arctan2(seen[:, 2], seen[:, 1]))
    is_neutral = chroma < _NEUTRAL_CHROMA
    is_skin = (hue_deg > _SKIN_HUE_DEG[0]) & (hue_deg < _SKIN_HUE_DEG[1])
    is_skin &= (chroma > _SKIN_CHROMA[0]) & (chroma < _SKIN_CHROMA[1])
    match = np.where(is_neutral, np.maximum(match, _NEUTRAL_MATCH), match)
    weights = np.array([s.share for s in swatches]) * np.where(
        is_neutral | is_skin, _QUIET_WEIGHT, 1.0
    )
    return float(weights @ match / weights.sum())


FAMILY = CueFamily("color", KINDS, measure_palette)
