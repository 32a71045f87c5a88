"""Faces found: near, small, many, tilted, dark; and none where there is none."""

import cv2
import numpy as np
import pytest

from catchlight.portrait import Portrait
from catchlight.vision.detect import detect_near, detect_small
from catchlight.vision.find import find_faces
from catchlight.vision.observe import list_faces
from catchlight.vision.sampling import Pyramid, to_bytes


@pytest.fixture(scope="module")
def head(astronaut: Portrait) -> np.ndarray:
    """The sample's head and shoulders, 8 bits, 200 × 200; its face is about 109 px high."""
    return to_bytes(astronaut.pixels)[25:225, 125:325]


def group(head: np.ndarray, sizes: list[int], width: int = 1000, height: int = 700) -> np.ndarray:
    picture = np.full((height, width, 3), 120, np.uint8)
    for number, size in enumerate(sizes):
        x = int((number + 0.5) * width / len(sizes) - size / 2)
        small = cv2.resize(head, (size, size), interpolation=cv2.INTER_AREA)
        picture[height // 2 - size // 2 :][:size, x : x + size] = small
    return picture


def text_page() -> np.ndarray:
    page = np.full((700, 900, 3), 255, np.uint8)
    for line in range(14):
        cv2.putText(
            page, "The quick brown fox 0123 jumps", (5, 40 + 50 * line), 0, 1.2, (0,) * 3, 3
        )
    return page


NO_FACE = {
    "blank": np.full((400, 500, 3), 128, np.uint8),
    "black": np.zeros((64, 64, 3), np.uint8),
    "noise": np.random.default_rng(0).integers(0, 256, (500, 400, 3), dtype=np.uint8),
    "text": text_page(),
    "one pixel": np.full((1, 1, 3), 90, np.uint8),
    "a line": np.full((2, 900, 3), 90, np.uint8),
}


@pytest.mark.parametrize("name", NO_FACE)
def test_no_face_is_found_where_there_is_none(name: str) -> None:
    """Made-up pictures, degenerate sizes included."""
    assert find_faces(Pyramid(NO_FACE[name])) == ()
    assert find_faces(Pyramid(NO_FACE[name]), quick=True) == ()


def test_both_detectors_put_the_sample_in_the_same_place(astronaut: Portrait) -> None:
    """Boxes overlap by half, eyes lie within 15 % of the face's height."""
    picture = to_bytes(astronaut.pixels)
    (near,), (small,) = detect_near(picture, 0.5), detect_small(picture, 0.6)
    assert near.box.overlap(small.box) > 0.5
    for one, other in zip(near.points[:2], small.points[:2], strict=True):
        assert np.hypot(one.x - other.x, one.y - other.y) < 0.15 * near.box.height
    assert near.points[0].x < near.points[1].x


def test_a_group_of_small_faces_is_counted(head: np.ndarray) -> None:
    """Six faces of 4 % of the picture's height; the near detector sees none of them."""
    picture = group(head, [50] * 6)
    assert len(find_faces(Pyramid(picture))) == 6
    assert detect_near(picture, 0.5) == ()


def test_a_small_face_beside_a_large_one_is_counted_in_a_thorough_look(head: np.ndarray) -> None:
    """The quick look may stop at the large one."""
    picture = group(head, [480, 70])
    assert len(find_faces(Pyramid(picture))) == 2
    assert len(find_faces(Pyramid(picture), quick=True)) >= 1


def test_faces_are_numbered_from_left_to_right(head: np.ndarray) -> None:
    """Whatever their size and score."""
    boxes = list_faces(group(head, [80, 240, 120]).astype(np.float32) / 255)
    assert [box.center.x for box in boxes] == pytest.approx([167, 500, 833], abs=25)
    assert boxes[1].height > boxes[2].height > boxes[0].height


@pytest.mark.parametrize("angle_deg", [-60, -30, 30, 60, 90])
def test_a_tilted_head_is_found(head: np.ndarray, angle_deg: int) -> None:
    """One face, wherever up is."""
    large = cv2.resize(head, (500, 500), interpolation=cv2.INTER_CUBIC)
    matrix = cv2.getRotationMatrix2D((250, 250), angle_deg, 1)
    turned = cv2.warpAffine(large, matrix, (500, 500), borderMode=cv2.BORDER_REPLICATE)
    assert len(find_faces(Pyramid(turned))) == 1


@pytest.mark.parametrize("brightness", [0.3, 0.1, 0.04])
def test_a_dark_face_is_found(head: np.ndarray, brightness: float) -> None:
    """Down to 10 of 255."""
    assert len(find_faces(Pyramid(cv2.convertScaleAbs(head, alpha=brightness)))) == 1


def test_a_face_that_fills_the_picture_is_found(head: np.ndarray) -> None:
    """Cut above the brows and below the lips."""
    tight = cv2.resize(head[50:140, 55:145], (600, 600), interpolation=cv2.INTER_CUBIC)
    assert len(find_faces(Pyramid(tight))) == 1
