"""Picture files that carry what a phone or an editor leaves in them."""

from __future__ import annotations

import io
import struct
from fractions import Fraction
from typing import Any

import numpy as np
from PIL import Image, PngImagePlugin

GENERATED_XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-'
    b'syntax-ns#"><rdf:Description xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" '
    b'xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" photoshop:City="Paris" '
    b'Iptc4xmpExt:DigitalSourceType="http://cv.iptc.org/newscodes/digitalsourcetype/'
    b'trainedAlgorithmicMedia"/></rdf:RDF></x:xmpmeta>'
)


def scene() -> Image.Image:
    """40 × 30 pixels, no two rows alike."""
    ramp = np.linspace(0, 255, 40 * 30 * 3).reshape(30, 40, 3)
    return Image.fromarray(ramp.astype(np.uint8))


def phone_exif(orientation: int = 6) -> Image.Exif:
    """Camera, serial number, orientation and a place on earth."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Example", "Phone 9"
    exif[0x0112] = orientation
    exif[0xA431] = "SERIAL-12345"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2] = "N", (Fraction(48), Fraction(51), Fraction(30))
    gps[3], gps[4] = "E", (Fraction(2), Fraction(17), Fraction(40))
    return exif


def saved(picture: Image.Image, kind: str, **options: Any) -> bytes:
    """The picture as file bytes."""
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def phone_jpeg() -> bytes:
    """A JPEG with EXIF, GPS, IPTC records, XMP, a comment and bytes after its end."""
    jpeg = saved(scene(), "JPEG", exif=phone_exif(), xmp=GENERATED_XMP, comment=b"from my phone")
    iptc = b"\x1c\x02\x50\x00\x04Anna"  # record 2:80, by-line
    resource = b"Photoshop 3.0\x00" + b"8BIM\x04\x04\x00\x00" + struct.pack(">I", len(iptc)) + iptc
    resource += b"\x00" * (len(iptc) % 2)
    app13 = b"\xff\xed" + struct.pack(">H", len(resource) + 2) + resource
    return jpeg[:2] + app13 + jpeg[2:] + b"a hidden clip"


def prompt_png() -> bytes:
    """A PNG with a generator's prompt as text, EXIF and XMP."""
    text = PngImagePlugin.PngInfo()
    text.add_text("parameters", "portrait of Anna, 35 mm, seed 7")
    text.add_itxt("XML:com.adobe.xmp", GENERATED_XMP.decode())
    return saved(scene(), "PNG", pnginfo=text, exif=phone_exif())


def phone_webp() -> bytes:
    """A WebP with EXIF, GPS and XMP."""
    return saved(scene(), "WEBP", exif=phone_exif(), xmp=GENERATED_XMP, lossless=True)
