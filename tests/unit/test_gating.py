"""The gated darkroom: every edit of a take was let through, and the recipe makes the take."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from catchlight.backends.referee import State
from catchlight.brief import Brief
from catchlight.cues.reader import read_portrait
from catchlight.directing import gated_darkroom, make_shot
from catchlight.gating import Gatekeeper
from catchlight.jobs import find_job
from catchlight.portrait import Portrait
from catchlight.reading import Cue
from catchlight.retouch.edit import Edit
from catchlight.retouch.recipe import apply
from catchlight.shot import Reference, Take
from catchlight.vision.matte import with_matte

JOB = find_job("authority")


@pytest.fixture(scope="module")
def cut_out(astronaut: Portrait) -> Portrait:
    return with_matte(astronaut)


@pytest.fixture(scope="module")
def takes(cut_out: Portrait) -> list[Take]:
    reference = Reference("photo", cut_out, read_portrait(cut_out, "photo"))
    shot = make_shot(Brief(job="authority", takes=2), JOB, (reference,))
    return list(gated_darkroom(JOB).generate(shot))


def test_every_edit_of_a_take_has_passed_the_gate(takes: list[Take]) -> None:
    """What was kept was accepted, with its figures; what was not is a note with the reason."""
    for take in takes:
        kept = [one for one in take.tried if one["kept"]]
        assert [one["edit"] for one in kept] == [edit["edit"] for edit in take.recipe]
        assert all(one["accepted"] and "fit_gain" in one for one in kept)
        left = [one for one in take.tried if not one["kept"]]
        assert all(
            any(n.startswith(f"{one['edit']} was left out") for n in take.notes) for one in left
        )
        assert take.stopped.startswith("Stopped: ") and take.stopped in take.notes


def test_a_gated_take_is_made_again_by_its_recipe(takes: list[Take], cut_out: Portrait) -> None:
    """Looking at a take while it is developed changes nothing in it."""
    for take in takes:
        recipe = tuple(Edit.from_dict(edit) for edit in take.recipe)
        assert np.array_equal(apply(cut_out, recipe).pixels, take.portrait.pixels)


def test_texture_is_counted_from_the_photo_not_from_the_last_edit(astronaut: Portrait) -> None:
    """Two losses that would each pass do not add up unseen."""
    keeper = Gatekeeper(JOB, [astronaut])
    start = keeper.start(astronaut)

    def with_texture(percent: float) -> State:
        cue = Cue("skin_texture", percent, "%", percent, percent, 0.9)
        cues = {**start.reading.cues, "skin_texture": cue}
        return replace(start, reading=replace(start.reading, cues=cues))

    first, once, twice = with_texture(1.0), with_texture(0.9), with_texture(0.81)
    edit = Edit("skin_evening", 0.3)
    ruled = keeper.verdict(first, first, once, edit, must_serve=False)
    again = keeper.verdict(first, once, twice, edit, must_serve=False)
    assert ruled.accepted
    assert not again.accepted and again.too_dear and "81%" in again.reason
