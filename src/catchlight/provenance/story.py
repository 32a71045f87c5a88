"""Story: what was done to a picture and with what, in C2PA's words, before it is signed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import reduce

from .iptc import Making, SourceType, source_type_for


class Action(StrEnum):
    """The predefined actions of C2PA 2.4 that are written here."""

    CREATED = "c2pa.created"
    OPENED = "c2pa.opened"
    ADJUSTED_COLOR = "c2pa.adjustedColor"  # takes the place of c2pa.color_adjustments (deprecated)
    CROPPED = "c2pa.cropped"
    EDITED = "c2pa.edited"
    ENHANCED = "c2pa.enhanced"
    FILTERED = "c2pa.filtered"
    ORIENTATION = "c2pa.orientation"
    PLACED = "c2pa.placed"
    REDACTED = "c2pa.redacted"
    RESIZED = "c2pa.resized"

    @property
    def in_words(self) -> str:
        """What was done, in words for people."""
        return _WORDS[self]


_WORDS = {
    Action.CREATED: "made the picture",
    Action.OPENED: "opened a photo",
    Action.ADJUSTED_COLOR: "changed tone or colour",
    Action.CROPPED: "cut the picture",
    Action.EDITED: "edited the content",
    Action.ENHANCED: "enhanced it (sharpening, noise)",
    Action.FILTERED: "applied a look",
    Action.ORIENTATION: "turned it",
    Action.PLACED: "put several pictures together",
    Action.REDACTED: "took private parts out of earlier credentials",
    Action.RESIZED: "changed the size",
}


@dataclass(frozen=True)
class Step:
    """One thing that was done. `what` says it in words; `source_type` is what it makes of the
    picture, where it changes what the picture is. `agent` names other software that did it (a
    generator, with its model), `prompt` what that was told: written only on request.
    """

    action: Action
    what: str = ""
    source_type: SourceType | None = None
    agent: str = ""
    prompt: str = ""


@dataclass(frozen=True)
class Ingredient:
    """A picture that went in. `role` is C2PA's: "parentOf" (this was edited), "inputTo" (shown to
    a generator) or "componentOf" (is part of it). `data` is its file: only its own credentials are
    taken from it, and only without pictures and personal data; empty = not at hand. `title` is for
    readers: no file name.
    """

    role: str
    data: bytes = b""
    title: str = "A photo"


@dataclass(frozen=True)
class Story:
    """All that a file says of itself. The first step opens or makes the picture."""

    title: str
    steps: tuple[Step, ...]
    ingredients: tuple[Ingredient, ...] = ()

    def __post_init__(self) -> None:
        firsts = (Action.OPENED, Action.CREATED)
        if not self.steps or self.steps[0].action not in firsts:
            raise ValueError("a story begins with opening or making the picture")
        parents = sum(one.role == "parentOf" for one in self.ingredients)
        if parents != (self.steps[0].action is Action.OPENED):
            raise ValueError("what is opened is one ingredient, and only then there is a parent")

    @property
    def source_type(self) -> SourceType:
        """What all steps together make of the picture: the term that IPTC's field must hold."""
        terms = [step.source_type for step in self.steps if step.source_type]
        return reduce(stronger, terms) if terms else source_type_for(Making())


def stronger(first: SourceType, second: SourceType) -> SourceType:
    """Of two terms the one that says more, by the order of decision 003."""
    return source_type_for(_making(second, carried=first))


def _making(added: SourceType, carried: SourceType) -> Making:
    return Making(
        carried=carried,
        developed=added is SourceType.ALGORITHMICALLY_ENHANCED,
        reshaped=added is SourceType.HUMAN_EDITS,
        added_captured=added is SourceType.COMPOSITE_CAPTURE,
        added_computed=added is SourceType.COMPOSITE,
        added_generated=added is SourceType.COMPOSITE_SYNTHETIC,
        generative_edit=added is SourceType.EDITED_BY_GENERATIVE_AI,
        generated=added is SourceType.GENERATED,
    )
