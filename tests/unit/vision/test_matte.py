"""The fine cut-out: whole, soft only at the edge, without the old background's colours."""

import numpy as np
import pytest

from catchlight.portrait import Portrait
from catchlight.vision.bands import own_colors
from catchlight.vision.matte import with_matte
from catchlight.vision.observe import observe


def own(cut: Portrait) -> np.ndarray:
    """The person's own colours, all rows."""
    assert cut.matte is not None
    return own_colors(cut.pixels, cut.matte, slice(0, cut.extent.height))


@pytest.fixture(scope="module")
def on_green(astronaut: Portrait) -> tuple[Portrait, Portrait]:
    """The sample cut out, and laid on plain green and cut out again; half-length, for speed."""
    head = observe(np.ascontiguousarray(astronaut.pixels[10:266, 100:356]), body=False)
    cut = with_matte(head)
    assert cut.matte is not None
    alpha = cut.matte.alpha[..., None]
    green = np.array([0.1, 0.7, 0.2], dtype=np.float32)
    laid = own(cut) * alpha + green * (1 - alpha)
    return cut, with_matte(observe(laid.astype(np.float32), body=False))


def test_the_person_is_solid_and_the_wall_is_gone(on_green) -> None:
    """Only the edge is soft: under a fifth of the picture."""
    cut, _ = on_green
    alpha = cut.matte.alpha
    assert alpha.shape == cut.pixels.shape[:2] and own(cut).shape == cut.pixels.shape
    assert alpha.min() >= 0 and alpha.max() <= 1
    assert alpha[80:140, 100:150].mean() > 0.99  # face
    assert alpha[0:60, 210:256].mean() < 0.02  # wall
    assert ((alpha > 0.05) & (alpha < 0.95)).mean() < 0.2


def test_solid_places_keep_the_pictures_own_pixels(on_green) -> None:
    """Within one grey level."""
    cut, _ = on_green
    solid = cut.matte.alpha > 0.995
    difference = np.abs(own(cut)[solid] - cut.pixels[solid])
    assert np.quantile(difference, 0.99) <= 1 / 255


def test_no_green_stays_in_the_edge_of_a_person_before_green(on_green) -> None:
    """Where the picture is a mixture, its foreground is far less green than the mixture."""
    _, again = on_green
    alpha, foreground = again.matte.alpha, own(again)
    edge = (alpha > 0.2) & (alpha < 0.8)

    def greenness(pixels: np.ndarray) -> float:
        return float((pixels[edge][:, 1] - pixels[edge][:, [0, 2]].max(axis=1)).mean())

    assert edge.sum() > 50
    assert greenness(foreground) < 0.5 * greenness(again.pixels)


def test_a_portrait_that_has_a_matte_keeps_it(on_green) -> None:
    """It is made once a photo."""
    cut, _ = on_green
    assert with_matte(cut) is cut
