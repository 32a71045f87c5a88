"""Pictures at sizes: decoded from what is kept, shrunk, encoded anew, remembered within bounds.

What was uploaded is never sent back as it is: no byte of it reaches a browser but its pixels.
"""

from __future__ import annotations

import io
from collections import OrderedDict
from collections.abc import Callable
from threading import BoundedSemaphore, Lock
from typing import Literal

from fastapi import Request, Response

from ..exports.export import srgb_profile
from ..image import Pixels, decode_photo, to_uint8

Format = Literal["jpeg", "webp", "png", "avif"]
MEDIA_TYPES: dict[Format, str] = {
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "png": "image/png",
    "avif": "image/avif",
}
QUALITY = 88
_DECODING = BoundedSemaphore(2)  # a photo of 50 megapixels takes 150 MB while it is opened
CACHE_BYTES = 96_000_000
# The address names a picture that never changes; private, as it shows a face.
CACHE_CONTROL = "private, max-age=31536000, immutable"


class Pictures:
    """Encoded pictures by key, the last used ones, at most CACHE_BYTES of them."""

    def __init__(self, limit_bytes: int = CACHE_BYTES) -> None:
        self._limit = limit_bytes
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def get(self, key: str, make: Callable[[], bytes]) -> bytes:
        """The picture with this key; made when it is not remembered."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        data = make()
        with self._lock:
            if key not in self._kept:
                self._kept[key] = data
                self._bytes += len(data)
            while self._bytes > self._limit and len(self._kept) > 1:
                _, dropped = self._kept.popitem(last=False)
                self._bytes -= len(dropped)
        return data

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._kept.clear()
            self._bytes = 0

    def __len__(self) -> int:
        return len(self._kept)


def encode(pixels: Pixels, file_format: Format, quality: int = QUALITY) -> bytes:
    """The picture as a file with an sRGB profile and no other metadata: for screens."""
    from PIL import Image

    options: dict[str, object] = {"icc_profile": srgb_profile()}
    if file_format != "png":
        options["quality"] = quality
    if file_format == "jpeg":
        options["subsampling"] = "4:4:4"
    if file_format == "webp":
        options["method"] = 2
    if file_format == "avif":
        options["speed"] = 8
    buffer = io.BytesIO()
    Image.fromarray(to_uint8(pixels)).save(buffer, file_format.upper(), **options)
    return buffer.getvalue()


def sized(data: bytes, side_px: int | None, file_format: Format) -> bytes:
    """A kept picture at a size, as a new file."""
    with _DECODING:
        return encode(decode_photo(data, "picture", side_px).pixels, file_format)


def picture_response(
    request: Request,
    pictures: Pictures,
    sha256: str,
    side_px: int | None,
    file_format: Format,
    make: Callable[[], bytes],
) -> Response:
    """The picture, or 304 where the browser has it; its address names it for good."""
    key = f"{sha256[:32]}-{side_px or 0}-{file_format}"
    etag = f'"{key}"'
    headers = {"etag": etag, "cache-control": CACHE_CONTROL}
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    data = pictures.get(key, make)
    return Response(data, media_type=MEDIA_TYPES[file_format], headers=headers)
