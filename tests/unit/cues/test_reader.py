"""The reader: every known cue is accounted for, a failing family costs only its own cues."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from catchlight.cues import reader
from catchlight.cues.family import CueFamily, kind_cue
from catchlight.portrait import Portrait
from catchlight.reading import Cue, CueKind, Skip
from tests.unit.cues.faces import portrait

KINDS = (
    CueKind("first", "made", "°", "First", "", tolerance=1.0),
    CueKind("second", "made", "", "Second", "", tolerance=1.0),
)


def family(*found: Cue | Skip, error: Exception | None = None) -> CueFamily:
    """A family that gives what it was told to, then raises."""

    def measure(portrait: Portrait) -> Iterator[Cue | Skip]:
        yield from found
        if error is not None:
            raise error

    return CueFamily("made", KINDS, measure)


def test_every_known_cue_is_read_or_skipped(astronaut: Portrait) -> None:
    """And none is both."""
    reading = reader.read_portrait(astronaut, "astronaut.webp")
    assert reading.cues.keys() | reading.skipped.keys() == reader.CUE_KINDS.keys()
    assert not reading.cues.keys() & reading.skipped.keys()
    assert reading.photo == "astronaut.webp"
    assert reading.palette


def test_every_range_holds_its_value_and_every_reason_is_words(astronaut: Portrait) -> None:
    """Ranges, confidences and units are what the kinds say."""
    reading = reader.read_portrait(astronaut, "astronaut.webp")
    for name, cue in reading.cues.items():
        assert cue.low <= cue.value <= cue.high, name
        assert 0 <= cue.confidence <= 1, name
        assert cue.unit == reader.CUE_KINDS[name].unit
    assert all(len(reason.split()) > 3 for reason in reading.skipped.values())


def test_reading_twice_gives_the_same_numbers(astronaut_photo: object) -> None:
    """Same pixels, same reading, from a new portrait each time."""
    from catchlight.image import open_photo
    from catchlight.vision.observe import observe

    pixels = open_photo("sample:astronaut").pixels
    first, second = (reader.read_portrait(observe(pixels), "a").to_dict() for _ in range(2))
    assert first == second


def test_without_a_face_the_face_cues_are_skipped() -> None:
    """Face families give reasons; the picture's colours are still read."""
    rng = np.random.default_rng(2)
    empty = Portrait(rng.random((96, 128, 3), dtype=np.float32))
    reading = reader.read_portrait(empty, "empty")
    for name, kind in reader.CUE_KINDS.items():
        if kind.family in ("gaze", "head", "expression", "asymmetry", "skin"):
            assert "no face was found" in reading.skipped[name]
    assert "colorfulness" in reading.cues


def test_a_family_that_raises_becomes_skips_of_its_own_cues() -> None:
    """What went wrong is said; a half-finished family is not half believed."""
    made = family(kind_cue(KINDS[0], 3.0, 1.0, 0.5), error=RuntimeError("lost the eyes"))
    cues, skipped = reader.read_family(made, portrait())
    assert cues == {}
    assert skipped.keys() == {"first", "second"}
    assert skipped["first"] == "measuring the made failed (RuntimeError: lost the eyes)"


def test_a_forgotten_cue_and_no_number_are_skips() -> None:
    """Nothing is left out in silence, nothing that is not a number is passed on."""
    made = family(kind_cue(KINDS[0], float("nan"), 1.0, 0.5))
    cues, skipped = reader.read_family(made, portrait())
    assert cues == {}
    assert "gave no number" in skipped["first"]
    assert "gave no value" in skipped["second"]


def test_an_undeclared_cue_is_a_programming_error() -> None:
    """It is raised, not recorded."""
    stray = CueKind("third", "made", "", "Third", "", tolerance=1.0)
    with pytest.raises(ValueError, match="undeclared cues: \\['third'\\]"):
        reader.read_family(family(kind_cue(stray, 1.0, 1.0, 0.5)), portrait())


def test_a_cue_stays_inside_its_units_bounds() -> None:
    """Value and range are clipped to them."""
    cue = kind_cue(KINDS[1], 0.95, 0.2, 1.4, bounds=(0, 1))
    assert (cue.value, cue.low, cue.high, cue.confidence) == (0.95, 0.75, 1.0, 1.0)


def test_kinds_are_declared_once_with_what_the_docs_need() -> None:
    """Unique names; a title, a sentence and a positive tolerance each."""
    names = [kind.name for family in reader.FAMILIES for kind in family.kinds]
    assert len(names) == len(set(names))
    for kind in reader.CUE_KINDS.values():
        assert kind.title, kind.name
        assert kind.about.endswith("."), kind.name
        assert kind.tolerance > 0, kind.name
