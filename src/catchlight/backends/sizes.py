"""SizeLimits: the picture sizes that a backend makes, and the one nearest to what is wanted."""

from __future__ import annotations

import math
from dataclasses import dataclass

from ..geometry import Extent

LARGEST_SIDE_PX = 8192  # beyond it nothing here makes a picture


@dataclass(frozen=True)
class SizeLimits:
    """What sizes can be asked for.

    `choices` are the only sizes, when there are any; else both sides are multiples of `step_px`,
    from `least_px` to `most_px`, of at most `most_megapixels`, and the long side is at most
    `most_aspect` times the short one.
    """

    choices: tuple[Extent, ...] = ()
    step_px: int = 1
    least_px: int = 1
    most_px: int = LARGEST_SIDE_PX
    most_megapixels: float = math.inf
    most_aspect: float = math.inf

    def nearest(self, wanted: Extent) -> Extent:
        """The size that can be had nearest to the wanted one: its shape first, then its area.

        SizeLimits(step_px=16).nearest(Extent(1000, 1250)) == Extent(1008, 1248)
        """
        if self.choices:
            return min(self.choices, key=lambda one: _difference(one, wanted))
        width, height = float(wanted.width), float(wanted.height)
        if max(width, height) > self.most_aspect * min(width, height):
            middle, stretch = math.sqrt(width * height), math.sqrt(self.most_aspect)
            long, short = middle * stretch, middle / stretch
            width, height = (long, short) if width > height else (short, long)
        scale = min(
            1.0,
            self.most_px / max(width, height),
            math.sqrt(self.most_megapixels * 1e6 / (width * height)),
        )
        scale = max(scale, self.least_px / min(width, height))
        return self._within(self._stepped(width * scale), self._stepped(height * scale))

    def allows(self, size: Extent) -> bool:
        """Whether exactly this size can be had."""
        return self.nearest(size) == size

    def _within(self, width: int, height: int) -> Extent:
        """Rounding may go just over a limit: then the long side gives way, step by step."""
        while min(width, height) > 0 and (
            width * height > self.most_megapixels * 1e6
            or max(width, height) > self.most_aspect * min(width, height)
        ):
            if width >= height:
                width -= self.step_px
            else:
                height -= self.step_px
        return Extent(width, height)

    def _stepped(self, side: float) -> int:
        least = math.ceil(self.least_px / self.step_px) * self.step_px
        most = self.most_px // self.step_px * self.step_px
        return min(max(round(side / self.step_px) * self.step_px, least), most)


# Sides are whole steps, so the same shape comes a little different at another size: ratios that
# differ by less than about this (as a logarithm) count as one. 4:5 and 3:4 differ by .065.
SAME_SHAPE = 0.03


def _difference(one: Extent, wanted: Extent) -> tuple[float, float]:
    """How far apart two sizes are: shape (log of the ratio of ratios), then area (log)."""
    shape = math.log((one.width / one.height) / (wanted.width / wanted.height))
    area = math.log((one.width * one.height) / (wanted.width * wanted.height))
    return round(abs(shape) / SAME_SHAPE), abs(area)
