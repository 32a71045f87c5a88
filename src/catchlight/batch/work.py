"""Working one block: each portrait to a row; what fails on one portrait is its row's `error`."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import CatchlightError
from ..image import make_folder, write_whole
from .parts import as_json, write_part
from .sources import find_bytes
from .task import BatchTask, Block, Verb

if TYPE_CHECKING:
    from ..jobs import EmotionalJob
    from ..reading import Reading

FILES = "files"
Row = dict[str, Any]


def work_block(task: BatchTask, out: Path, block: Block) -> int:
    """Work a block and keep its rows; gives how many portraits failed.

    Repeating it makes the same files again: a block that was cut short is simply worked anew.
    """
    work = _WORK[task.verb]
    rows: list[Row] = []
    failed = 0
    for number, name in enumerate(block.names):
        try:
            rows.append({"photo": name, **work(task, name, out, _stem(block, number, name))})
        except CatchlightError as error:
            rows.append({"photo": name, "error": str(error)})
            failed += 1
    write_part(out, task, block, rows)
    return failed


def prepare_worker() -> None:
    """One thread for a worker: several of them share the cores already."""
    from ..vision.runtime import set_threads

    set_threads(1)


def _stem(block: Block, number: int, name: str) -> str:
    """The start of the names of what is made of a portrait: unique, and no path can escape."""
    safe = "".join(letter if letter.isalnum() or letter in "-_" else "-" for letter in _base(name))
    return f"{FILES}/{block.number:06d}/{number:04d}-{safe[:60]}"


def _base(name: str) -> str:
    return Path(name.rsplit("/", maxsplit=1)[-1]).stem


def _reading(name: str) -> Reading:
    from ..cues.reader import read_portrait
    from ..readings import open_portrait

    _, portrait = open_portrait(find_bytes(name), name, None)
    return read_portrait(portrait, name)


def _read(task: BatchTask, name: str, out: Path, stem: str) -> Row:
    return _reading(name).to_row()


def _check(task: BatchTask, name: str, out: Path, stem: str) -> Row:
    from ..critique.critic import judge

    critique = judge(_reading(name), _job(task.job, task.job_file))
    found = critique.to_dict()
    return {
        "verdict": critique.verdict,
        "headline": critique.headline,
        "quadrant": critique.diagnosis.quadrant,
        "polish": float(critique.diagnosis.polish),
        "clarity": float(critique.diagnosis.clarity),
        "job_fit": found["job_fit"],
        "impression_fit": found["impression_fit"],
        **{f"question.{one.id}": one.verdict for one in critique.questions},
        "rules": " ".join(finding.rule for finding in critique.findings),
        "findings": as_json(found["findings"]),
    }


def _rank(task: BatchTask, name: str, out: Path, stem: str) -> Row:
    from ..critique.critic import judge
    from ..ranking import Candidate, rank

    reading = _reading(name)
    place = rank([Candidate(name, reading, judge(reading, _job(task.job, task.job_file)))]).pick
    axes = place.axes.to_dict()
    return {
        "order": float(place.order),
        "verdict": place.verdict,
        "shown": place.reason,
        **{key: axes[key] for key in ("job_fit", "impression", "clarity")},
        **{key: axes[key] for key in ("human_texture", "technical")},
    }


def _retouch(task: BatchTask, name: str, out: Path, stem: str) -> Row:
    from ..studio import Studio

    with _local(name) as photo, tempfile.TemporaryDirectory() as scratch:
        recipe = Path(scratch, "recipe.json")
        if task.recipe:
            recipe.write_text(as_json({"edits": [dict(edit) for edit in task.recipe]}))
        made = Path(scratch, "retouched.jpg")
        said = Studio(remember=False, jobs=_own_jobs(task.job_file)).retouch(
            str(photo),
            made,
            job=task.job or None,
            edits=task.edits,
            recipe=recipe if task.recipe else None,
        )
        data = made.read_bytes()
    path = out / f"{stem}.jpg"
    make_folder(path.parent)
    write_whole(path, data)
    return {
        "file": f"{stem}.jpg",
        "sha256": hashlib.sha256(data).hexdigest(),
        "said": " ".join(said[:-1]),  # the last sentence says where it was written
    }


def _export(task: BatchTask, name: str, out: Path, stem: str) -> Row:
    from ..errors import ExportError
    from ..exports.export import export
    from ..exports.platform import SUFFIX_OF_FORMAT, find_platform
    from ..kit import source_type_of
    from ..provenance.metadata import carried_source_type
    from ..readings import open_portrait
    from ..shot import Take
    from ..studio import FULL_SIDE_PX

    data = find_bytes(name)
    _, portrait = open_portrait(data, name, None, FULL_SIDE_PX)
    take = Take("original", "", portrait, "camera", 0, name)
    source_type = source_type_of(take, {name: carried_source_type(data)})
    files: list[Mapping[str, Any]] = []
    left_out: dict[str, str] = {}
    make_folder((out / stem).parent)
    for platform in (find_platform(one) for one in task.platforms):
        file = f"{stem}-{platform.id}{SUFFIX_OF_FORMAT[platform.formats[0]]}"
        try:
            made = export(portrait, platform, out / file, source_type=source_type)
            files.append({"platform": platform.id, "file": file, "sha256": made.sha256})
        except ExportError as error:
            left_out[platform.id] = str(error)
    if not files:
        raise ExportError("; ".join(left_out.values()))
    return {"files": as_json(files), "left_out": as_json(left_out) if left_out else None}


_WORK: dict[Verb, Callable[[BatchTask, str, Path, str], Row]] = {
    "read": _read,
    "check": _check,
    "rank": _rank,
    "retouch": _retouch,
    "export": _export,
}


@cache
def _job(name: str, job_file: str) -> EmotionalJob:
    from ..jobs import find_job

    return find_job(name, _own_jobs(job_file))


@cache
def _own_jobs(job_file: str) -> dict[str, EmotionalJob]:
    from ..critique.own_jobs import load_own_jobs

    return load_own_jobs(Path(job_file) if job_file else None)


@contextmanager
def _local(name: str) -> Iterator[Path]:
    """The portrait as a file on this machine; an object is fetched for as long as it is needed."""
    if "://" not in name:
        yield Path(name)
        return
    folder = Path(tempfile.mkdtemp())
    try:
        path = folder / Path(name).name
        path.write_bytes(find_bytes(name))
        yield path
    finally:
        shutil.rmtree(folder, ignore_errors=True)
