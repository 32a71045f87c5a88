"""observe: pixels → Portrait. The one call that the steps above need."""

from __future__ import annotations

from ..face import Face
from ..geometry import Box
from ..image import Pixels
from ..portrait import Portrait
from .detect import Detection
from .face import read_face
from .find import MIN_PRESENCE, find_faces
from .person import person_mask
from .pose import read_body
from .sampling import Bytes, Pyramid, keep_pyramid, to_bytes


def observe(
    pixels: Pixels, *, face: int | None = None, body: bool = True, levels: Bytes | None = None
) -> Portrait:
    """What the networks see: the face with landmarks and pose, the body, the person mask.

    `face` chooses by number, 1 = leftmost, as `list_faces` counts; without it the largest clear
    face is taken. No face, or a number that is not there → `Portrait.face` is None and `faces`
    counts what was seen. Beside one large face, small ones (under 6 % of the height) are counted
    only when `face` is given; `list_faces` always counts them. `body=False` spares the body net.
    `levels` are the same pixels in 8 bits, where they are at hand (`Photo.levels`).
    Same pixels, same numbers. Raises WeightsMissing.
    """
    pyramid = Pyramid(to_bytes(pixels) if levels is None else levels)
    detections = find_faces(pyramid, quick=face is None)
    chosen = _choose(pyramid, detections, face)
    portrait = Portrait(
        pixels=pixels,
        face=chosen,
        faces=len(detections),
        body=read_body(pyramid, chosen) if body else None,
        person=person_mask(pyramid),
    )
    return keep_pyramid(portrait, pyramid)


def list_faces(pixels: Pixels) -> list[Box]:
    """The boxes of all faces, left to right, in pixels."""
    return [detection.box for detection in find_faces(Pyramid(to_bytes(pixels)))]


def _choose(pyramid: Pyramid, detections: tuple[Detection, ...], number: int | None) -> Face | None:
    """By number, or by score × height: height alone once preferred printed text."""
    if number is not None:
        return read_face(pyramid, detections[number - 1]) if 0 < number <= len(detections) else None
    for detection in sorted(detections, key=lambda seen: -seen.score * seen.box.height):
        face = read_face(pyramid, detection)
        if face.presence >= MIN_PRESENCE:
            return face
    return None
