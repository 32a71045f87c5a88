"""Taking metadata out without touching the picture."""

import io
import shutil
import subprocess

import numpy as np
import pytest
from PIL import Image, ImageOps

from catchlight.errors import ProvenanceError
from catchlight.provenance.iptc import SourceType
from catchlight.provenance.metadata import carried_source_type, inspect_metadata
from catchlight.provenance.strip import clean_metadata

from .pictures import phone_exif, phone_jpeg, phone_webp, prompt_png, saved, scene


def upright(data: bytes) -> np.ndarray:
    """The pixels as a viewer shows them."""
    with Image.open(io.BytesIO(data)) as picture:
        return np.asarray(ImageOps.exif_transpose(picture).convert("RGB"))


@pytest.mark.parametrize("make", [phone_jpeg, prompt_png, phone_webp])
def test_nothing_personal_stays(make):
    """No GPS, serial number, IPTC, comment, prompt or trailing bytes in any format."""
    cleaned = clean_metadata(make())
    found = inspect_metadata(cleaned.data)
    assert set(found) == {"format", "exif", "xmp"}
    assert found["exif"] == {"tags": ["Orientation"], "orientation": 6}
    assert found["xmp"]["namespaces"] == ["Iptc4xmpExt"]
    for secret in (b"SERIAL", b"Anna", b"phone", b"Paris", b"hidden"):
        assert secret not in cleaned.data


@pytest.mark.parametrize("make", [phone_jpeg, prompt_png, phone_webp])
def test_the_picture_stays_the_same(make):
    """The pixels, and the way up, are unchanged."""
    data = make()
    assert np.array_equal(upright(clean_metadata(data).data), upright(data))


def test_the_disclosure_stays():
    """A picture that says it was generated still says so."""
    assert carried_source_type(clean_metadata(phone_jpeg()).data) is SourceType.GENERATED


def test_a_camera_that_goes_leaves_no_claim_of_a_camera():
    """Nothing is stated that the file did not state itself."""
    cleaned = clean_metadata(saved(scene(), "JPEG", exif=phone_exif())).data
    assert carried_source_type(cleaned) is None


def test_it_says_what_went_and_what_stayed():
    """The receipt names kinds."""
    cleaned = clean_metadata(phone_jpeg())
    assert cleaned.removed == ("comment", "exif", "gps", "iptc", "trailing", "xmp")
    assert cleaned.kept == ("orientation", "xmp")


def test_a_clean_file_is_left_as_it_is():
    """Nothing to remove: the same bytes."""
    data = saved(scene(), "JPEG")
    assert clean_metadata(data).data == data


def test_cleaning_twice_changes_nothing_more():
    """The second pass finds nothing to do."""
    once = clean_metadata(phone_jpeg()).data
    assert clean_metadata(once).data == once


def test_a_format_that_cannot_be_taken_apart_is_refused():
    """TIFF is refused with the way out."""
    with pytest.raises(ProvenanceError, match="Export it with Catchlight"):
        clean_metadata(saved(scene(), "TIFF"))


def test_a_file_that_is_cut_off_is_refused():
    """Half a JPEG is not cleaned into half a JPEG."""
    data = phone_jpeg()
    with pytest.raises(ProvenanceError, match="cut off"):
        clean_metadata(data[:-60])


@pytest.mark.skipif(shutil.which("exiftool") is None, reason="exiftool is not installed")
@pytest.mark.parametrize(("make", "suffix"), [(phone_jpeg, "jpg"), (phone_webp, "webp")])
def test_an_independent_reader_agrees(make, suffix, tmp_path):
    """exiftool finds no place, maker or serial number either."""
    path = tmp_path / f"clean.{suffix}"
    path.write_bytes(clean_metadata(make()).data)
    told = subprocess.run(
        ["exiftool", "-a", "-G1", "-s", str(path)], capture_output=True, text=True, check=True
    ).stdout
    for word in ("GPS", "Make", "Model", "SerialNumber", "IPTC", "Comment", "Photoshop"):
        assert word not in told
    assert "Error" not in told
    assert "Warning" not in told
