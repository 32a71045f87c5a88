"""How a portrait reads small is measured: by the face's pixels and its tone."""

import numpy as np
import pytest

from catchlight.exports.legibility import CLEAR_FACE_PX, READABLE_FACE_PX, legibility
from catchlight.geometry import Box


def drawn(face_share, face_tone=0.7, ground=0.3, size=320):
    """A round face with two eyes and a mouth on a plain ground, and its box."""
    rows, columns = np.mgrid[0:size, 0:size].astype(np.float32)
    high = face_share * size
    middle = size / 2
    y, x = (rows - middle) / (high / 2), (columns - middle) / (0.36 * high)
    tone = np.where(x**2 + y**2 <= 1, face_tone, ground)
    for eye_x, eye_y, radius in ((-0.4, -0.2, 0.16), (0.4, -0.2, 0.16), (0.0, 0.5, 0.2)):
        tone = np.where((x - eye_x) ** 2 + (y - eye_y) ** 2 <= radius**2, 0.1, tone)
    pixels = np.repeat(tone[..., None], 3, axis=-1).astype(np.float32)
    wide = 0.36 * high
    return pixels, Box(middle - wide, middle - high / 2, middle + wide, middle + high / 2)


@pytest.mark.parametrize(
    ("share", "word"),
    [(0.6, "reads well"), (0.44, "reads well"), (0.38, "just readable"), (0.25, "hard to read")],
)
def test_the_faces_pixels_decide(share, word):
    """At 32 px: .44 of the height is 14 px, .38 is 12, .25 is 8."""
    found = legibility(*drawn(share))
    assert found.face_px == pytest.approx(share * 32, abs=0.01)
    assert found.word == word
    assert ("closer crop" in found.said) == (word == "hard to read")


def test_a_face_in_the_tone_of_its_ground_without_features_is_hard_to_read():
    """However large it is."""
    pixels = np.full((320, 320, 3), 0.5, np.float32)
    found = legibility(pixels, drawn(0.6)[1])
    assert (found.word, found.tone) == ("hard to read", 0.0)


def test_larger_is_never_harder_to_read():
    """More pixels of the same picture."""
    order = ("hard to read", "just readable", "reads well")
    pixels, face = drawn(0.3)
    words = [legibility(pixels, face, size).word for size in (16, 24, 32, 40, 48, 96)]
    assert [order.index(word) for word in words] == sorted(order.index(word) for word in words)
    assert READABLE_FACE_PX < CLEAR_FACE_PX


def test_a_face_beyond_the_edge_is_measured_where_it_is_seen():
    """A tight crop: nothing fails."""
    pixels, face = drawn(0.6)
    beyond = Box(face.left - 200, face.top - 200, face.right + 200, face.bottom + 200)
    assert legibility(pixels, beyond).face_px > 32
