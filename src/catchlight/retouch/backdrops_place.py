"""Places, drawn: office, café, library, street at dusk, night city, beach, garden.

Each is built from things with plausible brightness (a lamp is hundreds of times brighter than the
wall behind it), at two or three distances, and then put out of focus as a wide-open lens does.
"""

from __future__ import annotations

import cv2
import numpy as np

from ..color import FloatArray
from .backdrops_scene import (
    PLATE_HEIGHT,
    PLATE_WIDTH,
    Layer,
    add_lamps,
    cloud,
    defocus,
    glow,
    grid,
    hue,
    over,
    plain,
)

TUNGSTEN = (1.0, 0.58, 0.22)
WARM_WHITE = (1.0, 0.80, 0.55)
DAYLIGHT = (0.93, 1.0, 1.08)


def _empty() -> FloatArray:
    return np.zeros((PLATE_HEIGHT, PLATE_WIDTH), dtype=np.float32)


def _box(
    plate: FloatArray,
    left: float,
    top: float,
    right: float,
    bottom: float,
    value: FloatArray | float,
) -> None:
    """Fill a rectangle given in shares of width and height."""
    x0, x1 = (int(np.clip(v, 0, 1) * PLATE_WIDTH) for v in (left, right))
    y0, y1 = (int(np.clip(v, 0, 1) * PLATE_HEIGHT) for v in (top, bottom))
    plate[y0:y1, x0:x1] = value


def _vertical(*stops: tuple[float, FloatArray]) -> FloatArray:
    """A plate whose colour runs down through `stops` (share of height, linear colour)."""
    y = (np.arange(PLATE_HEIGHT, dtype=np.float32) + 0.5) / PLATE_HEIGHT
    places = [place for place, _ in stops]
    column = np.stack([np.interp(y, places, [c[k] for _, c in stops]) for k in range(3)], axis=-1)
    return np.ascontiguousarray(
        np.broadcast_to(column[:, None], (PLATE_HEIGHT, PLATE_WIDTH, 3)), dtype=np.float32
    )


def office(rng: np.random.Generator, _: FloatArray) -> FloatArray:
    """A bright open office: tall windows at the back, pale walls, desks, a plant, screens."""
    scene = _vertical(
        (0.0, hue(1, 0.99, 0.97, level=0.42)),
        (0.16, hue(1, 0.99, 0.96, level=0.34)),
        (0.62, hue(1, 0.96, 0.90, level=0.26)),
        (1.0, hue(1, 0.88, 0.74, level=0.12)),
    )
    _box(scene, 0.0, 0.62, 1.0, 1.0, hue(1, 0.84, 0.66, level=0.13))
    for pane in range(6):  # the window wall, sky above and trees below
        left = 0.30 + pane * 0.105
        _box(scene, left, 0.14, left + 0.092, 0.58, hue(*DAYLIGHT, level=1.15))
        _box(scene, left, 0.40, left + 0.092, 0.58, hue(0.78, 1.0, 0.66, level=0.46))
        _box(scene, left, 0.33, left + 0.092, 0.41, hue(0.85, 0.95, 1.05, level=0.72))
    _box(scene, 0.0, 0.10, 0.12, 0.66, hue(1.0, 0.70, 0.44, level=0.16))  # oak cupboard
    _box(scene, 0.12, 0.10, 0.16, 0.66, hue(1.0, 0.72, 0.48, level=0.09))
    for shelf in range(4):
        for item in range(6):
            level = float(rng.uniform(0.06, 0.5))
            left = 0.012 + item * 0.017
            tint = rng.uniform(0.6, 1.0, 3)
            _box(scene, left, 0.14 + shelf * 0.12, left + 0.013, 0.22 + shelf * 0.12,
                 hue(*tint, level=level))  # fmt: skip
    for lamp in (0.30, 0.52, 0.74):  # a row of round ceiling lights
        _box(scene, lamp, 0.055, lamp + 0.022, 0.068, hue(*WARM_WHITE, level=9))
    for picture in (0.185, 0.235):
        _box(scene, picture, 0.26, picture + 0.035, 0.40, hue(0.7, 0.8, 1.0, level=0.12))
    outside = np.clip((scene[..., 1] - 0.36) * 9, 0, 1) * (1 - np.clip(scene[..., 1] - 1.2, 0, 1))
    scene *= (1 + outside * 0.30 * np.tanh(cloud(rng, 0.07, octaves=3)))[..., None]
    far = defocus(scene, 0.026)
    desks = plain(hue(1.0, 0.93, 0.84, level=0.34))
    cover = _empty()
    _box(cover, 0.20, 0.62, 0.58, 0.655, 1.0)
    _box(cover, 0.70, 0.64, 1.0, 0.68, 1.0)
    for left, top in ((0.26, 0.52), (0.43, 0.52), (0.80, 0.53)):
        _box(cover, left, top, left + 0.085, top + 0.09, 1.0)
        _box(desks, left, top, left + 0.085, top + 0.09, hue(0.8, 0.95, 1.15, level=0.20))
    scene = over(far, Layer(desks, cover, 0.030))
    leaves = np.clip(3 * (cloud(rng, 0.05, octaves=2) + 0.1), 0, 1)
    xs, ys = grid()
    pot = np.exp(-(((xs - 0.93) / 0.075) ** 2) - ((ys - 0.42) / 0.17) ** 2)
    plant = np.asarray(np.clip(leaves * pot * 1.8, 0, 1), np.float32)
    green = plain(hue(0.45, 0.9, 0.25, level=0.11)) * (1 + 0.5 * cloud(rng, 0.03)[..., None])
    scene = over(scene, Layer(np.maximum(green, 0.01).astype(np.float32), plant, 0.026))
    return glow(scene, 0.10)


