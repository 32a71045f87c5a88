"""Metadata out of a picture file, losslessly: the picture data stays byte for byte the same.

Allowed to stay: the colour profile (colours depend on it), the orientation (the picture would turn
without it) and the stated digital source type (a disclosure must not be washed off). Everything
else goes: EXIF, GPS, thumbnails, XMP, IPTC, comments, text, prompts, further pictures, trailing
bytes. An old C2PA manifest goes too: it would no longer match the file.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

from .containers import (
    EXIF_HEADER,
    ICC_HEADER,
    PNG_XMP_KEYWORD,
    XMP_HEADER,
    Block,
    blocks_of,
    container_of,
)
from .iptc import SourceType, xmp_packet
from .metadata import inspect_metadata, stated_source_type

_PNG_STAYS = {"signature", "IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "iCCP"}
_PNG_STAYS |= {"cICP", "sBIT", "bKGD", "pHYs", "acTL", "fcTL", "fdAT"}
_WEBP_STAYS = {"RIFF", "VP8X", "VP8", "VP8L", "ANIM", "ANMF", "ICCP"}
_WEBP_STAYS |= {"ALPH"}  # codespell:ignore
_WEBP_HAS_EXIF, _WEBP_HAS_XMP = 0x08, 0x04  # bits of the VP8X flags
_JFIF_LENGTH = 14  # bytes of a JFIF header without its thumbnail
_UPRIGHT = 1


@dataclass(frozen=True)
class Cleaned:
    """A cleaned file: its bytes, what went and what was allowed to stay, as kinds."""

    data: bytes
    removed: tuple[str, ...]
    kept: tuple[str, ...]


def clean_metadata(data: bytes) -> Cleaned:
    """The same picture without metadata, except the allow-list.

    JPEG, PNG and WebP. Raises ProvenanceError for another format or a damaged file.
    """
    before = inspect_metadata(data)
    blocks = blocks_of(data)
    orientation = before.get("exif", {}).get("orientation", _UPRIGHT)
    source = stated_source_type(data)
    rebuild = {"JPEG": _clean_jpeg, "PNG": _clean_png, "WEBP": _clean_webp}[container_of(data)]
    cleaned = rebuild(blocks, orientation, source)
    after = inspect_metadata(cleaned)
    # What stays of the EXIF is its orientation only.
    kept = tuple(sorted({"exif": "orientation"}.get(k, k) for k in after if k != "format"))
    removed = tuple(sorted(_differences(before, after)))
    return Cleaned(cleaned, removed, kept)


def _differences(before: dict[str, object], after: dict[str, object]) -> set[str]:
    return {kind for kind in before if kind != "format" and before[kind] != after.get(kind)}


def _orientation_exif(orientation: int) -> bytes:
    """An EXIF block that holds the orientation and nothing else."""
    from PIL import Image

    exif = Image.Exif()
    exif[0x0112] = orientation
    return bytes(exif.tobytes())


def _clean_jpeg(blocks: list[Block], orientation: int, source: SourceType | None) -> bytes:
    parts: list[bytes] = []
    for kind, payload, raw in blocks:
        if kind == "APP0" and payload.startswith(b"JFIF\x00"):
            plain = payload[: _JFIF_LENGTH - 2] + b"\x00\x00"  # a thumbnail of 0 × 0
            parts.append(_jpeg_segment(0xE0, plain))
        elif _stays_in_jpeg(kind, payload):
            parts.append(raw)
    extra: list[bytes] = []
    if orientation != _UPRIGHT:
        extra.append(_jpeg_segment(0xE1, _orientation_exif(orientation)))
    if source:
        extra.append(_jpeg_segment(0xE1, XMP_HEADER + xmp_packet(source)))
    has_jfif = len(parts) > 1 and parts[1][1] == 0xE0
    at = 2 if has_jfif else 1
    return b"".join([*parts[:at], *extra, *parts[at:]])


def _stays_in_jpeg(kind: str, payload: bytes) -> bool:
    if kind == "APP2":
        return payload.startswith(ICC_HEADER)
    # APP14 is Adobe's: it says how the colours are coded.
    return kind == "APP14" or not kind.startswith(("APP", "COM", "trailing"))


def _jpeg_segment(marker: int, payload: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(payload) + 2) + payload


def _clean_png(blocks: list[Block], orientation: int, source: SourceType | None) -> bytes:
    parts = [block.raw for block in blocks if block.kind in _PNG_STAYS]
    extra: list[bytes] = []
    if orientation != _UPRIGHT:
        exif = _orientation_exif(orientation).removeprefix(EXIF_HEADER)
        extra.append(_png_chunk(b"eXIf", exif))
    if source:
        text = PNG_XMP_KEYWORD + b"\x00\x00\x00\x00" + xmp_packet(source)
        extra.append(_png_chunk(b"iTXt", text))
    return b"".join([*parts[:2], *extra, *parts[2:]])  # after the signature and IHDR


def _png_chunk(kind: bytes, payload: bytes) -> bytes:
    check = zlib.crc32(kind + payload)
    return struct.pack(">I", len(payload)) + kind + payload + struct.pack(">I", check)


def _clean_webp(blocks: list[Block], orientation: int, source: SourceType | None) -> bytes:
    flags = 0
    body: list[bytes] = []
    tail: list[bytes] = []
    if orientation != _UPRIGHT:
        exif = _orientation_exif(orientation).removeprefix(EXIF_HEADER)
        tail.append(_webp_chunk(b"EXIF", exif))
        flags |= _WEBP_HAS_EXIF
    if source:
        tail.append(_webp_chunk(b"XMP ", xmp_packet(source)))
        flags |= _WEBP_HAS_XMP
    for kind, payload, raw in blocks:
        if kind == "VP8X":
            held = payload[0] & ~(_WEBP_HAS_EXIF | _WEBP_HAS_XMP)
            body.append(_webp_chunk(b"VP8X", bytes([held | flags]) + payload[1:]))
        elif kind in _WEBP_STAYS and kind != "RIFF":
            body.append(raw)
    chunks = b"".join([*body, *tail])
    return b"RIFF" + struct.pack("<I", len(chunks) + 4) + b"WEBP" + chunks


def _webp_chunk(kind: bytes, payload: bytes) -> bytes:
    return kind + struct.pack("<I", len(payload)) + payload + b"\x00" * (len(payload) % 2)
