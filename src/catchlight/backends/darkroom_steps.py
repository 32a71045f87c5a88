"""How a take is developed under a referee: edit by edit, then along the critique's remedies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from ..errors import EditError
from ..portrait import Portrait
from ..retouch.edit import Edit, Recipe
from ..retouch.kinds import RESHAPING
from ..retouch.recipe import develop
from .darkroom_plan import ORDER, SMILE_MOST
from .looks import Look
from .referee import Advice, Referee, Ruling, State

MOST_REMEDIES = 5  # beyond what was planned; a take that needs more needs another photo
WEAKER = 0.5  # an edit that costs too much is tried once more at this share of its strength
LEAST_STRENGTH = 0.15  # no weaker form of an edit this weak is worth a try
MOVING_THE_FACE = RESHAPING | {"close_up_perspective"}  # after these it is looked for anew
# What viewers see before the brow cue does: it has only to cost nothing.
TOO_SMALL_TO_READ = frozenset({"brow_lower"})
# Edits whose effect differs from face to face: made again, up to this strength, if it fell short.
ENOUGH_AT_ONCE: Mapping[str, float] = MappingProxyType(
    {"smile": SMILE_MOST, "soften_smile": 0.8, "relax_brow": 0.8, "squinch": 0.8}
)
# Edits that show only from some strength on: tried there too when less did nothing.
FELT_LATE: Mapping[str, float] = MappingProxyType({"key_light": 0.9})
ALL_OR_NOTHING = frozenset({"crop", "backdrop", "black_and_white"})  # half of it is no picture
OF_THE_LIGHT = frozenset({"relight", "key_light", "soften_light"})
OF_THE_GROUND = frozenset({"backdrop", "defocus", "separation"})
LAST_OF_THE_NEGATIVE = ORDER.index("head_tilt")  # up to here takes of one photo share their work

Memory = dict[tuple[int, str], "Tried"]


@dataclass(frozen=True, eq=False)
class Tried:
    """What became of one edit: the ruling, or the reason why it could not be made.

    `is_unjudged` says that it was made with no referee to ask.
    """

    edit: Edit
    ruling: Ruling | None
    reason: str
    is_unjudged: bool = False

    @property
    def kept(self) -> bool:
        """Whether it stays in the recipe."""
        return self.is_unjudged or (self.ruling is not None and self.ruling.accepted)

    @property
    def may_pass_weaker(self) -> bool:
        """Whether a weaker form is worth a try: it cost too much, or the photo cannot bear it."""
        return not self.kept and (self.ruling is None or self.ruling.too_dear)

    def to_dict(self) -> dict[str, Any]:
        """The JSON form, as kept in kit.json."""
        figures = dict(self.ruling.figures) if self.ruling else {}
        return {**self.edit.to_dict(), "kept": self.kept, "said": self.reason, **figures}


@dataclass(frozen=True, eq=False)
class Developed:
    """A developed take: its picture, the recipe that makes it, every edit tried, why it stopped."""

    portrait: Portrait
    tried: tuple[Tried, ...]
    stopped: str

    @property
    def recipe(self) -> Recipe:
        """The edits that were kept, in order."""
        return tuple(one.edit for one in self.tried if one.kept)

    @property
    def notes(self) -> tuple[str, ...]:
        """What was left out, and why nothing more was tried."""
        left = (f"{one.edit.name} was left out: {one.reason}" for one in self.tried if not one.kept)
        done = (
            f"{one.edit.name} was done as far as the photo allows: {one.reason}"
            for one in self.tried
            if one.is_unjudged and one.reason
        )
        return (*left, *done, *([self.stopped] if self.stopped else []))


def develop_what_fits(portrait: Portrait, recipe: Recipe) -> Developed:
    """Develop a recipe as planned; an edit that this photo cannot bear is left out, or weaker."""
    tried: list[Tried] = []
    for edit in recipe:
        reason = ""
        for form in _forms(edit):
            try:
                portrait = develop(portrait, form)
            except EditError as error:
                one = Tried(form, None, str(error))
                reason = str(error)
            else:
                one = Tried(form, None, reason, is_unjudged=True)
                break
        tried.append(one)
    return Developed(portrait, tuple(tried), "")


class Development:
    """One take under a referee. `memory` holds what other takes of photo `which` have tried."""

    def __init__(self, referee: Referee, look: Look, which: int, memory: Memory) -> None:
        self._referee = referee
        self._look = look
        self._which = which
        self._memory = memory
        self._tried: list[Tried] = []

    def run(self, first: State, planned: Recipe) -> Developed:
        """Develop the plan and the critique's remedies in a darkroom's order; then walk on.

        What reshapes a face and what the critique proposed must serve; what sets the photo right or
        belongs to the look must only not work against the job.
        """
        advice = self._referee.advise(first)
        names = {edit.name for edit in planned}
        remedies = [e for e in advice.edits if e.name not in names and self._fits_look(e)]
        state = first
        for edit in sorted((*planned, *_first_of_each(remedies)), key=_place):
            must_serve = edit in remedies or edit.name in MOVING_THE_FACE - TOO_SMALL_TO_READ
            before, state = state, self._with(first, state, edit, must_serve)
            if edit.name in ENOUGH_AT_ONCE and state is not before:
                state = self._until_enough(first, before, state)
        state, stopped = self._walked(first, state)
        return Developed(state.portrait, tuple(self._tried), stopped)

    def _fits_look(self, edit: Edit) -> bool:
        """A look has its own frame and ground; one without expression is the face in its light."""
        if edit.name in ("crop", "backdrop"):
            return False
        if edit.name in OF_THE_GROUND:
            return self._look.ground == "keep"
        return self._look.expression > 0 or edit.name not in MOVING_THE_FACE | OF_THE_LIGHT

    def _walked(self, first: State, state: State) -> tuple[State, str]:
        """Try the gravest finding's edit and read again, until it passes or nothing helps."""
        advice = self._referee.advise(state)
        for _ in range(MOST_REMEDIES):
            edit = next((e for e in advice.edits if self._is_left(e)), None)
            if advice.done or edit is None:
                break
            state = self._with(first, state, edit, must_serve=True)
            advice = self._referee.advise(state)
        return state, why_stopped(advice, [e.name for e in advice.edits if not self._is_left(e)])

    def _is_left(self, edit: Edit) -> bool:
        """Neither tried nor of the negative: no face is warped under grain and a finished frame."""
        tried = {one.edit.name for one in self._tried}
        return (
            edit.name not in tried
            and edit.name in ORDER
            and _place(edit) > LAST_OF_THE_NEGATIVE
            and self._fits_look(edit)
        )

    def _with(self, first: State, before: State, edit: Edit, must_serve: bool) -> State:
        for form in _forms(edit):
            one = self._attempt(first, before, form, must_serve)
            if not one.may_pass_weaker:
                break
        if not one.kept and not one.may_pass_weaker and edit.name in FELT_LATE:
            one = self._attempt(
                first, before, replace(edit, strength=FELT_LATE[edit.name]), must_serve
            )
        self._tried.append(one)
        return one.ruling.state if one.ruling and one.kept else before

    def _until_enough(self, first: State, before: State, state: State) -> State:
        """The edit just kept once more from where it began, stronger, if the critique asks again.

        Twice the same warp would pass its limit unseen; so it is made anew at the sum.
        """
        done = self._tried[-1].edit
        more = next((e for e in self._referee.advise(state).edits if e.name == done.name), None)
        most = ENOUGH_AT_ONCE[done.name]
        strength = round(min(most, done.strength + (more.strength if more else 0.0)), 2)
        if strength <= done.strength:
            return state
        last = self._tried.pop()
        one = self._attempt(first, before, replace(done, strength=strength), must_serve=True)
        self._tried.append(one if one.kept else last)
        return one.ruling.state if one.ruling and one.kept else state

    def _attempt(self, first: State, before: State, edit: Edit, must_serve: bool) -> Tried:
        """Made and judged; or remembered, where another take had come to the same point."""
        path = repr([*(one.edit for one in self._tried if one.kept), edit])
        key = (self._which, path)
        if key in self._memory:
            return self._memory[key]
        try:
            after = develop(before.portrait, edit)
        except EditError as error:
            one = Tried(edit, None, str(error))
        else:
            ruling = self._referee.judge(first, before, after, edit, must_serve=must_serve)
            one = Tried(edit, ruling, ruling.reason)
        if _place(edit) <= LAST_OF_THE_NEGATIVE:
            self._memory[key] = one
        return one


