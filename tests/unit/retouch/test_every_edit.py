"""What every edit promises, whatever it does."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from catchlight.cues.reader import CUE_KINDS
from catchlight.errors import EditBeyondLimit, EditError
from catchlight.portrait import Portrait
from catchlight.retouch.edit import Edit
from catchlight.retouch.kinds import EDIT_KINDS
from catchlight.retouch.recipe import develop

MOVES_THE_FRAME = ("crop", "straighten")
# Options without which an edit would have nothing to do on the sample.
OPTIONS: dict[str, dict[str, Any]] = {
    "exposure": {"stops": 1.0},
    "straighten": {"degrees": 3.0},
    "crop": {"aspect": "4:5"},
    "white_balance": {"target_k": 5600},
    "backdrop": {"name": "paper-light"},
}
DOCS = Path(__file__).parents[3] / "docs" / "edits.md"
Developed = dict[float, Portrait]


@pytest.fixture(scope="module")
def sitter(astronaut: Portrait) -> Portrait:
    """The sample's head with its fine matte: every edit's needs are met, and it is quick."""
    from catchlight.vision.matte import with_matte

    return with_matte(develop(astronaut, Edit("crop", 1.0, {"face_fraction": 0.35})))


@pytest.fixture(scope="module", params=sorted(EDIT_KINDS))
def developed(request: pytest.FixtureRequest, sitter: Portrait) -> tuple[str, Developed]:
    """One edit at three strengths."""
    name = request.param
    options = OPTIONS.get(name, {})
    return name, {s: develop(sitter, Edit(name, s, options)) for s in (0.0, 0.5, 1.0)}


def effect(before: Portrait, after: Portrait) -> float:
    """How much an edit did: mean difference of pixels, or the share of the frame cut away."""
    if before.pixels.shape == after.pixels.shape:
        return float(np.abs(after.pixels - before.pixels).mean())
    return 1 - after.pixels.size / before.pixels.size


def test_strength_0_changes_nothing(sitter: Portrait, developed: tuple[str, Developed]) -> None:
    """At strength 0 the pixels are bit for bit the same."""
    _, results = developed
    assert np.array_equal(results[0.0].pixels, sitter.pixels)


def test_pixels_stay_pixels(sitter: Portrait, developed: tuple[str, Developed]) -> None:
    """What comes out is float32, 0…1, finite, and of the same shape unless the frame moves."""
    name, results = developed
    for after in results.values():
        assert after.pixels.dtype == np.float32
        assert np.isfinite(after.pixels).all()
        assert after.pixels.min() >= 0 and after.pixels.max() <= 1
        if name not in MOVES_THE_FRAME:
            assert after.pixels.shape == sitter.pixels.shape


def test_more_strength_is_more_effect(sitter: Portrait, developed: tuple[str, Developed]) -> None:
    """The effect never falls while the strength rises."""
    _, results = developed
    effects = [effect(sitter, results[s]) for s in sorted(results)]
    assert all(more >= less * 0.98 - 1e-6 for less, more in pairwise(effects))


def test_the_same_edit_gives_the_same_bytes(
    sitter: Portrait, developed: tuple[str, Developed]
) -> None:
    """An edit has no memory and no chance of its own, and leaves its input as it was."""
    name, results = developed
    before = sitter.pixels.copy()
    again = develop(sitter, Edit(name, 0.5, OPTIONS.get(name, {})))
    assert again.pixels.tobytes() == results[0.5].pixels.tobytes()
    assert np.array_equal(before, sitter.pixels)


@pytest.mark.parametrize("name", sorted(EDIT_KINDS))
@pytest.mark.parametrize("strength", [-0.1, 1.01, float("nan")])
def test_beyond_the_limit_is_an_error(astronaut: Portrait, name: str, strength: float) -> None:
    """A strength outside 0…1 is refused, never clamped."""
    with pytest.raises(EditBeyondLimit, match="Expected 0…1"):
        develop(astronaut, Edit(name, strength))


@pytest.mark.parametrize("name", sorted(EDIT_KINDS))
def test_an_unknown_option_is_an_error(astronaut: Portrait, name: str) -> None:
    """A misspelt option is named, not ignored."""
    with pytest.raises(EditError, match="no option 'strenght'"):
        develop(astronaut, Edit(name, 0.5, {"strenght": 1}))


@pytest.mark.parametrize("name", sorted(EDIT_KINDS))
@pytest.mark.parametrize("grey", [0.0, 1.0])
def test_a_flat_faceless_picture_is_no_trap(name: str, grey: float) -> None:
    """On a black or white picture an edit works or says in words why it cannot."""
    flat = Portrait(np.full((96, 80, 3), grey, dtype=np.float32))
    try:
        after = develop(flat, Edit(name, 1.0, OPTIONS.get(name, {})))
    except EditError as error:
        assert str(error).endswith((".", "`", ")"))
    else:
        assert np.isfinite(after.pixels).all()


@pytest.mark.parametrize("name", sorted(EDIT_KINDS))
def test_each_edit_says_what_it_is(name: str) -> None:
    """Every edit has a title, says what it does and where its limit lies, and is documented."""
    kind = EDIT_KINDS[name]
    assert kind.title and kind.about.endswith(".") and kind.limit_note
    assert set(kind.needs) <= {"face", "person", "matte"}
    assert set(kind.cues) <= set(CUE_KINDS)
    assert f"### `{name}`\n" in DOCS.read_text(encoding="utf-8")


def test_edits_that_need_a_part_say_which(astronaut: Portrait) -> None:
    """Without the part that it needs, an edit names that part."""
    bare = replace(astronaut, face=None, person=None, body=None, matte=None)
    for name, kind in EDIT_KINDS.items():
        if kind.needs:
            with pytest.raises(EditError, match=r"face|outline|matte"):
                develop(bare, Edit(name, 0.5))
