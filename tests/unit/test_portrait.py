"""A portrait carries what was seen along when its picture moves."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from catchlight.portrait import Matte, Portrait


def test_a_shift_moves_the_landmarks_by_as_much(astronaut: Portrait) -> None:
    """Cropping 30 px from the left and 10 from the top moves every landmark so."""
    assert astronaut.face is not None
    matrix = np.array([[1, 0, -30], [0, 1, -10]], dtype=np.float64)
    moved = astronaut.mapped(matrix, astronaut.pixels[10:, 30:])
    assert moved.face is not None
    shift = moved.face.landmarks[:, :2] - astronaut.face.landmarks[:, :2]
    assert np.allclose(shift, (-30, -10), atol=1e-3)


def test_half_the_size_halves_the_eye_distance(astronaut: Portrait) -> None:
    """Resizing keeps the landmarks on the same features."""
    half = cv2.resize(astronaut.pixels, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    small = astronaut.resized(half)
    assert small.face is not None and astronaut.face is not None
    assert small.face.interocular_px == pytest.approx(astronaut.face.interocular_px / 2, rel=1e-3)


def test_the_matte_is_the_person_mask_where_there_is_one(astronaut: Portrait) -> None:
    """The fine cut-out wins over the fast one."""
    alpha = np.ones(astronaut.pixels.shape[:2], dtype=np.float32)
    matted = Portrait(
        astronaut.pixels, person=np.zeros((8, 8), np.float32), matte=Matte(alpha, astronaut.pixels)
    )
    assert matted.person_mask is not None and matted.person_mask.min() == 1.0


def test_pixels_of_another_shape_are_refused(astronaut: Portrait) -> None:
    """An edit that changes the size must map the landmarks too."""
    with pytest.raises(ValueError, match="expected shape"):
        astronaut.with_pixels(astronaut.pixels[1:])
