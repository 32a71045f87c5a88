"""Variants of the public-domain sample as files."""

from __future__ import annotations

import numpy as np
import pytest

from catchlight.image import Photo, encode_jpeg, to_pixels, to_uint8


@pytest.fixture(scope="session")
def portraits(astronaut_photo: Photo, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Four small portraits: darker, lighter, mirrored, cropped."""
    folder = tmp_path_factory.mktemp("portraits")
    pixels = to_pixels(to_uint8(astronaut_photo.pixels))[:, :512]
    variants = {
        "a-dark": pixels * np.float32(0.8),
        "b-light": np.clip(pixels * np.float32(1.1), 0, 1),
        "c-mirrored": pixels[:, ::-1],
        "d-cropped": pixels[:400, 40:440],
    }
    for name, variant in variants.items():
        (folder / f"{name}.jpg").write_bytes(encode_jpeg(np.ascontiguousarray(variant)))
    return [str(folder / f"{name}.jpg") for name in variants]
