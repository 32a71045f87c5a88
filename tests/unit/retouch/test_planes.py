"""The fast arithmetic agrees with the slow one."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from catchlight import color
from catchlight.retouch import planes


@pytest.fixture(scope="module")
def colors() -> np.ndarray:
    """Random sRGB colours."""
    return np.random.default_rng(1).random((50, 60, 3), dtype=np.float32)


def test_decode_and_encode_agree_with_the_standard(colors: np.ndarray) -> None:
    """Tables are within a fortieth of an 8-bit level of the exact curves."""
    assert planes.decode(colors) == pytest.approx(color.srgb_to_linear(colors), abs=3e-5)
    assert planes.encode(colors) == pytest.approx(color.linear_to_srgb(colors), abs=1e-4)


def test_oklab_agrees_and_returns(colors: np.ndarray) -> None:
    """OKLab is that of color.py and comes back to the same sRGB."""
    lab = planes.to_oklab(colors)
    assert lab == pytest.approx(color.srgb_to_oklab(colors), abs=5e-4)
    assert planes.from_oklab(lab) == pytest.approx(colors, abs=0.003)


def test_strips_make_no_difference(colors: np.ndarray, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in strips gives the same numbers as work in one piece."""
    whole = planes.by_strips(planes.to_oklab, colors)
    monkeypatch.setattr(planes, "STRIP_PIXELS", 60 * 7)
    assert planes.by_strips(planes.to_oklab, colors) == pytest.approx(whole, abs=1e-6)


def test_colours_beyond_the_gamut_lose_chroma_not_lightness() -> None:
    """A channel above 1 pulls the colour towards its own grey; luma stays."""
    loud = np.full((4, 4, 3), (1.3, 0.6, 0.4), dtype=np.float32)
    inside = planes.into_gamut(loud)
    assert inside.max() <= 1
    assert planes.luma(inside) == pytest.approx(planes.luma(loud), abs=1e-4)


def test_the_guided_base_keeps_edges_and_smooths_texture() -> None:
    """A strong edge stays where it is; a faint ripple goes."""
    plane = np.full((80, 120), 0.2, dtype=np.float32)
    plane[:, 60:] = 0.8
    rippled = plane + 0.01 * np.sin(np.arange(120, dtype=np.float32))
    base = planes.guided_base(rippled, rippled, 8, 0.06)
    assert base[40, 63] - base[40, 56] > 0.5
    assert base[40, 20:40].std() < 0.3 * rippled[40, 20:40].std()


def test_blur_within_a_mask_takes_nothing_from_outside() -> None:
    """Next to the mask's border the values inside keep their level."""
    plane = np.zeros((40, 40), dtype=np.float32)
    plane[:, 20:] = 0.5
    mask = (plane > 0).astype(np.float32)
    assert planes.blurred_within(plane, mask, 3)[20, 20] == pytest.approx(0.5, abs=1e-3)


def test_threads_change_nothing() -> None:
    """Strips give the same bytes on one thread and on two; rows may be made as they are wanted."""
    pixels = np.random.default_rng(5).random((700, 300, 3), dtype=np.float32)
    before = cv2.getNumThreads()
    results = []
    for threads in (1, 2):
        cv2.setNumThreads(threads)
        results.append(
            planes.by_strips(
                lambda part, row: part * row[..., None], pixels, lambda rows: pixels[rows, :, 0]
            )
        )
    cv2.setNumThreads(before)
    assert np.array_equal(results[0], results[1])
    assert np.array_equal(results[0], pixels * pixels[..., :1])


def test_what_a_strip_raises_is_raised() -> None:
    """On a thread as well."""
    pixels = np.zeros((700, 300, 3), dtype=np.float32)

    def fails(part: np.ndarray, rows: np.ndarray) -> np.ndarray:
        if rows.max() > 600:
            raise ValueError("the last rows")
        return part

    with pytest.raises(ValueError, match="the last rows"):
        planes.by_strips(fails, pixels, np.arange(700, dtype=np.float32)[:, None])
