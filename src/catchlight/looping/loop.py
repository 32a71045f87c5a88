"""The whole loop on a backend: from opened photos to rounds of judged takes and what to tell."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from ..backends.base import Backend, Progress, Run, ask_clearance, never, silent, uses_of
from ..backends.pending import PendingFile
from ..brief import Brief
from ..directing import make_shot
from ..errors import BackendError, BackendMissing, BackendRefused, SpendLimit, UsageError
from ..face import FloatArray
from ..jobs import EmotionalJob
from ..judged import JudgedTake
from ..people.consent import Consent
from ..prompts.direction import Direction
from ..prompts.direction import direct as direct_words
from ..prompts.lint.adults import refuse_minors
from ..prompts.prompt_brief import prompt_brief_of
from ..report.loop_note import LoopNote, RoundNote
from ..shot import Reference, Shot
from .folder import RoundsFolder
from .judging import TakeJudge
from .making import Finish, Maker, OnStep, leave_as_is, takes_for
from .rounds import MAX_ROUNDS, MAX_TAKES, Limits, Loop, OnRound, Round, Stop, run_rounds
from .sending import clearance, what_is_sent


@dataclass(frozen=True, eq=False)
class LoopRequest:
    """All that a loop is asked for.

    `references` are the sitter's photos, best first; `files` their bytes by name, so that a loop is
    continued with the same ones. `consent` is what the sitter agreed to, held against `on`.
    `resume` continues what the folder holds. `cancelled` is asked often, and ends the loop.
    `others` are embeddings of other people in the library, to notice a mix-up.
    `on_notice` is told what is sent where and what it may cost, before anything is.
    """

    brief: Brief
    job: EmotionalJob
    references: tuple[Reference, ...]
    backend: Backend
    folder: RoundsFolder
    limits: Limits
    on: date
    files: Mapping[str, bytes] = field(default_factory=dict)
    consent: Consent | None = None
    resume: bool = False
    cancelled: Callable[[], bool] = never
    on_progress: Callable[[Progress], None] = silent
    on_notice: Callable[[str], None] = lambda _: None
    others: tuple[FloatArray, ...] = ()


@dataclass(frozen=True, eq=False)
class Looped:
    """A loop that has ended: its rounds, every judged take by id, and what to tell of it."""

    loop: Loop
    judged: Mapping[str, JudgedTake]
    note: LoopNote


def check_limits(limits: Limits) -> None:
    """Raise UsageError for limits that cannot be meant."""
    for what, value, most in (
        ("rounds", limits.rounds, MAX_ROUNDS),
        ("takes", limits.takes, MAX_TAKES),
    ):
        if not 1 <= value <= most:
            raise UsageError(f"{value} {what} were asked for. Expected 1 to {most}.")
    if limits.budget_usd is not None and limits.budget_usd < 0:
        raise UsageError(f"The budget is ${limits.budget_usd:.2f}. Expected US dollars from 0 up.")


def photos_for(backend: Backend, references: tuple[Reference, ...]) -> tuple[Reference, ...]:
    """The photos that the backend can use, best first; none where it takes only words."""
    able = backend.capabilities
    return references[: able.max_references] if able.from_photos else ()


def direct_loop(
    request: LoopRequest,
    on_step: OnStep,
    on_round: OnRound = lambda _: None,
    finish: Finish = leave_as_is,
) -> Looped:
    """Run the loop, or continue it. `finish` retouches a take, or gives None.

    Everything is checked before anything is written or sent. Raises UsageError, BackendMissing,
    BackendRefused, ConsentMissing, ExportError, BriefError; a BackendError later on ends the loop
    and is in `Looped.loop.error`, unless no take was made at all: then it is raised.
    """
    backend, folder = request.backend, request.folder
    shot, dialect = _prepared(request)
    able = backend.capabilities
    clear = clearance(request.consent, request.on, uses_of(able, shot.references))
    ask_clearance(backend.name, able, shot.references, clear)
    first = _first_words(request)
    if not request.resume:  # what an earlier run paid for is collected whatever the budget
        _check_budget(request, shot)
    request.on_notice(what_is_sent(backend, shot.references, request.brief.sitter))
    if cost := _most_usd(request, shot):
        request.on_notice(cost)
    run_id = folder.begin(_plan(request, dialect), f"loop-{uuid.uuid4().hex[:12]}", request.resume)
    maker = Maker(
        backend=backend,
        run=Run(run_id, clear, request.on_progress, request.cancelled, PendingFile(folder.pending)),
        shot=shot,
        limits=request.limits,
        folder=folder,
        judge=TakeJudge(request.references, request.job, request.brief.off, request.others),
        on_step=on_step,
        finish=finish,
    )

    def done(one: Round) -> None:
        if one.made.error is None and not one.made.is_out_of_money:
            folder.close_round(one)
        on_round(one)

    loop = run_rounds(first, request.job, request.limits, dialect, maker, done)
    folder.stop(loop, maker.cost_usd)
    if not maker.judged:
        raise _nothing_made(loop, maker)
    return Looped(loop, maker.judged, _note(request, loop, maker, shot))


def _prepared(request: LoopRequest) -> tuple[Shot, str]:
    """The shot without its words, and the dialect of the words. Nothing is sent to find out."""
    check_limits(request.limits)
    backend, able = request.backend, request.backend.capabilities
    if not able.dialect:
        raise UsageError(
            f"{backend.title} hears no words, so that another round would make the same takes. "
            "Expected a backend that takes prompts. Leave --rounds out, or choose one: "
            "`catchlight backends` lists them."
        )
    if why := backend.missing():
        raise BackendMissing(why)
    photos = photos_for(backend, request.references)
    if not photos and not able.from_text:
        raise BackendRefused(
            f"{backend.title} was given no photo that it can use. Expected at least one."
        )
    shot = make_shot(request.brief, request.job, photos)
    return replace(shot, size=able.sizes.nearest(shot.size)), able.dialect


def _most_usd(request: LoopRequest, shot: Shot) -> str:
    """What the loop may cost at most, in a sentence; empty where nothing does."""
    limits = request.limits
    takes = limits.rounds * limits.takes
    usd = request.backend.estimate_usd(replace(shot, takes=takes))
    if limits.budget_usd is not None:
        usd = min(usd, limits.budget_usd)
    count = f"{takes} takes" if takes > 1 else "One take"
    return f"{count} at most; the cost is at most about ${usd:.2f}." if usd else ""


def _check_budget(request: LoopRequest, shot: Shot) -> None:
    """Raise SpendLimit where the budget does not reach for a single take."""
    one, budget = request.backend.estimate_usd(replace(shot, takes=1)), request.limits.budget_usd
    if budget is not None and one > 0 and takes_for(budget, one) == 0:
        raise _too_dear(request.backend, one, budget)


def _too_dear(backend: Backend, one_usd: float, budget_usd: float, also: str = "") -> SpendLimit:
    """Its amounts are not rounded: two that differ must not look alike."""
    return SpendLimit(
        f"One take by {backend.title} costs about ${one_usd:g}, more than the budget of "
        f"${budget_usd:g}. Expected a budget for at least one. Raise --budget{also}, or choose a "
        "cheaper model."
    )


def _first_words(request: LoopRequest) -> tuple[Direction, ...]:
    """The first round's directions: they differ in gaze, expression and posture."""
    words = prompt_brief_of(request.brief)
    first = tuple(
        direct_words(words, take, request.job.targets) for take in range(request.limits.takes)
    )
    refuse_minors(first[0].own_words)
    return first


