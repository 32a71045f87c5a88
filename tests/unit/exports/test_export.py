"""Exports: the right size, under the limit, with nothing personal inside, whole or not at all."""

import hashlib
import io
import shutil
import subprocess

import numpy as np
import pytest
from PIL import Image

from catchlight.errors import ExportError, FileTooLarge
from catchlight.exports.export import (
    QUALITY_RANGE,
    _encoded,
    encode,
    export,
    render,
    resample,
    sharpen_for_output,
    srgb_profile,
)
from catchlight.exports.platform import find_platform, platforms
from catchlight.geometry import Box, Extent
from catchlight.image import decode_photo
from catchlight.provenance.iptc import SourceType, xmp_packet
from catchlight.provenance.metadata import carried_source_type, inspect_metadata
from tests.unit.provenance.pictures import phone_exif, saved

from .sitters import sitter


@pytest.fixture(scope="module")
def portrait():
    """One drawn sitter with room around."""
    return sitter(1600, 1600, x=800, top=520, face=360)


def write(portrait, name, folder, suffix=None):
    """Export for a platform into a folder."""
    platform = find_platform(name)
    file = folder / platform.file_named("ana", suffix or "")
    return export(portrait, platform, file, source_type=SourceType.ALGORITHMICALLY_ENHANCED)


@pytest.mark.parametrize("name", list(platforms()))
def test_each_platform_gets_its_size_and_limit(portrait, name, tmp_path):
    """The pixels, format and bytes that the platform asks for; the record tells the truth."""
    platform = find_platform(name)
    record = write(portrait, name, tmp_path)
    data = record.path.read_bytes()
    with Image.open(io.BytesIO(data)) as picture:
        assert picture.size == tuple(platform.size)
        assert picture.format == platform.formats[0]
    assert len(data) == record.bytes <= platform.max_bytes
    assert hashlib.sha256(data).hexdigest() == record.sha256


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_every_format_carries_profile_and_disclosure_and_nothing_else(portrait, file_format):
    """Exactly an sRGB profile and the source type, in all four formats."""
    picture, _ = render(portrait, find_platform("x"))
    data, _ = encode(picture, file_format, 10**7, source_type=SourceType.COMPOSITE)
    found = inspect_metadata(data)
    assert set(found) == {"format", "icc", "xmp"}
    assert "sRGB" in found["icc"]["name"]
    assert found["xmp"]["namespaces"] == ["Iptc4xmpExt"]
    assert carried_source_type(data) is SourceType.COMPOSITE


def test_a_photo_with_gps_gives_files_without(tmp_path):
    """What the phone wrote does not come through opening and exporting."""
    source = sitter(900, 900, x=450, top=300, face=220)
    phone = saved(
        Image.fromarray((source.pixels * 255).astype(np.uint8)), "JPEG", exif=phone_exif(1)
    )
    assert "gps" in inspect_metadata(phone)
    opened = source.with_pixels(decode_photo(phone, "phone.jpg").pixels)
    for name in ("linkedin", "website-bio"):
        data = write(opened, name, tmp_path).path.read_bytes()
        assert not {"exif", "gps", "thumbnail", "iptc", "comment"} & set(inspect_metadata(data))
        assert b"SERIAL" not in data
        assert b"Exif" not in data


