"""The backdrops by name: what is written in backdrops.toml, and their pictures."""

from __future__ import annotations

import io
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

import cv2
import numpy as np

from ..color import FloatArray, hex_to_srgb, srgb_to_linear
from ..errors import UnknownName
from ..geometry import Extent
from ..image import Pixels
from . import backdrops_place as place
from . import backdrops_studio as studio
from .backdrops_scene import PLATE_HEIGHT, PLATE_WIDTH, defocus, develop, glow
from .harmonics import Light, key_and_fill
from .planes import looked_up, table_of

ENVIRONMENT_STOPS = (-7.0, 7.0)  # the range in which scripts/make_environments.py codes light
ENVIRONMENT_BLUR = 0.026  # radius of the lens's disc as a share of the plate's width
LENS_VEIL = 0.06  # of an environment's light, spread as a bright lens does
UNSAID_JOB = 0.4  # how well a backdrop suits a job that its table does not name
KEPT_PLATES = 6  # developed plates kept in memory, 8 MB each

Scene = Callable[[np.random.Generator, FloatArray], FloatArray]
SCENES: Mapping[str, Scene] = {
    "paper": studio.paper,
    "canvas": studio.canvas,
    "spot": studio.spot,
    "concrete": studio.concrete,
    "window_light": studio.window_light,
    "office": place.office,
    "cafe": place.cafe,
    "library": place.library,
    "street": place.street,
    "night_city": place.night_city,
    "beach": place.beach,
    "garden": place.garden,
}


@dataclass(frozen=True)
class Backdrop:
    """One backdrop: how it is made, the light that belongs to it, what it suits.

    `light` is nine harmonics (harmonics.py), `tint` the colour of that light with mean 1. `color`
    is None where a scene has no main colour. `jobs` and `contexts` are as in backdrops.toml.
    """

    name: str
    title: str
    about: str
    scene: str
    light: Light
    tint: tuple[float, float, float]
    jobs: Mapping[str, float]
    contexts: tuple[str, ...]
    color: str | None = None
    exposure: float = 1.0
    blur: float = ENVIRONMENT_BLUR
    balance: tuple[float, float, float] = (1.0, 1.0, 1.0)

    def suits(self, job: str) -> float:
        """How well it suits an emotional job, 0…1."""
        return self.jobs.get(job, UNSAID_JOB)


@cache
def backdrops() -> Mapping[str, Backdrop]:
    """Every backdrop by name, in the order of backdrops.toml."""
    folder = resources.files(__package__)
    tables = tomllib.loads((folder / "backdrops.toml").read_text(encoding="utf-8"))
    text = (folder / "environments" / "light.toml").read_text(encoding="utf-8")
    lights = tomllib.loads(text)
    return {name: _backdrop(name, table, lights.get(name, {})) for name, table in tables.items()}


def _backdrop(name: str, table: Mapping[str, Any], measured: Mapping[str, Any]) -> Backdrop:
    if table["scene"] == "environment":
        light: Light = tuple(measured["sh"])
    else:
        light = key_and_fill(*table["key"])
    if "tint" in table:
        tint = srgb_to_linear(hex_to_srgb(table["tint"]))
    else:
        tint = np.array(measured["tint"], dtype=np.float32)
    tint = tint / tint.mean()
    optional = {k: table[k] for k in ("color", "exposure", "blur") if k in table}
    return Backdrop(
        name, table["title"], table["about"], table["scene"], light,
        (float(tint[0]), float(tint[1]), float(tint[2])), table["jobs"], tuple(table["contexts"]),
        balance=tuple(table.get("balance", (1.0, 1.0, 1.0))), **optional,
    )  # fmt: skip


def find_backdrop(name: str) -> Backdrop:
    """The backdrop called `name`. Raises UnknownName with close matches."""
    known = backdrops()
    if name not in known:
        raise UnknownName("backdrop", name, known)
    return known[name]


@lru_cache(maxsize=KEPT_PLATES)
def plate(name: str, seed: int = 0, color: str | None = None) -> Pixels:
    """The whole backdrop as pixels, PLATE_WIDTH × PLATE_HEIGHT: the same for the same arguments.

    `seed` changes what is random in a drawn scene, `color` (#rrggbb) its main colour. Treat the
    array as read-only: it is kept for the next caller.
    """
    backdrop = find_backdrop(name)
    if backdrop.scene == "environment":
        light = _environment(name, backdrop)
    else:
        main = srgb_to_linear(hex_to_srgb(color or backdrop.color or "#808080"))
        light = SCENES[backdrop.scene](np.random.default_rng(seed), main)
    pixels = develop(light, backdrop.exposure)
    pixels.setflags(write=False)
    return pixels


def _environment(name: str, backdrop: Backdrop) -> FloatArray:
    """The coded plate of an environment as linear light, enlarged and put out of focus."""
    from PIL import Image

    data = (resources.files(__package__) / "environments" / f"{name}.webp").read_bytes()
    with Image.open(io.BytesIO(data)) as picture:
        coded = np.asarray(picture.convert("RGB"), dtype=np.float32) / 255
    low, high = ENVIRONMENT_STOPS
    large = np.asarray(
        cv2.resize(coded, (PLATE_WIDTH, PLATE_HEIGHT), interpolation=cv2.INTER_CUBIC), np.float32
    )
    light = looked_up(table_of(lambda code: 2.0 ** (low + (high - low) * code)), large)
    light = light * np.asarray(backdrop.balance, dtype=np.float32)
    return glow(defocus(np.asarray(light, np.float32), backdrop.blur), LENS_VEIL)


def fitted(pixels: Pixels, extent: Extent) -> Pixels:
    """The middle of a plate or picture, as much as the shape allows, at the size of `extent`.

    A little more is taken from below the top than from the bottom: eyes stand above the middle.
    """
    height, width = pixels.shape[:2]
    scale = max(extent.width / width, extent.height / height)
    part_width, part_height = extent.width / scale, extent.height / scale
    left, top = (width - part_width) / 2, (height - part_height) * 0.4
    matrix = np.array(
        [[1 / scale, 0, left + 0.5 / scale - 0.5], [0, 1 / scale, top + 0.5 / scale - 0.5]]
    )
    if scale < 0.7:  # going down: average, do not skip
        rows = slice(int(top), int(np.ceil(top + part_height)))
        columns = slice(int(left), int(np.ceil(left + part_width)))
        part = np.ascontiguousarray(pixels[rows, columns])
        return np.asarray(
            cv2.resize(part, tuple(extent), interpolation=cv2.INTER_AREA), dtype=np.float32
        )
    enlarged = cv2.warpAffine(
        pixels, matrix, tuple(extent), flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )  # fmt: skip
    np.clip(enlarged, 0, 1, out=enlarged)
    return np.asarray(enlarged, dtype=np.float32)
