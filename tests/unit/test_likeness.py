"""Likeness is measured against the sitter's own photos, and says when it cannot be."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from catchlight.people.likeness import LikenessBaseline
from catchlight.portrait import Portrait
from catchlight.vision.observe import observe


def test_a_photo_is_wholly_like_itself(astronaut: Portrait) -> None:
    """The photo it was made from is as like as can be."""
    found = LikenessBaseline([astronaut]).measure(astronaut)
    assert found.share == 1.0
    assert found.in_words == "100% as near to your photo as two photos of one person usually are"


def test_a_brighter_photo_is_still_the_same_person(astronaut: Portrait) -> None:
    """A change of tone costs hardly any likeness."""
    brighter = astronaut.with_pixels(np.clip(astronaut.pixels * 1.15, 0, 1))
    share = LikenessBaseline([astronaut]).measure(brighter).share
    assert share is not None and share > 0.95


def test_a_distorted_face_is_less_like_the_sitter(astronaut: Portrait) -> None:
    """A face squeezed to two thirds of its width loses likeness."""
    height, width = astronaut.pixels.shape[:2]
    squeezed = cv2.resize(astronaut.pixels, (int(width * 0.62), height))
    found = LikenessBaseline([astronaut]).measure(observe(squeezed))
    assert found.share is not None and found.share < 0.97


def test_a_take_without_a_face_is_not_measurable(astronaut: Portrait) -> None:
    """No figure is made up; the reason is given."""
    found = LikenessBaseline([astronaut]).measure(replace(astronaut, face=None))
    assert found.share is None
    assert "no face was found in the take" in found.in_words


def test_copies_of_one_photo_do_not_raise_the_bar(astronaut: Portrait) -> None:
    """Two copies are no second photo: the baseline stays what is typical for people."""
    assert LikenessBaseline([astronaut, astronaut]).cosine == pytest.approx(0.935)
