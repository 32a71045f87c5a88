"""Recipes: order, repetition, JSON, what is missing, and the same look at every size."""

from __future__ import annotations

import json
from dataclasses import replace

import cv2
import numpy as np
import pytest

from catchlight.errors import EditBeyondLimit, EditError, UnknownName
from catchlight.portrait import Matte, Portrait
from catchlight.retouch.edit import Edit
from catchlight.retouch.recipe import (
    apply,
    carry_foreground,
    recipe_from_dict,
    recipe_to_dict,
    steps,
)

RECIPE = (
    Edit("exposure", 0.5, {"stops": 0.8}, "the face was dark"),
    Edit("warmth", 0.4),
    Edit("crop", 1.0, {"aspect": "4:5"}),
    Edit("grain", 0.3, {"seed": 7}),
)


def test_a_recipe_is_its_edits_in_order(astronaut: Portrait) -> None:
    """Applying a recipe is the same as its last step; every intermediate can be seen."""
    seen = list(steps(astronaut, RECIPE))
    assert [edit.name for edit, _ in seen] == ["exposure", "warmth", "crop", "grain"]
    assert np.array_equal(seen[-1][1].pixels, apply(astronaut, RECIPE).pixels)


def test_an_empty_recipe_is_the_picture(astronaut: Portrait) -> None:
    """Nothing asked, nothing done."""
    assert apply(astronaut, ()) is astronaut


def test_a_recipe_survives_json(astronaut: Portrait) -> None:
    """Written and read again, a recipe makes the same bytes."""
    text = json.dumps(recipe_to_dict(RECIPE, "Warm"))
    again = recipe_from_dict(json.loads(text))
    assert again == RECIPE
    assert apply(astronaut, again).pixels.tobytes() == apply(astronaut, RECIPE).pixels.tobytes()


@pytest.mark.parametrize(
    ("values", "error", "words"),
    [
        ({}, EditError, 'no list "edits"'),
        ({"edits": [{"strength": 1}]}, EditError, "malformed"),
        ({"edits": [{"edit": "exposre", "strength": 1}]}, UnknownName, "'exposure'"),
        ({"edits": [{"edit": "contrast", "strength": 1.4}]}, EditBeyondLimit, "Expected 0…1"),
        (
            {"edits": [{"edit": "grain", "strength": 1, "options": {"sede": 1}}]},
            EditError,
            "'sede'",
        ),
    ],
)
def test_a_wrong_recipe_is_named(
    values: dict[str, object], error: type[Exception], words: str
) -> None:
    """What is wrong in a recipe's JSON is said when it is read."""
    with pytest.raises(error, match=words):
        recipe_from_dict(values)


def test_a_wrong_edit_at_the_end_stops_the_recipe_at_once(astronaut: Portrait) -> None:
    """A recipe is checked whole before its first edit is made."""
    with pytest.raises(UnknownName):
        next(iter(steps(astronaut, (*RECIPE, Edit("sparkle", 1.0)))))


def test_a_missing_matte_is_named(astronaut: Portrait) -> None:
    """An edit that needs the matte says how to make it."""
    with pytest.raises(EditError, match="with_matte"):
        apply(astronaut, (Edit("defocus", 0.5),))


@pytest.mark.parametrize(
    "name",
    [
        "contrast", "soft_shadows", "highlight_protect", "dodge_burn", "warmth", "vibrance",
        "color_grade", "skin_evening", "shine_care", "halation", "faded_blacks", "vignette", "era",
        "close_up_perspective",
    ],
)  # fmt: skip
def test_a_proxy_shows_the_look_of_the_full_picture(astronaut: Portrait, name: str) -> None:
    """An edit made at 512 px looks like the same edit made at 1024 px and shrunk."""

    def at(side: int) -> Portrait:
        pixels = cv2.resize(astronaut.pixels, (side, side), interpolation=cv2.INTER_AREA)
        return astronaut.resized(np.clip(pixels, 0, 1))

    full, proxy = at(1024), at(512)
    edit = (Edit(name, 1.0),)
    shrunk = cv2.resize(apply(full, edit).pixels, (512, 512), interpolation=cv2.INTER_AREA)
    plain = cv2.resize(full.pixels, (512, 512), interpolation=cv2.INTER_AREA)
    change = apply(proxy, edit).pixels - proxy.pixels
    # Grain is finer than a proxy's pixel, so its look is compared softened.
    difference = cv2.GaussianBlur(change - (shrunk - plain), (0, 0), 2)
    assert np.abs(difference).mean() < 0.15 * np.abs(change).mean() + 0.0005


def test_the_matte_follows_a_tone_edit() -> None:
    """Hair colours kept for a new backdrop darken with the picture, or it would glow."""
    height = width = 64
    alpha = np.tile(np.linspace(0, 1, width, dtype=np.float32), (height, 1))
    hair = np.full((height, width, 3), 0.4, dtype=np.float32)
    picture = hair * alpha[..., None] + (1 - alpha[..., None])
    before = Portrait(picture, matte=Matte(alpha, hair))
    after = carry_foreground(before, before.with_pixels(picture * np.float32(0.5)))
    assert after.matte is not None
    assert np.abs(after.matte.foreground[alpha > 0.3] - 0.2).max() < 0.03


def test_letting_the_matte_go_when_it_is_done_with_changes_no_pixel(astronaut: Portrait) -> None:
    """Later edits find the same outline in the person mask."""
    alpha = cv2.resize(astronaut.person, astronaut.extent)
    cut_out = replace(astronaut, matte=Matte(alpha, astronaut.pixels))
    recipe = (Edit("separation", 0.5), Edit("soften_light", 0.4), Edit("warmth", 0.5))
    kept, let_go = apply(cut_out, recipe), apply(cut_out, recipe, keep_matte=False)
    assert kept.matte is not None and let_go.matte is None
    assert np.array_equal(kept.pixels, let_go.pixels)
    assert np.array_equal(kept.person_mask, let_go.person_mask)


def test_an_edit_that_made_its_own_matte_keeps_it() -> None:
    """Only a matte that the edit left untouched is carried along."""
    plane = np.ones((16, 16), dtype=np.float32)
    colors = np.full((16, 16, 3), 0.5, dtype=np.float32)
    before = Portrait(colors, matte=Matte(plane, colors))
    own = Matte(plane, colors * np.float32(0.2))
    after = replace(before, pixels=colors * np.float32(0.5), matte=own)
    assert carry_foreground(before, after).matte is own
