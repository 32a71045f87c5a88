"""Crops for the networks, and the way back to the picture."""

from math import pi

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catchlight.geometry import Extent
from catchlight.vision.sampling import (
    Pyramid,
    Region,
    compose,
    crop_to_image,
    fitted,
    inverse,
    lengths,
    resize_matrix,
    sample,
    to_image,
    whole,
    within,
)

places = st.floats(-50, 150)


@pytest.mark.parametrize(
    ("factor", "expected"), [(0.3, (640, 2)), (1.9, (640, 2)), (2.0, (320, 1)), (7.9, (160, 1))]
)
def test_a_pyramid_gives_the_smallest_level_that_still_holds_enough(
    factor: float, expected: tuple[int, int]
) -> None:
    """Up to twice as small as the picture: its half; a narrow side stays at one pixel."""
    small = Pyramid(np.full((2, 640, 3), 7, np.uint8)).shrunk(factor)
    assert (small.shape[1], small.shape[0]) == expected
    assert (small == 7).all()


def bytes_of(seed: int, width: int, height: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


def test_the_whole_square_at_its_own_size_is_the_picture_itself() -> None:
    """Pixel centres correspond: nothing is shifted or blurred."""
    picture = bytes_of(1, 64, 64)
    crop = sample(Pyramid(picture), whole(Extent(64, 64)), 64, border=cv2.BORDER_CONSTANT)
    assert np.array_equal(np.rint(crop * 255), picture)


def test_a_mirrored_crop_is_the_mirror_of_the_crop() -> None:
    """For a level region."""
    picture, region = bytes_of(2, 90, 70), Region(44.0, 33.0, 51.0)
    plain = sample(Pyramid(picture), region, 32, border=cv2.BORDER_REPLICATE)
    mirrored = sample(Pyramid(picture), region, 32, border=cv2.BORDER_REPLICATE, mirrored=True)
    assert np.abs(mirrored - plain[:, ::-1]).max() <= 1 / 255


def test_a_strong_reduction_averages_instead_of_skipping_pixels() -> None:
    """A one-pixel checkerboard becomes grey, as it would to the eye."""
    board = np.indices((256, 256)).sum(axis=0) % 2 * 255
    picture = np.repeat(board[..., None], 3, axis=2).astype(np.uint8)
    crop = sample(Pyramid(picture), whole(Extent(256, 256)), 32, border=cv2.BORDER_REPLICATE)
    assert np.abs(crop - 0.5).max() < 0.02


def test_outside_the_picture_is_black_or_the_edge_as_asked() -> None:
    """Detectors see black, the landmark net the repeated edge."""
    picture = np.full((20, 20, 3), 200, np.uint8)
    region = Region(-40.0, 10.0, 20.0)
    assert sample(Pyramid(picture), region, 8, border=cv2.BORDER_CONSTANT).max() == 0
    repeated = sample(Pyramid(picture), region, 8, border=cv2.BORDER_REPLICATE)
    assert np.allclose(repeated, 200 / 255)


@settings(max_examples=50, deadline=None)
@given(places, places, st.floats(5, 300), st.floats(-pi, pi), st.booleans())
def test_points_go_to_the_crop_and_back(x, y, size, turn, mirrored) -> None:
    """The two maps undo each other."""
    there = crop_to_image(Region(x, y, size, turn), 64, mirrored)
    points = np.array([[0.0, 0.0], [63.0, 12.5], [31.5, 31.5]])
    back = to_image(to_image(points, there), inverse(there))
    assert np.allclose(back, points, atol=1e-2)
    assert np.allclose(compose(inverse(there), there), np.eye(2, 3), atol=1e-6)


def test_the_middle_of_the_crop_is_the_middle_of_the_region() -> None:
    """However it is turned; depth grows with the scale."""
    matrix = crop_to_image(Region(10.0, 20.0, 128.0, 0.7), 64)
    ((x, y, z),) = to_image(np.array([[31.5, 31.5, 3.0]]), matrix)
    assert (x, y, z) == pytest.approx((10, 20, 6), abs=1e-4)


def test_reducing_never_enlarges_and_says_the_way_back() -> None:
    """A picture smaller than the limit is returned as it is."""
    picture = bytes_of(3, 40, 30)
    same, back = within(Pyramid(picture), 100)
    assert same is picture and np.array_equal(back, np.eye(2, 3))
    small, back = within(Pyramid(picture), 20)
    assert small.shape == (15, 20, 3)
    assert np.allclose(back, resize_matrix(Extent(20, 15), Extent(40, 30)))
    assert fitted(Pyramid(picture), Extent(7, 9)).shape == (9, 7, 3)


def test_lengths_do_not_depend_on_where_the_planes_lie() -> None:
    """The same numbers at sixteen places in memory: the same bits."""
    chance = np.random.default_rng(3)
    across, down = chance.normal(size=(2, 61, 37)).astype(np.float32)
    expected = lengths(across, down)
    assert abs(float(lengths(np.float32([[3]]), np.float32([[4]]))[0, 0]) - 5) < 1e-6
    for offset in range(16):
        moved = []
        for plane in (across, down):
            room = np.empty(plane.size + 16, np.float32)[offset : offset + plane.size]
            room[:] = plane.ravel()
            moved.append(room.reshape(plane.shape))
        assert np.array_equal(lengths(*moved), expected)
