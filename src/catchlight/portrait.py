"""Portrait: a picture together with what the networks saw in it. A record, no network.

Readers measure it and edits map it to a new one, so that a crop or a warp carries the landmarks and
the matte along and nothing has to be found twice.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import cv2
import numpy as np
import numpy.typing as npt

from .face import Body, Face, FloatArray
from .geometry import Extent
from .image import Pixels


@dataclass(frozen=True, eq=False)
class Matte:
    """The cut-out of the person.

    `alpha` is (height, width) float32, 0 background … 1 person, at the portrait's size.
    `foreground` holds the person's own colours, with no old background left in the hair; it may be
    smaller than the picture and is stretched over it: where the person is solid the picture's own
    pixels are taken (`vision.bands.own_colors`).
    """

    alpha: FloatArray
    foreground: Pixels


@dataclass(frozen=True, eq=False)
class Portrait:
    """A picture and what was seen in it; every coordinate is in pixels of `pixels`.

    `faces` counts all faces seen, `face` is the one chosen. `person` is the fast person mask,
    float32 0…1 at any size (it is stretched over the picture); `matte` is the fine one, made only
    when an edit needs it.
    """

    pixels: Pixels
    face: Face | None = None
    faces: int = 0
    body: Body | None = None
    person: FloatArray | None = None
    matte: Matte | None = None

    @property
    def extent(self) -> Extent:
        """Width and height in pixels."""
        return Extent(int(self.pixels.shape[1]), int(self.pixels.shape[0]))

    @cached_property
    def person_mask(self) -> FloatArray | None:
        """The person mask at the picture's own size: the matte where there is one."""
        if self.matte is not None:
            return self.matte.alpha
        if self.person is None:
            return None
        size = (self.extent.width, self.extent.height)
        return np.asarray(
            cv2.resize(self.person, size, interpolation=cv2.INTER_LINEAR), dtype=np.float32
        )

    def with_pixels(self, pixels: Pixels) -> Portrait:
        """The same scene with other pixel values: for edits that move nothing."""
        if pixels.shape != self.pixels.shape:
            raise ValueError(f"expected shape {self.pixels.shape}, got {pixels.shape}")
        return replace(self, pixels=pixels)

    def mapped(self, matrix: npt.NDArray[np.floating], pixels: Pixels) -> Portrait:
        """The scene after a 2×3 affine map (old → new pixel coordinates), with its new pixels.

        The masks are warped along; outside the old picture their edge values are repeated.
        """
        size = (int(pixels.shape[1]), int(pixels.shape[0]))
        m = np.asarray(matrix, dtype=np.float64)

        def carried(plane: FloatArray) -> FloatArray:
            warped = cv2.warpAffine(
                plane, m, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
            )
            return np.asarray(warped, dtype=np.float32)

        matte = self.matte and Matte(
            carried(self.matte.alpha), _carried_colors(self.matte.foreground, self.extent, m, size)
        )
        mask = self.person_mask if self.matte is None else None
        return Portrait(
            pixels=pixels,
            face=self.face.mapped(m) if self.face else None,
            faces=self.faces,
            body=self.body.mapped(m) if self.body else None,
            person=carried(mask) if mask is not None else None,
            matte=matte,
        )

    def resized(self, pixels: Pixels) -> Portrait:
        """The same scene at another size: `pixels` shows the same picture, larger or smaller."""
        scale_x = pixels.shape[1] / self.extent.width
        scale_y = pixels.shape[0] / self.extent.height
        # Pixel centres, not corners, correspond: the half-pixel shift keeps warps aligned.
        matrix = np.array(
            [[scale_x, 0, (scale_x - 1) / 2], [0, scale_y, (scale_y - 1) / 2]], dtype=np.float64
        )
        return self.mapped(matrix, pixels)


def _carried_colors(
    colors: Pixels, old: Extent, matrix: npt.NDArray[np.float64], size: tuple[int, int]
) -> Pixels:
    """A matte's colours after an affine map of its picture; as fine as they were, and no finer."""
    by_x, by_y = colors.shape[1] / old.width, colors.shape[0] / old.height
    larger = max(1.0, float(np.sqrt(abs(np.linalg.det(matrix[:, :2])))))
    width = min(size[0], max(2, round(size[0] * by_x / larger)))
    height = min(size[1], max(2, round(size[1] * by_y / larger)))
    to_picture = _scaling(1 / by_x, 1 / by_y)
    to_colors = _scaling(width / size[0], height / size[1])
    whole = to_colors @ np.vstack([matrix, (0, 0, 1)]) @ to_picture
    warped = cv2.warpAffine(
        colors,
        whole[:2],
        (width, height),
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(warped, dtype=np.float32)


def _scaling(by_x: float, by_y: float) -> npt.NDArray[np.float64]:
    """3 × 3: what a resize does to pixel indices; centres correspond."""
    return np.array([[by_x, 0, (by_x - 1) / 2], [0, by_y, (by_y - 1) / 2], [0, 0, 1]])
