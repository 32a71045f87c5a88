"""Files with content credentials, and a reader of them that shares no code with the writer."""

from __future__ import annotations

import hashlib
import io
import json
import struct
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from catchlight.provenance.c2pa_read import offline_context
from catchlight.provenance.iptc import VOCABULARY
from catchlight.provenance.signing_key import SigningKey

from .pictures import saved, scene

PLACE, SERIAL = "48,51.5N", "SERIAL-9"


def thumbnail() -> bytes:
    """A small JPEG, as a camera puts it beside its picture."""
    return saved(scene().resize((64, 48)), "JPEG", quality=90)


def camera_jpeg(
    key: SigningKey, term: str = "digitalCapture", ingredient: bytes = b"", **options: Any
) -> bytes:
    """A JPEG with credentials as a camera writes them: thumbnail, place and serial number."""
    import c2pa

    first: dict[str, Any] = {"action": "c2pa.created", "digitalSourceType": VOCABULARY + term}
    if ingredient:
        first = {"action": "c2pa.opened", "parameters": {"ingredientIds": ["in"]}}
    exif = {"@context": {"exif": "http://ns.adobe.com/exif/1.0/"}, "exif:GPSLatitude": PLACE}
    definition = {
        "claim_generator_info": [{"name": "Example Phone", "version": "9"}],
        "title": "IMG_0001.jpg",
        "assertions": [
            {"label": "c2pa.actions.v2", "data": {"actions": [first]}},
            {"label": "stds.exif", "kind": "Json", "data": {**exif, "exif:SerialNumber": SERIAL}},
            {"label": "c2pa.metadata", "kind": "Json", "data": exif},
        ],
        "thumbnail": {"format": "image/jpeg", "identifier": "small"},
    }
    builder = c2pa.Builder(json.dumps(definition), context=offline_context())
    builder.add_resource("small", io.BytesIO(thumbnail()))
    if ingredient:
        said = {"title": "Before", "relationship": "parentOf", "label": "in"}
        builder.add_ingredient(json.dumps(said), "image/jpeg", io.BytesIO(ingredient))
    info = c2pa.C2paSignerInfo(key.algorithm.lower(), key.chain_pem, key.key_pem, None)
    signed = io.BytesIO()
    picture = saved(scene(), "JPEG", **options)
    builder.sign(c2pa.Signer.from_info(info), "image/jpeg", io.BytesIO(picture), signed)
    return signed.getvalue()


def read_independently(jpeg: bytes) -> dict[str, Any]:
    """The active manifest of a JPEG by ISO 19566-5 and RFC 8949: label → content.

    Its hash of the picture and its signature are checked with nothing but SHA-256 and ECDSA.
    """
    manifest = _last_manifest(_jumbf(jpeg))
    assertions = {label: _cbor(box) for label, box in manifest["c2pa.assertions"].items()}
    claim_bytes = manifest["c2pa.claim.v2"]
    bound = assertions["c2pa.hash.data"]
    rest = jpeg
    for gap in reversed(bound["exclusions"]):
        rest = rest[: gap["start"]] + rest[gap["start"] + gap["length"] :]
    assert hashlib.sha256(rest).digest() == bound["hash"]
    signer = _check_signature(_cbor(manifest["c2pa.signature"]), claim_bytes)
    return {**assertions, "claim": _cbor(claim_bytes), "signer": signer}


def _jumbf(jpeg: bytes) -> bytes:
    """The box that the APP11 segments of a JPEG hold in parts."""
    parts, at = [], 2
    while jpeg[at + 1] not in (0xDA, 0xD9):
        (length,) = struct.unpack_from(">H", jpeg, at + 2)
        payload = jpeg[at + 4 : at + 2 + length]
        if jpeg[at + 1] == 0xEB and payload[:2] == b"JP":
            parts.append(payload[16 if parts else 8 :])  # the box's own header is repeated
        at += 2 + length
    return b"".join(parts)


def _boxes(data: bytes) -> list[tuple[bytes, bytes]]:
    found, at = [], 0
    while at < len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        found.append((kind, data[at + 8 : at + length]))
        at += length
    return found


def _super(content: bytes) -> tuple[str, Any]:
    """A superbox's label, and its children by label or, at the end, its bytes."""
    (_, described), *inside = _boxes(content)
    label = described[17:].split(b"\x00", 1)[0].decode()
    if inside and inside[0][0] == b"jumb":
        return label, dict(_super(box) for kind, box in inside if kind == b"jumb")
    return label, inside[0][1] if len(inside) == 1 else inside[-1][1]


def _last_manifest(store: bytes) -> dict[str, Any]:
    label, manifests = _super(_boxes(store)[0][1])
    assert label == "c2pa"
    return list(manifests.values())[-1]


def _check_signature(cose: Any, claim: bytes) -> str:
    protected, unprotected, _, signature = cose
    chain = {**_cbor(protected), **unprotected}[33]
    leaf = x509.load_der_x509_certificate(chain[0] if isinstance(chain, list) else chain)
    signed = b"\x84" + b"\x6aSignature1" + _bytes(protected) + b"\x40" + _bytes(claim)
    half = len(signature) // 2
    numbers = (int.from_bytes(signature[:half]), int.from_bytes(signature[half:]))
    public = leaf.public_key()
    assert isinstance(public, ec.EllipticCurvePublicKey)
    public.verify(encode_dss_signature(*numbers), signed, ec.ECDSA(hashes.SHA256()))
    return leaf.subject.rfc4514_string()


def _bytes(content: bytes) -> bytes:
    """CBOR's byte string of any length that needs two bytes or fewer to say."""
    size = len(content)
    if size < 24:
        return bytes([0x40 + size]) + content
    head = bytes([0x58, size]) if size < 256 else b"\x59" + size.to_bytes(2)
    return head + content


def _cbor(data: bytes) -> Any:
    return _item(io.BytesIO(data))


def _item(stream: io.BytesIO) -> Any:
    first = stream.read(1)[0]
    kind, small = first >> 5, first & 31
    if kind == 7:
        return {20: False, 21: True, 22: None}[small]
    number = small if small < 24 else int.from_bytes(stream.read(2 ** (small - 24)))
    if kind in (0, 1):
        return number if kind == 0 else -1 - number
    if kind == 2:
        return stream.read(number)
    if kind == 3:
        return stream.read(number).decode()
    if kind == 4:
        return [_item(stream) for _ in range(number)]
    if kind == 5:
        return {_item(stream): _item(stream) for _ in range(number)}
    return _item(stream)  # a tag says what follows