def _plan(request: LoopRequest, dialect: str) -> dict[str, Any]:
    """What was asked for, as kept in loop.json."""
    brief = request.brief.to_dict()
    free = ("takes", "platforms")  # these may change when a loop is continued
    return {
        "brief": {name: value for name, value in brief.items() if name not in free},
        "photos": {
            reference.name: hashlib.sha256(request.files.get(reference.name, b"")).hexdigest()
            for reference in request.references
        },
        "backend": request.backend.name,
        "dialect": dialect,
        "limits": vars(request.limits).copy(),
    }


def _note(request: LoopRequest, loop: Loop, maker: Maker, shot: Shot) -> LoopNote:
    backend, able = request.backend, request.backend.capabilities
    remarks = [f"{one} shows no face and was not used." for one in maker.faceless]
    if request.references and not shot.references:
        remarks.append(
            f"{backend.title} takes no photos: whose face it is cannot be steered. Likeness was "
            "measured all the same."
        )
    if loop.stop is Stop.FAILED or loop.stop is Stop.BUDGET:
        remarks.append("What was made is kept; the same command with --resume goes on from there.")
    where = f"{backend.title} ({able.sends_to})" if able.sends_to else backend.title
    return LoopNote(
        backend=backend.title,
        rounds=tuple(_round_note(one) for one in loop.rounds),
        stop=loop.stop.value,
        said=loop.said,
        cost_usd=round(maker.cost_usd, 4),
        sent=what_is_sent(backend, shot.references, request.brief.sitter),
        sent_to=where if able.sends_away else "",
        remarks=tuple(remarks),
    )


def _round_note(done: Round) -> RoundNote:
    return RoundNote(
        done.ask.number,
        tuple(take.name for take in done.takes),
        done.best.name if done.best else "",
        tuple(change.sentence for change in done.ask.changes),
        tuple(lack.because for lack in done.lacks),
    )


def _nothing_made(loop: Loop, maker: Maker) -> BackendError:
    """Why there is no take at all, and how to go on."""
    if loop.error is not None:
        said = f"{loop.error} No take was made; the same command with --resume tries again."
        loop.error.args = (said,)
        return loop.error
    if not maker.faceless:
        one = maker.backend.estimate_usd(replace(maker.shot, takes=1))
        return _too_dear(maker.backend, one, maker.limits.budget_usd or 0.0, " and keep --resume")
    return BackendRefused(
        f"{maker.backend.title} made {len(maker.faceless)} pictures, and none shows a face. "
        f"Expected portraits. Look at them in {maker.folder.folder}, and try another model or "
        "another context."
    )
