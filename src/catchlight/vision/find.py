"""All faces of a picture: the two detectors together, weak sightings confirmed by the mesh net."""

from __future__ import annotations

from collections.abc import Iterable

from ..image import Pixels
from .detect import Detection, detect_near, detect_small, within
from .face import face_presence

MIN_FACE_HEIGHT = 0.02  # share of the picture's height from which faces are counted
MIN_PRESENCE = 0.5  # the mesh net's own "this is a face", 0…1

# Scores from which a sighting needs no second opinion. On 120 London and 134 OMI portraits neither
# net saw anything but the one face down to near .36 and small .5.
_SURE_NEAR, _SURE_SMALL = 0.5, 0.6
# Below them a sighting counts only when the mesh net confirms it: hard side light and darkness.
_WEAK_NEAR, _WEAK_SMALL = 0.3, 0.4
_CRISP_NEAR = 0.7  # from here the near net's box is taken; below it, YuNet's is the better one
_SAME_OVERLAP = 0.3  # two boxes that share more show one face
# A face this tall (share of the height) that both nets find alone ends the search: then others
# are counted from about 4 % of the height; in all other pictures from MIN_FACE_HEIGHT.
_ALONE_HEIGHT = 0.2
_QUICK_SIDE, _THOROUGH_SIDE = 320, 640  # longest side of what YuNet looks at, pixels


def find_faces(pixels: Pixels) -> tuple[Detection, ...]:
    """Every face, left to right, in pixels."""
    quick, back = within(pixels, _QUICK_SIDE)
    near = [seen.mapped(back) for seen in detect_near(quick, _SURE_NEAR)]
    small = [seen.mapped(back) for seen in detect_small(quick, _SURE_SMALL)]
    faces = _joined(near, small)
    if len(faces) != 1 or faces[0].box.height < _ALONE_HEIGHT * pixels.shape[0]:
        faces = _joined(near, _look_closely(pixels, _SURE_SMALL))
    if not faces:
        weak = [seen.mapped(back) for seen in detect_near(quick, _WEAK_NEAR)]
        doubtful = _joined(weak, _look_closely(pixels, _WEAK_SMALL))
        faces = [seen for seen in doubtful if face_presence(pixels, seen) >= MIN_PRESENCE]
    tall = [seen for seen in faces if seen.box.height >= MIN_FACE_HEIGHT * pixels.shape[0]]
    return tuple(sorted(tall, key=lambda seen: seen.box.center.x))


def _look_closely(pixels: Pixels, min_score: float) -> list[Detection]:
    larger, back = within(pixels, _THOROUGH_SIDE)
    return [seen.mapped(back) for seen in detect_small(larger, min_score)]


def _joined(near: Iterable[Detection], small: Iterable[Detection]) -> list[Detection]:
    """Both nets' sightings, each face once, the more trusted box kept."""
    near = list(near)
    crisp = [seen for seen in near if seen.score >= _CRISP_NEAR]
    faces: list[Detection] = []
    for seen in [*crisp, *small, *(other for other in near if other not in crisp)]:
        if not any(_is_same(seen, known) for known in faces):
            faces.append(seen)
    return faces


def _is_same(one: Detection, other: Detection) -> bool:
    """One face: the boxes overlap, or one lies around the other's middle."""
    return (
        one.box.overlap(other.box) > _SAME_OVERLAP
        or _holds_middle(one, other)
        or _holds_middle(other, one)
    )


def _holds_middle(outer: Detection, inner: Detection) -> bool:
    middle, box = inner.box.center, outer.box
    return box.left < middle.x < box.right and box.top < middle.y < box.bottom
