"""The darkroom makes different, reproducible takes from a real photo, and says what it left out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from catchlight.backends.darkroom import Darkroom
from catchlight.backends.darkroom_steps import develop_what_fits
from catchlight.errors import BackendRefused
from catchlight.portrait import Matte, Portrait
from catchlight.reading import Cue, Reading
from catchlight.retouch.edit import Edit
from catchlight.retouch.recipe import apply
from catchlight.shot import Band, Reference, Shot, Take
from catchlight.vision.matte import with_matte


@pytest.fixture(scope="module")
def cut_out(astronaut: Portrait) -> Portrait:
    return with_matte(astronaut)


def shot(portrait: Portrait, **given: object) -> Shot:
    cue = Cue("background_clutter", 0.2, "", 0.1, 0.3, 0.9)
    reading = Reading("photo.jpg", 1, {"background_clutter": cue})
    wanted = {"lip_corner_pull": Band(0.2, 0.6)}
    return Shot("trust", wanted, (Reference("photo.jpg", portrait, reading),), **given)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def takes(cut_out: Portrait) -> list[Take]:
    return list(Darkroom().generate(shot(cut_out, takes=8, seed=3)))


def test_eight_takes_are_eight_different_pictures(takes: list[Take]) -> None:
    """No two takes of one photo are alike; each tells its source and its reason."""
    assert len({take.id for take in takes}) == 8
    pictures = {take.portrait.pixels.tobytes() for take in takes}
    assert len(pictures) == 8
    assert all(take.source == "photo.jpg" and take.because and take.recipe for take in takes)


def test_a_recipe_makes_its_take_again(takes: list[Take], cut_out: Portrait) -> None:
    """What kit.json keeps is enough to get the very same pixels."""
    for take in takes:
        recipe = tuple(Edit.from_dict(edit) for edit in take.recipe)
        assert np.array_equal(apply(cut_out, recipe).pixels, take.portrait.pixels), take.id


def test_the_same_seed_gives_the_same_takes(takes: list[Take], cut_out: Portrait) -> None:
    """Seeded and reproducible; another seed differs."""
    again = list(Darkroom().generate(shot(cut_out, takes=3, seed=3)))
    other = list(Darkroom().generate(shot(cut_out, takes=3, seed=4)))
    by_id = {take.id: take.portrait.pixels for take in takes}
    shared = [take for take in again if take.id in by_id]
    assert shared and all(np.array_equal(t.portrait.pixels, by_id[t.id]) for t in shared)
    assert [t.recipe for t in again] != [t.recipe for t in other]


def test_a_photo_whose_person_cannot_be_cut_out_keeps_its_background(cut_out: Portrait) -> None:
    """No backdrop is put behind a smudged outline; every take says why."""
    grey = np.full(cut_out.pixels.shape[:2], 0.5, dtype=np.float32)
    poor = replace(cut_out, matte=Matte(grey, cut_out.pixels))
    made = list(Darkroom().generate(shot(poor, takes=4)))
    edits = {str(edit["edit"]) for take in made for edit in take.recipe}
    assert not edits & {"backdrop", "separation", "defocus"}
    assert all(any("background stays" in note for note in take.notes) for take in made)


def test_a_crop_that_does_not_fit_keeps_its_shape(cut_out: Portrait) -> None:
    """A face that would be cut is not cut: the frame is as near to the wish as the photo allows."""
    tight = Edit("crop", 1.0, {"aspect": "4:5", "face_fraction": 0.9, "eye_line": 0.4})
    done = develop_what_fits(cut_out, (tight,))
    width, height = done.portrait.extent
    assert width / height == pytest.approx(0.8, abs=0.01)
    assert "face_fraction" not in done.recipe[0].options
    assert "as far as the photo allows" in done.notes[0]


def test_without_a_photo_it_says_what_it_needs(astronaut: Portrait) -> None:
    """The darkroom cannot invent anybody."""
    with pytest.raises(BackendRefused, match="given no photo"):
        list(Darkroom().generate(replace(shot(astronaut), references=())))
