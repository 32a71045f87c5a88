"""observe: pixels → Portrait. The one call that the steps above need."""

from __future__ import annotations

from ..face import Face
from ..geometry import Box
from ..image import Pixels
from ..portrait import Portrait
from .detect import SAME_FACE_OVERLAP, Detection, detect_near, detect_small
from .face import read_face
from .person import person_mask
from .pose import read_body

ALONE_HEIGHT = (
    0.2  # share of the picture's height from which one near face is taken as the only one
)
MIN_FACE_HEIGHT = 0.02  # share of the picture's height from which faces are counted
MIN_PRESENCE = 0.5  # below it the landmark net says that its crop shows no face


def observe(pixels: Pixels, *, face: int | None = None, body: bool = True) -> Portrait:
    """What the networks see: the face with landmarks, its pose, the body, the person mask.

    `face` chooses by number, 1 = leftmost, as `list_faces` counts; without it the clearest large
    face is taken. No face, or a number that is not there → `Portrait.face` is None and `faces`
    counts what was seen. `body=False` spares the body net. Raises WeightsMissing.
    """
    detections = find_faces(pixels)
    chosen = _choose(pixels, detections, face)
    return Portrait(
        pixels=pixels,
        face=chosen,
        faces=len(detections),
        body=read_body(pixels, chosen) if body else None,
        person=person_mask(pixels),
    )


def list_faces(pixels: Pixels) -> list[Box]:
    """The boxes of all faces, left to right, in pixels."""
    return [detection.box for detection in find_faces(pixels)]


def find_faces(pixels: Pixels) -> tuple[Detection, ...]:
    """All faces of at least MIN_FACE_HEIGHT, left to right.

    One near face that fills much of the picture ends the search; otherwise the second detector,
    which sees small faces, adds what the first one missed.
    """
    height = pixels.shape[0]
    near = detect_near(pixels)
    if len(near) == 1 and near[0].box.height >= ALONE_HEIGHT * height:
        return near
    extra = [
        small
        for small in detect_small(pixels)
        if all(small.box.overlap(known.box) < SAME_FACE_OVERLAP for known in near)
    ]
    seen = [face for face in (*near, *extra) if face.box.height >= MIN_FACE_HEIGHT * height]
    return tuple(sorted(seen, key=lambda face: face.box.center.x))


def _choose(pixels: Pixels, detections: tuple[Detection, ...], number: int | None) -> Face | None:
    if number is not None:
        if not 1 <= number <= len(detections):
            return None
        return read_face(pixels, detections[number - 1])
    by_merit = sorted(detections, key=lambda seen: -seen.score * seen.box.height)
    for detection in by_merit:
        face = read_face(pixels, detection)
        if face.presence >= MIN_PRESENCE:
            return face
    return None
