"""The sitter's photos as a pipeline takes them: cut to the take's shape, or about the face."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np
import numpy.typing as npt

from ..geometry import Extent, Point
from ..image import to_uint8
from ..portrait import Portrait

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_SIDE_PX = 1536  # of a photo that is looked at rather than repainted
FACE_MARGIN = 1.6  # a face adapter was trained on faces with hair and some neck
FACE_SIDE_PX = 512


@dataclass(frozen=True)
class Cut:
    """A part of a photo, in its pixels, and the size that it is brought to."""

    left: int
    top: int
    width: int
    height: int
    size: Extent

    def of(self, values: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """That part of a picture or mask at that size."""
        part = values[self.top : self.top + self.height, self.left : self.left + self.width]
        smaller = self.size.width < self.width
        how = cv2.INTER_AREA if smaller else cv2.INTER_CUBIC
        scaled = cv2.resize(part, (self.size.width, self.size.height), interpolation=how)
        return np.asarray(np.clip(scaled, 0, 1), dtype=np.float32)


def cut_to(portrait: Portrait, size: Extent) -> Cut:
    """The largest part of the photo in the take's shape, about its face where one was seen."""
    across, down = portrait.extent
    scale = min(across / size.width, down / size.height)
    width, height = round(size.width * scale), round(size.height * scale)
    face = portrait.face
    center = face.box.center if face is not None else Point(across / 2, down / 2)
    left = round(min(max(center.x - width / 2, 0), across - width))
    top = round(min(max(center.y - height / 2, 0), down - height))
    return Cut(left, top, width, height, size)


def cut_face(portrait: Portrait) -> Cut:
    """The face with its hair as a square; the middle of the photo where no face was seen."""
    across, down = portrait.extent
    face = portrait.face
    side = min(across, down)
    center = Point(across / 2, down / 2)
    if face is not None:
        center = face.box.center
        side = min(side, round(max(face.box.width, face.box.height) * FACE_MARGIN))
    left = round(min(max(center.x - side / 2, 0), across - side))
    top = round(min(max(center.y - side / 2, 0), down - side))
    return Cut(left, top, side, side, Extent(FACE_SIDE_PX, FACE_SIDE_PX))


def whole(portrait: Portrait) -> Image:
    """The whole photo, no larger than a pipeline looks at."""
    extent = portrait.extent
    size = extent.fit_within(MOST_SIDE_PX)
    return picture(Cut(0, 0, extent.width, extent.height, size).of(portrait.pixels))


def picture(values: npt.NDArray[np.float32]) -> Image:
    """A picture as Pillow has it."""
    from PIL import Image

    return Image.fromarray(to_uint8(values))


def mask_picture(mask: npt.NDArray[np.float32], photo: Extent, cut: Cut) -> Image:
    """The mask over the same part of the photo as a grey picture: white is made anew."""
    from PIL import Image

    stretched = np.asarray(cv2.resize(mask, (photo.width, photo.height)), dtype=np.float32)
    return Image.fromarray(np.asarray(np.round(cut.of(stretched) * 255), dtype=np.uint8), "L")
