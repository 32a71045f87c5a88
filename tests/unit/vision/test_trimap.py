"""The trimap and the cut-out made from it: what is person, what is not, what is undecided."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from catchlight.face import FloatArray
from catchlight.image import Pixels
from catchlight.portrait import Portrait
from catchlight.vision.matte import cut_out, with_matte
from catchlight.vision.trimap import against_wall, trimap, without_blobs


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


def before_a_wall(astronaut: Portrait) -> tuple[Pixels, FloatArray, tuple[int, int], float]:
    """A dark head and pale clothes before a pale wall; both networks' outline of it."""
    assert astronaut.face is not None
    pixels = np.full((512, 512, 3), 0.8, dtype=np.float32)
    outline = np.zeros((512, 512), dtype=np.float32)
    (left, right), unit = astronaut.face.eye_centers, astronaut.face.interocular_px
    middle = (int((left.x + right.x) / 2), int((left.y + right.y) / 2))
    for picture, color in ((pixels, (0.15, 0.12, 0.1)), (outline, 1.0)):
        cv2.circle(picture, middle, int(2.0 * unit), color, -1)
    return pixels, outline, middle, unit


def test_a_dark_lock_before_a_pale_wall_is_there(astronaut: Portrait) -> None:
    """However faint the matting made it: nothing else could be so dark there."""
    pixels, outline, middle, unit = before_a_wall(astronaut)
    column = int(middle[0] + 2.6 * unit)
    lock = (slice(middle[1], middle[1] + 40), slice(column, column + 4))
    pixels[lock] = 0.12
    known = np.where(outline > 0, 1, 0).astype(np.float32)
    known[lock] = 0.5
    faint = np.where(known == 0.5, 0.3, known).astype(np.float32)
    mended = against_wall(faint, pixels, known, (outline, outline), astronaut.face)
    assert mended[lock].min() > 0.9
    detailed = np.random.default_rng(1).random(pixels.shape, dtype=np.float32)
    same = against_wall(faint, detailed, known, (outline, outline), astronaut.face)
    assert np.array_equal(same, faint)


def test_pale_clothes_before_a_pale_wall_end_where_the_networks_say(astronaut: Portrait) -> None:
    """The matting sees no edge there and would tear holes."""
    assert astronaut.face is not None
    pixels, outline, middle, unit = before_a_wall(astronaut)
    top = int(middle[1] + 2.4 * unit)
    assert top > astronaut.face.point(152).y
    outline[top:, 100:400] = 1
    known = np.where(outline > 0, 1, 0).astype(np.float32)
    known[top : top + 8, 100:400] = 0.5
    torn = np.where(known == 0.5, 0.2, known).astype(np.float32)
    mended = against_wall(torn, pixels, known, (outline, outline), astronaut.face)
    assert mended[top + 4, 150:350].min() > 0.9


def test_a_lamp_behind_the_head_is_not_hair(astronaut: Portrait) -> None:
    """What both networks leave out and is thick goes; a thin strand stays."""
    _, outline, middle, unit = before_a_wall(astronaut)
    alpha = outline.copy()
    lamp = (slice(0, int(0.4 * unit)), slice(middle[0] - 40, middle[0] + 40))
    alpha[lamp] = 1
    column = int(middle[0] + 2.3 * unit)
    alpha[middle[1] : middle[1] + 60, column : column + 2] = 1
    left = without_blobs(alpha, (outline, outline), astronaut.face)
    assert left[lamp].max() < 0.3
    assert left[middle[1] + 30, column] == 1
    assert np.array_equal(left[outline > 0], alpha[outline > 0])
