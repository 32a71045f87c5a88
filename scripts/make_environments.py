"""Make the small environment plates and their light from the CC0 HDR maps of `@pmndrs/assets`.

    npm pack @pmndrs/assets@1.7.0 && tar xzf pmndrs-assets-1.7.0.tgz
    pip install OpenEXR numpy opencv-python-headless pillow
    python scripts/make_environments.py package/hdri src/catchlight/retouch/environments

Each plate is a straight-lined view out of one map, 144 × 108 px, its light coded in logarithms so
that lamps stay brighter than paper white and become discs when the plate is defocused. The light
is the 9 spherical-harmonic coefficients of the same map turned the same way (x right, y into the
picture, z up), with the colour of what falls on a face that looks at the camera.
"""

from __future__ import annotations

import base64
import io
import re
import sys
import tempfile
from pathlib import Path

import cv2
import numpy as np
import OpenEXR
from PIL import Image

# name: (map, yaw of the view and its width in degrees, horizon as a share of the height)
VIEWS = {
    "atrium": ("esplanade", 148, 66, 0.58),
    "hotel-bar": ("esplanade", 42, 60, 0.56),
    "woodland": ("forest", 8, 66, 0.60),
    "glass-office": ("bridge", 318, 66, 0.52),
    "living-room": ("apartment", 78, 72, 0.55),
    "warm-wall": ("apartment", 352, 66, 0.62),
    "avenue": ("city", 62, 60, 0.62),
    "waterfront-sunset": ("sunset", 38, 60, 0.56),
    "arcade": ("sunset", 282, 60, 0.66),
    "meadow-sunrise": ("sunrise", 22, 60, 0.52),
    "autumn-field": ("sunrise", 296, 60, 0.50),
    "sea-dusk": ("venice", 112, 66, 0.58),
    "brick-terrace": ("venice", 222, 60, 0.62),
    "workshop": ("workshop", 318, 66, 0.56),
    "loft": ("warehouse", 138, 66, 0.58),
    "archive": ("lab", 152, 66, 0.50),
}
PLATE_WIDTH, PLATE_HEIGHT = 144, 108
LUMINANCE = np.array([0.2126, 0.7152, 0.0722])
HIGHLIGHT_CAP = 120.0  # × the log-average: beyond it one lamp would decide the whole picture
LIGHT_CAP = 60.0  # × the log-average, for the light (BACKENDS: luminance clipped at 60)
LOWER_STOPS, UPPER_STOPS = -7.0, 7.0  # coded range around the log-average
DIRECTION_CAP = 1.15  # norm of the eight directional coefficients, the first being 1


def read_map(folder: Path, name: str) -> np.ndarray:
    """One map as linear RGB, finite and not negative, log-average luminance 1."""
    text = (folder / f"{name}.exr.js").read_text()
    match = re.search(r"base64,([A-Za-z0-9+/=]+)", text)
    if match is None:
        raise SystemExit(f"{name}.exr.js holds no EXR.")
    with tempfile.NamedTemporaryFile(suffix=".exr") as file:
        file.write(base64.b64decode(match.group(1)))
        file.flush()
        with OpenEXR.File(file.name) as exr:
            channels = exr.channels()
            pixels = next(channels[k].pixels for k in ("RGB", "RGBA") if k in channels)
    radiance = np.asarray(pixels[..., :3], dtype=np.float32)
    radiance = np.maximum(np.nan_to_num(radiance, nan=0.0, posinf=1e4, neginf=0.0), 0)
    # The codec leaves dark blocks inside the sun's glare: close them where all around is bright.
    closed = cv2.morphologyEx(radiance, cv2.MORPH_CLOSE, np.ones((13, 13), np.uint8))
    average = np.exp(np.log(radiance @ LUMINANCE + 1e-4).mean())
    hole = (closed.min(axis=-1) > 60 * average) & (
        radiance.min(axis=-1) < 0.1 * closed.min(axis=-1)
    )
    radiance[hole] = closed[hole]
    return radiance / np.exp(np.log(radiance @ LUMINANCE + 1e-4).mean())


