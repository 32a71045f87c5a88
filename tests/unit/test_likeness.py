"""Likeness is measured against the sitter's own photos, and says when it cannot be."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from catchlight.people.likeness import LikenessBaseline
from catchlight.portrait import Portrait
from catchlight.vision.identity import embed
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


def test_a_take_that_is_nearer_to_somebody_else_is_flagged(astronaut: Portrait) -> None:
    """The figure stays; the sentence says to look twice, and names nobody."""
    mirrored = observe(np.ascontiguousarray(astronaut.pixels[:, ::-1]))
    assert astronaut.face is not None
    own = embed(astronaut.pixels, astronaut.face)
    baseline = LikenessBaseline([mirrored], others=[own, -own])
    found = baseline.measure(astronaut)
    assert found.is_nearer_to_other and found.other == pytest.approx(1, abs=1e-3)
    assert "nearer to somebody else in your library" in found.in_words
    alone = LikenessBaseline([mirrored], others=[-own]).measure(astronaut)
    assert not alone.is_nearer_to_other and "somebody else" not in alone.in_words


def test_a_painted_take_is_not_measurable_in_its_style(astronaut: Portrait) -> None:
    """Posters and pencil drawings: no figure, and the reason."""
    levels = np.ascontiguousarray((astronaut.pixels * 255).astype(np.uint8))
    smooth = cv2.pyrMeanShiftFiltering(levels, 20, 40).astype(np.float32) / 255
    poster = astronaut.with_pixels(np.round(smooth * 4) / 4)
    pencil = astronaut.with_pixels(np.clip(astronaut.pixels * 0.1 + 0.95, 0, 1))
    for take in (poster, pencil):
        found = LikenessBaseline([astronaut]).measure(take)
        assert found.share is None and found.cosine is None
        assert "not measurable in this style" in found.in_words


def test_black_and_white_is_measurable(astronaut: Portrait) -> None:
    """A photo without colour is a photo."""
    grey = np.repeat(astronaut.pixels.mean(axis=2, keepdims=True), 3, axis=2)
    share = LikenessBaseline([astronaut]).measure(astronaut.with_pixels(grey)).share
    assert share is not None and share > 0.9


def test_the_baseline_is_a_readable_figure(astronaut: Portrait) -> None:
    """From how many photos, and what it is to be held against."""
    mirrored = observe(np.ascontiguousarray(astronaut.pixels[:, ::-1]))
    said = LikenessBaseline([astronaut, mirrored]).in_words
    assert said.startswith("Likeness baseline 0.9") and "from 2 photos" in said
    assert "One photo is too few" in LikenessBaseline([astronaut]).in_words
    assert "no face was found" in LikenessBaseline([replace(astronaut, face=None)]).in_words
