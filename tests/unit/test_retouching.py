"""Retouching for a job keeps what serves, says why, and its recipe makes the picture again."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from catchlight.errors import EditBeyondLimit, EditError
from catchlight.jobs import find_job
from catchlight.portrait import Portrait
from catchlight.retouch.edit import Edit
from catchlight.retouching import (
    answer_critique,
    apply_edits,
    apply_gated,
    edit_from_text,
    recipe_from_file,
    save_recipe,
    write_steps,
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


def test_without_a_face_tone_edits_are_made_and_the_others_named() -> None:
    """A landscape still takes exposure; the smile is left out and says why."""
    wall = Portrait(np.full((64, 64, 3), 0.4, dtype=np.float32))
    done = apply_edits(wall, [Edit("exposure", 0.5), Edit("smile", 0.3)])
    assert [edit.name for edit in done.recipe] == ["exposure"]
    assert done.portrait.pixels.mean() != wall.pixels.mean()
    assert done.sentences[1].startswith("left out: smile 0.3. No face was seen")
    with pytest.raises(EditError, match="every edit asked for needs one"):
        apply_edits(wall, [Edit("smile", 0.3)])


def test_an_edit_beyond_its_limit_is_an_error_that_names_it(astronaut: Portrait) -> None:
    """Nothing is clamped in silence."""
    with pytest.raises(EditBeyondLimit, match=r"'warmth'.*1\.4.*hard limit"):
        apply_edits(astronaut, [Edit("warmth", 1.4)])


def test_a_recipe_is_kept_by_name_with_what_was_forced(
    astronaut: Portrait, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another photo takes it by that name; the file tells which edit the gate had refused."""
    monkeypatch.setenv("CATCHLIGHT_HOME", str(tmp_path))
    bright = [Edit("exposure", 1.0, {"stops": 2.0})]
    done = apply_gated(astronaut, bright, find_job("trust"), force=True)
    path = save_recipe(done, "mine")
    assert path.parent.parent == tmp_path
    assert recipe_from_file(Path("mine")) == tuple(bright)
    (tried,) = json.loads(path.read_text(encoding="utf-8"))["tried"]
    assert tried["forced"] and "Refused" in tried["said"] and not tried["gate"]["accepted"]


def test_every_intermediate_can_be_seen(astronaut: Portrait, tmp_path: Path) -> None:
    """The photo and one picture after each edit, in order."""
    done = apply_edits(astronaut, EDITS)
    names = [path.name for path in write_steps(done, tmp_path / "steps")]
    assert names == ["00-photo.jpg", "01-exposure.jpg", "02-separation.jpg"]
