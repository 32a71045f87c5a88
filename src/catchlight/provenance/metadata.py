"""What a picture file carries besides its picture: said by kind and name, values left alone."""

from __future__ import annotations

import io
import re
import struct
import warnings
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from ..errors import ProvenanceError
from ..image import FORMATS
from .containers import EXIF_HEADER, PHOTOSHOP_HEADER, XMP_HEADER, blocks_of, container_of
from .iptc import SourceType, source_type_in_xmp

if TYPE_CHECKING:
    from PIL import Image as PILImage

_GPS_IFD, _THUMBNAIL_IFD = 0x8825, -1  # as Pillow numbers EXIF directories: place, thumbnail
_THUMBNAIL_LENGTH = 0x0202
_ORIENTATION = 0x0112
_MAKE, _MODEL = 0x010F, 0x0110  # of the camera
# Tags that a TIFF cannot do without: how its picture is stored.
_TIFF_STRUCTURE = {256, 257, 258, 259, 262, 273, 277, 278, 279, 282, 283, 284, 296, 317, 338, 339}
_NAMESPACE = re.compile(rb"xmlns:([A-Za-z0-9_]+)\s*=")
_XMP_OWN = {"x", "rdf", "xml"}
_TEXT_CHUNKS = {"tEXt", "zTXt", "iTXt"}
_KNOWN_APP = {"APP1": (b"Exif\x00", XMP_HEADER), "APP13": (PHOTOSHOP_HEADER,)}
_C2PA_BOX = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")  # the uuid of C2PA's box
_EXIF_BLOCKS = ("APP1", "eXIf", "EXIF")
_TIFF_HEADERS = (b"II*\x00", b"MM\x00*")
_C2PA_TAG = 0xCD41  # in a TIFF
_EXIF_ENTRY_BYTES = 12  # TIFF 6.0, section 2
ALLOWED_IN_EXPORTS = frozenset({"format", "icc", "xmp", "c2pa"})


