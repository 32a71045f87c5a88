"""Listing what a file carries."""

import struct

import pytest
from PIL import ImageCms

from catchlight.errors import ProvenanceError
from catchlight.provenance.iptc import SourceType
from catchlight.provenance.metadata import (
    carried_source_type,
    inspect_metadata,
    not_allowed,
    stated_source_type,
)

from .pictures import phone_exif, phone_jpeg, phone_webp, prompt_png, saved, scene


def test_a_phone_jpeg_tells_everything_it_carries():
    """EXIF, place, IPTC, XMP, comment and trailing bytes are each named, without their values."""
    found = inspect_metadata(phone_jpeg())
    assert found["format"] == "JPEG"
    assert {"Make", "Model", "Orientation"} <= set(found["exif"]["tags"])
    assert found["exif"]["orientation"] == 6
    assert found["gps"] == [
        "GPSLatitude",
        "GPSLatitudeRef",
        "GPSLongitude",
        "GPSLongitudeRef",
    ]
    assert found["iptc"] == {"records": 1}
    assert found["xmp"]["namespaces"] == ["Iptc4xmpExt", "photoshop"]
    assert found["comment"] == {"bytes": 13}
    assert found["trailing"] == {"bytes": 13}
    assert "SERIAL" not in str(found)


def test_a_prompt_in_a_png_is_seen():
    """The text chunk that generators write is named by its keyword."""
    assert inspect_metadata(prompt_png())["text"] == ["parameters"]


def test_a_bare_picture_carries_nothing():
    """Only the format is told."""
    assert inspect_metadata(saved(scene(), "PNG")) == {"format": "PNG"}


def test_the_source_type_a_file_states_is_carried():
    """JPEG, PNG and WebP each tell it in their own place."""
    for data in (phone_jpeg(), prompt_png(), phone_webp()):
        assert carried_source_type(data) is SourceType.GENERATED
    assert carried_source_type(saved(scene(), "JPEG")) is None


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_only_a_file_that_names_its_camera_is_taken_for_a_camera_photo(kind):
    """The EXIF's make or model is the file's own word; it states no term by it."""
    photo = saved(scene(), kind, exif=phone_exif())
    assert carried_source_type(photo) is SourceType.DIGITAL_CAPTURE
    assert stated_source_type(photo) is None
    blank = phone_exif()
    blank[0x010F], blank[0x0110] = "", " "
    assert carried_source_type(saved(scene(), kind, exif=blank)) is None


def test_a_thumbnail_of_the_original_is_seen():
    """EXIF may hold a small copy of the uncropped picture."""
    small = saved(scene().resize((16, 12)), "JPEG")
    # Pillow writes no thumbnails: an empty IFD0 is chained to an IFD1 of two entries by hand.
    at = 8 + 6 + 2 + 24 + 4
    tiff = b"II*\0" + struct.pack("<IHI", 8, 0, 14) + struct.pack("<H", 2)
    tiff += struct.pack("<HHII", 0x0201, 4, 1, at)
    tiff += struct.pack("<HHII", 0x0202, 4, 1, len(small)) + struct.pack("<I", 0)
    data = saved(scene(), "JPEG", exif=b"Exif\0\0" + tiff + small)
    assert inspect_metadata(data)["thumbnail"] == {"bytes": len(small)}


def test_damaged_metadata_is_named_and_not_a_crash():
    """A colour profile of rubbish is listed as damaged."""
    data = saved(scene(), "JPEG", icc_profile=b"rubbish" * 30)
    (said,) = inspect_metadata(data)["damaged"]
    assert said.startswith("icc:")


def test_what_an_export_may_carry():
    """A colour profile is allowed; a phone's leavings are not."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert not_allowed(saved(scene(), "JPEG", icc_profile=profile)) == ()
    assert not_allowed(phone_jpeg()) == ("comment", "exif", "gps", "iptc", "trailing")


def test_what_is_no_picture_is_refused():
    """The message says what was expected."""
    with pytest.raises(ProvenanceError, match="Expected a JPEG"):
        inspect_metadata(b"<html>not a picture</html>")
