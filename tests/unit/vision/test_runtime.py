"""Sessions: one per network, the same numbers however they are run."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from catchlight.portrait import Portrait
from catchlight.vision import runtime
from catchlight.vision.observe import observe


def figures(portrait: Portrait) -> np.ndarray:
    assert portrait.face and portrait.body and portrait.person is not None
    parts = (portrait.face.landmarks, portrait.body.points, portrait.person)
    return np.concatenate([part.ravel() for part in parts])


def test_any_number_of_threads_gives_the_same_numbers(astronaut: Portrait) -> None:
    """Bit for bit."""
    expected = figures(astronaut)
    try:
        runtime.set_threads(2)
        assert np.array_equal(figures(observe(astronaut.pixels)), expected)
    finally:
        runtime.set_threads(1)


def test_portraits_observed_at_the_same_time_do_not_mix(astronaut: Portrait) -> None:
    """Sessions are shared between threads and locked."""
    mirrored = np.ascontiguousarray(astronaut.pixels[:, ::-1])
    pictures = [astronaut.pixels, mirrored] * 3
    alone = [figures(observe(picture)) for picture in pictures[:2]]
    with ThreadPoolExecutor(3) as pool:
        together = list(pool.map(lambda picture: figures(observe(picture)), pictures))
    assert all(np.array_equal(found, alone[i % 2]) for i, found in enumerate(together))


def test_opening_a_network_writes_nothing_on_standard_error(capfd) -> None:
    """LiteRT would announce its delegate there."""
    runtime.TfliteNet("face_blendshapes.tflite", threads=1)
    assert capfd.readouterr().err == ""


def test_no_threads_at_all_is_a_mistake() -> None:
    """A programmer's error, not a user's."""
    with pytest.raises(ValueError, match="at least 1"):
        runtime.set_threads(0)
