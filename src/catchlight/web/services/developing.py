"""Developing: previews, what they would cost, and gated edits that make a new take."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace

from ...backends.referee import State
from ...critique.critic import Critique
from ...critique.remedy import Reshoot
from ...directing import TAKE_SIDE_PX
from ...errors import EditError
from ...gating import Gatekeeper
from ...image import Pixels, encode_jpeg, shrunk
from ...people.likeness import Likeness
from ...portrait import Portrait
from ...retouch.edit import Edit
from ...retouch.recipe import apply as develop_all
from ...retouch.recipe import check
from ...retouching import Step, try_edit
from ...store import TakeDraft, TakeRecord
from ...version import __version__
from ...vision.observe import observe
from ..errors import Refusal
from ..pictures import encode
from ..schemas.takes import Applied, CostMeter, EditBody, Recipe
from ..state import Server
from ..table import state_key
from ..views.catalog import FILE_OPTIONS
from ..views.takes import costs_view, edit_title, likeness_values, step_view, take_view
from .ranking import rank_project
from .reading import critique_of
from .subjects import Subject, base_key, keeper_for, open_base, own_photos

PREVIEW_QUALITY = 85
TAKE_QUALITY = 95
_EDITED = " · "  # in a title: what was done last by hand stands behind it
PROXY_SIDE_PX = 1024


def edits_of(bodies: Sequence[EditBody]) -> tuple[Edit, ...]:
    """The edits that were sent. Raises EditError for an option that would open a file."""
    for one in bodies:
        if named := FILE_OPTIONS & set(one.options):
            raise EditError(
                f"Edit {one.edit!r} was given the option {min(named)!r}, which names a file. "
                "Expected other options: files of the machine cannot be named from the page. Use "
                "`catchlight retouch` for it."
            )
    return tuple(
        Edit(one.edit, one.strength, dict(one.options), because="asked for") for one in bodies
    )


def whole_recipe(subject: Subject, body: Recipe) -> tuple[Edit, ...]:
    """All edits from the photo on."""
    edits = edits_of(body.edits)
    return (*subject.recipe, *edits) if body.mode == "append" else edits


def preview(server: Server, subject: Subject, body: Recipe, side_px: int) -> bytes:
    """A small JPEG of the picture with these edits. Raises EditError, UnknownName."""
    if not body.edits:  # the darkroom opens: the matte will be wanted soon
        key = base_key(subject, PROXY_SIDE_PX)
        server.helper.submit(server.table.matted, key, lambda: open_base(server, subject))
    portrait = _developed(server, subject, whole_recipe(subject, body))
    return encode(_at(portrait.pixels, side_px), "jpeg", PREVIEW_QUALITY)


def cost_meter(server: Server, subject: Subject, body: Recipe) -> CostMeter:
    """What these edits would cost and gain, measured on the preview.

    Several edits are judged together. Raises EditError, UnknownName.
    """
    recipe = whole_recipe(subject, body)
    check(recipe)
    start = subject.recipe if body.mode == "append" else ()
    keeper = keeper_for(server, subject)
    first = _state(server, subject, keeper, ())
    before, after = (_state(server, subject, keeper, edits, first) for edits in (start, recipe))
    changed = [edit for edit in edits_of(body.edits) if edit.strength > 0]
    changed = changed or [Edit("exposure", 0.0)]
    likeness = likeness_values(keeper.likeness.measure(after.seen))
    fits = [keeper.critique(state.reading).job_fit for state in (before, after)]
    along = [edit.name for edit in changed[:-1]]
    verdict = keeper.verdict(first, before, after, changed[-1], along=along)
    return CostMeter(
        costs=costs_view(verdict.costs, likeness),
        job_fit_before=round(fits[0], 4),
        job_fit_after=round(fits[1], 4),
        accepted=verdict.accepted,
        said=verdict.reason,
        moves=[move.said() for move in verdict.moves],
    )


def fix(server: Server, subject: Subject, rule: str, force: bool) -> Applied:
    """Apply the remedy of the finding of this rule. Raises Refusal where there is none to apply."""
    found = critique_of(server, subject, subject.job)
    finding = next((one for one in found.findings if one.rule == rule), None)
    if finding is None:
        raise Refusal(
            409, "no-finding", "There is nothing to fix",
            f"This picture has no finding of the rule {rule!r} (any more). Read it again.",
        )  # fmt: skip
    if not isinstance(finding.remedy, Edit):
        phrase = f" Take it again: {finding.remedy.phrase}." if isinstance(
            finding.remedy, Reshoot) else ""  # fmt: skip
        raise Refusal(409, "no-edit", "No edit can fix this honestly", f"{finding.message}{phrase}")
    return apply(server, subject, (finding.remedy,), mode="append", force=force)


def apply(
    server: Server, subject: Subject, edits: Sequence[Edit], *, mode: str, force: bool
) -> Applied:
    """Make the edits at full take size, each gated; what is kept becomes a new take.

    Raises EditError for an edit that this picture cannot bear, with nothing kept.
    """
    check(tuple(edits))
    keeper = keeper_for(server, subject)
    kept = list(subject.recipe) if mode == "append" else []
    key = base_key(subject, TAKE_SIDE_PX)
    photo = server.table.matted(key, lambda: open_base(server, subject, TAKE_SIDE_PX))
    first = state = keeper.start(photo)
    if kept:
        made = develop_all(photo, tuple(kept))
        state = keeper.later(first, made, observe(made.pixels))
    steps: list[Step] = []
    for edit in edits:
        state, step = try_edit(keeper, first, state, edit, force)
        steps.append(step)
        kept += [edit] if step.kept else []
    likeness = keeper.likeness.measure(state.seen)
    take = None
    if any(step.kept for step in steps) or (mode == "replace" and not edits):
        take = _keep(server, subject, state, tuple(kept), keeper.critique(state.reading), likeness)
        rank_project(server.store, subject.project.id)
        take = server.store.takes.get(take.id)
    return Applied(
        take=take_view(take) if take else None,
        steps=[step_view(step, likeness_values(likeness)) for step in steps],
        sentences=[_sentence(step) for step in steps],
    )


def _sentence(step: Step) -> str:
    what = f"{edit_title(step.edit.name)} at {step.edit.strength:.0%}"
    return f"{what} was {'made' if step.kept else 'left out'}. {step.said}"


def _developed(server: Server, subject: Subject, recipe: Sequence[Edit]) -> Portrait:
    key = base_key(subject, PROXY_SIDE_PX)
    return server.table.developed(key, lambda: open_base(server, subject), recipe)


def _state(
    server: Server,
    subject: Subject,
    keeper: Gatekeeper,
    recipe: Sequence[Edit],
    first: State | None = None,
) -> State:
    """The preview after the recipe; `first` is it without any edit."""
    if first is not None and not recipe:
        return first
    portrait = _developed(server, subject, recipe)
    key = state_key(base_key(subject, PROXY_SIDE_PX), recipe)
    looked = portrait
    if recipe:
        looked = server.table.opened(f"{key}-seen", lambda: observe(portrait.pixels))
    among = "-".join(photo.sha256[:16] for photo in own_photos(server, subject))
    reading = server.readings.get(f"{key}-{among}", lambda: keeper.read(looked))
    if first is None:
        return keeper.start(portrait, reading)
    return keeper.later(first, portrait, looked, reading)


def _keep(
    server: Server,
    subject: Subject,
    state: State,
    recipe: tuple[Edit, ...],
    critique: Critique,
    likeness: Likeness,
) -> TakeRecord:
    pixels = state.portrait.pixels
    title = subject.take.title if subject.take else "As it was"
    if recipe:
        title = f"{title.partition(_EDITED)[0]}{_EDITED}{edit_title(recipe[-1].name).lower()}"
    draft = TakeDraft(
        key=edited_key(subject, recipe),
        title=title,
        backend=subject.take.backend if subject.take else "darkroom",
        media_type="image/jpeg",
        width=pixels.shape[1],
        height=pixels.shape[0],
        photo_id=subject.photo.id if subject.photo else None,
        parent_id=subject.take.id if subject.take else None,
        because=subject.take.because if subject.take else "Edited by hand.",
        seed=subject.take.seed if subject.take else 0,
        recipe=tuple(edit.to_dict() for edit in recipe),
        base_sha256=subject.base_sha256,
        is_original=not recipe,
        verdict=critique.verdict,
        headline=critique.headline,
        rules=tuple(finding.rule for finding in critique.findings),
        likeness=likeness_values(likeness),
        reading=replace(state.reading, own_background=not _has_backdrop(recipe)),
        critique=critique.to_dict(),
    )
    return server.store.takes.add(subject.project.id, draft, encode_jpeg(pixels, TAKE_QUALITY))


def edited_key(subject: Subject, recipe: Sequence[Edit]) -> str:
    """What made a take by hand: its file, the recipe, the job, and this version."""
    told = [
        subject.base_sha256,
        subject.face,
        [[edit.name, edit.strength, edit.options] for edit in recipe],
        subject.project.brief.job,
        __version__,
    ]
    return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()


def _has_backdrop(recipe: Sequence[Edit]) -> bool:
    return any(edit.name == "backdrop" for edit in recipe)


def _at(pixels: Pixels, side_px: int) -> Pixels:
    return shrunk(pixels, side_px)
