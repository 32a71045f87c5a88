"""Pictures on their way out (photos of the sitter, bare) and in (a service's picture → a take)."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np

from ..errors import BackendError, ImageError
from ..geometry import Extent
from ..image import decode_photo, encode_jpeg, shrunk, to_uint8
from ..portrait import Portrait
from ..shot import Shot
from ..vision.observe import observe
from ..vision.weights import manifest, weights_path
from .base import MASK

LEAST_SIDE_PX = 256  # below, no cue of a face can be read
SHAPE_TOLERANCE = 0.05  # a picture whose ratio is off by more is not the shape asked for


@dataclass(frozen=True)
class Upload:
    """One encoded picture for a request; it holds pixels and no metadata."""

    name: str
    data: bytes
    mime: str

    @property
    def base64(self) -> str:
        """As base64 text."""
        return base64.b64encode(self.data).decode("ascii")

    @property
    def data_url(self) -> str:
        """As a `data:` address."""
        return f"data:{self.mime};base64,{self.base64}"


def photos_of(shot: Shot, longest_side_px: int) -> tuple[Upload, ...]:
    """The sitter's photos as they are sent: shrunk, encoded anew, under plain names.

    The first one is a PNG where there is a mask, because a mask and its photo must agree.
    """
    uploads = []
    for number, reference in enumerate(shot.references, start=1):
        pixels = shrunk(reference.portrait.pixels, longest_side_px)
        if number == 1 and MASK in shot.options:
            uploads.append(Upload("photo-1.png", _png(to_uint8(pixels)), "image/png"))
        else:
            data = encode_jpeg(pixels)
            uploads.append(Upload(f"photo-{number}.jpg", data, "image/jpeg"))
    return tuple(uploads)


def mask_of(shot: Shot, longest_side_px: int) -> Upload | None:
    """The mask as a PNG at the size of the first photo: transparent where it is made anew."""
    if MASK not in shot.options:
        return None
    photo = shrunk(shot.references[0].portrait.pixels, longest_side_px)
    mask = np.asarray(shot.options[MASK], dtype=np.float32)
    height, width = photo.shape[:2]
    kept = to_uint8(np.asarray(1 - cv2.resize(mask, (width, height)), dtype=np.float32))
    return Upload("mask.png", _png(np.dstack([to_uint8(photo), kept])), "image/png")


def white_mask_of(shot: Shot, longest_side_px: int) -> Upload | None:
    """The mask as a grey PNG at the size of the first photo: white where it is made anew."""
    if MASK not in shot.options:
        return None
    photo = shrunk(shot.references[0].portrait.pixels, longest_side_px)
    mask = np.asarray(shot.options[MASK], dtype=np.float32)
    grey = np.asarray(cv2.resize(mask, (photo.shape[1], photo.shape[0])), dtype=np.float32)
    return Upload("mask.png", _png(to_uint8(np.dstack([grey, grey, grey]))), "image/png")


@cache
def check_networks() -> None:
    """Raise WeightsMissing now rather than when a take was paid for and cannot be looked at."""
    for file in manifest():
        weights_path(file.name)


def opened(data: bytes, service: str, wanted: Extent) -> tuple[Portrait, tuple[str, ...]]:
    """A service's picture as a portrait, and what differs from what was asked for.

    Nothing but pixels is kept of the file. Raises BackendError for what is no picture, or is too
    small to be read.
    """
    try:
        photo = decode_photo(data, f"the picture of {service}")
    except ImageError as error:
        raise BackendError(
            f"{service} sent something that is no picture ({len(data):,} bytes): {error}"
        ) from error
    got = photo.extent
    if min(got) < LEAST_SIDE_PX:
        raise BackendError(
            f"{service} sent a picture of {got.width}×{got.height} pixels. Expected about "
            f"{wanted.width}×{wanted.height}. It is too small to be read; ask for another size."
        )
    return observe(photo.pixels), size_notes(got, wanted)


def size_notes(got: Extent, wanted: Extent) -> tuple[str, ...]:
    """What to tell where a picture came in another shape, or at less than half the size."""
    ratio = (got.width / got.height) / (wanted.width / wanted.height)
    same_shape = abs(ratio - 1) <= SHAPE_TOLERANCE
    if same_shape and got.width * got.height >= wanted.width * wanted.height / 2:
        return ()
    return (
        f"It came as {got.width}×{got.height} pixels; asked for was "
        f"{wanted.width}×{wanted.height}.",
    )


def from_base64(text: object, service: str) -> bytes:
    """The bytes of base64 text, with or without a `data:` head. Raises BackendError."""
    if isinstance(text, str):
        try:
            return base64.b64decode(text.split(",", 1)[-1], validate=True)
        except ValueError:
            pass
    raise BackendError(
        f"{service} sent a picture that cannot be decoded. Expected base64. Run it again."
    )


def _png(values: np.ndarray) -> bytes:
    from PIL import Image

    sink = io.BytesIO()
    Image.fromarray(values).save(sink, "PNG")
    return sink.getvalue()
