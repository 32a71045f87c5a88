"""How a portrait reads when it is shown small: beside a post, in a chat, in a browser's tab.

Measured on the finished file: the face's height in the pixels that are left, and how far its tone
lies from what is around it. The limits come from a test on 16 people of the London set: faces were
shrunk, and a face-matching network had to tell them from each other. At 14 px of face and more the
typical match is that of one person (cosine .48; .45 is the bar); at 12 px everybody was still told
apart; at 10 px four of ten were taken for someone else. People see more than the network in a face
they know, and no less.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from ..color import lightness_from_luminance, luminance
from ..geometry import Box, Extent
from ..image import Pixels
from .export import resample

FAVICON_PX = 32
CLEAR_FACE_PX, READABLE_FACE_PX = 14.0, 11.0
LEAST_TONE = 6.0  # L* between the head and its surroundings
FEATURES = 5.0  # L*, standard deviation inside the face: eyes and mouth are there
AROUND = 0.35  # of the face's height: how far the ring around the head reaches
HAIR = 0.3  # of the face's height above the forehead: counts as head
Word = Literal["reads well", "just readable", "hard to read"]


@dataclass(frozen=True)
class Legibility:
    """A portrait shown `size_px` high: face height in pixels, tone and features in L*."""

    size_px: int
    face_px: float
    tone: float
    features: float

    @property
    def word(self) -> Word:
        """The verdict in a word."""
        weak = self.tone < LEAST_TONE and self.features < FEATURES
        if self.face_px < READABLE_FACE_PX or weak:
            return "hard to read"
        is_clear = self.face_px >= CLEAR_FACE_PX and self.features >= FEATURES
        return "reads well" if is_clear else "just readable"

    @property
    def said(self) -> str:
        """One sentence with the figures and, where it helps, what to do."""
        figures = f"the face is {self.face_px:.0f} px high at {self.size_px} px"
        if self.face_px < READABLE_FACE_PX:
            return f"{self.word}: {figures}; a closer crop would help"
        if self.word != "reads well" and self.tone < LEAST_TONE:
            return f"{self.word}: {figures}; it hardly stands out"
        return f"{self.word}: {figures}"

    def to_dict(self) -> dict[str, float | str]:
        """Plain values."""
        return {
            "size_px": self.size_px,
            "face_px": round(self.face_px, 1),
            "tone_from_surroundings": round(self.tone, 1),
            "features": round(self.features, 1),
            "word": self.word,
        }


def legibility(picture: Pixels, face: Box, size_px: int = FAVICON_PX) -> Legibility:
    """How `picture` reads `size_px` high; `face` is forehead to chin in its own pixels."""
    height, width = picture.shape[:2]
    scale = size_px / height
    extent = Extent(max(2, round(width * scale)), size_px)
    small = resample(picture, Box(0, 0, width, height), extent)
    tones = lightness_from_luminance(luminance(small))
    inner = _part(face, scale, 0.1, extent)
    head = _part(face, scale, -0.1, extent, above=HAIR)
    ring = _part(face, scale, -AROUND, extent, above=HAIR)
    is_head = np.zeros(tones.shape, dtype=bool)
    is_head[head] = True
    around = np.zeros(tones.shape, dtype=bool)
    around[ring] = True
    around &= ~is_head
    inside = tones[inner]
    tone = abs(float(np.median(inside)) - float(np.median(tones[around]))) if around.any() else 0.0
    return Legibility(size_px, face.height * scale, tone, float(inside.std()))


def _part(
    face: Box, scale: float, inset: float, extent: Extent, above: float = 0.0
) -> tuple[slice, slice]:
    """The pixels of a box grown (inset < 0) or shrunk by shares of the face's height."""
    by = inset * face.height
    top, bottom = face.top + by - above * face.height, face.bottom - by
    left, right = face.left + by, face.right - by
    rows = slice(
        int(np.clip(round(top * scale), 0, extent.height - 1)),
        int(np.clip(round(bottom * scale), 1, extent.height)),
    )
    columns = slice(
        int(np.clip(round(left * scale), 0, extent.width - 1)),
        int(np.clip(round(right * scale), 1, extent.width)),
    )
    return _not_empty(rows), _not_empty(columns)


def _not_empty(part: slice) -> slice:
    return part if part.stop > part.start else slice(part.start, part.start + 1)