def cafe(rng: np.random.Generator, _: FloatArray) -> FloatArray:
    """A café in the evening: dark wood, bottles on lit shelves, a row of pendant lamps."""
    scene = _vertical(
        (0.0, hue(1, 0.66, 0.42, level=0.020)),
        (0.45, hue(1, 0.62, 0.38, level=0.060)),
        (0.75, hue(1, 0.56, 0.32, level=0.045)),
        (1.0, hue(1, 0.50, 0.30, level=0.018)),
    )
    scene *= (1 + 0.35 * np.tanh(cloud(rng, 0.3, octaves=3)))[..., None]
    for shelf in range(3):
        top = 0.20 + shelf * 0.125
        _box(scene, 0.42, top, 0.97, top + 0.10, hue(1, 0.62, 0.32, level=0.16))
        _box(scene, 0.42, top + 0.10, 0.97, top + 0.112, hue(1, 0.72, 0.44, level=0.5))
        x = 0.43
        while x < 0.95:
            width, height = float(rng.uniform(0.008, 0.018)), float(rng.uniform(0.035, 0.085))
            tint = [(1, 0.5, 0.12), (0.25, 0.6, 0.3), (0.9, 0.85, 0.7), (0.7, 0.16, 0.08)][
                int(rng.integers(4))
            ]
            _box(scene, x, top + 0.10 - height, x + width, top + 0.10,
                 hue(*tint, level=float(rng.uniform(0.02, 0.38))))  # fmt: skip
            x += width + float(rng.uniform(0.002, 0.016))
    _box(scene, 0.0, 0.06, 0.20, 0.56, hue(0.62, 0.80, 1.15, level=0.24))  # the street outside
    _box(scene, 0.0, 0.30, 0.20, 0.32, hue(1, 0.6, 0.4, level=0.02))
    _box(scene, 0.095, 0.06, 0.105, 0.56, hue(1, 0.6, 0.4, level=0.02))
    _box(scene, 0.30, 0.66, 1.0, 0.69, hue(1, 0.66, 0.40, level=0.22))  # the bar's edge
    _box(scene, 0.30, 0.69, 1.0, 1.0, hue(1, 0.52, 0.30, level=0.030))
    soft = defocus(scene, 0.022)
    count = 7
    across = 0.10 + np.arange(count) * 0.135 + rng.uniform(-0.02, 0.02, count)
    y = 0.15 + 0.025 * np.sin(np.arange(count)) + rng.uniform(-0.015, 0.015, count)
    lamps = np.stack([across, y], axis=-1)
    colors = np.stack([hue(*TUNGSTEN, level=float(v)) for v in rng.uniform(0.5, 1.1, count)])
    lit = add_lamps(soft, lamps, colors, 0.030)
    n = 46  # candles, glasses, fairy lights: small, far, of many brightnesses
    places = np.stack([rng.uniform(0, 1, n), rng.normal(0.50, 0.13, n)], axis=-1)
    tints = [TUNGSTEN, WARM_WHITE, (1.0, 0.42, 0.12)]
    small = np.stack(
        [hue(*tints[int(rng.integers(3))], level=float(v)) for v in rng.lognormal(-2.6, 0.9, n)]
    )
    lit = add_lamps(lit, places, np.minimum(small, 1.2), 0.019)
    return glow(lit, 0.16)


