"""Marks: what an overlay draws, as records. One geometry, drawn as SVG or as pixels.

Coordinates and widths are in pixels of the portrait; colours are #rrggbb.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..geometry import Box, Point

WHITE, AMBER, CYAN, GREEN, INK = "#ffffff", "#ffc061", "#8fe6ff", "#b9f5b0", "#101010"
HALO_WIDTH = 1.6  # × the stroke, on each side: keeps a light line readable on a light photo
HALO_OPACITY = 0.35
TAB_OPACITY = 0.66


@dataclass(frozen=True)
class Stroke:
    """Lines through points; several runs make one shape. A fill closes them by even-odd."""

    runs: tuple[tuple[Point, ...], ...]
    width: float = 0.0
    color: str = WHITE
    opacity: float = 1.0
    is_closed: bool = False
    is_dashed: bool = False
    has_halo: bool = True
    fill: str = ""
    fill_opacity: float = 0.0


@dataclass(frozen=True)
class Ring:
    """A circle: its rim, and a fill where there is one."""

    center: Point
    radius: float
    width: float = 0.0
    color: str = WHITE
    opacity: float = 1.0
    fill: str = ""
    fill_opacity: float = 0.0


@dataclass(frozen=True)
class Glow:
    """Light that fades from its centre to its radius."""

    center: Point
    radius: float
    color: str = AMBER
    opacity: float = 0.7


@dataclass(frozen=True)
class Label:
    """Text on a dark tab beside its place; `anchor` is start, middle or end; `at` the baseline."""

    at: Point
    text: str
    size: float
    color: str = WHITE
    anchor: str = "start"

    def tab(self, width_px: float) -> Box:
        """The tab behind a text of this width: half a letter of room at the sides."""
        left = {"start": 0.0, "middle": -width_px / 2, "end": -width_px}[self.anchor] + self.at.x
        side, above, below = self.size * 0.5, self.size * 1.08, self.size * 0.46
        return Box(left - side, self.at.y - above, left + width_px + side, self.at.y + below)


@dataclass(frozen=True)
class Patch:
    """A filled rectangle."""

    box: Box
    color: str
    opacity: float = 1.0


Mark = Stroke | Ring | Glow | Label | Patch


@dataclass(frozen=True)
class Layer:
    """One thing that can be shown or hidden: its name, its title and what it says in words."""

    name: str
    title: str
    about: str
    marks: tuple[Mark, ...]
