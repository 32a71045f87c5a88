"""The pictures of docs/cues: the public-domain sample, changed in known ways, with what is read.

    python scripts/draw_scene_cues.py

Writes docs/images/cue-*.jpg: one strip a family, the reading under each picture.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from catchlight.color import linear_to_srgb, srgb_to_linear
from catchlight.cues.reader import read_portrait
from catchlight.image import Pixels, open_photo, to_uint8
from catchlight.portrait import Portrait
from catchlight.reading import Reading
from catchlight.report.overlay import draw_overlay
from catchlight.vision.observe import observe

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "images"
TILE_PX, TEXT_PX, QUALITY = 360, 15, 82
Change = Callable[[Portrait], Portrait]


def same(portrait: Portrait) -> Portrait:
    """As it is."""
    return portrait


def cropped(left: int, top: int, right: int, bottom: int) -> Change:
    """A cut-out."""

    def change(portrait: Portrait) -> Portrait:
        pixels = np.ascontiguousarray(portrait.pixels[top:bottom, left:right])
        return portrait.mapped(np.array([[1.0, 0, -left], [0, 1.0, -top]]), pixels)

    return change


def painted(paint: Callable[[Pixels], npt.NDArray[np.floating]]) -> Change:
    """Other pixel values."""

    def change(portrait: Portrait) -> Portrait:
        pixels = np.clip(paint(portrait.pixels), 0, 1).astype(np.float32)
        return portrait.with_pixels(pixels)

    return change


def lit(left: float, right: float) -> Change:
    """More light on one side of the face."""
    ramp = np.interp(np.arange(512), [180, 270], [left, right]).astype(np.float32)[None, :, None]
    return painted(lambda p: linear_to_srgb(srgb_to_linear(p) * ramp))


def cast(red: float, blue: float) -> Change:
    """Warmer or cooler light."""
    gains = np.array([red, 1.0, blue], dtype=np.float32)
    return painted(lambda p: linear_to_srgb(srgb_to_linear(p) * gains))


def behind(make: Callable[[Pixels], Pixels]) -> Change:
    """Another background."""

    def change(portrait: Portrait) -> Portrait:
        mask = portrait.person_mask
        assert mask is not None
        alpha = mask[..., None]
        return painted(lambda p: alpha * p + (1 - alpha) * make(p))(portrait)

    return change


def aged(black: float, color: float, grain: float) -> Change:
    """Faded, paler, grainy."""

    def paint(p: Pixels) -> npt.NDArray[np.floating]:
        grey = p.mean(axis=2, keepdims=True)
        noise = np.random.default_rng(1).standard_normal(p.shape[:2]).astype(np.float32)
        noise = cv2.GaussianBlur(noise, (0, 0), 0.8)[..., None] / 0.35
        return black + (0.95 - black) * (grey + (p - grey) * color) + grain * noise

    return painted(paint)


CLOSE = cropped(110, 0, 350, 240)
STRIPS: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[Change, ...]]] = {
    "light": (("light",), ("light_azimuth_deg", "lighting_ratio_stops", "shadow_softness"),
              (same, lit(0.03, 1.0), lit(1.0, 0.12))),
    "posture": ((), ("shoulder_roll_deg", "shoulder_turn", "openness"), (same,)),
    "framing": (("frame",), ("face_fraction", "headroom", "shot_size"),
                (same, cropped(60, 0, 400, 340), CLOSE)),
    "background": ((), ("background_clutter", "background_blur", "background_kind"),
                   (same, behind(lambda p: cv2.GaussianBlur(p, (0, 0), 6)),
                    behind(lambda p: np.full_like(p, 0.7)))),
    "color": (("palette",), ("color_temperature_k", "warmth", "palette_valence"),
              (cast(0.87, 1.25), same, cast(1.15, 0.8))),
    "nostalgia": ((), ("grain", "faded_blacks", "vintage_look"),
                  (same, aged(0.18, 0.6, 0.01), aged(0.06, 0.0, 0.012))),
}  # fmt: skip
CROPS: dict[str, Change] = {"light": CLOSE}


def tile(portrait: Portrait, layers: tuple[str, ...], cues: tuple[str, ...]) -> Image.Image:
    """The picture with its layers and the cues' values below."""
    reading = read_portrait(portrait, "sample")
    drawn = draw_overlay(portrait, reading, layers) if layers else portrait.pixels
    if "shoulder_roll_deg" in cues:
        drawn = with_line(drawn, reading)
    height = round(TILE_PX * drawn.shape[0] / drawn.shape[1])
    picture = Image.fromarray(to_uint8(drawn)).resize((TILE_PX, height), Image.Resampling.LANCZOS)
    canvas = Image.new("RGB", (TILE_PX, height + (len(cues) + 1) * (TEXT_PX + 5)), "white")
    canvas.paste(picture, (0, 0))
    font = ImageFont.load_default(TEXT_PX)
    for line, name in enumerate(cues):
        at = (6, height + 6 + line * (TEXT_PX + 5))
        ImageDraw.Draw(canvas).text(at, f"{name}: {said(reading, name)}", "black", font)
    return canvas


def with_line(pixels: Pixels, reading: Reading) -> Pixels:
    """The shoulder line."""
    drawn = pixels.copy()
    height, width = drawn.shape[:2]
    ends = [(round(p.x * width), round(p.y * height)) for p in reading["shoulder_roll_deg"].where]
    cv2.line(drawn, ends[0], ends[1], (0.2, 0.9, 1.0), 3, cv2.LINE_AA)
    return drawn


def said(reading: Reading, name: str) -> str:
    """Value, range and label, or why not."""
    if name not in reading:
        return "skipped"
    cue = reading[name]
    if cue.unit == "code":
        return cue.label
    digits = 0 if abs(cue.value) >= 10 else 3 if name == "grain" else 2
    low, high = f"{cue.low:.{digits}f}", f"{cue.high:.{digits}f}"
    return f"{cue.value:.{digits}f} [{low} … {high}] {cue.unit}"


def main() -> None:
    """One strip a family."""
    sample = observe(open_photo("sample:astronaut").pixels)
    for name, (layers, cues, changes) in STRIPS.items():
        crop = CROPS.get(name, same)
        tiles = [tile(crop(change(sample)), layers, cues) for change in changes]
        strip = Image.new("RGB", (TILE_PX * len(tiles), max(t.height for t in tiles)), "white")
        for column, picture in enumerate(tiles):
            strip.paste(picture, (column * TILE_PX, 0))
        path = FOLDER / f"cue-{name}.jpg"
        strip.save(path, quality=QUALITY, optimize=True)
        print(f"{path.name}: {path.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
