"""Warps: what moves, what stays, and where they stop."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import cv2
import numpy as np
import pytest

from catchlight.errors import EditBeyondLimit, EditError
from catchlight.face import HeadPose
from catchlight.portrait import Portrait
from catchlight.retouch.action_units import (
    LOWER_LIP_INSIDE,
    UNITS,
    UPPER_LIP_INSIDE,
    lips_together,
    one_sided,
    unit,
)
from catchlight.retouch.displacement import fit_mean_face, mean_face
from catchlight.retouch.edit import edit_kinds_by_name
from catchlight.retouch.gaze import GAZE, GAZE_LIMIT_DEG, gaze_yaw_deg
from catchlight.retouch.warp import HEAD_TILT_LIMIT_DEG, HEAD_TURN_LIMIT_DEG, KINDS
from catchlight.vision.bands import own_colors

WARPS = edit_kinds_by_name((*KINDS, GAZE))
LEFT_CORNER, RIGHT_CORNER, CHIN, LOWER_LID, UPPER_LID, INNER_BROW = 61, 291, 152, 145, 159, 55


def warped(portrait: Portrait, name: str, strength: float = 1.0, **options: Any) -> Portrait:
    return WARPS[name].develop(portrait, strength, options)


def shift(before: Portrait, after: Portrait) -> np.ndarray:
    """How far each landmark moved, in eye distances (478, 2)."""
    assert before.face is not None and after.face is not None
    moved = after.face.landmarks[:, :2] - before.face.landmarks[:, :2]
    return np.asarray(moved / before.face.interocular_px)


def test_a_smile_lifts_and_widens_the_corners_alike(astronaut: Portrait) -> None:
    """Both mouth corners go up and out, about 1.5 × (.063, .041) of the fitted mean smile."""
    moved = shift(astronaut, warped(astronaut, "smile"))
    assert moved[LEFT_CORNER, 1] == pytest.approx(-0.095, abs=0.03)
    assert moved[RIGHT_CORNER, 1] == pytest.approx(-0.095, abs=0.03)
    assert moved[RIGHT_CORNER, 0] > 0.03 > -0.03 > moved[LEFT_CORNER, 0]


def test_softening_is_a_smile_backwards(astronaut: Portrait) -> None:
    """Corners sink under soften_smile and rise under smile."""
    assert shift(astronaut, warped(astronaut, "soften_smile"))[LEFT_CORNER, 1] > 0.04


@pytest.mark.parametrize("name", [*UNITS, "smile"])
def test_the_gap_between_the_lips_never_changes(name: str) -> None:
    """Facing inner-lip points move alike in every unit: closed lips stay closed."""
    movement = mean_face().smile if name == "smile" else unit(name)
    held = lips_together(movement[:, :2])
    for upper, lower in zip(UPPER_LIP_INSIDE, LOWER_LIP_INSIDE, strict=True):
        assert np.array_equal(held[upper], held[lower])


def test_units_move_what_they_name_and_hold_the_rest() -> None:
    """The lid rises under squinch, the brow sinks under brow_lower; chin and oval stay."""
    assert unit("squinch")[LOWER_LID, 1] == pytest.approx(-0.040, abs=1e-3)
    assert unit("brow_lower")[INNER_BROW, 1] == pytest.approx(0.052, abs=1e-3)
    for name in UNITS:
        assert np.abs(unit(name)[CHIN]).max() < 1e-4
        assert np.abs(unit(name)).max() < 0.08


def test_units_are_even_left_and_right() -> None:
    """A unit's mirror image is the unit itself."""
    mirror = mean_face().mirror
    for name in UNITS:
        movement = unit(name)
        assert np.abs(movement[mirror] * (-1, 1, 1) - movement).max() < 2e-3


def test_one_side_moves_alone() -> None:
    """A one-sided smile leaves the other corner where it was."""
    left = one_sided(mean_face().smile, "left")
    assert np.abs(left[RIGHT_CORNER]).max() < 1e-6 < np.abs(left[LEFT_CORNER]).max()


