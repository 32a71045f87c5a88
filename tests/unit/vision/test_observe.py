"""observe: one call from pixels to everything that is seen."""

import numpy as np
import pytest

from catchlight.face import Body
from catchlight.image import open_photo
from catchlight.portrait import Portrait
from catchlight.vision.identity import embed, likeness
from catchlight.vision.observe import observe
from catchlight.vision.pose import read_body
from catchlight.vision.sampling import Pyramid, to_bytes

LEFT_SHOULDER, RIGHT_SHOULDER, LEFT_HIP, LEFT_ANKLE = 11, 12, 23, 27  # the sitter's own left


@pytest.fixture(scope="module")
def pair(astronaut: Portrait) -> np.ndarray:
    """The sample beside her mirror image at two thirds of the size."""
    picture = np.full((512, 900, 3), 0.5, np.float32)
    picture[:, :512] = astronaut.pixels
    picture[170:, 530:872] = astronaut.pixels[::1, ::-1][::3, ::3].repeat(2, 0).repeat(2, 1)
    return picture


def test_one_face_a_body_and_a_mask_are_seen(astronaut: Portrait) -> None:
    """The sample has them all."""
    assert astronaut.faces == 1
    assert astronaut.face is not None and astronaut.body is not None
    assert astronaut.person is not None and astronaut.person.shape == (256, 256)


def test_bytes_at_hand_spare_the_way_back_and_change_nothing() -> None:
    """A photo's own 8 bits give the same numbers as its pixels turned back."""
    photo = open_photo("sample:astronaut")
    assert photo.levels is not None
    plain, spared = observe(photo.pixels), observe(photo.pixels, levels=photo.levels)
    assert plain.face is not None and spared.face is not None
    assert (plain.face.landmarks == spared.face.landmarks).all()


def test_the_mask_holds_the_face_and_the_suit_but_not_the_wall(astronaut: Portrait) -> None:
    """Shares of person, in 64 × 64 px squares."""
    mask = astronaut.person_mask
    assert mask is not None
    assert mask[80:144, 195:259].mean() > 0.95  # face
    assert mask[330:394, 150:214].mean() > 0.95  # suit
    assert mask[0:64, 300:364].mean() < 0.05  # wall


def test_the_shoulders_lie_below_the_chin_left_and_right(astronaut: Portrait) -> None:
    """The sitter's left is on the image's right; hips are lower; ankles are not visible."""
    body = astronaut.body
    assert body is not None and astronaut.face is not None
    left, right = body.points[LEFT_SHOULDER], body.points[RIGHT_SHOULDER]
    assert left[0] > 270 > 150 > right[0]
    assert min(left[1], right[1]) > astronaut.face.box.bottom
    assert body.points[LEFT_HIP][1] > left[1] + 100
    assert min(body.visibility[[LEFT_SHOULDER, RIGHT_SHOULDER]]) > 0.9
    assert body.visibility[LEFT_ANKLE] < 0.5


def test_the_body_found_by_its_face_agrees_with_the_body_found_alone(astronaut: Portrait) -> None:
    """Shoulders within half an eye distance: the face spares the body detector."""
    alone = read_body(Pyramid(to_bytes(astronaut.pixels)))
    body = astronaut.body
    assert isinstance(alone, Body) and body is not None and astronaut.face is not None
    shoulders = [LEFT_SHOULDER, RIGHT_SHOULDER]
    apart = np.linalg.norm(alone.points[shoulders, :2] - body.points[shoulders, :2], axis=1)
    assert apart.max() < 0.5 * astronaut.face.interocular_px


def test_the_body_net_can_be_spared(astronaut: Portrait) -> None:
    """Everything else stays the same."""
    without = observe(astronaut.pixels, body=False)
    assert without.body is None and without.face is not None and astronaut.face is not None
    assert np.array_equal(without.face.landmarks, astronaut.face.landmarks)


def test_the_larger_of_two_faces_is_taken_unless_a_number_is_given(pair: np.ndarray) -> None:
    """Numbers run from the left, 1 first."""
    taken, first, second = (observe(pair, face=n, body=False) for n in (None, 1, 2))
    assert taken.faces == first.faces == second.faces == 2
    assert taken.face and first.face and second.face
    assert taken.face.box.center.x == pytest.approx(first.face.box.center.x, abs=3)
    assert second.face.box.center.x > 600


@pytest.mark.parametrize("number", [0, 3, -1])
def test_a_face_number_that_is_not_there_gives_no_face(pair: np.ndarray, number: int) -> None:
    """The count tells the caller what to say."""
    portrait = observe(pair, face=number, body=False)
    assert portrait.face is None and portrait.faces == 2


def test_an_empty_picture_has_neither_face_nor_body() -> None:
    """No error: the caller raises."""
    portrait = observe(np.full((200, 300, 3), 0.5, np.float32))
    assert portrait.face is None and portrait.faces == 0 and portrait.body is None
    assert portrait.person is not None and portrait.person.mean() < 0.2


def test_likeness_survives_a_mirror_and_a_darker_print(astronaut: Portrait) -> None:
    """Embeddings have length 1; the same picture darker or mirrored stays over .8."""
    assert astronaut.face is not None
    own = embed(astronaut.pixels, astronaut.face)
    assert own.shape == (128,) and np.linalg.norm(own) == pytest.approx(1, abs=1e-5)
    assert likeness(own, embed(astronaut.pixels * 0.6, astronaut.face)) > 0.9
    mirrored = observe(np.ascontiguousarray(astronaut.pixels[:, ::-1]), body=False)
    assert mirrored.face is not None
    assert likeness(own, embed(mirrored.pixels, mirrored.face)) > 0.8
