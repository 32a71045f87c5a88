"""What a picture file carries besides its picture: said by kind and name, values left alone."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..errors import ProvenanceError
from ..image import FORMATS
from .containers import PHOTOSHOP_HEADER, XMP_HEADER, blocks_of, container_of
from .iptc import SourceType, source_type_in_xmp

if TYPE_CHECKING:
    from PIL import Image as PILImage

_GPS_IFD, _THUMBNAIL_IFD = 0x8825, -1  # as Pillow numbers EXIF directories: place, thumbnail
_THUMBNAIL_LENGTH = 0x0202
_ORIENTATION = 0x0112
# Tags that a TIFF cannot do without: how its picture is stored.
_TIFF_STRUCTURE = {256, 257, 258, 259, 262, 273, 277, 278, 279, 282, 283, 284, 296, 317, 338, 339}
_NAMESPACE = re.compile(rb"xmlns:([A-Za-z0-9_]+)\s*=")
_XMP_OWN = {"x", "rdf", "xml"}
_TEXT_CHUNKS = {"tEXt", "zTXt", "iTXt"}
_KNOWN_APP = {"APP1": (b"Exif\x00", XMP_HEADER), "APP13": (PHOTOSHOP_HEADER,)}
ALLOWED_IN_EXPORTS = frozenset({"format", "icc", "xmp"})


def inspect_metadata(data: bytes) -> dict[str, Any]:
    """What the file carries, by kind; a kind that is absent has no key.

    Keys: format; exif {tags, orientation}; gps [tag names]; thumbnail {bytes}; xmp {bytes,
    namespaces, digital_source_type}; iptc {records}; icc {bytes, name}; text [PNG keywords];
    comment {bytes}; c2pa {bytes}; more_pictures (a multi-picture JPEG); trailing {bytes}; damaged
    [what could not be read]. Raises ProvenanceError when it is not a picture.
    """
    import pi_heif
    from PIL import Image

    pi_heif.register_heif_opener(thumbnails=False)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
                found: dict[str, Any] = {"format": str(picture.format)}
                for read in (_exif, _xmp, _iptc, _icc):
                    _collect(found, picture, read)
    except Exception as error:  # Pillow's decoders raise nearly anything on damaged files
        raise ProvenanceError(
            "The file is not a picture that can be read, so its metadata cannot be listed. "
            "Expected a JPEG, PNG, WebP, AVIF, HEIC or TIFF."
        ) from error
    if container_of(data):
        _collect(found, data, _blocks)
    return found


def carried_source_type(data: bytes) -> SourceType | None:
    """The digital source type that a picture file states of itself, if any."""
    stated = inspect_metadata(data).get("xmp", {}).get("digital_source_type")
    return SourceType(stated) if stated else None


def not_allowed(data: bytes) -> tuple[str, ...]:
    """The kinds of metadata in the file that an export may not carry."""
    return tuple(sorted(set(inspect_metadata(data)) - ALLOWED_IN_EXPORTS))


def _collect(found: dict[str, Any], source: Any, read: Callable[[Any], dict[str, Any]]) -> None:
    """Add what one reader finds; metadata too damaged to read is named, never a crash."""
    try:
        found.update(read(source))
    except Exception as error:
        kind = read.__name__.removeprefix("_")
        found.setdefault("damaged", []).append(f"{kind}: {error or type(error).__name__}")


def _exif(picture: PILImage.Image) -> dict[str, Any]:
    from PIL.ExifTags import GPSTAGS, TAGS

    exif = picture.getexif()
    found: dict[str, Any] = {}
    structure = _TIFF_STRUCTURE if picture.format == "TIFF" else set()
    tags = sorted(
        TAGS.get(tag, f"0x{tag:04x}") for tag in exif if tag not in {_GPS_IFD, *structure}
    )
    if tags:
        found["exif"] = {"tags": tags}
        if _ORIENTATION in exif:
            found["exif"]["orientation"] = int(exif[_ORIENTATION])
    gps = exif.get_ifd(_GPS_IFD)
    if gps:
        found["gps"] = sorted(GPSTAGS.get(tag, f"0x{tag:04x}") for tag in gps)
    thumbnail = exif.get_ifd(_THUMBNAIL_IFD).get(_THUMBNAIL_LENGTH)
    if thumbnail:
        found["thumbnail"] = {"bytes": int(thumbnail)}
    return found


def _xmp(picture: PILImage.Image) -> dict[str, Any]:
    packet = picture.info.get("xmp") or picture.info.get("XML:com.adobe.xmp") or b""
    packet = packet.encode("utf-8") if isinstance(packet, str) else bytes(packet)
    if not packet and picture.format == "TIFF":
        packet = bytes(picture.tag_v2.get(700, b""))  # type: ignore[attr-defined]
    if not packet:
        return {}
    spaces = {name.decode() for name in _NAMESPACE.findall(packet)} - _XMP_OWN
    stated = source_type_in_xmp(packet)
    source = {"digital_source_type": stated.value} if stated else {}
    return {"xmp": {"bytes": len(packet), "namespaces": sorted(spaces), **source}}


def _iptc(picture: PILImage.Image) -> dict[str, Any]:
    from PIL import IptcImagePlugin

    records = IptcImagePlugin.getiptcinfo(picture)  # type: ignore[arg-type]  # opened from a file
    return {"iptc": {"records": len(records)}} if records else {}


def _icc(picture: PILImage.Image) -> dict[str, Any]:
    from PIL import ImageCms

    profile = picture.info.get("icc_profile")
    if not profile:
        return {}
    name = ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(io.BytesIO(profile))).strip()
    return {"icc": {"bytes": len(profile), "name": name}}


def _blocks(data: bytes) -> dict[str, Any]:
    """What Pillow does not tell: comments, text chunks, C2PA, further pictures, trailing bytes."""
    found: dict[str, Any] = {}
    for kind, payload, _ in blocks_of(data):
        if kind in _TEXT_CHUNKS and not payload.startswith(b"XML:com.adobe.xmp"):
            keyword = payload.split(b"\x00", 1)[0].decode("latin-1")
            found.setdefault("text", []).append(keyword)
        elif kind == "COM":
            found["comment"] = {"bytes": len(payload)}
        elif kind in ("APP11", "caBX", "C2PA"):
            found["c2pa"] = {"bytes": found.get("c2pa", {}).get("bytes", 0) + len(payload)}
        elif kind == "APP2" and payload.startswith(b"MPF\x00"):
            found["more_pictures"] = True
        elif kind in _KNOWN_APP and not payload.startswith(_KNOWN_APP[kind]):
            found.setdefault("other", []).append(kind)
        elif kind == "trailing":
            found["trailing"] = {"bytes": len(payload)}
    return found