def test_hair_and_place_stay(astronaut: Portrait) -> None:
    """Away from the head not a pixel changes."""
    assert astronaut.face is not None
    after = warped(astronaut, "smile")
    box, unit_px = astronaut.face.box, astronaut.face.interocular_px
    reach = int(box.bottom + 2.5 * unit_px)
    assert np.array_equal(after.pixels[reach:], astronaut.pixels[reach:])
    assert not np.array_equal(after.pixels, astronaut.pixels)


def test_lids_pass_over_an_unsqueezed_eye(astronaut: Portrait) -> None:
    """Under squinch the iris keeps its pixels and its landmarks."""
    assert astronaut.face is not None
    after = warped(astronaut, "squinch")
    x, y = (round(float(v)) for v in astronaut.face.landmarks[468, :2])
    assert np.abs(after.pixels[y - 1, x] - astronaut.pixels[y - 1, x]).max() < 0.02
    assert np.allclose(shift(astronaut, after)[468], 0)


def test_the_matte_goes_along(cut_out: Portrait) -> None:
    """A tilted head takes its cut-out with it: alpha still fits the picture."""
    after = warped(cut_out, "head_tilt", roll_deg=6)
    assert cut_out.matte is not None and after.matte is not None
    assert not np.array_equal(after.matte.alpha, cut_out.matte.alpha)