def library(rng: np.random.Generator, _: FloatArray) -> FloatArray:
    """Book shelves across the view, a reading lamp's warmth from the right."""
    scene = plain(hue(1, 0.55, 0.32, level=0.016))
    spines = [(1, 0.42, 0.26), (0.9, 0.68, 0.40), (0.36, 0.46, 0.42), (0.40, 0.34, 0.50),
              (1, 0.86, 0.66), (0.72, 0.22, 0.16), (0.30, 0.40, 0.60)]  # fmt: skip
    rows, height = 6, 0.165
    for row in range(-1, rows):
        top = 0.02 + row * height
        x = float(rng.uniform(-0.02, 0))
        while x < 1:
            width, tall = float(rng.uniform(0.010, 0.030)), float(rng.uniform(0.095, 0.138))
            if rng.random() < 0.05:  # a gap, a leaning book's shadow
                x += width
                continue
            tint = spines[int(rng.integers(len(spines)))]
            level = float(rng.lognormal(-2.9, 0.55))
            _box(scene, x, top + 0.145 - tall, x + width - 0.002, top + 0.145,
                 hue(*tint, level=level))  # fmt: skip
            if rng.random() < 0.35:  # a gilt label
                _box(scene, x + 0.002, top + 0.07, x + width - 0.004, top + 0.085,
                     hue(1, 0.75, 0.4, level=level * 2.2))  # fmt: skip
            x += width
        _box(scene, 0, top + 0.145, 1, top + 0.160, hue(1, 0.58, 0.34, level=0.055))
    for post in (0.16, 0.50, 0.84):
        _box(scene, post, 0, post + 0.018, 1, hue(1, 0.56, 0.33, level=0.045))
    xs, ys = grid()
    light = 0.35 + 1.5 * np.exp(-(((xs - 0.86) / 0.38) ** 2) - ((ys - 0.30) / 0.45) ** 2)
    light += 0.5 * np.exp(-(((xs - 0.05) / 0.3) ** 2))
    lit = defocus(np.asarray(scene * light[..., None], np.float32), 0.016)
    return glow(lit * hue(1.10, 1.0, 0.82), 0.12)


def _house(
    rng: np.random.Generator, color: FloatArray, cover: FloatArray, left: float, right: float,
    top: float, lit_share: float,
) -> None:  # fmt: skip
    """One façade with rows of windows, some of them lit, and a shop at its foot."""
    wall = hue(*rng.uniform(0.6, 1.0, 3), level=float(rng.uniform(0.012, 0.04)))
    _box(color, left, top, right, 0.78, wall)
    _box(cover, left, top, right, 0.78, 1.0)
    bays = max(2, round((right - left) / 0.035))
    pitch = (right - left) / bays
    y = top + 0.03
    while y < 0.56:
        for bay in range(bays):
            warm = hue(*WARM_WHITE, level=float(rng.lognormal(-1.3, 0.7)))
            dark = hue(0.5, 0.7, 1.0, level=float(rng.uniform(0.02, 0.07)))
            x = left + pitch * (bay + 0.25)
            _box(
                color, x, y, x + pitch * 0.5, y + 0.045, warm if rng.random() < lit_share else dark
            )
        y += 0.085
    x = left
    while x < right:
        width = float(rng.uniform(0.03, 0.07))
        tint = [TUNGSTEN, WARM_WHITE, (0.9, 0.95, 1.0), (1.0, 0.35, 0.25)][int(rng.integers(4))]
        _box(color, x, 0.62, min(x + width, right), 0.72,
             hue(*tint, level=float(rng.lognormal(-1.5, 0.8))))  # fmt: skip
        x += width + 0.012


