"""run_batch(task, out): work the blocks that are missing, then say what came of it all."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import BatchError
from ..image import make_folder, write_whole
from .engine import Engine, find_engine
from .parts import PARTS, arrow, done_blocks, encode_rows, rows_of
from .sources import blocks_of, list_names
from .task import SCHEMA_VERSION, BatchTask, Block

RECORD = "batch.json"
NAMES = "names.txt"
RANKING = "ranking.parquet"
SUMMARY = "summary.json"
OnPortraits = Callable[[int, int, int], None]  # portraits done, of how many, failed


def silent(done: int, total: int, failed: int) -> None:
    """Report no progress."""


@dataclass(frozen=True)
class Summary:
    """What came of a batch. `resumed` portraits were done by an earlier run."""

    out: Path
    portraits: int
    failed: int
    resumed: int

    def to_dict(self) -> dict[str, Any]:
        """The JSON form, as kept in summary.json."""
        return {
            "schema": SCHEMA_VERSION,
            "portraits": self.portraits,
            "failed": self.failed,
            "resumed": self.resumed,
        }


def run_batch(
    task: BatchTask,
    out: Path,
    engine: Engine | str = "inline",
    processes: int | None = None,
    on_portraits: OnPortraits = silent,
) -> Summary:
    """Work a task over its source into the folder `out`.

    A folder that holds an unfinished run of the same task is continued: finished blocks are not
    worked again. Raises BatchError when the folder holds something else, or nothing can be worked.
    """
    arrow()
    worker = find_engine(engine, processes) if isinstance(engine, str) else engine
    names = _begin(task, out)
    blocks = blocks_of(names, task.block_size)
    there = done_blocks(out, blocks)
    resumed = sum(len(block.names) for block in blocks if block.number in there)
    done, failed = resumed, 0
    on_portraits(done, len(names), failed)
    for one in worker.work(task, out, [block for block in blocks if block.number not in there]):
        done += one.portraits
        failed += one.failed
        on_portraits(done, len(names), failed)
    return _finish(task, out, blocks, resumed)


def _begin(task: BatchTask, out: Path) -> list[str]:
    """The portraits of this run: listed once, so that a resumed run has the same blocks."""
    record = out / RECORD
    if record.is_file():
        return _resumed(task, out, record)
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise BatchError(
            f"{out} holds something else. Expected a new or empty folder, or one of an unfinished "
            "batch. Name another folder with --out."
        )
    names = list(list_names(task.source))
    for name in names:
        if "\n" in name or "\r" in name:
            raise BatchError(f"{name!r} has a line break. Expected a plain name. Rename the file.")
    make_folder(out / PARTS)
    write_whole(out / NAMES, "".join(f"{name}\n" for name in names).encode())
    kept = {"fingerprint": task.fingerprint, "schema": SCHEMA_VERSION, "task": task.to_dict()}
    # Last: a folder with this record has its list of names.
    write_whole(record, json.dumps(kept, indent=2, ensure_ascii=False).encode())
    return names


def _resumed(task: BatchTask, out: Path, record: Path) -> list[str]:
    try:
        kept = json.loads(record.read_text(encoding="utf-8"))["fingerprint"]
        names = (out / NAMES).read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise BatchError(
            f"{record} cannot be read ({error}). Expected the record of an unfinished batch. "
            "Start anew in another folder."
        ) from error
    if kept != task.fingerprint:
        raise BatchError(
            f"{out} holds the results of another batch (other options, source or version). "
            "Expected the same task, to go on with it. Name another folder with --out."
        )
    return names


def _finish(task: BatchTask, out: Path, blocks: Sequence[Block], resumed: int) -> Summary:
    portraits = failed = 0
    ranked: list[dict[str, Any]] = []
    columns = None if task.verb == "rank" else ("error",)
    for row in rows_of(out, blocks, columns):
        portraits += 1
        failed += row["error"] is not None
        if task.verb == "rank" and row["error"] is None:
            ranked.append(row)
    if task.verb == "rank":
        ranked.sort(key=lambda row: (-row["order"], row["photo"]))
        write_whole(out / RANKING, encode_rows("rank", ranked))
    summary = Summary(out, portraits, failed, resumed)
    write_whole(out / SUMMARY, json.dumps(summary.to_dict(), indent=2).encode())
    return summary
