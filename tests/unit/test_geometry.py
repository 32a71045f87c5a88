"""Boxes and extents: the arithmetic under crops."""

from __future__ import annotations

import pytest

from catchlight.geometry import Box, Extent


def test_fit_within_shrinks_and_never_enlarges() -> None:
    """4000 × 3000 in 1000 is 1000 × 750; a smaller picture stays as it is."""
    assert Extent(4000, 3000).fit_within(1000) == Extent(1000, 750)
    assert Extent(640, 480).fit_within(1000) == Extent(640, 480)


def test_overlap_is_intersection_over_union() -> None:
    """Two 10 × 10 boxes that share half: 50 / 150."""
    assert Box(0, 0, 10, 10).overlap(Box(5, 0, 15, 10)) == pytest.approx(1 / 3)
    assert Box(0, 0, 10, 10).overlap(Box(20, 0, 30, 10)) == 0.0


def test_scaling_to_fractions_and_back_is_exact() -> None:
    """A box in pixels of an 800 × 400 picture as fractions, and back."""
    box = Box(80, 40, 400, 200)
    assert box.scaled(1 / 800, 1 / 400) == Box(0.1, 0.1, 0.5, 0.5)
    assert box.scaled(1 / 800, 1 / 400).scaled(800, 400) == box
