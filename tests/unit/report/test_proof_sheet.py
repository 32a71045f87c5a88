"""The proof sheet shows the same places of the photo and of each picture made from it, enlarged."""

from __future__ import annotations

import numpy as np

from catchlight.portrait import Portrait
from catchlight.report.proof_sheet import (
    CROP_PX,
    GAP_PX,
    MAGNIFIED,
    Proof,
    _carried,
    places,
    proof_sheet,
)
from catchlight.retouch.edit import Edit
from catchlight.retouch.recipe import develop
from catchlight.vision.matte import with_matte


def test_it_looks_at_face_and_outline(astronaut: Portrait) -> None:
    """Eyes, mouth, skin, hair; the outline only where the person was cut out."""
    assert {"eyes, left", "mouth", "skin"} <= places(astronaut).keys()
    assert not any(name.startswith("hair") for name in places(astronaut))
    assert any(name.startswith("hair") for name in places(with_matte(astronaut)))


def test_places_are_found_again_after_a_crop(astronaut: Portrait) -> None:
    """An eye of the photo is that eye in the cropped picture."""
    cropped = develop(astronaut, Edit("crop", 1.0, {"aspect": "4:5"}))
    assert astronaut.face and cropped.face
    matrix = _carried(astronaut, cropped)
    eye = matrix[:, :2] @ np.array(astronaut.face.eye_centers[0]) + matrix[:, 2]
    assert np.allclose(eye, cropped.face.eye_centers[0], atol=1.0)


def test_a_column_for_the_photo_and_each_proof(astronaut: Portrait) -> None:
    """Each crop is drawn at 200 %, beside the photo's own."""
    proofs = [Proof("Same", "", astronaut), Proof("Again", "", astronaut)]
    one, two = (proof_sheet(astronaut, proofs[:count], "photo") for count in (1, 2))
    assert two.shape[1] - one.shape[1] == CROP_PX[0] * MAGNIFIED + GAP_PX
    assert len(places(astronaut)) * CROP_PX[1] * MAGNIFIED < one.shape[0]


def test_a_picture_without_a_face_shows_its_middle(astronaut: Portrait) -> None:
    """There is still something to look at."""
    assert list(places(Portrait(astronaut.pixels))) == ["middle"]
