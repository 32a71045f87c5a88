"""Retouching for a job: each edit is read before and after, and stays only if the gate lets it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .backends.darkroom_steps import why_stopped
from .backends.referee import State
from .critique.critic import Critique
from .critique.gate import GateVerdict
from .errors import EditError
from .exports.export import encode
from .exports.platform import SUFFIX_OF_FORMAT
from .exports.sealing import UNSIGNED, Sealing
from .gating import Gatekeeper
from .image import encode_jpeg, make_folder, write_whole
from .jobs import EmotionalJob
from .kit import source_type_of
from .portrait import Portrait
from .provenance.iptc import SourceType
from .retouch.edit import Edit, Recipe
from .retouch.kinds import EDIT_KINDS
from .retouch.recipe import (
    check,
    develop,
    missing_needs,
    recipe_from_dict,
    recipe_to_dict,
    steps,
)
from .settings import data_folder
from .shot import Take
from .vision.matte import with_matte

RECIPES_FOLDER = "recipes"
MOST_ROUNDS = 10  # edits that a search tries to add; portraits need fewer
FILE_BYTES = 50_000_000


@dataclass(frozen=True, eq=False)
class Step:
    """One edit that was tried: what the gate said, and whether it was kept."""

    edit: Edit
    kept: bool
    said: str
    verdict: GateVerdict | None = None

    @property
    def forced(self) -> bool:
        """Whether it was kept although the gate refused it."""
        return self.kept and self.verdict is not None and not self.verdict.accepted

    def to_dict(self) -> dict[str, Any]:
        """The JSON form, as kept with a saved recipe."""
        gate = {} if self.verdict is None else {"gate": self.verdict.to_dict()}
        said = {"kept": self.kept, "forced": self.forced, "said": self.said}
        return {**self.edit.to_dict(), **said, **gate}


@dataclass(frozen=True, eq=False)
class Retouched:
    """A retouched portrait, the recipe that makes it, and every step that was tried.

    `photo` is what it was made from, cut out where that was needed.
    """

    portrait: Portrait
    recipe: Recipe
    steps: tuple[Step, ...]
    critique: Critique | None = None
    stopped: str = ""
    photo: Portrait | None = None

    @property
    def sentences(self) -> list[str]:
        """What was tried and what became of it, why it stopped; last the critique's headline."""
        lines = [
            f"{'kept' if step.kept else 'left out'}: {step.edit.name} {step.edit.strength:g}. "
            f"{step.said}"
            for step in self.steps
        ]
        lines += [self.stopped] if self.stopped else []
        return [*lines, self.critique.headline] if self.critique else lines


def ready(portrait: Portrait, edits: Iterable[Edit]) -> Portrait:
    """The portrait with its matte, where one of the edits needs it.

    The person is cut out of the photo as it was, before any tone is changed, as in the darkroom: so
    the recipe that is kept makes the same picture again.
    """
    kinds = (EDIT_KINDS[edit.name] for edit in edits if edit.name in EDIT_KINDS)
    if any("matte" in missing_needs(portrait, kind) for kind in kinds):
        return with_matte(portrait)
    return portrait


def apply_edits(portrait: Portrait, edits: Sequence[Edit]) -> Retouched:
    """Every edit in order, ungated.

    Where no face was seen, edits that need one are left out, and their steps say so. Raises
    EditError where an edit cannot be made for another reason, or where none is left.
    """
    check(tuple(edits))
    photo = portrait = ready(portrait, edits)
    steps = []
    for edit in edits:
        if "face" in missing_needs(portrait, EDIT_KINDS[edit.name]):
            steps.append(Step(edit, False, "No face was seen in this photo, and it needs one."))
            continue
        portrait = develop(portrait, edit)
        steps.append(Step(edit, True, "Done."))
    if not any(step.kept for step in steps):
        raise EditError(
            "No face was seen in this photo, and every edit asked for needs one. Expected at least "
            "one that does not, like exposure or contrast; `catchlight edits` says which."
        )
    kept = tuple(step.edit for step in steps if step.kept)
    return Retouched(portrait, kept, tuple(steps), photo=photo)


def apply_gated(
    portrait: Portrait, edits: Sequence[Edit], job: EmotionalJob, force: bool = False
) -> Retouched:
    """Each edit in order, kept only where it serves the job at a bearable cost, or is forced."""
    keeper = Gatekeeper(job, [portrait])
    first = state = keeper.start(ready(portrait, edits))
    kept: list[Edit] = []
    steps: list[Step] = []
    for edit in edits:
        state, step = try_edit(keeper, first, state, edit, force)
        steps.append(step)
        if step.kept:
            kept.append(edit)
    found = keeper.critique(state.reading)
    return Retouched(state.portrait, tuple(kept), tuple(steps), found, photo=first.portrait)