def _place(edit: Edit) -> int:
    return ORDER.index(edit.name) if edit.name in ORDER else len(ORDER)


def _first_of_each(edits: Iterable[Edit]) -> list[Edit]:
    """One edit of each name, the gravest finding's."""
    by_name: dict[str, Edit] = {}
    for edit in edits:
        by_name.setdefault(edit.name, edit)
    return list(by_name.values())


def _forms(edit: Edit) -> Iterator[Edit]:
    """The edit, then a weaker form: half as strong; a crop gives up its size, not its shape."""
    yield edit
    if edit.name == "crop" and "face_fraction" in edit.options:
        options = {name: value for name, value in edit.options.items() if name != "face_fraction"}
        yield replace(edit, options=options)
    elif edit.name not in ALL_OR_NOTHING and edit.strength > LEAST_STRENGTH:
        yield replace(edit, strength=round(edit.strength * WEAKER, 2))


def why_stopped(advice: Advice, tried: list[str]) -> str:
    """Why the search ended, as a sentence."""
    if advice.done:
        return "Stopped: the checklist passes."
    if tried:
        listed = ", ".join(name.replace("_", " ") for name in dict.fromkeys(tried))
        why = f"nothing that the critique still proposes helps or fits this look ({listed})"
    else:
        why = "no edit can mend what is left"
    return f"Stopped: {why}. {advice.left}".rstrip()
