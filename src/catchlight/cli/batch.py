"""`catchlight batch`: the same steps over a library of portraits."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import App, Parameter

if TYPE_CHECKING:
    from ..batch import BatchTask, Summary

app = App(name="batch", help="Read, check, rank, retouch or export a whole library of portraits.")

Engine = Literal["inline", "pool", "ray"]
Source = Annotated[str, Parameter(help="A folder, a .csv or .parquet with a column path, or s3://")]
Out = Annotated[Path, Parameter(help="The folder for the results; one that was begun is continued")]
EngineName = Annotated[Engine, Parameter(help="Who works: this process, several, or Ray Data")]
Processes = Annotated[int | None, Parameter(help="How many work at a time; usually one a core")]
BlockSize = Annotated[int, Parameter(help="Portraits a block: what a stopped run does again")]
Json = Annotated[bool, Parameter(name="--json", help="Print the summary for programs")]
Job = Annotated[str, Parameter(help="The emotional job, or a blend such as 70% trust 30% warmth")]
JobFile = Annotated[Path | None, Parameter(help="Your own emotional jobs (TOML)")]


@app.command
def read(
    source: Source,
    *,
    out: Out,
    engine: EngineName = "inline",
    processes: Processes = None,
    block_size: BlockSize = 32,
    json_out: Json = False,
) -> int:
    """Measure every cue of every portrait: one row each, in Parquet.

    A portrait that cannot be read gets a row with its error. A run that was stopped
    goes on where it was when the same command is given again.

    Example:

        catchlight batch read portraits/ --out readings/ --engine pool
    """
    from ..batch import BatchTask

    task = BatchTask("read", source, block_size=block_size)
    return _run(task, out, engine, processes, json_out)


@app.command
def check(
    source: Source,
    *,
    job: Job,
    out: Out,
    job_file: JobFile = None,
    engine: EngineName = "inline",
    processes: Processes = None,
    block_size: BlockSize = 32,
    json_out: Json = False,
) -> int:
    """Critique every portrait against an emotional job: verdict, seven questions, findings.

    Example:

        catchlight batch check team.csv --job trust --out checks/
    """
    from ..batch import BatchTask

    task = BatchTask("check", source, job=job, job_file=str(job_file or ""), block_size=block_size)
    return _run(task, out, engine, processes, json_out)


@app.command
def rank(
    source: Source,
    *,
    job: Job,
    out: Out,
    job_file: JobFile = None,
    engine: EngineName = "inline",
    processes: Processes = None,
    block_size: BlockSize = 32,
    json_out: Json = False,
) -> int:
    """Order a library for an emotional job; the order is in ranking.parquet.

    Near-duplicates are not stacked here: that compares every pair, and is done by
    `catchlight rank` on a choice of them.
    """
    from ..batch import BatchTask

    task = BatchTask("rank", source, job=job, job_file=str(job_file or ""), block_size=block_size)
    return _run(task, out, engine, processes, json_out)


@app.command
def retouch(
    source: Source,
    *,
    out: Out,
    edit: tuple[str, ...] = (),
    recipe: Path | None = None,
    job: Annotated[str, Parameter(help="With a job, every edit is gated")] = "",
    job_file: JobFile = None,
    engine: EngineName = "inline",
    processes: Processes = None,
    block_size: BlockSize = 32,
    json_out: Json = False,
) -> int:
    """Retouch every portrait: by edits, by a recipe that was kept, or by a job's critique.

    Example:

        catchlight batch retouch team/ --recipe house-look.json --job trust --out done/

    Parameters
    ----------
    edit
        NAME=STRENGTH, such as warmth=0.4; may be given several times.
    recipe
        A recipe file (JSON), or the kit.json of a kit.
    """
    from ..batch import BatchTask
    from ..retouching import recipe_from_file

    edits = recipe_from_file(recipe) if recipe else ()
    task = BatchTask(
        "retouch",
        source,
        job=job,
        job_file=str(job_file or ""),
        edits=edit,
        recipe=tuple(one.to_dict() for one in edits),
        block_size=block_size,
    )
    return _run(task, out, engine, processes, json_out)


@app.command
def export(
    source: Source,
    *,
    platforms: Annotated[tuple[str, ...], Parameter(consume_multiple=True)],
    out: Out,
    engine: EngineName = "inline",
    processes: Processes = None,
    block_size: BlockSize = 32,
    json_out: Json = False,
) -> int:
    """Cut and write every portrait for some platforms.

    The files say how they came about, but are not signed, so that a run repeated gives
    the same bytes.

    Parameters
    ----------
    platforms
        Names from `catchlight platforms`.
    """
    from ..batch import BatchTask
    from ..exports.platform import find_platform

    names = tuple(find_platform(name).id for name in dict.fromkeys(platforms))
    task = BatchTask("export", source, platforms=names, block_size=block_size)
    return _run(task, out, engine, processes, json_out)


def _run(task: BatchTask, out: Path, engine: Engine, processes: int | None, as_json: bool) -> int:
    from ..batch import run_batch
    from ..critique.own_jobs import load_own_jobs
    from ..jobs import find_job
    from ..retouch.edit import check_strength, find_edit_kind
    from ..retouch.kinds import EDIT_KINDS
    from ..retouching import edit_from_text

    if task.job:  # wrong names are said before anything is begun
        find_job(task.job, load_own_jobs(Path(task.job_file) if task.job_file else None))
    for edit in (edit_from_text(text) for text in task.edits):
        find_edit_kind(edit.name, EDIT_KINDS)
        check_strength(edit)
    with _progress() as on_portraits:
        summary = run_batch(task, out, engine, processes, on_portraits)
    if as_json:
        print(json.dumps({**summary.to_dict(), "out": str(out)}))
    else:
        print("\n".join(_sentences(task, summary)))
    return 1 if summary.failed else 0


def _sentences(task: BatchTask, summary: Summary) -> list[str]:
    from ..batch.run import RANKING

    lines = [f"{summary.portraits} portraits, rows in {summary.out}/parts."]
    if summary.resumed:
        lines.append(f"{summary.resumed} of them were there from an earlier run.")
    if task.verb == "rank":
        lines.append(f"Best first: {summary.out}/{RANKING}.")
    if summary.failed:
        lines.append(f"{summary.failed} could not be worked; the column `error` says why.")
    return lines


@contextmanager
def _progress() -> Iterator[Callable[[int, int, int], None]]:
    """A bar on a terminal, else a line now and then: a long run in a log must be seen to live."""
    from .progress import progress_bar

    if sys.stderr.isatty():
        with progress_bar() as on_step:
            yield lambda done, total, failed: on_step("Working", done, total)
        return
    from time import monotonic

    begun = last = monotonic()
    first: int | None = None

    def said(done: int, total: int, failed: int) -> None:
        nonlocal last, first
        first = done if first is None else first
        now = monotonic()
        if now - last >= 30 and done > first:
            left = (now - begun) / (done - first) * (total - done)
            print(f"{done} of {total}, {failed} failed, {left:.0f} s left", file=sys.stderr)
            last = now

    yield said
