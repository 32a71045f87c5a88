"""Crop, straighten and close-up perspective: what is kept, what is refused."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from catchlight.errors import EditBeyondLimit, EditError, UnknownName
from catchlight.face import CHIN, FOREHEAD_TOP, HeadPose
from catchlight.portrait import Portrait
from catchlight.retouch.crop import crop_box, find_head
from catchlight.retouch.edit import Edit
from catchlight.retouch.perspective import shift_px
from catchlight.retouch.recipe import develop


@pytest.mark.parametrize(("aspect", "ratio"), [("4:5", 0.8), ("1:1", 1.0), (1.25, 1.25)])
def test_a_crop_has_the_asked_shape(astronaut: Portrait, aspect: object, ratio: float) -> None:
    """Width / height is the aspect, and the crop is as large as the picture allows."""
    after = develop(astronaut, Edit("crop", 1.0, {"aspect": aspect}))
    assert after.extent.width / after.extent.height == pytest.approx(ratio, abs=0.01)
    assert max(after.extent) >= 500


@pytest.mark.parametrize("options", [{"shot": "close-up"}, {"face_fraction": 0.4}, {}])
def test_a_crop_keeps_hair_and_chin(astronaut: Portrait, options: dict[str, object]) -> None:
    """However close, the whole head stays in the frame."""
    before = find_head(astronaut)
    after = find_head(develop(astronaut, Edit("crop", 1.0, options)))
    assert before is not None and after is not None
    assert after.box.top >= 0
    assert after.face_height == pytest.approx(before.face_height, rel=0.01)


def test_a_crop_reaches_the_face_fraction_and_eye_line(astronaut: Portrait) -> None:
    """Where the picture has room, the face's share and the eyes' height are as asked."""
    options = {"face_fraction": 0.5, "eye_line": 0.46, "aspect": 1}
    after = develop(astronaut, Edit("crop", 1.0, options))
    head = find_head(after)
    assert head is not None
    assert head.face_height / after.extent.height == pytest.approx(0.5, abs=0.01)
    assert head.eyes_y / after.extent.height == pytest.approx(0.46, abs=0.02)


def test_lead_room_moves_the_face_aside(astronaut: Portrait) -> None:
    """Positive lead room leaves more space at the right."""
    options = {"face_fraction": 0.3, "aspect": 1}
    plain, led = (
        find_head(develop(astronaut, Edit("crop", 1.0, {**options, "lead_room": room})))
        for room in (0.0, 0.1)
    )
    assert plain is not None and led is not None
    assert led.center_x < plain.center_x - 5


def test_landmarks_and_mask_move_with_the_crop(astronaut: Portrait) -> None:
    """The pixel under a landmark is the same before and after."""
    after = develop(astronaut, Edit("crop", 1.0, {"face_fraction": 0.4}))
    assert astronaut.face is not None and after.face is not None and after.person is not None
    for index in (1, 33, 291):
        x, y = (round(v) for v in astronaut.face.point(index))
        u, v = (round(v) for v in after.face.point(index))
        assert np.array_equal(after.pixels[v, u], astronaut.pixels[y, x])
    assert after.person.shape == after.pixels.shape[:2]


def test_strength_closes_in(astronaut: Portrait) -> None:
    """Half the strength is half the way from the whole frame to the crop."""
    box = crop_box(astronaut, {"face_fraction": 0.4})
    half = develop(astronaut, Edit("crop", 0.5, {"face_fraction": 0.4}))
    assert half.extent.width == pytest.approx((512 + box.width) / 2, abs=1)


def test_a_crop_that_would_cut_the_hair_says_how_close_it_may_go(astronaut: Portrait) -> None:
    """The error names the largest face fraction; asked for expressly, hair may be cut."""
    with pytest.raises(EditError, match="face_fraction of at most"):
        develop(astronaut, Edit("crop", 1.0, {"face_fraction": 0.85}))
    tight = develop(astronaut, Edit("crop", 1.0, {"face_fraction": 0.62, "allow_hair_cut": True}))
    head = find_head(tight)
    assert head is not None
    assert head.box.bottom <= tight.extent.height


def test_a_shape_that_cannot_hold_the_head_is_refused(astronaut: Portrait) -> None:
    """A panorama of a head that fills the height: the error says what is missing."""
    close = develop(astronaut, Edit("crop", 1.0, {"face_fraction": 0.5, "aspect": 1}))
    with pytest.raises(EditError, match="holds the whole head"):
        develop(close, Edit("crop", 1.0, {"aspect": "3:1"}))


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"aspect": "wide"}, EditError),
        ({"aspect": "9:0"}, EditError),
        ({"shot": "closeup"}, UnknownName),
        ({"eye_line": 2}, EditBeyondLimit),
        ({"face_fraction": "big"}, EditError),
        ({"allow_hair_cut": "yes"}, EditError),
    ],
)
def test_wrong_options_are_named(
    astronaut: Portrait, options: dict[str, object], error: type[Exception]
) -> None:
    """An option that cannot be used is an error."""
    with pytest.raises(error):
        develop(astronaut, Edit("crop", 1.0, options))


def test_without_a_face_only_the_shape_can_be_asked(astronaut: Portrait) -> None:
    """A faceless picture is cropped about its middle; placing a face is refused."""
    faceless = replace(astronaut, face=None)
    assert develop(faceless, Edit("crop", 1.0, {"aspect": "2:1"})).extent == (512, 256)
    with pytest.raises(EditError, match="none was seen"):
        develop(faceless, Edit("crop", 1.0, {"shot": "close-up"}))


@pytest.mark.parametrize("degrees", [-8.0, -2.0, 5.0])
def test_straightening_turns_by_the_asked_angle_and_fills_nothing(degrees: float) -> None:
    """The eye line turns by that angle; no corner is invented: what is missing is cut away."""
    plane = np.full((300, 400, 3), 0.5, dtype=np.float32)
    plane[140:160] = 1.0  # a horizon
    after = develop(Portrait(plane), Edit("straighten", 1.0, {"degrees": degrees})).pixels
    assert after.shape[0] < 300 and after.shape[1] < 400
    assert set(np.round(np.unique(after[[0, -1]]), 1)) <= {0.5}
    left, right = (
        float(np.average(np.arange(after.shape[0]), weights=after[:, x, 0] - 0.5 + 1e-9))
        for x in (20, after.shape[1] - 21)
    )
    turned = np.degrees(np.arctan2(right - left, after.shape[1] - 41))
    assert turned == pytest.approx(degrees, abs=0.3)


def test_straighten_levels_the_eyes_when_no_angle_is_given(astronaut: Portrait) -> None:
    """Without degrees the eye line becomes level."""
    room = np.pad(astronaut.pixels, ((150, 150), (150, 150), (0, 0)), mode="edge")
    roomy = astronaut.mapped(np.array([[1.0, 0, 150], [0, 1.0, 150]]), room)
    tilted = develop(roomy, Edit("straighten", 1.0, {"degrees": 4.0}))
    after = develop(tilted, Edit("straighten", 1.0))
    assert after.face is not None
    left, right = after.face.eye_centers
    assert abs(np.degrees(np.arctan2(right.y - left.y, right.x - left.x))) < 0.5


def test_straighten_names_its_limit(astronaut: Portrait) -> None:
    """Beyond 8° is an error, asked for or needed."""
    with pytest.raises(EditBeyondLimit, match="-8…8"):
        develop(astronaut, Edit("straighten", 1.0, {"degrees": 9}))
    assert astronaut.face is not None
    angle = np.radians(20)
    turn = np.array([[np.cos(angle), -np.sin(angle), 0], [np.sin(angle), np.cos(angle), 0]])
    tilted = replace(astronaut, face=astronaut.face.mapped(turn))
    with pytest.raises(EditBeyondLimit, match="Levelling the eyes"):
        develop(tilted, Edit("straighten", 1.0))


def test_perspective_makes_the_nose_smaller_against_the_face(astronaut: Portrait) -> None:
    """From further away the nose shrinks more than the eyes move, and the ears stay."""
    assert astronaut.face is not None
    after = develop(astronaut, Edit("close_up_perspective", 1.0, {"distance_cm": 30})).face
    assert after is not None

    def width(face: object, a: int, b: int) -> float:
        points = face.landmarks  # type: ignore[attr-defined]
        return float(np.hypot(*(points[a, :2] - points[b, :2])))

    nose, eyes, ears = (
        width(after, a, b) / width(astronaut.face, a, b)
        for a, b in ((64, 294), (33, 263), (234, 454))
    )
    assert nose < eyes < ears
    assert nose >= 0.87
    assert ears > 0.97


def test_a_portrait_from_afar_is_left_alone(astronaut: Portrait) -> None:
    """At the distance of a portrait session nothing needs to be undone."""
    assert astronaut.face is not None
    assert np.abs(shift_px(astronaut.face, 100.0)).max() < 1e-3


def test_perspective_refuses_a_turned_face(astronaut: Portrait) -> None:
    """On a turned face the near cheek would be pulled: refused with the angle."""
    assert astronaut.face is not None
    turned = replace(astronaut, face=replace(astronaut.face, pose=HeadPose(40, 0, 0)))
    with pytest.raises(EditError, match="40°"):
        develop(turned, Edit("close_up_perspective", 0.5))


def test_the_head_goes_from_hair_to_chin(astronaut: Portrait) -> None:
    """The head's box is taller than the face: it has the hair on top."""
    head, face = find_head(astronaut), astronaut.face
    assert head is not None and face is not None
    assert head.box.bottom == pytest.approx(face.point(CHIN).y)
    assert head.box.top < face.point(FOREHEAD_TOP).y - 0.08 * head.face_height
