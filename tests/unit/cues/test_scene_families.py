"""What every scene family keeps: complete, in range, repeatable, and reasons instead of numbers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from catchlight.cues import background, framing, light, nostalgia, palette, posture
from catchlight.cues.family import CueFamily
from catchlight.portrait import Portrait
from catchlight.reading import Cue, Skip

FAMILIES = tuple(
    module.FAMILY for module in (light, posture, framing, background, palette, nostalgia)
)
by_name = pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)


@by_name
def test_every_kind_is_measured_or_skipped_once(family: CueFamily, astronaut: Portrait) -> None:
    """Nothing is forgotten, nothing comes twice, nothing is undeclared."""
    names = [found.name for found in family.measure(astronaut)]
    assert sorted(names) == sorted(kind.name for kind in family.kinds)


@by_name
def test_the_value_lies_in_its_range_and_has_a_meaning(
    family: CueFamily, astronaut: Portrait
) -> None:
    """low ≤ value ≤ high, confidence 0…1, the unit its kind declares, places inside the picture."""
    units = {kind.name: kind.unit for kind in family.kinds}
    for cue in family.measure(astronaut):
        if isinstance(cue, Cue):
            assert cue.low <= cue.value <= cue.high
            assert 0 <= cue.confidence <= 1
            assert cue.unit == units[cue.name]


@by_name
def test_the_same_portrait_gives_the_same_numbers(family: CueFamily, astronaut: Portrait) -> None:
    """To the last bit, also when nothing is remembered from the first time."""
    again = astronaut.with_pixels(astronaut.pixels.copy())
    assert list(family.measure(astronaut)) == list(family.measure(again))


@by_name
def test_nothing_seen_gives_reasons(family: CueFamily) -> None:
    """Without face, body and mask there are cues of the whole picture or reasons in words."""
    pixels = np.linspace(0, 1, 60 * 40 * 3, dtype=np.float32).reshape(60, 40, 3)
    for found in family.measure(Portrait(pixels)):
        if isinstance(found, Cue):
            assert np.isfinite([found.value, found.low, found.high]).all()
        else:
            assert len(found.reason.split()) >= 3


@by_name
@pytest.mark.parametrize("level", [0.0, 1.0])
def test_black_and_white_pictures_are_survived(
    family: CueFamily, level: float, astronaut: Portrait
) -> None:
    """A lost exposure gives finite numbers or reasons, no warning, no error."""
    flat = astronaut.with_pixels(np.full_like(astronaut.pixels, level))
    for found in family.measure(flat):
        if isinstance(found, Cue):
            assert np.isfinite([found.value, found.low, found.high]).all()


@by_name
def test_kinds_state_what_they_are(family: CueFamily) -> None:
    """A title, a sentence and a tolerance above 0 for each."""
    for kind in family.kinds:
        assert kind.title and kind.about.endswith(".") and kind.tolerance > 0


@by_name
def test_sources_are_in_the_bibliography(family: CueFamily) -> None:
    """Every key that a kind cites has its entry."""
    bibliography = Path(__file__).parents[3] / "docs" / "bibliography.bib"
    text = bibliography.read_text(encoding="utf-8")
    for kind in family.kinds:
        for key in kind.sources:
            assert f"{{{key}," in text


@by_name
@pytest.mark.parametrize("size", [(1, 1), (20, 20), (30, 900), (900, 30)])
def test_odd_pictures_are_survived(family: CueFamily, size: tuple[int, int]) -> None:
    """A dot, a stamp, a strip and a panorama, all person or none of it."""
    pixels = np.random.default_rng(0).random((*size, 3), dtype=np.float32)
    for level in (0.0, 1.0):
        mask = np.full((256, 256), level, dtype=np.float32)
        for found in family.measure(Portrait(pixels, person=mask)):
            assert isinstance(found, Skip) or found.low <= found.value <= found.high


@by_name
@pytest.mark.parametrize(("dx", "dy", "scale"), [(-250, -160, 1.0), (0, 400, 1.0), (0, 0, 3.0)])
def test_a_face_outside_the_picture_is_survived(
    family: CueFamily, dx: float, dy: float, scale: float, astronaut: Portrait
) -> None:
    """A crop may leave the face half or wholly out."""
    moved = astronaut.mapped(np.array([[scale, 0, dx], [0, scale, dy]]), astronaut.pixels)
    for found in family.measure(moved):
        assert isinstance(found, Skip) or found.low <= found.value <= found.high
