"""The trimap and the cut-out made from it: what is person, what is not, what is undecided."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from catchlight.portrait import Portrait
from catchlight.vision.matte import cut_out, with_matte
from catchlight.vision.trimap import trimap


@pytest.fixture(scope="module")
def sitter(astronaut: Portrait) -> Portrait:
    return with_matte(astronaut)


def test_the_person_is_whole_and_the_flag_is_not_part_of_them(sitter: Portrait) -> None:
    """Face and suit are opaque; the wall, the flag beside the arm and the rocket are not."""
    assert sitter.matte is not None and sitter.face is not None
    alpha = sitter.matte.alpha
    x, y = (int(v) for v in sitter.face.box.center)
    assert alpha[y, x] == pytest.approx(1, abs=1e-3)
    assert alpha[330, 150] > 0.99  # the suit
    for row, column in ((40, 40), (250, 5), (100, 420), (60, 330)):
        assert alpha[row, column] < 0.05


def test_a_larger_picture_gets_the_same_outline(sitter: Portrait, astronaut: Portrait) -> None:
    """Solved small and enlarged by the picture's own edges, alpha agrees with the small one."""
    assert sitter.matte is not None
    size = (1024, 1024)
    large = np.clip(cv2.resize(astronaut.pixels, size, interpolation=cv2.INTER_CUBIC), 0, 1)
    alpha = cut_out(astronaut.resized(np.asarray(large, np.float32))).alpha
    assert alpha.shape == (1024, 1024)
    back = cv2.resize(alpha, (512, 512), interpolation=cv2.INTER_AREA)
    assert np.abs(back - sitter.matte.alpha).mean() < 0.02


def test_wall_seen_through_the_hair_is_background(astronaut: Portrait) -> None:
    """Before an even wall, a gap beside the neck that both networks filled is found."""
    assert astronaut.face is not None
    pixels = np.full((512, 512, 3), 0.8, dtype=np.float32)
    both = np.zeros((512, 512), dtype=np.float32)
    (left, right), chin = astronaut.face.eye_centers, astronaut.face.point(152)
    unit = astronaut.face.interocular_px
    middle = (int((left.x + right.x) / 2), int((left.y + right.y) / 2))
    cv2.circle(pixels, middle, int(2.2 * unit), (0.15, 0.12, 0.1), -1)
    cv2.circle(both, middle, int(2.2 * unit), 1.0, -1)
    gap = (int(middle[0] - 1.5 * unit), int(chin.y - 0.8 * unit))
    cv2.circle(pixels, gap, int(0.18 * unit), (0.8, 0.8, 0.8), -1)
    face = replace(astronaut.face)
    known = trimap(pixels, both, both, face)
    assert known[gap[1], gap[0]] == 0
    assert known[middle[1], middle[0]] == 1
    assert known[5, 5] == 0


def test_where_the_networks_disagree_the_matting_decides() -> None:
    """What only one network calls a person is unknown, not lost and not taken."""
    pixels = np.full((200, 200, 3), 0.5, dtype=np.float32)
    outline, person = np.zeros((2, 200, 200), dtype=np.float32)
    outline[50:150, 40:160] = 1  # u2netp alone
    known = trimap(pixels, outline, person, None)
    assert known[100, 100] == 0.5
    assert known[5, 5] == 0
