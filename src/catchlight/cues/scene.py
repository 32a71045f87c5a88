"""Scene: the small planes that the scene families share, made once per portrait.

Nothing here is measured at the picture's own size: a thumbnail, a grey plane for fine detail and a
crop of the face have fixed sizes, so that a resize changes little and a reading costs little.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from weakref import WeakKeyDictionary

import cv2
import numpy as np
import numpy.typing as npt

from ..face import FloatArray
from ..geometry import Extent
from ..image import Pixels
from ..portrait import Portrait
from ..vision.sampling import Pyramid, fitted, pyramid_of, to_tensor

Mask = npt.NDArray[np.bool_]

GLANCE_PX = 48  # longest side; for the colour of the light and the palette
THUMB_PX = 192  # longest side; colour, tone and layout of a portrait survive at this size
DETAIL_PX = 384  # longest side of the grey plane for grain and focus; small enough for any photo
IS_PERSON, IS_BACKGROUND = 0.5, 0.1  # person mask above and below: the soft edge is neither
MIN_BACKGROUND_SHARE = 0.04  # less than this is a fringe of hair and edge, not a background


@dataclass(eq=False)
class Scene:
    """The portrait at the sizes it is measured at. Planes are float32.

    `pyramid` is the picture in 8 bits: what all planes are made of.
    """

    pyramid: Pyramid
    mask: FloatArray | None

    @cached_property
    def thumb(self) -> Pixels:
        """The picture at THUMB_PX."""
        return to_tensor(fitted(self.pyramid, self._size(THUMB_PX)))

    @cached_property
    def glance(self) -> Pixels:
        """The picture at GLANCE_PX."""
        return to_tensor(fitted(self.pyramid, self._size(GLANCE_PX)))

    @cached_property
    def lab(self) -> FloatArray:
        """CIELAB of the thumbnail (D65): L* 0…100, a*, b*."""
        return np.asarray(cv2.cvtColor(self.thumb, cv2.COLOR_RGB2LAB), dtype=np.float32)

    @cached_property
    def detail(self) -> FloatArray:
        """The grey picture (sRGB luma) at DETAIL_PX; a smaller picture at its own size."""
        # In floats before the last shrinking: rounding would read as grain.
        large = self.pyramid.shrunk(max(self.pyramid.extent) / DETAIL_PX)
        grey = np.asarray(cv2.cvtColor(to_tensor(large), cv2.COLOR_RGB2GRAY), np.float32)
        return grey if max(grey.shape) <= DETAIL_PX else resized(grey, self._size(DETAIL_PX))

    @cached_property
    def person(self) -> FloatArray | None:
        """The person mask at the thumbnail's size."""
        return None if self.mask is None else fit(self.mask, self.thumb)

    @cached_property
    def background(self) -> Mask | None:
        """Where the thumbnail shows background, away from the person's edge; None = no mask."""
        return None if self.person is None else np.asarray(self.person < IS_BACKGROUND)

    @property
    def thumb_scale(self) -> tuple[float, float]:
        """Thumbnail pixels per portrait pixel, in x and y."""
        height, width = self.thumb.shape[:2]
        return width / self.pyramid.extent.width, height / self.pyramid.extent.height

    def _size(self, longest_side: int) -> Extent:
        """The picture's size with that longest side; smaller pictures are enlarged."""
        width, height = self.pyramid.extent
        scale = longest_side / max(height, width)
        return Extent(max(1, round(width * scale)), max(1, round(height * scale)))


def share_of(mask: Mask) -> float:
    """The share of a mask that is set; a tenth of the time of `mean`."""
    return np.count_nonzero(mask) / mask.size


_scenes: WeakKeyDictionary[Portrait, Scene] = WeakKeyDictionary()


def scene_of(portrait: Portrait) -> Scene:
    """The portrait's Scene; made at the first call and kept as long as the portrait."""
    scene = _scenes.get(portrait)
    if scene is None:
        scene = _scenes[portrait] = _make_scene(portrait)
    return scene


def resized(pixels: FloatArray, size: tuple[int, int]) -> FloatArray:
    """To (width, height): halved by 2 × 2 means while that is possible, the rest linear.

    Every pixel counts, as in an area mean, and it takes a fifth of the time.
    """
    while pixels.shape[1] >= 2 * size[0] and pixels.shape[0] >= 2 * size[1]:
        height, width = pixels.shape[0] // 2, pixels.shape[1] // 2
        even = pixels[: 2 * height, : 2 * width]
        pixels = np.asarray(cv2.resize(even, (width, height), interpolation=cv2.INTER_LINEAR))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_LINEAR), dtype=np.float32)


def fit(plane: FloatArray, like: FloatArray) -> FloatArray:
    """A plane stretched to the height and width of another."""
    return resized(plane, (like.shape[1], like.shape[0]))


def _make_scene(portrait: Portrait) -> Scene:
    mask = portrait.matte.alpha if portrait.matte is not None else portrait.person
    return Scene(pyramid_of(portrait), mask)
