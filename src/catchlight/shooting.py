"""Shooting: a direction with a generator, round by round, from the sitter's photos to a kit."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from .backends.base import Backend, Progress, never, silent
from .brief import Brief, command_of
from .looping.rounds import Limits, OnRound
from .studio import FULL_SIDE_PX, OnStep, Studio, quiet

if TYPE_CHECKING:
    from .exports.sealing import Signing
    from .face import FloatArray
    from .jobs import EmotionalJob
    from .judged import JudgedTake
    from .kit import Kit
    from .looping.folder import RoundsFolder
    from .people.consent import Consent
    from .portrait import Portrait
    from .shot import Take


def direct_rounds(
    studio: Studio,
    names: Sequence[str],
    brief: Brief,
    out: Path,
    backend: Backend,
    limits: Limits,
    *,
    consent: Consent | None = None,
    resume: bool = False,
    retouch: bool = True,
    signing: Signing | None = None,
    cancelled: Callable[[], bool] = never,
    on_step: OnStep = quiet,
    on_round: OnRound = lambda _: None,
    on_progress: Callable[[Progress], None] = silent,
    on_notice: Callable[[str], None] = lambda _: None,
    others: Sequence[FloatArray] = (),
) -> Kit:
    """From the sitter's photos to a kit whose takes a generator made, in rounds.

    `limits.takes` is for one round and wins over the brief's number of takes. Every take is
    kept in `out` as soon as it is there; `resume` goes on after a crash, a failure or a limit, and
    orders nothing again. `on_notice` hears what is sent where before it is. When the backend fails
    half-way, the kit is made of what there is, and `kit.directed.loop` says so. Raises what
    `direct_loop` raises, before anything is sent.
    """
    from .critique.critic import applicable
    from .directing import make_references
    from .exports.platform import find_platform
    from .exports.sealing import Sealing, Signing
    from .image import find_photo
    from .kit import Directed, write_kit
    from .kit_folder import filled_folder
    from .looping.folder import RoundsFolder
    from .looping.judging import TakeJudge, candidate
    from .looping.loop import LoopRequest, direct_loop
    from .provenance.metadata import carried_source_type
    from .ranking import rank
    from .settings import data_folder, load_settings
    from .sitters.record import ask_before_directing, on_record

    brief = brief.with_options(takes=limits.takes)
    job = studio.job(brief.job).with_palette(brief.palette).with_detail(brief.detail)
    applicable(job, brief.off)
    platforms = tuple(find_platform(name) for name in dict.fromkeys(brief.platforms))
    sitter = on_record(brief.sitter, data_folder())
    ask_before_directing(sitter, brief.platforms, backend=backend.name, on=date.today())
    signing = signing or Signing.from_settings(load_settings())
    opened, reports = studio.choose_photos(names, brief.face, on_step)
    references = make_references(opened)
    files = {one.photo.name: find_photo(one.photo.name) for one in opened}
    carried = {name: carried_source_type(data) for name, data in files.items()}
    folder = RoundsFolder(out)
    done = direct_loop(
        LoopRequest(
            brief,
            job,
            references,
            backend,
            folder,
            limits,
            date.today(),
            files,
            consent,
            resume,
            cancelled,
            on_progress,
            on_notice,
            tuple(others),
        ),
        on_step,
        on_round,
        (lambda judged: retouched(judged, job)) if retouch else lambda _: None,
    )
    directed = Directed(
        brief,
        job,
        tuple(reports),
        TakeJudge(references, job, brief.off).original(references[0], brief.seed),
        done.judged,
        rank(candidate(one) for one in done.judged.values()),
        platforms,
        rounds_command(names, brief, out, backend, limits, studio.options),
        carried,
        Sealing(signing.find_key(), files, carried, signing.tell_prompts),
        done.note,
    )
    return write_kit(
        out, directed, lambda take: full_size(take, folder), on_step, into=filled_folder
    )


def retouched(judged: JudgedTake, job: EmotionalJob) -> Take | None:
    """The take after the darkroom's gated edits; None when none was kept."""
    from .retouching import answer_critique

    done = answer_critique(judged.take.portrait, job)
    if not done.recipe:
        return None
    return replace(
        judged.take,
        title=f"{judged.take.title}, retouched",
        portrait=done.portrait,
        recipe=tuple(edit.to_dict() for edit in done.recipe),
        because=" ".join(f"{step.edit.name}: {step.said}" for step in done.steps if step.kept),
        cost_usd=0.0,
    )


def full_size(take: Take, folder: RoundsFolder) -> Portrait:
    """The take as large as the generator made it, its recipe applied."""
    from .image import decode_photo
    from .report.loop_note import RETOUCHED
    from .retouch.edit import Edit
    from .retouch.recipe import apply
    from .vision.matte import with_matte
    from .vision.observe import observe

    made = decode_photo(folder.picture(take.id.removesuffix(RETOUCHED)), take.id, FULL_SIDE_PX)
    portrait = observe(made.pixels)
    if not take.recipe:
        return portrait
    if portrait.extent == take.portrait.extent:
        return take.portrait
    recipe = tuple(Edit.from_dict(edit) for edit in take.recipe)
    developed = apply(with_matte(portrait), recipe, keep_matte=False)
    return replace(developed, matte=None, person=developed.person_mask)


def rounds_command(
    names: Sequence[str],
    brief: Brief,
    out: Path,
    backend: Backend,
    limits: Limits,
    options: Sequence[str] = (),
) -> str:
    """The command that repeats a direction in rounds; with --resume it continues it."""
    words = shlex.split(command_of(names, brief, options))
    at = words.index("--takes")
    words[at + 1] = str(limits.takes)
    words += ["--out", str(out), "--backend", backend.name, "--rounds", str(limits.rounds)]
    if limits.budget_usd is not None:
        words += ["--budget", f"{limits.budget_usd:g}"]
    return shlex.join(words)
