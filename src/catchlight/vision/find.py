"""All faces of a picture: the two detectors together, weak sightings confirmed by the mesh net."""

from __future__ import annotations

from collections.abc import Iterable

from .detect import Detection, detect_near, detect_small
from .face import face_presence
from .sampling import Pyramid, within

MIN_FACE_HEIGHT = 0.02  # share of the picture's height from which faces are counted
MIN_PRESENCE = 0.5  # the mesh net's own "this is a face", 0…1

# One clear face this tall (share of the height), alone in a quick look, can end the search.
_QUICK_SIDE, _ALONE_SCORE, _ALONE_HEIGHT = 256, 0.8, 0.2
# A thorough look has this many rows (or columns at most), so that MIN_FACE_HEIGHT is 14 px there.
_THOROUGH_HEIGHT, _THOROUGH_WIDTH = 720, 1440
# Scores from which a sighting needs no second opinion. On 120 London and 134 OMI portraits neither
# net saw anything but the one face down to near .36 and small .5.
_SURE_NEAR, _SURE_SMALL = 0.5, 0.6
# Below them a sighting counts only when the mesh net confirms it: hard side light and darkness.
_WEAK_NEAR, _WEAK_SMALL = 0.3, 0.4
_CRISP_NEAR = 0.7  # from here the near net's box is taken; below it, YuNet's is the better one
_SAME_OVERLAP = 0.3  # two boxes that share more show one face


def find_faces(pyramid: Pyramid, *, quick: bool = False) -> tuple[Detection, ...]:
    """Every face of at least MIN_FACE_HEIGHT, left to right, in pixels of the picture.

    `quick` ends the search at one clear face of a fifth of the height or more; beside such a face
    others are then seen from about 6 % of the height only. It spares 20–30 ms.
    """
    least = MIN_FACE_HEIGHT * pyramid.extent.height
    faces = [seen for seen in _sighted(pyramid, quick) if seen.box.height >= least]
    return tuple(sorted(faces, key=lambda seen: seen.box.center.x))


def _sighted(pyramid: Pyramid, quick: bool) -> list[Detection]:
    """YuNet sees nearly all; BlazeFace adds tilted, noisy and dark faces."""
    glance, back = within(pyramid, _QUICK_SIDE)
    if quick:
        clear = [seen.mapped(back) for seen in detect_small(glance, _SURE_SMALL)]
        if len(clear) == 1 and _stands_alone(clear[0], pyramid.extent.height):
            return clear
    near = [seen.mapped(back) for seen in detect_near(glance, _SURE_NEAR)]
    faces = _joined(near, _look_closely(pyramid, _SURE_SMALL))
    if faces:
        return faces
    weak = [seen.mapped(back) for seen in detect_near(glance, _WEAK_NEAR)]
    doubtful = _joined(weak, _look_closely(pyramid, _WEAK_SMALL))
    return [seen for seen in doubtful if face_presence(pyramid, seen) >= MIN_PRESENCE]


def _look_closely(pyramid: Pyramid, min_score: float) -> list[Detection]:
    full = pyramid.extent
    scale = min(1.0, _THOROUGH_HEIGHT / full.height, _THOROUGH_WIDTH / full.width)
    larger, back = within(pyramid, round(max(full) * scale))
    return [seen.mapped(back) for seen in detect_small(larger, min_score)]


def _stands_alone(seen: Detection, picture_height: int) -> bool:
    tall = seen.box.height >= _ALONE_HEIGHT * picture_height
    return tall and seen.score >= _ALONE_SCORE


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