@pytest.mark.skipif(shutil.which("exiftool") is None, reason="exiftool is not installed")
def test_an_independent_reader_finds_only_the_disclosure(portrait, tmp_path):
    """exiftool sees the digital source type and no EXIF, GPS, serial number or thumbnail."""
    for file_format in ("JPEG", "AVIF"):
        record = write(portrait, "website-bio", tmp_path, file_format)
        told = subprocess.run(
            ["exiftool", "-a", "-G1", "-s", str(record.path)],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        assert "digitalsourcetype/algorithmicallyEnhanced" in told
        for word in ("GPS", "[IFD0]", "[ExifIFD]", "Serial", "Thumbnail", "Warning"):
            assert word not in told


def test_the_title_is_written_only_on_request(portrait):
    """Names do not travel unasked."""
    picture, _ = render(portrait, find_platform("x"))
    bare, _ = encode(picture, "JPEG", 10**6, source_type=SourceType.DIGITAL_CAPTURE)
    named, _ = encode(
        picture, "JPEG", 10**6, source_type=SourceType.DIGITAL_CAPTURE, title="Ana, speaker"
    )
    assert b"Ana, speaker" in named
    assert b"dc:title" not in bare


@pytest.mark.parametrize("file_format", list(QUALITY_RANGE))
def test_the_byte_limit_is_reached_by_quality(file_format):
    """The best quality under the limit is found: one step better would be over it."""
    noise = np.random.default_rng(1).random((256, 256, 3), dtype=np.float32) * 0.2 + 0.4
    high, low = QUALITY_RANGE[file_format]
    kind = SourceType.DIGITAL_CAPTURE
    full, quality = encode(noise, file_format, 10**7, source_type=kind)
    assert quality == high
    limit = int(len(full) * 0.8)
    data, quality = encode(noise, file_format, limit, source_type=kind)
    assert low <= quality < high
    assert len(data) <= limit
    better = _encoded(noise, file_format, quality + 1, xmp_packet(kind))
    assert len(better) > limit


def test_a_limit_that_no_quality_meets_is_an_error_and_writes_nothing(portrait, tmp_path):
    """The message gives size and limit; the folder stays empty."""
    from dataclasses import replace

    tiny = replace(find_platform("linkedin"), max_bytes=3000)
    with pytest.raises(FileTooLarge, match="Expected at most 3,000"):
        export(portrait, tiny, tmp_path / "a.jpg", source_type=SourceType.DIGITAL_CAPTURE)
    assert list(tmp_path.iterdir()) == []


def test_a_format_the_platform_does_not_take_is_refused(portrait, tmp_path):
    """Before any work is done."""
    with pytest.raises(ExportError, match=r"does not take \.tif\. Expected \.jpg"):
        export(
            portrait,
            find_platform("linkedin"),
            tmp_path / "a.tif",
            source_type=SourceType.DIGITAL_CAPTURE,
        )


def test_a_folder_that_is_not_there_is_an_error(portrait, tmp_path):
    """In words, with the next step."""
    with pytest.raises(ExportError, match="choose another folder"):
        write(portrait, "linkedin", tmp_path / "missing")


def test_the_same_portrait_gives_the_same_bytes(portrait, tmp_path):
    """Nothing in the file depends on the clock."""
    first = write(portrait, "linkedin", tmp_path).path.read_bytes()
    assert write(portrait, "linkedin", tmp_path).path.read_bytes() == first
    assert len(srgb_profile()) < 700


def test_the_record_is_plain_data(portrait, tmp_path):
    """File by name only: no path of this machine."""
    told = write(portrait, "linkedin", tmp_path).to_dict()
    assert told["file"] == "ana-linkedin.jpg"
    assert told["digital_source_type"] == "algorithmicallyEnhanced"
    assert str(tmp_path) not in str(told)


def test_resampling_keeps_a_flat_picture_flat_and_edges_in_range():
    """No shift in tone; no value outside 0…1."""
    flat = np.full((60, 80, 3), 0.25, np.float32)
    assert np.allclose(resample(flat, Box(3.3, 2.1, 61.7, 55.0), Extent(30, 20)), 0.25, atol=1e-5)
    edge = np.zeros((40, 40, 3), np.float32)
    edge[:, 20:] = 1
    shrunk = resample(edge, Box(0, 0, 40, 40), Extent(17, 17))
    assert shrunk.min() >= 0
    assert shrunk.max() <= 1


def test_resampling_puts_things_where_they_belong():
    """A half-and-half picture cut at its edge becomes one half."""
    edge = np.zeros((40, 40, 3), np.float32)
    edge[:, 20:] = 1
    assert resample(edge, Box(22, 0, 40, 18), Extent(9, 9)).mean() == pytest.approx(1, abs=0.01)


def test_sharpening_is_light_and_colourless():
    """At most .035 of full scale per channel, the same in all three."""
    pixels = np.random.default_rng(2).random((50, 50, 3), dtype=np.float32) * 0.5 + 0.25
    change = sharpen_for_output(pixels) - pixels
    assert 0 < np.abs(change).max() <= 0.035 + 1e-6
    assert np.allclose(change[..., 0], change[..., 2], atol=1e-6)
