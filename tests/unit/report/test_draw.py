"""Marks become SVG and pixels alike."""

import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest

from catchlight.geometry import Box, Point
from catchlight.report.draw_pixels import draw_marks
from catchlight.report.draw_svg import svg_layer
from catchlight.report.marks import Glow, Label, Layer, Patch, Ring, Stroke

GREY = np.full((100, 120, 3), 0.5, np.float32)
SQUARE = (Point(20, 20), Point(80, 20), Point(80, 80), Point(20, 80))
ONE_OF_EACH = (
    Stroke((SQUARE,), 2.0, "#ff0000", is_closed=True, is_dashed=True, fill="#00ff00"),
    Ring(Point(60, 50), 20.0, 2.0, fill="#0000ff", fill_opacity=0.5),
    Glow(Point(60, 50), 30.0),
    Label(Point(10, 90), 'a < b & "c"', 12.0),
    Patch(Box(0, 0, 120, 5), "#123456"),
)


def test_svg_is_well_formed_and_escaped():
    """It parses; the text is text; the layer is a group with its name."""
    layer = Layer("test", "Test", "", ONE_OF_EACH)
    root = ElementTree.fromstring(svg_layer(layer, "p"))
    assert root.get("class") == "layer layer-test"
    assert [t.text for t in root.iter("text")] == ['a < b & "c"']
    assert {"path", "circle", "radialGradient", "text", "rect"} <= {e.tag for e in root.iter()}


def test_gradients_of_two_drawings_do_not_share_a_name():
    """The prefix keeps ids apart on one page."""
    layer = Layer("light", "", "", (Glow(Point(1, 1), 2.0),))
    assert 'id="a-light-0"' in svg_layer(layer, "a")
    assert "url(#b-light-0)" in svg_layer(layer, "b")


def test_a_fill_covers_its_inside_and_leaves_its_hole():
    """Even-odd: a square with a square hole."""
    hole = (Point(40, 40), Point(60, 40), Point(60, 60), Point(40, 60))
    drawn = draw_marks(GREY, [Stroke((SQUARE, hole), fill="#ffffff", fill_opacity=1.0)])
    assert np.allclose(drawn[30, 30], 1)
    assert np.allclose(drawn[50, 50], 0.5)
    assert np.allclose(drawn[10, 10], 0.5)


def test_a_line_is_where_it_belongs():
    """Red at its middle, grey away from it."""
    line = Stroke(((Point(10, 50), Point(110, 50)),), 3.0, "#ff0000", has_halo=False)
    drawn = draw_marks(GREY, [line])
    assert drawn[50, 60] == pytest.approx([1, 0, 0], abs=0.01)
    assert np.allclose(drawn[40, 60], 0.5)


def test_dashes_leave_gaps():
    """Five widths drawn and four left out, less the round ends: about two thirds of the line."""
    line = Stroke(((Point(0, 50), Point(119, 50)),), 2.0, "#ff0000", is_dashed=True, has_halo=False)
    row = draw_marks(GREY, [line])[50, :, 1]
    assert 0.55 < (row < 0.25).mean() < 0.8


def test_a_thin_line_is_faint_rather_than_thick():
    """A line of .3 pixels is a pixel wide at .3 of its strength."""
    line = Stroke(((Point(10, 50), Point(110, 50)),), 0.3, "#ff0000", has_halo=False)
    assert draw_marks(GREY, [line])[50, 60, 0] == pytest.approx(0.5 + 0.3 * 0.5, abs=0.02)


def test_glow_fades_from_its_middle():
    """Strongest in the middle, nothing at the rim."""
    drawn = draw_marks(GREY, [Glow(Point(60, 50), 30.0, "#ffffff", 1.0)])
    assert drawn[50, 60, 0] > drawn[50, 75, 0] > drawn[50, 89, 0] >= 0.5
    assert np.allclose(drawn[50, 95], 0.5)


def test_a_label_is_light_on_a_dark_tab():
    """Text at its place, the tab behind it, nothing elsewhere; also at the picture's edge."""
    drawn = draw_marks(GREY, [Label(Point(30, 50), "eye line", 14.0)])
    tab = drawn[40:54, 28:80]
    assert tab.min() < 0.3
    assert tab.max() > 0.8
    assert np.allclose(drawn[70:], 0.5)
    assert draw_marks(GREY, [Label(Point(100, 2), "over the edge", 14.0)]).shape == GREY.shape
