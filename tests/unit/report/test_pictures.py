"""Pictures inside the report."""

import base64
import io

import numpy as np
from PIL import Image

from catchlight.portrait import Portrait
from catchlight.provenance.metadata import inspect_metadata
from catchlight.report.pictures import data_uri, jpeg, laid_over
from tests.unit.exports.sitters import sitter

from .kits import moved


def test_a_picture_is_shrunk_to_its_side_and_never_enlarged():
    """The longest side is kept to."""
    pixels = sitter(800, 1000).pixels
    with Image.open(io.BytesIO(jpeg(pixels, 500))) as picture:
        assert picture.size == (400, 500)
    with Image.open(io.BytesIO(jpeg(pixels, 5000))) as picture:
        assert picture.size == (800, 1000)


def test_it_carries_a_profile_and_nothing_else():
    """No EXIF from anywhere."""
    assert set(inspect_metadata(jpeg(sitter().pixels, 300))) == {"format", "icc"}


def test_a_data_uri_gives_the_bytes_back():
    """Base64 after the comma."""
    assert base64.b64decode(data_uri(b"abc").split(",")[1]) == b"abc"


def test_the_original_is_laid_over_the_pick():
    """Turned, scaled and shifted back: the same picture in the same place."""
    original = sitter(800, 1000, x=400, top=300, face=280)
    pick = moved(original, 1.3, 15, 40, 4.0)
    over = laid_over(original, pick)
    assert over is not None
    face = pick.face.box
    area = np.s_[round(face.top) : round(face.bottom), round(face.left) : round(face.right)]
    assert np.abs(over[area] - pick.pixels[area]).mean() < 0.02


def test_without_a_face_nothing_is_laid_over():
    """Then the report shows both as they are."""
    original = sitter()
    assert laid_over(original, Portrait(original.pixels)) is None
