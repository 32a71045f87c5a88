"""Recipes: edits in order, applied to a portrait; the same recipe gives the same bytes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from ..errors import EditError
from ..image import Pixels
from ..portrait import Matte, Portrait
from .edit import Edit, EditKind, Recipe, check_strength, find_edit_kind
from .kinds import EDIT_KINDS
from .planes import FloatArray, blurred, in_three, resized, shrunk, unit_px

FOREGROUND_REACH = 0.2  # of the IOD: how far into the hair the person's own change is carried
NEEDS_TEXT = {
    "face": "a face, and none was seen. Choose a clearer photo or leave the edit out",
    "person": "the person's outline, and none was found. Leave the edit out",
    "matte": "the fine matte. Make it first: catchlight.vision.matte.with_matte(portrait)",
}


def apply(portrait: Portrait, recipe: Recipe, *, keep_matte: bool = True) -> Portrait:
    """The portrait after every edit in order; names, strengths and options are checked first.

    `keep_matte=False` lets the fine matte go after the last edit that needs it, which spares its
    upkeep; its outline stays as the person mask, and the pixels are the same.
    EditError: an option or a need is missing; EditBeyondLimit: more than the hard limit;
    UnknownName: no such edit.
    """
    check(recipe)
    for done, edit in enumerate(recipe):
        later = recipe[done:]
        if not keep_matte and not any("matte" in EDIT_KINDS[one.name].needs for one in later):
            portrait = replace(portrait, matte=None, person=portrait.person_mask)
        portrait = develop(portrait, edit)
    return portrait


def steps(portrait: Portrait, recipe: Recipe) -> Iterator[tuple[Edit, Portrait]]:
    """Every edit with the portrait after it, so that each intermediate can be seen."""
    check(recipe)
    for edit in recipe:
        portrait = develop(portrait, edit)
        yield edit, portrait


def develop(portrait: Portrait, edit: Edit, kinds: Mapping[str, EditKind] = EDIT_KINDS) -> Portrait:
    """The portrait after one edit; strength 0 gives back the very same portrait."""
    kind = find_edit_kind(edit.name, kinds)
    check_strength(edit)
    check_options(edit, kind)
    if edit.strength == 0:
        return portrait
    missing = missing_needs(portrait, kind)
    if missing:
        raise EditError(f"Edit {edit.name!r} needs {NEEDS_TEXT[missing[0]]}.")
    return carry_foreground(portrait, kind.develop(portrait, edit.strength, edit.options))


def check(recipe: Recipe, kinds: Mapping[str, EditKind] = EDIT_KINDS) -> None:
    """Raise unless every edit is known, within 0…1 and has only options that exist."""
    for edit in recipe:
        check_strength(edit)
        check_options(edit, find_edit_kind(edit.name, kinds))


def check_options(edit: Edit, kind: EditKind) -> None:
    """Raise EditError for an option that the edit does not have: no typo passes in silence."""
    unknown = sorted(set(edit.options) - set(kind.options))
    if unknown:
        known = ", ".join(sorted(kind.options)) or "none"
        raise EditError(
            f"Edit {edit.name!r} has no option {unknown[0]!r}. Expected one of: {known}. "
            "`catchlight edits` lists them."
        )


def missing_needs(portrait: Portrait, kind: EditKind) -> tuple[str, ...]:
    """The parts of the portrait that the edit needs and that are not there."""
    present = {
        "face": portrait.face is not None,
        "person": portrait.person is not None or portrait.matte is not None,
        "matte": portrait.matte is not None,
    }
    return tuple(need for need in kind.needs if not present[need])


def carry_foreground(before: Portrait, after: Portrait) -> Portrait:
    """Let the matte's foreground colours follow an edit of the picture.

    The foreground holds the hair's own colour where background shines through. An edit that changed
    only the pixels has not touched it; here it gets the change that the person next to it got. What
    is solid follows by itself: there the picture's own pixels are taken.
    """
    matte = after.matte
    unmoved = matte is not None and matte is before.matte
    if not unmoved or matte is None or after.pixels is before.pixels:
        return after
    change = _change_of_person(before.pixels, after.pixels, matte.alpha, unit_px(after))
    height, width = matte.foreground.shape[:2]
    foreground = np.clip(matte.foreground * resized(change, width, height), 0, 1)
    return replace(after, matte=Matte(matte.alpha, np.asarray(foreground, dtype=np.float32)))


def _change_of_person(before: Pixels, after: Pixels, alpha: FloatArray, unit: float) -> FloatArray:
    """After / before of the person's own pixels, spread a little way beyond them, per channel; on
    a small copy.
    """
    reach = FOREGROUND_REACH * unit
    times = max(1.0, reach / 4)  # so broad a change needs no more pixels than this
    weight = in_three(shrunk(alpha, times) ** 4)  # nearly opaque pixels speak for the person
    soft = [blurred(shrunk(pixels, times) * weight, reach / times) for pixels in (before, after)]
    nothing = np.float32(0.0002)  # where nobody is near: no change
    ratio = np.clip((soft[1] + nothing) / (soft[0] + nothing), 0.25, 4)
    return np.asarray(ratio, dtype=np.float32)


def recipe_to_dict(recipe: Recipe, name: str = "") -> dict[str, Any]:
    """The JSON form: {"name", "edits": [{"edit", "strength", "options", "because"}]}."""
    return {"name": name, "edits": [edit.to_dict() for edit in recipe]}


def recipe_from_dict(values: Mapping[str, Any]) -> Recipe:
    """From the JSON form, checked. Raises EditError, EditBeyondLimit or UnknownName."""
    edits = values.get("edits") if isinstance(values, Mapping) else None
    if not isinstance(edits, list | tuple):
        raise EditError('The recipe has no list "edits". Expected {"name": text, "edits": [...]}.')
    recipe = tuple(Edit.from_dict(edit) for edit in edits)
    check(recipe)
    return recipe
