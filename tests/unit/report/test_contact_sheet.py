"""The contact sheet: everything side by side, in order, in words."""

import numpy as np
import pytest

from catchlight.image import to_uint8
from catchlight.report.before_after import before_after
from catchlight.report.contact_sheet import (
    CELL_PX,
    GAP_PX,
    GROUND,
    HEAD_PX,
    MARGIN_PX,
    Tile,
    columns_for,
    contact_sheet,
    fitted,
)
from catchlight.report.typography import width_px, wrapped
from catchlight.report.words import AXES

RED, GREEN, BLUE = ((1.0, 0, 0), (0, 1.0, 0), (0, 0, 1.0))
AXIS_VALUES = {axis.name: 0.8 for axis in AXES}


def flat(color, width=400, height=500):
    """A picture of one colour."""
    return np.full((height, width, 3), color, np.float32)


def color_at(sheet, place, columns):
    """The colour in the middle of a cell's lower half, where every picture reaches."""
    row, column = divmod(place, columns)
    assert row == 0
    x = MARGIN_PX + column * (CELL_PX[0] + GAP_PX) + CELL_PX[0] // 2
    return tuple(sheet[HEAD_PX + MARGIN_PX + CELL_PX[1] - 60, x].round(2).tolist())


def test_the_original_comes_first_then_the_order_given():
    """Whatever the place of the original in the list."""
    tiles = [Tile(flat(RED), "One", AXIS_VALUES, is_pick=True), Tile(flat(GREEN), "Two", {})]
    tiles.append(Tile(flat(BLUE), "As it was", {}, is_original=True))
    sheet = contact_sheet(tiles, "Trust")
    assert [color_at(sheet, n, 3) for n in range(3)] == [BLUE, RED, GREEN]


def test_the_ground_is_a_calm_neutral_grey():
    """The same in all channels, and most of the sheet's rim."""
    assert len(set(GROUND)) == 1
    sheet = to_uint8(contact_sheet([Tile(flat(RED), "One", {})], "Trust", "of Ana"))
    assert (sheet[:, :20] == GROUND[0]).all()


@pytest.mark.parametrize(
    ("count", "columns"), [(1, 1), (2, 2), (3, 3), (4, 4), (6, 3), (8, 4), (9, 5), (15, 5), (24, 6)]
)
def test_rows_are_full_and_the_sheet_is_wide(count, columns):
    """Few empty places."""
    assert columns_for(count) == columns


def test_pictures_are_shown_whole():
    """Nothing is cropped; small ones are enlarged at most twice."""
    assert fitted(flat(RED, 1000, 500), CELL_PX).shape == (250, 500, 3)
    assert fitted(flat(RED, 100, 100), CELL_PX).shape == (200, 200, 3)


def test_a_longer_caption_makes_room():
    """Axes in words take lines of their own."""
    bare = contact_sheet([Tile(flat(RED), "One", {})], "Trust")
    told = contact_sheet([Tile(flat(RED), "One", AXIS_VALUES)], "Trust")
    assert told.shape[0] > bare.shape[0]
    assert told.shape[1] == bare.shape[1]


def test_long_titles_wrap_and_end_in_an_ellipsis():
    """No line is wider than its room."""
    lines = wrapped("word " * 40, 27.0, 300, most_lines=2)
    assert len(lines) == 2
    assert lines[-1].endswith("…")
    assert all(width_px(line, 27.0) <= 300 for line in lines)


def test_axis_words_rise_with_their_value():
    """Four words from least to most; an unmeasured axis says so."""
    for axis in AXES:
        steps = [axis.step(value) for value in (0.0, 0.3, 0.5, 0.7, 0.85, 0.96, 1.0)]
        assert steps == sorted(steps)
        assert (steps[0], steps[-1]) == (1, 4)
        assert axis.said(None) == "not measured"
        assert len(set(axis.words)) == 4


def test_before_and_after_stand_at_the_same_height():
    """Two pictures of different shape, one height, on the same ground."""
    pair = before_after(flat(RED, 500, 500), flat(GREEN, 400, 500), height_px=500, note="A note.")
    assert pair[300, 100].round(2).tolist() == list(RED)
    assert pair[300, -100].round(2).tolist() == list(GREEN)
    assert np.allclose(pair[2, :] * 255, GROUND[0])
