"""JPEG, PNG and WebP taken apart into their blocks, without touching the picture data."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

from ..errors import ProvenanceError

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
EXIF_HEADER = b"Exif\x00\x00"
XMP_HEADER = b"http://ns.adobe.com/xap/1.0/\x00"
XMP_MORE_HEADER = b"http://ns.adobe.com/xmp/extension/\x00"
ICC_HEADER = b"ICC_PROFILE\x00"
PHOTOSHOP_HEADER = b"Photoshop 3.0\x00"
PNG_XMP_KEYWORD = b"XML:com.adobe.xmp\x00"
_SOI, _EOI, _SOS = 0xD8, 0xD9, 0xDA
_STANDALONE = {0x01, *range(0xD0, 0xD8)}  # markers without a length: TEM and the restarts


class Block(NamedTuple):
    """One part of a file: its kind ("APP1", "tEXt", "EXIF", …), payload and bytes as they stand."""

    kind: str
    payload: bytes
    raw: bytes


def container_of(data: bytes) -> str:
    """ "JPEG", "PNG", "WEBP", or "" for anything else."""
    if data[:3] == b"\xff\xd8\xff":
        return "JPEG"
    if data[:8] == PNG_SIGNATURE:
        return "PNG"
    return "WEBP" if data[:4] == b"RIFF" and data[8:12] == b"WEBP" else ""


def blocks_of(data: bytes) -> list[Block]:
    """Every block in order; what follows the picture's end is a block of kind "trailing".

    Raises ProvenanceError for another format or a file that is cut off.
    """
    readers = {"JPEG": _jpeg_blocks, "PNG": _png_blocks, "WEBP": _webp_blocks}
    container = container_of(data)
    if container not in readers:
        raise ProvenanceError(
            "The file is not a JPEG, PNG or WebP. Only those can be taken apart without "
            "re-encoding the picture. Export it with Catchlight instead."
        )
    try:
        return list(readers[container](data))
    except (struct.error, IndexError) as error:
        raise ProvenanceError(
            f"The {container} file is cut off or damaged. Expected a whole file. Save it again."
        ) from error


def _jpeg_blocks(data: bytes) -> Iterator[Block]:
    yield Block("SOI", b"", data[:2])
    at = 2
    while True:
        while data[at] == 0xFF and data[at + 1] == 0xFF:
            at += 1  # fill bytes before a marker
        marker = data[at + 1]
        if data[at] != 0xFF:
            raise IndexError(at)
        if marker == _EOI:
            yield Block("EOI", b"", data[at : at + 2])
            if len(data) > at + 2:
                yield Block("trailing", data[at + 2 :], data[at + 2 :])
            return
        if marker in _STANDALONE:
            yield Block("marker", b"", data[at : at + 2])
            at += 2
            continue
        (length,) = struct.unpack_from(">H", data, at + 2)
        end = at + 2 + length
        if end > len(data):
            raise IndexError(end)
        if marker == _SOS:
            end = _end_of_scan(data, end)
            yield Block("SOS", b"", data[at:end])
        else:
            yield Block(_jpeg_kind(marker), data[at + 4 : end], data[at:end])
        at = end


def _jpeg_kind(marker: int) -> str:
    if 0xE0 <= marker <= 0xEF:
        return f"APP{marker - 0xE0}"
    return "COM" if marker == 0xFE else f"{marker:02X}"


def _end_of_scan(data: bytes, at: int) -> int:
    """Where the entropy-coded data ends: the next marker that is neither stuffing nor a restart."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0:
            raise IndexError(len(data))
        if data[at + 1] == 0 or data[at + 1] in _STANDALONE:
            at += 2
        elif data[at + 1] == 0xFF:
            at += 1
        else:
            return at


def _png_blocks(data: bytes) -> Iterator[Block]:
    yield Block("signature", b"", PNG_SIGNATURE)
    at = len(PNG_SIGNATURE)
    while True:
        length, kind = struct.unpack_from(">I4s", data, at)
        end = at + 12 + length
        if end > len(data):
            raise IndexError(end)
        yield Block(kind.decode("latin-1"), data[at + 8 : at + 8 + length], data[at:end])
        at = end
        if kind == b"IEND":
            break
    if at < len(data):
        yield Block("trailing", data[at:], data[at:])


def _webp_blocks(data: bytes) -> Iterator[Block]:
    (size,) = struct.unpack_from("<I", data, 4)
    if size + 8 > len(data) + 1:
        raise IndexError(size)
    yield Block("RIFF", b"", data[:12])
    at, stop = 12, min(size + 8, len(data))
    while at + 8 <= stop:
        kind, length = struct.unpack_from("<4sI", data, at)
        end = at + 8 + length + length % 2
        if end > len(data) + 1:
            raise IndexError(end)
        yield Block(kind.decode("latin-1").strip(), data[at + 8 : at + 8 + length], data[at:end])
        at = end
    if stop < len(data):
        yield Block("trailing", data[stop:], data[stop:])
