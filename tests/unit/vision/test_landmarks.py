"""Landmarks and blendshapes: where they should be, steady, and the same in a mirror."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from catchlight.face import CHIN, FOREHEAD_TOP, IMAGE_LEFT_EYE_OUTER, IMAGE_RIGHT_EYE_OUTER, Face
from catchlight.portrait import Portrait
from catchlight.vision.face import BLENDSHAPE_NAMES, mirror_index, mirrored_name, read_mirror
from catchlight.vision.head_pose import head_pose
from catchlight.vision.observe import observe


def face_of(pixels: np.ndarray) -> Face:
    face = observe(np.ascontiguousarray(pixels, dtype=np.float32), body=False).face
    assert face is not None
    return face


def moved_share(face: Face, expected: np.ndarray) -> float:
    """Mean distance of the landmarks from where they should be, in outer eye-corner distances."""
    corners = expected[[IMAGE_LEFT_EYE_OUTER, IMAGE_RIGHT_EYE_OUTER], :2]
    unit = np.linalg.norm(corners[0] - corners[1])
    return float(np.linalg.norm(face.landmarks[:, :2] - expected[:, :2], axis=1).mean() / unit)


@pytest.fixture(scope="module")
def face(astronaut: Portrait) -> Face:
    assert astronaut.face is not None
    return astronaut.face


def test_the_sample_reads_as_a_face_with_eyes_over_a_chin(face: Face) -> None:
    """Places measured by hand in the picture, within 5 px."""
    left, right = face.eye_centers
    assert (left.x, left.y) == pytest.approx((202, 100), abs=4)
    assert (right.x, right.y) == pytest.approx((249, 102), abs=4)
    assert (face.point(CHIN).x, face.point(CHIN).y) == pytest.approx((222, 178), abs=5)
    assert face.point(FOREHEAD_TOP).y < left.y < face.point(CHIN).y
    assert face.presence > 0.99 and face.landmarks.shape == (478, 3)


def test_the_sample_smiles_with_her_lips_apart(face: Face) -> None:
    """All 52 coefficients are there, 0…1."""
    assert tuple(face.blendshapes) == BLENDSHAPE_NAMES
    assert min(face.blendshapes["mouthSmileLeft"], face.blendshapes["mouthSmileRight"]) > 0.6
    assert face.blendshapes["eyeBlinkLeft"] < 0.3
    assert all(0 <= value <= 1 for value in face.blendshapes.values())


def test_a_resized_picture_keeps_the_landmarks(astronaut: Portrait, face: Face) -> None:
    """0.75× moves them by less than 0.5 % of the eye-corner distance."""
    small = cv2.resize(astronaut.pixels, (384, 384), interpolation=cv2.INTER_AREA)
    expected = face.mapped(np.array([[0.75, 0, -0.125], [0, 0.75, -0.125]])).landmarks
    assert moved_share(face_of(small), expected) < 0.005


def test_a_cropped_picture_keeps_the_landmarks(astronaut: Portrait, face: Face) -> None:
    """60 px less at the left and 30 at the top: less than 0.5 %."""
    expected = face.landmarks - np.array([60, 30, 0])
    assert moved_share(face_of(astronaut.pixels[30:, 60:]), expected) < 0.005


def test_a_turned_picture_turns_the_landmarks(astronaut: Portrait, face: Face) -> None:
    """20° clockwise: within 2 %, and the roll grows by 20 ± 2."""
    matrix = cv2.getRotationMatrix2D((226, 124), -20, 1)
    turned = face_of(cv2.warpAffine(astronaut.pixels, matrix, (512, 512)))
    assert moved_share(turned, face.mapped(matrix).landmarks) < 0.02
    assert turned.pose is not None and face.pose is not None
    assert turned.pose.roll_deg - face.pose.roll_deg == pytest.approx(20, abs=2)


def test_a_mirrored_picture_mirrors_everything(astronaut: Portrait, face: Face) -> None:
    """Landmarks within 1.5 %, yaw and roll change sign, left and right smile change places."""
    mirrored = face_of(astronaut.pixels[:, ::-1])
    expected = face.landmarks[mirror_index()] * np.array([-1, 1, 1]) + np.array([511, 0, 0])
    assert moved_share(mirrored, expected) < 0.015
    assert mirrored.pose is not None and face.pose is not None
    assert mirrored.pose.yaw_deg == pytest.approx(-face.pose.yaw_deg, abs=2)
    assert mirrored.pose.roll_deg == pytest.approx(-face.pose.roll_deg, abs=1)
    for name in ("mouthSmileLeft", "browDownLeft"):
        swapped = mirrored.blendshapes[mirrored_name(name)]
        assert swapped == pytest.approx(face.blendshapes[name], abs=0.15)


def test_reading_the_mirror_gives_the_same_places_and_names(
    astronaut: Portrait, face: Face
) -> None:
    """As if the mirrored picture had been observed and mapped back."""
    mirror = read_mirror(astronaut)
    assert moved_share(mirror, face.landmarks) < 0.015
    observed = face_of(astronaut.pixels[:, ::-1])
    assert mirror.blendshapes["mouthSmileLeft"] == pytest.approx(
        observed.blendshapes["mouthSmileRight"], abs=0.05
    )
    assert mirror.pose is None and face.pose is not None
    assert head_pose(mirror.landmarks).yaw_deg == pytest.approx(face.pose.yaw_deg, abs=2)


def test_a_portrait_without_a_face_has_no_mirror(astronaut: Portrait) -> None:
    """A programmer's error."""
    with pytest.raises(ValueError, match="no face"):
        read_mirror(replace(astronaut, face=None))


def test_the_mirror_partner_of_a_partner_is_the_landmark_itself() -> None:
    """Outer eye corners and irises included."""
    partner = mirror_index()
    assert np.array_equal(partner[partner], np.arange(478))
    assert partner[IMAGE_LEFT_EYE_OUTER] == IMAGE_RIGHT_EYE_OUTER
    assert (partner[468], partner[469], partner[470]) == (473, 476, 475)
