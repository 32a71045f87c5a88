"""Pictures on their way out are bare; pictures that come in are looked at."""

from __future__ import annotations

import base64
import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from catchlight.backends.base import MASK
from catchlight.backends.pictures import from_base64, mask_of, opened, photos_of, white_mask_of
from catchlight.errors import BackendError
from catchlight.geometry import Extent
from catchlight.image import Photo, encode_jpeg
from catchlight.shot import Reference

from .conftest import words_shot


def test_a_take_is_what_the_networks_see_in_the_finished_picture(astronaut_photo: Photo) -> None:
    """Its face is found anew: what was asked for is no proof of what came."""
    portrait, notes = opened(encode_jpeg(astronaut_photo.pixels), "X", Extent(512, 512))
    assert portrait.face is not None
    assert portrait.faces == 1
    assert notes == ()


def test_a_photo_is_shrunk_and_named_plainly(reference: Reference) -> None:
    """No larger than the service needs it."""
    (upload,) = photos_of(replace(words_shot(), references=(reference,)), 256)
    with Image.open(io.BytesIO(upload.data)) as picture:
        assert max(picture.size) == 256
    assert (upload.name, upload.mime) == ("photo-1.jpg", "image/jpeg")
    assert upload.data_url.startswith("data:image/jpeg;base64,/9j/")


def test_a_mask_is_transparent_or_white_where_the_picture_is_made_anew(
    reference: Reference,
) -> None:
    """The upper half: OpenAI reads the alpha of a copy of the photo, ComfyUI a grey picture."""
    mask = np.zeros(reference.portrait.pixels.shape[:2], dtype=np.float32)
    mask[: len(mask) // 2] = 1
    shot = replace(words_shot(), references=(reference,), options={MASK: mask})
    alpha, white = mask_of(shot, 256), white_mask_of(shot, 256)
    assert alpha is not None and white is not None
    with Image.open(io.BytesIO(alpha.data)) as picture:
        values = np.asarray(picture)
    assert values.shape == (256, 256, 4)
    assert (values[10, 10, 3], values[250, 10, 3]) == (0, 255)
    with Image.open(io.BytesIO(white.data)) as picture:
        grey = np.asarray(picture)
    assert (grey[10, 10].tolist(), grey[250, 10].tolist()) == ([255] * 3, [0] * 3)
    assert mask_of(words_shot(), 256) is None


@pytest.mark.parametrize("text", [None, 7, "not base64!", "data:image/png;base64,%%%"])
def test_what_is_no_base64_is_an_error(text: object) -> None:
    """Not an empty picture."""
    with pytest.raises(BackendError, match="cannot be decoded"):
        from_base64(text, "X")


def test_base64_may_have_a_head() -> None:
    """Some services send a whole address."""
    plain = base64.b64encode(b"picture").decode()
    assert from_base64(plain, "X") == from_base64(f"data:image/png;base64,{plain}", "X")