def view(radiance: np.ndarray, yaw_deg: float, width_deg: float, horizon: float) -> np.ndarray:
    """A straight-lined view, sampled in logarithms (no ringing round lamps)."""
    rows, columns = radiance.shape[:2]
    focal = PLATE_WIDTH / 2 / np.tan(np.radians(width_deg / 2))
    x = (np.arange(PLATE_WIDTH) + 0.5 - PLATE_WIDTH / 2) / focal
    z = -(np.arange(PLATE_HEIGHT) + 0.5 - PLATE_HEIGHT * horizon) / focal
    xs, zs = np.meshgrid(x, z)
    azimuth = np.arctan2(xs, 1.0) + np.radians(yaw_deg)
    elevation = np.arctan2(zs, np.hypot(xs, 1.0))
    u = ((azimuth / (2 * np.pi) + 0.5) % 1) * columns - 0.5
    v = (0.5 - elevation / np.pi) * rows - 0.5
    logs = np.log2(np.clip(radiance, 2.0**LOWER_STOPS, HIGHLIGHT_CAP)).astype(np.float32)
    logs = np.concatenate([logs, logs[:, :8]], axis=1)
    return cv2.remap(logs, np.float32(u % columns), np.float32(v), cv2.INTER_CUBIC,
                     borderMode=cv2.BORDER_REPLICATE)  # fmt: skip


def harmonics(x: np.ndarray, y: np.ndarray, z: np.ndarray) -> np.ndarray:
    """The 9 real spherical harmonics of bands 0–2 (Ramamoorthi & Hanrahan 2001)."""
    one = np.ones_like(x)
    return np.stack([
        0.282095 * one, 0.488603 * y, 0.488603 * z, 0.488603 * x, 1.092548 * x * y,
        1.092548 * y * z, 0.315392 * (3 * z * z - 1), 1.092548 * x * z, 0.546274 * (x * x - y * y),
    ], axis=-1)  # fmt: skip


def light(radiance: np.ndarray, yaw_deg: float) -> tuple[np.ndarray, np.ndarray]:
    """(9 coefficients with the first = 1, tint of the light on a face, luminance 1)."""
    rows, columns = radiance.shape[:2]
    azimuth = ((np.arange(columns) + 0.5) / columns - 0.5) * 2 * np.pi - np.radians(yaw_deg)
    elevation = (0.5 - (np.arange(rows) + 0.5) / rows) * np.pi
    az, el = np.meshgrid(azimuth, elevation)
    x, y, z = np.sin(az) * np.cos(el), np.cos(az) * np.cos(el), np.sin(el)
    solid = np.cos(el) * (np.pi / rows) * (2 * np.pi / columns)
    clipped = (
        radiance * np.minimum(1, LIGHT_CAP / np.maximum(radiance @ LUMINANCE, 1e-6))[..., None]
    )
    weights = harmonics(x, y, z) * solid[..., None]
    coefficients = np.einsum("hwk,hw->k", weights, clipped @ LUMINANCE)
    coefficients = coefficients / coefficients[0]
    norm = np.linalg.norm(coefficients[1:])
    coefficients[1:] *= min(1.0, DIRECTION_CAP / norm)
    on_face = np.maximum(0, -0.94 * y + 0.34 * z) * solid  # a face that looks at the camera
    color = np.einsum("hwc,hw->c", np.minimum(clipped, 8), on_face)
    return coefficients, color / (color @ LUMINANCE)


def main(source: str, target: str) -> None:
    """Write one WebP per view and `light.toml`."""
    folder = Path(target)
    folder.mkdir(parents=True, exist_ok=True)
    lines = ["# Written by scripts/make_environments.py from the CC0 maps of @pmndrs/assets 1.7.0."]
    for name, (map_name, yaw, width, horizon) in VIEWS.items():
        radiance = read_map(Path(source), map_name)
        logs = view(radiance, yaw, width, horizon)
        coded = np.clip((logs - LOWER_STOPS) / (UPPER_STOPS - LOWER_STOPS), 0, 1)
        buffer = io.BytesIO()
        Image.fromarray(np.rint(coded * 255).astype(np.uint8)).save(
            buffer, "WEBP", quality=92, method=6, exact=True
        )
        (folder / f"{name}.webp").write_bytes(buffer.getvalue())
        coefficients, tint = light(radiance, yaw)
        lines += [
            f"\n[{name}]",
            f'map = "{map_name}"',
            f"sh = [{', '.join(f'{c:.4f}' for c in coefficients)}]",
            f"tint = [{', '.join(f'{c:.4f}' for c in tint)}]",
        ]
        print(f"{name}: {len(buffer.getvalue())} bytes")
    (folder / "light.toml").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:3])
