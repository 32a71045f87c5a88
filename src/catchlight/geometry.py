"""Points, boxes and crop arithmetic: pure, no pixels.

x runs to the right of the image, y downwards. A *fraction* is a share of the image's width (x) or
height (y), so it survives a resize; everything else is in pixels.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Point(NamedTuple):
    """A place in the image."""

    x: float
    y: float


class Extent(NamedTuple):
    """The size of an image, in pixels."""

    width: int
    height: int

    @property
    def megapixels(self) -> float:
        """Millions of pixels."""
        return self.width * self.height / 1e6

    def fit_within(self, longest_side: int) -> Extent:
        """The same shape with its longest side at most `longest_side`; never enlarges."""
        scale = min(1.0, longest_side / max(self.width, self.height))
        return Extent(max(1, round(self.width * scale)), max(1, round(self.height * scale)))


@dataclass(frozen=True)
class Box:
    """An upright rectangle: left, top, right, bottom, in pixels or in fractions."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Right minus left."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Bottom minus top."""
        return self.bottom - self.top

    @property
    def center(self) -> Point:
        """The middle."""
        return Point((self.left + self.right) / 2, (self.top + self.bottom) / 2)

    @property
    def area(self) -> float:
        """Width times height; 0 for an empty box."""
        return max(0.0, self.width) * max(0.0, self.height)

    def scaled(self, by_x: float, by_y: float | None = None) -> Box:
        """Every coordinate multiplied: pixels ↔ fractions, or one image size to another."""
        by_y = by_x if by_y is None else by_y
        return Box(self.left * by_x, self.top * by_y, self.right * by_x, self.bottom * by_y)

    def moved(self, dx: float, dy: float) -> Box:
        """The same box elsewhere."""
        return Box(self.left + dx, self.top + dy, self.right + dx, self.bottom + dy)

    def intersection(self, other: Box) -> Box:
        """What both cover; its area is 0 when they do not meet."""
        return Box(
            max(self.left, other.left),
            max(self.top, other.top),
            min(self.right, other.right),
            min(self.bottom, other.bottom),
        )

    def overlap(self, other: Box) -> float:
        """Intersection over union, 0…1."""
        shared = self.intersection(other).area
        union = self.area + other.area - shared
        return shared / union if union > 0 else 0.0

    def corners(self) -> tuple[Point, Point, Point, Point]:
        """Clockwise from the top left."""
        return (
            Point(self.left, self.top),
            Point(self.right, self.top),
            Point(self.right, self.bottom),
            Point(self.left, self.bottom),
        )