def street(rng: np.random.Generator, _: FloatArray) -> FloatArray:
    """A city street after sunset: blue sky between houses, shop windows, traffic, wet asphalt."""
    scene = _vertical(
        (0.0, hue(0.30, 0.46, 1.0, level=0.075)),
        (0.40, hue(0.60, 0.64, 1.0, level=0.17)),
        (0.60, hue(1.0, 0.70, 0.62, level=0.26)),
        (0.66, hue(0.8, 0.62, 0.66, level=0.08)),
        (1.0, hue(0.55, 0.62, 0.9, level=0.035)),
    )
    for depth, (outer, inner, top, radius) in enumerate(
        ((0.38, 0.60, 0.40, 0.018), (0.22, 0.70, 0.26, 0.020), (0.0, 0.84, 0.03, 0.024))
    ):
        color, cover = plain(np.zeros(3, np.float32)), _empty()
        wide = (0.12, 0.17, 0.24)[depth]
        _house(rng, color, cover, outer, outer + wide, top, 0.40)
        _house(rng, color, cover, inner, inner + wide, top + float(rng.uniform(-0.02, 0.10)), 0.30)
        scene = over(scene, Layer(color, cover, radius))
    ground = int(0.74 * PLATE_HEIGHT)
    mirrored = scene[ground - 1 :: -1][: PLATE_HEIGHT - ground]
    wet = cv2.GaussianBlur(mirrored, (0, 0), sigmaX=14, sigmaY=70)
    scene[ground:] = 0.5 * scene[ground:] + 0.45 * wet
    scene = defocus(scene, 0.012)
    n = 22
    x = np.concatenate([rng.normal(0.50, 0.07, n // 2), rng.normal(0.60, 0.06, n // 2)])
    places = np.stack([x, rng.normal(0.665, 0.020, n)], axis=-1)
    reds = [hue(1, 0.08, 0.03, level=float(v)) for v in rng.lognormal(-2.4, 0.6, n // 2)]
    whites = [hue(1, 0.9, 0.72, level=float(v)) for v in rng.lognormal(-1.3, 0.7, n // 2)]
    sizes = 0.016 * rng.uniform(0.8, 1.3, n)
    scene = add_lamps(scene, places, np.stack(reds + whites), sizes)
    lamps = np.array([[0.345, 0.22], [0.395, 0.36], [0.425, 0.445], [0.70, 0.30], [0.655, 0.41],
                      [0.445, 0.50], [0.625, 0.48]])  # fmt: skip
    glowing = np.stack([hue(1, 0.66, 0.30, level=float(v)) for v in rng.uniform(0.3, 0.9, 7)])
    sizes = np.array([0.024, 0.020, 0.018, 0.023, 0.020, 0.016, 0.017])
    scene = add_lamps(scene, lamps + rng.normal(0, 0.006, lamps.shape), glowing, sizes)
    signals = np.stack([hue(0.1, 1, 0.55, level=0.22), hue(1, 0.10, 0.04, level=0.10)])
    scene = add_lamps(scene, np.array([[0.475, 0.50], [0.575, 0.52]]), signals, 0.017)
    return glow(scene, 0.12)


def night_city(rng: np.random.Generator, _: FloatArray) -> FloatArray:
    """A city far below a terrace at night: towers against a dim sky, hundreds of lights."""
    scene = _vertical(
        (0.0, hue(0.35, 0.50, 1.0, level=0.010)),
        (0.45, hue(0.75, 0.62, 0.85, level=0.026)),
        (0.62, hue(1.0, 0.72, 0.55, level=0.040)),
        (0.80, hue(0.7, 0.65, 0.8, level=0.014)),
        (1.0, hue(0.6, 0.7, 1.0, level=0.006)),
    )
    towers, cover = plain(hue(0.6, 0.75, 1.0, level=0.010)), _empty()
    x = -0.03
    while x < 1:
        width, top = float(rng.uniform(0.05, 0.12)), float(rng.uniform(0.22, 0.55))
        _box(cover, x, top, x + width, 0.8, 1.0)
        x += width * float(rng.uniform(0.8, 1.5))
    scene = over(scene, Layer(towers, cover, 0.024))
    tints = [TUNGSTEN, WARM_WHITE, (1.0, 0.86, 0.66), (0.70, 0.86, 1.0), (1.0, 0.2, 0.1),
             (0.2, 0.9, 0.7)]  # fmt: skip
    odds = np.array([0.36, 0.28, 0.16, 0.11, 0.06, 0.03])
    for count, spread, radius, level in ((150, 0.15, 0.011, -2.6), (52, 0.13, 0.020, -1.9)):
        places = np.stack(
            [rng.uniform(-0.02, 1.02, count), rng.normal(0.56, spread, count)], axis=-1
        )
        brightness = np.minimum(rng.lognormal(level, 0.75, count), 0.9)
        colors = np.stack(
            [hue(*tints[int(rng.choice(6, p=odds))], level=float(v)) for v in brightness]
        )
        scene = add_lamps(scene, places, colors, radius)
    return glow(scene, 0.10)


def beach(rng: np.random.Generator, _: FloatArray) -> FloatArray:
    """A beach at golden hour: low sun left of the sitter, glitter on the water, warm sand."""
    scene = _vertical(
        (0.0, hue(0.62, 0.72, 1.0, level=0.24)),
        (0.30, hue(1.0, 0.80, 0.66, level=0.42)),
        (0.50, hue(1.0, 0.62, 0.30, level=0.62)),
        (0.505, hue(0.85, 0.70, 0.58, level=0.24)),
        (0.66, hue(0.55, 0.64, 0.72, level=0.12)),
        (0.70, hue(1.0, 0.76, 0.52, level=0.24)),
        (1.0, hue(1.0, 0.68, 0.42, level=0.12)),
    )
    xs, ys = grid()
    far = ((xs - 0.20) ** 2 + ((ys - 0.42) * 0.75) ** 2).astype(np.float32)
    sun = 1.3 * np.exp(-far / 0.004) + 0.45 * np.exp(-far / 0.05)
    scene = scene + sun[..., None].astype(np.float32) * hue(1.0, 0.74, 0.40)
    streaks = np.tanh(cloud(rng, 0.20, octaves=4, stretch=0.16))
    sky = np.clip((0.42 - ys) / 0.3, 0, 1)
    clouds = cloud(rng, 0.35, octaves=4, stretch=0.35)
    scene *= (1 + 0.10 * sky * np.tanh(clouds))[..., None]
    water = ((ys > 0.505) & (ys < 0.68)).astype(np.float32)
    sand = (ys >= 0.68).astype(np.float32)
    scene *= (1 + water * 0.22 * streaks + sand * 0.10 * streaks)[..., None]
    soft = defocus(scene, 0.020)
    n = 130
    spread = rng.normal(0, 1, n)
    depth = rng.beta(1.2, 2.6, n)
    places = np.stack([0.20 + spread * (0.035 + 0.14 * depth), 0.51 + 0.15 * depth], axis=-1)
    level = rng.lognormal(-2.0, 0.8, n) * np.exp(-(spread**2) / 3)
    colors = np.stack([hue(1, 0.78, 0.45, level=float(min(v, 0.8))) for v in level])
    return glow(add_lamps(soft, places, colors, 0.013), 0.18)


def garden(rng: np.random.Generator, _: FloatArray) -> FloatArray:
    """Foliage against the light: three depths of leaves and the bright gaps between them."""
    deep = 1 + 0.7 * np.tanh(cloud(rng, 0.30, octaves=4))
    _, ys = grid()
    base = _vertical(
        (0.0, hue(0.66, 0.95, 0.40, level=0.26)),
        (0.5, hue(0.48, 0.90, 0.28, level=0.14)),
        (1.0, hue(0.42, 0.80, 0.26, level=0.055)),
    )
    scene = defocus(np.asarray(base * deep[..., None], np.float32), 0.030)
    tints = [(0.72, 1.0, 0.36), (0.95, 1.0, 0.62), (1.0, 1.0, 0.92), (0.55, 0.95, 0.30)]

    def with_gaps(
        scene: FloatArray, count: int, low: float, level: float, size: float, softness: float
    ) -> FloatArray:
        places = np.stack([rng.uniform(-0.02, 1.02, count), rng.beta(1.2, low, count)], axis=-1)
        bright = np.minimum(rng.lognormal(level, 0.8, count), 0.6) * (1.1 - 0.8 * places[:, 1])
        colors = np.stack([hue(*tints[int(rng.integers(4))], level=float(v)) for v in bright])
        sizes = size * rng.uniform(0.75, 1.25, count)
        return add_lamps(scene, places, colors, sizes, rim=0.1, softness=softness)

    scene = with_gaps(scene, 420, 2.2, -3.9, 0.024, 0.3)
    scene = with_gaps(scene, 60, 3.0, -2.6, 0.027, 0.2)
    for size, threshold, radius, brightness in (
        (0.16, 0.55, 0.026, 0.10),
        (0.11, 0.85, 0.020, 0.16),
    ):
        leaves = cloud(rng, size, octaves=3, roughness=0.6)
        cover = np.asarray(np.clip((leaves - threshold) * 6, 0, 1), np.float32)
        tone = 1 + 0.45 * np.tanh(cloud(rng, 0.08))
        color = (
            hue(0.50, 0.92, 0.24, level=brightness) * tone[..., None] * (1.35 - 0.8 * ys)[..., None]
        )
        scene = over(scene, Layer(np.asarray(color, np.float32), cover * 0.85, radius))
    scene = with_gaps(scene, 26, 3.2, -2.7, 0.031, 0.2)
    return glow(scene, 0.08)
