"""Whether a face is drawn or painted rather than photographed: a heuristic from its surface.

Skin in a photo changes from pixel to pixel and is rarely white. Measured on 13 portraits and
filters over them (flat share / white share): photos to .05 / .00, heavily denoised ones to .28 /
.00, edge-preserving paint from .24, oil paint from .38, posters from .78, pencil white from .14. A
soft painting with texture (flat .06–.21) is not told from a photo.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from ..face import Face
from ..portrait import Portrait
from .sampling import pyramid_of

PAINTED_FLAT_SHARE = 0.3
PENCIL_WHITE_SHARE = 0.12
WHITE_LEVEL = 237  # of 255: paper, not skin


def flat_share(portrait: Portrait, face: Face, enough: float) -> float:
    """Share 0…1 of the face without any change from pixel to pixel; exact only above `enough`."""
    levels = _face_of(portrait, face)
    if levels.size == 0:
        return 0.0
    green = _flat_in(np.ascontiguousarray(levels[..., 1]), 1)
    # All channels are flat at most where green is, and one channel takes a third of the time.
    return green if green <= enough else _flat_in(levels, (1, 1, 1))


def looks_drawn(portrait: Portrait) -> bool:
    """Whether the face's surface is that of paint, print or pencil; False without a face."""
    face = portrait.face
    if face is None:
        return False
    if flat_share(portrait, face, PAINTED_FLAT_SHARE) > PAINTED_FLAT_SHARE:
        return True
    levels = _face_of(portrait, face)
    darkest = levels.min(axis=2)
    return bool(darkest.size and np.mean(darkest > WHITE_LEVEL) > PENCIL_WHITE_SHARE)


def _face_of(portrait: Portrait, face: Face) -> npt.NDArray[np.uint8]:
    box = face.box
    rows = slice(max(0, int(box.top)), max(1, int(box.bottom)))
    columns = slice(max(0, int(box.left)), max(1, int(box.right)))
    return pyramid_of(portrait).picture[rows, columns]


def _flat_in(levels: npt.NDArray[np.uint8], least: int | tuple[int, int, int]) -> float:
    """Share of pixels whose neighbours differ by `least` at most."""
    around = np.ones((3, 3), dtype=np.uint8)
    change = cv2.subtract(cv2.dilate(levels, around), cv2.erode(levels, around))
    height, width = levels.shape[:2]
    return float(cv2.countNonZero(cv2.inRange(change, 0, least)) / (height * width))