def try_edit(
    keeper: Gatekeeper, first: State, before: State, edit: Edit, force: bool
) -> tuple[State, Step]:
    """The state after the edit, or the one before where the gate refuses it and nobody forces it.

    Raises EditError for an edit that this picture cannot bear.
    """
    after = keeper.look(before, develop(before.portrait, edit), edit)
    verdict = keeper.verdict(first, before, after, edit)
    if verdict.accepted or force:
        said = verdict.reason if verdict.accepted else f"{verdict.reason} Kept by force."
        return after, Step(edit, True, said, verdict)
    return before, Step(edit, False, verdict.reason, verdict)


def answer_critique(portrait: Portrait, job: EmotionalJob) -> Retouched:
    """Walk the critique's remedies: try the first edit it proposes, keep it if the gate lets it,
    read again. Stops when the checklist passes or nothing that is proposed helps, and says which.
    """
    keeper = Gatekeeper(job, [portrait])
    first = state = keeper.start(with_matte(portrait))  # which edits will come is not known yet
    kept: list[Edit] = []
    steps: list[Step] = []
    tried: list[str] = []
    for _ in range(MOST_ROUNDS):
        advice = keeper.advise(state)
        edit = next((e for e in advice.edits if e.name not in tried), None)
        if advice.done or edit is None:
            break
        tried.append(edit.name)
        try:
            state, step = try_edit(keeper, first, state, edit, False)
        except EditError as error:
            step = Step(edit, False, str(error))
        steps.append(step)
        if step.kept:
            kept.append(edit)
    found = keeper.critique(state.reading)
    stopped = why_stopped(keeper.advise(state), tried)
    return Retouched(state.portrait, tuple(kept), tuple(steps), found, stopped, first.portrait)


def edit_from_text(text: str) -> Edit:
    """`smile=0.2` → an Edit. Raises EditError for another form."""
    name, _, strength = text.partition("=")
    try:
        return Edit(name.strip(), float(strength), because="asked for")
    except ValueError:
        raise EditError(
            f"--edit {text!r} cannot be read. Expected NAME=STRENGTH with a strength of "
            "0 to 1, like smile=0.2. `catchlight edits` lists the names."
        ) from None


def named_recipe(name: str) -> Path:
    """The file of a recipe kept by name, or the file itself where a path was given."""
    if name.endswith(".json") or any(mark in name for mark in "/\\"):
        return Path(name)
    return data_folder() / RECIPES_FOLDER / f"{name}.json"


def save_recipe(done: Retouched, name: str) -> Path:
    """Keep the recipe under a name (or in a .json file), with what the gate said of each edit.

    An edit kept by force is marked so. Raises ExportError where it cannot be written.
    """
    path = named_recipe(name)
    values = recipe_to_dict(done.recipe, path.stem)
    values["tried"] = [step.to_dict() for step in done.steps]
    values["stopped"] = done.stopped
    make_folder(path.parent)
    write_whole(path, json.dumps(values, ensure_ascii=False, indent=2).encode("utf-8"))
    return path


def write_steps(done: Retouched, folder: Path) -> list[Path]:
    """The photo and the picture after each edit, numbered: every intermediate can be seen."""
    make_folder(folder)
    shown = [("photo", done.photo or done.portrait)]
    shown += [(edit.name, after) for edit, after in steps(shown[0][1], done.recipe)]
    written = []
    for number, (name, portrait) in enumerate(shown):
        written.append(folder / f"{number:02d}-{name}.jpg")
        write_whole(written[-1], encode_jpeg(portrait.pixels))
    return written


def recipe_from_file(path: Path) -> Recipe:
    """A recipe kept by name, or a recipe file (JSON). Raises EditError naming what is wrong."""
    path = path if path.exists() else named_recipe(str(path))
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise EditError(
            f"The recipe {path} could not be read ({error}). Expected a JSON file "
            '{"edits": [...]}, as kept in kit.json.'
        ) from error
    if isinstance(values, list):
        values = {"edits": values}
    if isinstance(values, Mapping) and "takes" in values:  # a whole kit.json: its pick
        takes = {str(take.get("id")): take for take in values["takes"]}
        values = {"edits": takes.get(str(values.get("pick")), {}).get("recipe")}
    if not isinstance(values, Mapping):
        raise EditError(f'The recipe {path} is not a recipe. Expected {{"edits": [...]}}.')
    return recipe_from_dict(values)


def write_retouched(
    done: Retouched, out: Path, carried: SourceType | None, sealing: Sealing = UNSIGNED
) -> None:
    """Write the picture in the format of its suffix, without metadata but the disclosure.

    `sealing` signs it; it knows the photo by the name "".
    """
    formats = {suffix: name for name, suffix in SUFFIX_OF_FORMAT.items()} | {".jpeg": "JPEG"}
    if out.suffix.lower() not in formats:
        raise EditError(
            f"{out} has no picture format that can be written. Expected one of "
            f"{', '.join(formats)}. Choose another name with -o."
        )
    recipe = tuple(edit.to_dict() for edit in done.recipe)
    take = Take("retouched", "Retouched", done.portrait, "darkroom", 0, recipe=recipe)
    data, _ = encode(
        done.portrait.pixels,
        formats[out.suffix.lower()],
        FILE_BYTES,
        source_type=source_type_of(take, {take.source: carried}),
        sign=sealing.for_take(take),
    )
    write_whole(out, data)
