"""The landmarks, blendshapes and pose of one face, and the same read from its mirror image."""

from __future__ import annotations

from functools import cache
from math import atan2, cos, sin

import cv2
import numpy as np
import numpy.typing as npt

from ..face import (
    IMAGE_LEFT_EYE_OUTER,
    IMAGE_RIGHT_EYE_OUTER,
    Face,
    FloatArray,
    HeadPose,
)
from ..geometry import Box
from ..portrait import Portrait
from .detect import Detection
from .head_pose import canonical_mesh, head_pose
from .runtime import sigmoid, tflite_net
from .sampling import Pyramid, Region, crop_to_image, pyramid_of, sample, to_image

MESH_SIDE = 256  # input of the landmark net, pixels
REGION_SCALE = 1.5  # how much larger than the face its crop is; what the net was trained on

# The landmarks that the blendshape net reads, in its order, and the names of what it gives
# (MediaPipe, face_blendshapes_graph.cc, Apache-2.0).
BLENDSHAPE_LANDMARKS = (
    0, 1, 4, 5, 6, 7, 8, 10, 13, 14, 17, 21, 33, 37, 39, 40, 46, 52, 53, 54, 55, 58, 61, 63, 65, 66,
    67, 70, 78, 80, 81, 82, 84, 87, 88, 91, 93, 95, 103, 105, 107, 109, 127, 132, 133, 136, 144,
    145, 146, 148, 149, 150, 152, 153, 154, 155, 157, 158, 159, 160, 161, 162, 163, 168, 172, 173,
    176, 178, 181, 185, 191, 195, 197, 234, 246, 249, 251, 263, 267, 269, 270, 276, 282, 283, 284,
    285, 288, 291, 293, 295, 296, 297, 300, 308, 310, 311, 312, 314, 317, 318, 321, 323, 324, 332,
    334, 336, 338, 356, 361, 362, 365, 373, 374, 375, 377, 378, 379, 380, 381, 382, 384, 385, 386,
    387, 388, 389, 390, 397, 398, 400, 402, 405, 409, 415, 454, 466, 468, 469, 470, 471, 472, 473,
    474, 475, 476, 477,
)  # fmt: skip
_BLENDSHAPE_ROWS = np.array(BLENDSHAPE_LANDMARKS)
BLENDSHAPE_NAMES = (
    "_neutral", "browDownLeft", "browDownRight", "browInnerUp", "browOuterUpLeft",
    "browOuterUpRight", "cheekPuff", "cheekSquintLeft", "cheekSquintRight", "eyeBlinkLeft",
    "eyeBlinkRight", "eyeLookDownLeft", "eyeLookDownRight", "eyeLookInLeft", "eyeLookInRight",
    "eyeLookOutLeft", "eyeLookOutRight", "eyeLookUpLeft", "eyeLookUpRight", "eyeSquintLeft",
    "eyeSquintRight", "eyeWideLeft", "eyeWideRight", "jawForward", "jawLeft", "jawOpen", "jawRight",
    "mouthClose", "mouthDimpleLeft", "mouthDimpleRight", "mouthFrownLeft", "mouthFrownRight",
    "mouthFunnel", "mouthLeft", "mouthLowerDownLeft", "mouthLowerDownRight", "mouthPressLeft",
    "mouthPressRight", "mouthPucker", "mouthRight", "mouthRollLower", "mouthRollUpper",
    "mouthShrugLower", "mouthShrugUpper", "mouthSmileLeft", "mouthSmileRight", "mouthStretchLeft",
    "mouthStretchRight", "mouthUpperUpLeft", "mouthUpperUpRight", "noseSneerLeft", "noseSneerRight",
)  # fmt: skip


def read_face(pyramid: Pyramid, detection: Detection) -> Face:
    """The face at that detection, read twice: the second crop follows the first landmarks.

    The second look halves how much landmarks move when the picture is cropped a little (0.43 % →
    0.19 % of the eye-corner distance on 26 portraits); a third one adds almost nothing.
    """
    first, _ = _landmarks(pyramid, detection.region)
    landmarks, presence = _landmarks(pyramid, region_of_landmarks(first))
    return _face(landmarks, presence, _blendshapes(landmarks), head_pose(landmarks))


