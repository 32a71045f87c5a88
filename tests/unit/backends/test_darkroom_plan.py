"""A recipe answers what the photo needs and what the job wants, and says why."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from catchlight.backends.darkroom_plan import (
    ORDER,
    backdrops_for,
    brightening_room_stops,
    camera_tilt_deg,
    choose_backdrop,
    corrections,
    expression,
    plan,
)
from catchlight.backends.looks import Look, all_looks, balanced, looks_in_order
from catchlight.portrait import Portrait
from catchlight.reading import Cue, Reading
from catchlight.retouch.edit import Edit
from catchlight.retouch.kinds import EDIT_KINDS
from catchlight.retouch.recipe import check
from catchlight.shot import Band, Reference, Shot


def reading(**cues: float) -> Reading:
    """A reading with these cues, each measured well."""
    found = {n: Cue(n, v, "", v - 0.1, v + 0.1, 0.9) for n, v in cues.items()}
    return Reading("photo.jpg", 1, found)


def shot(portrait: Portrait, job: str = "trust", seed: int = 0, **cues: float) -> Shot:
    wanted = {"lip_corner_pull": Band(0.2, 0.6), "gaze_offset_deg": Band(0, 4)}
    return Shot(job, wanted, (Reference("photo.jpg", portrait, reading(**cues)),), seed=seed)


def named(edits: Any) -> dict[str, Edit]:
    return {edit.name: edit for edit in edits}


@pytest.mark.parametrize("look", all_looks(), ids=lambda look: look.id)
def test_every_look_names_edits_and_options_that_exist(look: Look, astronaut: Portrait) -> None:
    """A look is data: a typing mistake in it must not wait for a user."""
    recipe = plan(look, 0, shot(astronaut), shot(astronaut).references[0], np.random.default_rng(0))
    check(recipe)
    assert all(edit.because for edit in recipe)
    assert [ORDER.index(edit.name) for edit in recipe] == sorted(
        ORDER.index(edit.name) for edit in recipe
    )


def test_every_edit_in_the_order_exists() -> None:
    """The order of the darkroom names real edits."""
    assert set(ORDER) <= set(EDIT_KINDS)


def test_a_dark_face_is_exposed_up_by_what_it_lacks() -> None:
    """Half a stop too dark for its skin → seven tenths of that up, and nothing else."""
    made = named(corrections(reading(face_exposure_stops=-0.5), None))
    assert list(made) == ["exposure"]
    assert made["exposure"].options["stops"] == 0.35
    assert "dim" in made["exposure"].because


def test_a_very_dark_face_is_lifted_by_a_stop_and_a_half_at_most() -> None:
    """More would lift the noise with it."""
    made = named(corrections(reading(face_exposure_stops=-2.5), None))
    assert made["exposure"].options["stops"] == 1.5


def test_a_bright_photo_of_dark_skin_is_not_brightened(astronaut: Portrait) -> None:
    """Where the whites are white already, a darker face is the sitter's own: it stays."""
    assert named(corrections(reading(face_exposure_stops=-1.5), None, room_stops=0.1)) == {}
    assert brightening_room_stops(astronaut) < 0.3
    dim = astronaut.with_pixels(astronaut.pixels * 0.4)
    assert brightening_room_stops(dim) > 1.5


def test_a_good_photo_needs_no_correction() -> None:
    """Nothing is retouched for the sake of it."""
    good = reading(
        face_exposure_stops=0.05,
        roll_deg=0.4,
        shoulder_roll_deg=0.3,
        color_temperature_k=6100,
        lighting_ratio_stops=0.8,
        grain=0.004,
        clipped_highlights=0.0,
        skin_shine=0.01,
    )
    assert list(corrections(good, None)) == []


def test_a_tilted_camera_is_levelled_but_a_tilted_head_stays() -> None:
    """Head and shoulders tilted alike is the camera; the head alone is the sitter's own."""
    assert camera_tilt_deg(reading(roll_deg=4.0, shoulder_roll_deg=3.0)) == pytest.approx(3.0)
    assert camera_tilt_deg(reading(roll_deg=-4.0, shoulder_roll_deg=-6.0)) == pytest.approx(-4.0)
    assert camera_tilt_deg(reading(roll_deg=6.0, shoulder_roll_deg=-1.0)) == 0.0
    assert camera_tilt_deg(reading(roll_deg=6.0)) == 0.0