def inspect_metadata(data: bytes) -> dict[str, Any]:
    """What the file carries, by kind; a kind that is absent has no key.

    Keys: format; exif {tags, orientation, names_camera}; gps [tag names]; thumbnail {bytes};
    xmp {bytes, namespaces, digital_source_type}; iptc {records}; icc {bytes, name}; text
    [PNG keywords]; comment {bytes}; c2pa {bytes}; more_pictures (a multi-picture JPEG); trailing
    {bytes}; damaged [what could not be read]. Raises ProvenanceError when it is not a picture.
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
    elif data[4:8] == b"ftyp":
        _collect(found, data, _boxes)
    return found


def holds_credentials(data: bytes) -> bool:
    """Whether the file has a place with content credentials, though its picture may be damaged."""
    try:
        if container_of(data):
            return "c2pa" in _blocks(data)
        return "c2pa" in (_boxes(data) if data[4:8] == b"ftyp" else inspect_metadata(data))
    except (ProvenanceError, struct.error):
        return any(mark in data for mark in (b"jumdc2pa", _C2PA_BOX))


def carried_source_type(data: bytes) -> SourceType | None:
    """What a picture file says of where it came from: its digital source type, if it states one;
    else a camera photo, if its EXIF names the camera; else nothing.

    Raises ProvenanceError when what it states is damaged: that must not be lost in silence.
    """
    told = inspect_metadata(data)
    is_from_camera = told.get("exif", {}).get("names_camera", False)
    return _stated(data, told) or (SourceType.DIGITAL_CAPTURE if is_from_camera else None)


def stated_source_type(data: bytes) -> SourceType | None:
    """The digital source type that a picture file states of itself, if any.

    Its XMP and its content credentials are asked, with those of the pictures it was made from; of
    several terms the one that says most counts. Raises ProvenanceError when either is damaged.
    """
    return _stated(data, inspect_metadata(data))


def _stated(data: bytes, told: Mapping[str, Any]) -> SourceType | None:
    from .c2pa_read import read_credentials
    from .story import stronger

    if any(reason.startswith("xmp:") for reason in told.get("damaged", ())):
        raise ProvenanceError(
            "The photo's XMP is malformed, so what it says of how the picture was made cannot be "
            "carried along. Expected whole XML. Save the photo again from a photo program."
        )
    stated = told.get("xmp", {}).get("digital_source_type")
    in_xmp = SourceType(stated) if stated else None
    credentials = read_credentials(data) if "c2pa" in told else None
    signed = credentials.strongest if credentials else None
    return stronger(in_xmp, signed) if in_xmp and signed else in_xmp or signed


def not_allowed(data: bytes) -> tuple[str, ...]:
    """The kinds of metadata in the file that an export may not carry."""
    return tuple(sorted(set(inspect_metadata(data)) - ALLOWED_IN_EXPORTS))


def _collect(found: dict[str, Any], source: Any, read: Callable[[Any], dict[str, Any]]) -> None:
    """Add what one reader finds; metadata too damaged to read is named, never a crash."""
    try:
        told = read(source)
        damaged = [*found.get("damaged", ()), *told.pop("damaged", ())]
        found.update(told, **({"damaged": damaged} if damaged else {}))
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
        if any(str(exif.get(tag, "")).strip(" \0") for tag in (_MAKE, _MODEL)):
            found["exif"]["names_camera"] = True
    gps = exif.get_ifd(_GPS_IFD)
    if gps:
        found["gps"] = sorted(GPSTAGS.get(tag, f"0x{tag:04x}") for tag in gps)
    thumbnail = exif.get_ifd(_THUMBNAIL_IFD).get(_THUMBNAIL_LENGTH)
    if _C2PA_TAG in exif:
        found["c2pa"] = {"bytes": len(exif[_C2PA_TAG])}
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
    check_xmp(packet)
    spaces = {name.decode() for name in _NAMESPACE.findall(packet)} - _XMP_OWN
    stated = source_type_in_xmp(packet)
    source = {"digital_source_type": stated.value} if stated else {}
    return {"xmp": {"bytes": len(packet), "namespaces": sorted(spaces), **source}}


def check_xmp(packet: bytes) -> None:
    """Raise ProvenanceError unless an XMP packet is well-formed XML without entities of its own."""
    from xml.parsers import expat

    def refuse(*_: object) -> None:
        raise ProvenanceError("malformed: it declares entities, which XMP never does")

    parser = expat.ParserCreate()
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(packet.strip(b"\x00 \t\r\n"), True)
    except expat.ExpatError as error:
        raise ProvenanceError(f"malformed: {error}") from error


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


def _is_broken_exif(payload: bytes) -> bool:
    """Whether an EXIF block's header is broken, or the list of entries that it points to lies
    outside the block; False for other blocks of its kind.
    """
    bare = payload.removeprefix(EXIF_HEADER)
    is_exif = payload.startswith((b"Exif", b"II", b"MM")) or bare is not payload
    if not is_exif:
        return False
    if bare[:4] not in _TIFF_HEADERS:
        return True
    order = "<" if bare.startswith(b"II") else ">"
    try:
        (at,) = struct.unpack_from(f"{order}I", bare, 4)
        (entries,) = struct.unpack_from(f"{order}H", bare, at)
    except struct.error:
        return True
    return bool(at + 2 + entries * _EXIF_ENTRY_BYTES > len(bare))


def _boxes(data: bytes) -> dict[str, Any]:
    """C2PA and trailing bytes of an AVIF or HEIC, from its outermost boxes."""
    found: dict[str, Any] = {}
    at = 0
    while at + 8 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        start = at + 8
        if length == 1:
            (length,) = struct.unpack_from(">Q", data, start)
            start += 8
        end = at + length if length else len(data)
        if not start <= end <= len(data):
            raise ProvenanceError(f"malformed: the box {kind!r} ends outside the file")
        if kind == b"uuid" and data[start : start + 16] == _C2PA_BOX:
            found["c2pa"] = {"bytes": end - at}
        at = end
    if at < len(data):
        found["trailing"] = {"bytes": len(data) - at}
    return found


def _blocks(data: bytes) -> dict[str, Any]:
    """What Pillow does not tell: comments, text chunks, C2PA, further pictures, trailing bytes."""
    found: dict[str, Any] = {}
    for kind, payload, _ in blocks_of(data):
        if kind in _TEXT_CHUNKS and not payload.startswith(b"XML:com.adobe.xmp"):
            keyword = payload.split(b"\x00", 1)[0].decode("latin-1")
            found.setdefault("text", []).append(keyword)
        elif kind in _EXIF_BLOCKS and _is_broken_exif(payload):
            found["damaged"] = ["exif: malformed: its header or its first list is broken"]
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
