"""Retouching for a job keeps what serves, says why, and its recipe makes the picture again."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from catchlight.errors import EditError
from catchlight.jobs import find_job
from catchlight.portrait import Portrait
from catchlight.retouch.edit import Edit
from catchlight.retouching import (
    answer_critique,
    apply_edits,
    apply_gated,
    edit_from_text,
    recipe_from_file,
)

EDITS = (Edit("exposure", 1.0, {"stops": -0.5}), Edit("separation", 0.5))


def test_a_forced_recipe_makes_the_same_picture_again(astronaut: Portrait) -> None:
    """Gated or not, the same edits on the same photo give the same pixels."""
    gated = apply_gated(astronaut, EDITS, find_job("trust"), force=True)
    assert gated.recipe == EDITS
    assert np.array_equal(gated.portrait.pixels, apply_edits(astronaut, EDITS).portrait.pixels)


def test_an_edit_that_costs_too_much_is_left_out_with_the_reason(astronaut: Portrait) -> None:
    """A face that is bright already gains nothing by two stops more: the picture stays."""
    done = apply_gated(astronaut, [Edit("exposure", 1.0, {"stops": 2.0})], find_job("trust"))
    assert done.recipe == ()
    assert np.array_equal(done.portrait.pixels, astronaut.pixels)
    assert done.sentences[0].startswith("left out: exposure 1. Refused:")


def test_walking_the_critique_never_ends_worse(astronaut: Portrait) -> None:
    """What is kept was let through by the gate, and its recipe makes the picture again."""
    done = answer_critique(astronaut, find_job("trust"))
    assert all(step.verdict and step.verdict.accepted for step in done.steps if step.kept)
    again = apply_edits(astronaut, done.recipe).portrait
    assert np.allclose(again.pixels, done.portrait.pixels, atol=1e-6)


def test_the_pick_of_a_kit_is_a_recipe(tmp_path: Path) -> None:
    """`--recipe kit.json` takes the pick's own edits."""
    recipe = [{"edit": "exposure", "strength": 0.5, "options": {}, "because": ""}]
    kit = {"pick": "b", "takes": [{"id": "a", "recipe": []}, {"id": "b", "recipe": recipe}]}
    (tmp_path / "kit.json").write_text(json.dumps(kit), encoding="utf-8")
    assert recipe_from_file(tmp_path / "kit.json") == (Edit("exposure", 0.5),)


def test_an_edit_in_another_form_is_named() -> None:
    """The error shows the form that is expected."""
    assert edit_from_text("smile=0.2").strength == 0.2
    with pytest.raises(EditError, match=r"NAME=STRENGTH.*smile=0\.2"):
        edit_from_text("smile")