def test_colours_kept_at_half_the_size_move_as_far(cut_out: Portrait) -> None:
    """The person's colours after a tilt are the same, whatever size they are kept at."""
    assert cut_out.matte is not None
    small = cv2.resize(cut_out.matte.foreground, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    halved = replace(cut_out, matte=replace(cut_out.matte, foreground=small))
    colors = []
    for start in (cut_out, halved):
        after = warped(start, "head_tilt", roll_deg=6)
        assert after.matte is not None
        colors.append(own_colors(after.pixels, after.matte, slice(0, after.extent.height)))
    fringe = (after.matte.alpha > 0.3) & (after.matte.alpha < 0.7)
    still = cv2.resize(small, cut_out.extent) - cut_out.matte.foreground
    apart = np.abs(colors[0] - colors[1])[fringe].mean()
    assert apart < 0.01 + np.abs(still)[fringe].mean()


def test_a_turn_follows_its_sign(astronaut: Portrait) -> None:
    """Yaw + moves the nose to the image's right, pitch + up, roll + clockwise."""
    nose = 1
    assert shift(astronaut, warped(astronaut, "head_turn", yaw_deg=6))[nose, 0] > 0.05
    assert shift(astronaut, warped(astronaut, "head_turn", pitch_deg=6))[nose, 1] < -0.05
    tilted = shift(astronaut, warped(astronaut, "head_tilt", roll_deg=5))
    assert tilted[10, 0] > 0.05  # the top of the forehead goes right
    assert tilted[263, 1] > tilted[33, 1]  # the eye on the image's right is lower


def test_a_warped_head_knows_its_new_pose(astronaut: Portrait) -> None:
    """The record's pose moves with the head."""
    assert astronaut.face is not None and astronaut.face.pose is not None
    after = warped(astronaut, "head_turn", 0.5, yaw_deg=6)
    assert after.face is not None and after.face.pose is not None
    assert after.face.pose.yaw_deg == pytest.approx(astronaut.face.pose.yaw_deg + 3)


def test_without_options_the_head_turns_to_the_lens(astronaut: Portrait) -> None:
    """A head at yaw 20 is turned back by the limit, one at roll 3 wholly."""
    assert astronaut.face is not None
    aside = replace(astronaut, face=replace(astronaut.face, pose=HeadPose(20, 0, 3)))
    turned, level = warped(aside, "head_turn"), warped(aside, "head_tilt")
    assert turned.face is not None and turned.face.pose is not None
    assert level.face is not None and level.face.pose is not None
    assert turned.face.pose.yaw_deg == pytest.approx(20 - HEAD_TURN_LIMIT_DEG)
    assert level.face.pose.roll_deg == pytest.approx(0)


def test_the_look_moves_across_by_the_degrees_asked_for(astronaut: Portrait) -> None:
    """4° to the image's right changes the look that is read from the landmarks by 4°."""
    assert astronaut.face is not None
    after = warped(astronaut, "gaze", yaw_deg=4)
    assert after.face is not None
    moved = gaze_yaw_deg(after.face) - gaze_yaw_deg(astronaut.face)
    assert moved == pytest.approx(4, abs=0.5)


def test_without_options_the_look_goes_to_the_lens(astronaut: Portrait) -> None:
    """Full strength brings a small miss to zero."""
    after = warped(warped(astronaut, "gaze", yaw_deg=4), "gaze")
    assert after.face is not None
    assert gaze_yaw_deg(after.face) == pytest.approx(0, abs=0.5)


def test_closed_eyes_are_not_given_a_look(astronaut: Portrait) -> None:
    """Eyes that are shut are an error with the figure, not a smear."""
    assert astronaut.face is not None
    landmarks = astronaut.face.landmarks.copy()
    for upper, lower in ((159, 145), (386, 374)):
        landmarks[upper, :2] = landmarks[lower, :2]
    shut = replace(astronaut, face=replace(astronaut.face, landmarks=landmarks))
    with pytest.raises(EditError, match="needs open eyes"):
        warped(shut, "gaze", yaw_deg=4)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("gaze", {"yaw_deg": GAZE_LIMIT_DEG + 0.1}),
        ("gaze", {"yaw_deg": 7.0, "pitch_deg": 7.0}),
        ("head_turn", {"yaw_deg": -HEAD_TURN_LIMIT_DEG - 0.1}),
        ("head_turn", {"pitch_deg": HEAD_TURN_LIMIT_DEG + 0.1}),
        ("head_tilt", {"roll_deg": HEAD_TILT_LIMIT_DEG + 0.1}),
    ],
)
def test_degrees_beyond_the_limit_are_an_error(
    astronaut: Portrait, name: str, options: dict[str, float]
) -> None:
    """A larger angle is refused with the limit, never clamped."""
    with pytest.raises(EditBeyondLimit, match=r"Expected"):
        warped(astronaut, name, **options)


@pytest.mark.parametrize("name", sorted(WARPS))
def test_a_warp_without_a_face_says_so(astronaut: Portrait, name: str) -> None:
    """No face, no warp: the error says what is needed."""
    with pytest.raises(EditError, match="needs a face"):
        warped(replace(astronaut, face=None), name)


def test_a_face_at_the_pictures_edge_pulls_nothing_in(astronaut: Portrait) -> None:
    """Where the head touches the frame the border's pixels stay."""
    assert astronaut.face is not None
    left = int(astronaut.face.box.left + 5)
    cut = astronaut.mapped(
        np.array([[1, 0, -left], [0, 1, 0]], dtype=np.float64),
        np.ascontiguousarray(astronaut.pixels[:, left:]),
    )
    after = warped(cut, "head_tilt", roll_deg=6)
    assert np.array_equal(after.pixels[:, 0], cut.pixels[:, 0])


def test_the_average_face_fits_the_sitter(astronaut: Portrait) -> None:
    """The 3-D fit's scale is the eye distance, and its rotation is one."""
    assert astronaut.face is not None
    fit = fit_mean_face(astronaut.face)
    assert fit.scale == pytest.approx(astronaut.face.interocular_px, rel=0.1)
    assert np.allclose(fit.rotation @ fit.rotation.T, np.eye(3), atol=1e-5)
    assert np.linalg.det(fit.rotation) == pytest.approx(1, abs=1e-5)
