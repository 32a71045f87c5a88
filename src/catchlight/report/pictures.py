"""Pictures inside the report: sized, encoded, as data URIs; and the original laid over the pick."""

from __future__ import annotations

import base64
import io
from pathlib import Path

import cv2
import numpy as np

from ..exports.export import srgb_profile
from ..image import Pixels, shrunk, to_uint8
from ..portrait import Portrait

QUALITY = 84  # JPEG; the report shows pictures, the kit's files are the ones to publish
_NEUTRAL = 0.5  # what shows where the original ends
_ANCHORS = (33, 133, 362, 263, 1, 61, 291, 152, 10)  # eyes, nose, mouth, chin, forehead


def jpeg(pixels: Pixels, longest_side: int, quality: int = QUALITY) -> bytes:
    """The picture as a JPEG with an sRGB profile, shrunk to `longest_side`; no other metadata."""
    from PIL import Image

    buffer = io.BytesIO()
    options = {"quality": quality, "optimize": True, "progressive": True}
    Image.fromarray(to_uint8(shrunk(pixels, longest_side))).save(
        buffer, "JPEG", icc_profile=srgb_profile(), **options
    )
    return buffer.getvalue()


def data_uri(data: bytes, kind: str = "image/jpeg") -> str:
    """File bytes as the address of an image inside the page."""
    return f"data:{kind};base64," + base64.b64encode(data).decode("ascii")


def picture_uri(pixels: Pixels, longest_side: int) -> str:
    """A picture as the address of an image inside the page."""
    return data_uri(jpeg(pixels, longest_side))


def preview_uri(path: Path, longest_side: int) -> str:
    """A small JPEG of a written export, so that the report shows the file itself."""
    from PIL import Image

    with Image.open(path) as picture:
        pixels = np.asarray(picture.convert("RGB"), dtype=np.float32) / np.float32(255)
    return picture_uri(pixels, longest_side)


def laid_over(original: Portrait, pick: Portrait) -> Pixels | None:
    """The original turned, scaled and cut so that its face lies where the pick's face lies.

    None when one of them has no face: then they cannot be laid over each other.
    """
    if original.face is None or pick.face is None:
        return None
    old = original.face.landmarks[list(_ANCHORS), :2]
    new = pick.face.landmarks[list(_ANCHORS), :2]
    matrix, _ = cv2.estimateAffinePartial2D(old, new, method=cv2.LMEDS)
    scale = float(np.hypot(matrix[0, 0], matrix[1, 0]))
    pixels = original.pixels
    if scale < 1:  # a plain warp would skip pixels
        sigma = max(0.1, 0.4 * (1 / scale - 1))
        pixels = np.asarray(cv2.GaussianBlur(pixels, (0, 0), sigma), dtype=np.float32)
    size = (pick.extent.width, pick.extent.height)
    grey = (_NEUTRAL, _NEUTRAL, _NEUTRAL)
    warped = cv2.warpAffine(
        pixels,
        matrix,
        size,
        flags=cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=grey,
    )
    return np.asarray(np.clip(warped, 0, 1), dtype=np.float32)
