"""Edit and Recipe: changes as data. What, how much and why; a recipe is their order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..errors import EditBeyondLimit, EditError, UnknownName
from ..portrait import Portrait


@dataclass(frozen=True)
class Edit:
    """One change: `strength` 0…1 (0 = identity), options by name, and the reason in words."""

    name: str
    strength: float
    options: Mapping[str, Any] = field(default_factory=dict)
    because: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The JSON form, as kept in kit.json."""
        return {
            "edit": self.name,
            "strength": self.strength,
            "options": dict(self.options),
            "because": self.because,
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Edit:
        """From the JSON form. Raises EditError naming the field that is wrong."""
        try:
            return cls(
                str(values["edit"]),
                float(values["strength"]),
                dict(values.get("options", {})),
                str(values.get("because", "")),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise EditError(
                f"An edit in the recipe is malformed ({error}). Expected "
                '{"edit": name, "strength": 0…1, "options": {}}.'
            ) from error


Recipe = tuple[Edit, ...]
Develop = Callable[[Portrait, float, Mapping[str, Any]], Portrait]


@dataclass(frozen=True)
class EditKind:
    """What an edit is: its name, what it is for, what it needs, its limit, and the function.

    `needs` names parts of the portrait: "face", "person" (the fast mask) or "matte".
    `limit_note` says in words what strength 1 means: the hard limit.
    `cues` names the cues it is meant to move.
    `options` maps each option's name to what it means.
    `is_composite` says that it brings in pixels that were not in the photo (a backdrop).
    """

    name: str
    title: str
    about: str
    develop: Develop
    limit_note: str
    needs: tuple[str, ...] = ()
    cues: tuple[str, ...] = ()
    options: Mapping[str, str] = field(default_factory=dict)
    is_composite: bool = False


def check_strength(edit: Edit) -> None:
    """Raise EditBeyondLimit unless 0 ≤ strength ≤ 1: a limit is an error, never a silent clamp."""
    if not 0 <= edit.strength <= 1:
        raise EditBeyondLimit(
            f"Edit {edit.name!r} was asked for strength {edit.strength:g}. Expected 0…1, where "
            "1 is its hard limit. Use a smaller strength; a larger change needs another photo."
        )


def edit_kinds_by_name(kinds: Iterable[EditKind]) -> dict[str, EditKind]:
    """Index by name."""
    return {kind.name: kind for kind in kinds}


def find_edit_kind(name: str, kinds: Mapping[str, EditKind]) -> EditKind:
    """The kind called `name`. Raises UnknownName with close matches."""
    if name not in kinds:
        raise UnknownName("edit", name, kinds, "catchlight edits")
    return kinds[name]