def test_a_blank_mouth_is_lifted_a_little_where_the_job_wants_it(astronaut: Portrait) -> None:
    """Below the band → smile, never beyond the cap; inside the band → untouched."""
    blank = named(expression(reading(lip_corner_pull=0.02), shot(astronaut), 1.0))
    assert 0.1 <= blank["smile"].strength <= 0.7
    assert named(expression(reading(lip_corner_pull=0.4), shot(astronaut), 1.0)) == {}
    broad = named(expression(reading(lip_corner_pull=0.9), shot(astronaut), 1.0))
    assert list(broad) == ["soften_smile"]


def test_a_near_miss_of_the_lens_is_met_and_a_far_look_is_left(astronaut: Portrait) -> None:
    """6° can be moved; 20° needs another photo."""
    near = named(expression(reading(gaze_offset_deg=6.0), shot(astronaut), 1.0))
    assert list(near) == ["gaze"]
    assert named(expression(reading(gaze_offset_deg=20.0), shot(astronaut), 1.0)) == {}


def test_looks_that_serve_the_job_come_first(astronaut: Portrait) -> None:
    """Authority begins in dark tones, warmth does not."""
    for job, first in (("authority", "dark-canvas"), ("warmth", "warm-welcome")):
        asked = shot(astronaut, job)
        assert looks_in_order(asked, asked.references[0])[0].id == first


def test_the_emotion_of_a_brief_brings_its_look_forward(astronaut: Portrait) -> None:
    """A nostalgic brief sees film before a plain one does."""

    def place_of_film(emotion: str) -> int:
        asked = replace(shot(astronaut, "warmth"), emotion=emotion)
        return [look.id for look in looks_in_order(asked, asked.references[0])].index("film")

    assert place_of_film("nostalgic") < place_of_film("serene")


def test_context_and_identity_choose_the_place(astronaut: Portrait) -> None:
    """A named context wins; without one the identity stands for it."""
    place = next(look for look in all_looks() if look.id == "place")

    def chosen(**given: str) -> str:
        return choose_backdrop(place, replace(shot(astronaut), **given), frozenset())

    assert chosen(context="café") == "cafe-bokeh"
    assert chosen(identity="student") == "library"
    assert backdrops_for("moon base") == []


def test_a_cluttered_background_speaks_against_keeping_it(astronaut: Portrait) -> None:
    """The same job and seed; only the background differs."""

    def place_of_honest(clutter: float) -> int:
        asked = shot(astronaut, background_clutter=clutter)
        order = [look.id for look in looks_in_order(asked, asked.references[0])]
        return order.index("honest")

    assert place_of_honest(1.0) > place_of_honest(0.1)


def test_takes_differ_before_any_look_is_used_again(astronaut: Portrait) -> None:
    """Eight takes are eight looks; at most six in ten stand before a new background."""
    asked = shot(astronaut)
    chosen = balanced(looks_in_order(asked, asked.references[0]), 8)
    assert len({look.id for look, _ in chosen}) == 8
    assert sum(look.ground == "backdrop" for look, _ in chosen) <= 5
    assert len(balanced(looks_in_order(asked, asked.references[0]), 24)) == 24


def test_a_blend_weighs_its_parts() -> None:
    """70 % of one and 30 % of the other."""
    look = next(look for look in all_looks() if look.id == "honest")
    expected = 0.7 * look.jobs["trust"] + 0.3 * look.jobs["creativity"]
    assert look.serves("trust=0.7,creativity=0.3") == pytest.approx(expected)


def test_a_photo_that_is_warm_already_is_hardly_warmed(astronaut: Portrait) -> None:
    """Lamplight on a face soon turns orange; a neutral photo gets the look's whole warmth."""
    look = next(look for look in all_looks() if look.id == "warm-welcome")

    def warmed(warmth: float) -> float:
        given = shot(astronaut, warmth=warmth)
        return named(plan(look, 0, given, given.references[0], np.random.default_rng(0)))[
            "warmth"
        ].strength

    assert warmed(3.0) == 0.45
    assert warmed(20.0) == 0.09
    assert warmed(3.0) > warmed(12.0) > warmed(20.0)