def read_mirror(portrait: Portrait) -> Face:
    """The portrait's face as its mirror image reads, mapped back: for flip-averaged asymmetry.

    Landmarks and names are swapped left for right again, so that index and name mean the same place
    as in `portrait.face`; where both agree there is no bias. The pose is left out: it is read from
    the mean of both. Raises ValueError without a face.
    """
    if portrait.face is None:
        raise ValueError("the portrait has no face to read")
    region = region_of_landmarks(portrait.face.landmarks)
    landmarks, presence = _landmarks(pyramid_of(portrait), region, mirrored=True)
    in_mirror = landmarks * np.array([-1, 1, 1], dtype=np.float32)
    in_mirror[:, 0] += portrait.extent.width - 1
    values = _blendshapes(in_mirror)
    swapped = {name: values[other] for name, other in _mirrored_names()}
    return _face(landmarks[mirror_index()], presence, swapped, None)


def face_presence(pyramid: Pyramid, detection: Detection) -> float:
    """How sure the landmark net is that the detection shows a face, 0…1."""
    first, _ = _landmarks(pyramid, detection.region)
    return _landmarks(pyramid, region_of_landmarks(first))[1]


def mirrored_name(name: str) -> str:
    """mouthSmileLeft ↔ mouthSmileRight; names without a side stay."""
    if "Left" in name:
        return name.replace("Left", "Right")
    return name.replace("Right", "Left")


@cache
def _mirrored_names() -> tuple[tuple[str, str], ...]:
    return tuple((name, mirrored_name(name)) for name in BLENDSHAPE_NAMES)


@cache
def mirror_index() -> npt.NDArray[np.int64]:
    """For each of the 478 landmarks, the index of its mirror partner."""
    mesh, _ = canonical_mesh()  # exactly symmetric
    flipped = mesh * (-1, 1, 1)
    distances = np.linalg.norm(mesh[None] - flipped[:, None], axis=2)
    # Irises: centre, east, top, west, bottom; east and west change places.
    irises = [473, 476, 475, 474, 477, 468, 471, 470, 469, 472]
    return np.concatenate([distances.argmin(axis=1), irises])


def region_of_landmarks(landmarks: FloatArray) -> Region:
    """The crop for the landmark net: the face's long side × 1.5, turned level with the eyes.

    The long side is taken in the turned frame, so a tilted head gets the same crop as a level one.
    """
    xy = landmarks[:, :2].astype(np.float64)
    across = xy[IMAGE_RIGHT_EYE_OUTER] - xy[IMAGE_LEFT_EYE_OUTER]
    turn = atan2(across[1], across[0])
    turned = xy @ np.array([[cos(turn), -sin(turn)], [sin(turn), cos(turn)]])
    low, high = turned.min(axis=0), turned.max(axis=0)
    middle = (low + high) / 2
    x = middle[0] * cos(turn) - middle[1] * sin(turn)
    y = middle[0] * sin(turn) + middle[1] * cos(turn)
    return Region(float(x), float(y), float((high - low).max() * REGION_SCALE), turn)


def _face(
    landmarks: FloatArray, presence: float, blendshapes: dict[str, float], pose: HeadPose | None
) -> Face:
    (left, top), (right, bottom) = landmarks[:, :2].min(axis=0), landmarks[:, :2].max(axis=0)
    return Face(
        box=Box(float(left), float(top), float(right), float(bottom)),
        landmarks=landmarks,
        presence=presence,
        blendshapes=blendshapes,
        pose=pose,
    )


def _landmarks(
    pyramid: Pyramid, region: Region, mirrored: bool = False
) -> tuple[FloatArray, float]:
    crop = sample(pyramid, region, MESH_SIDE, border=cv2.BORDER_REPLICATE, mirrored=mirrored)
    points, logit, _ = tflite_net("face_landmarks_detector.tflite").run(crop[None])
    in_crop = points.reshape(-1, 3) - np.array([0.5, 0.5, 0], dtype=np.float32)  # edge → centre
    presence = float(sigmoid(logit).item())
    return to_image(in_crop, crop_to_image(region, MESH_SIDE, mirrored)), presence


def _blendshapes(landmarks: FloatArray) -> dict[str, float]:
    points = landmarks[_BLENDSHAPE_ROWS, :2]
    (values,) = tflite_net("face_blendshapes.tflite").run(np.ascontiguousarray(points[None]))
    return dict(zip(BLENDSHAPE_NAMES, values.tolist(), strict=True))
