"""A batch over a library: the same rows from every engine, nothing lost, nothing done twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import cv2
import pyarrow.parquet as parquet
import pytest

from catchlight.batch import BatchTask, run_batch
from catchlight.batch.engine import BlockDone, find_engine
from catchlight.batch.inline import Inline
from catchlight.batch.parts import done_blocks, read_rows
from catchlight.batch.pool import Pool
from catchlight.batch.sources import blocks_of, find_bytes, list_names
from catchlight.batch.task import Block
from catchlight.errors import BatchError, UnknownName, UnreadableImage
from catchlight.image import encode_jpeg, open_photo


@pytest.fixture(scope="module")
def portrait_file() -> bytes:
    return encode_jpeg(open_photo("sample:astronaut", 420).pixels)


@pytest.fixture
def library(tmp_path: Path, portrait_file: bytes) -> Path:
    """Five portraits and one file that is none."""
    folder = tmp_path / "library"
    (folder / "more").mkdir(parents=True)
    for name in ("a.jpg", "b.jpg", "more/c.jpg", "more/d.jpg", "e é.jpg"):
        (folder / name).write_bytes(portrait_file)
    (folder / "broken.jpg").write_bytes(b"this is no picture")
    return folder


def parts_of(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((out / "parts").glob("*.parquet"))}


def rows_in(out: Path) -> list[dict[str, object]]:
    return [row for path in sorted((out / "parts").glob("*")) for row in read_rows(path)]


def test_every_portrait_has_one_row_and_a_bad_file_has_its_error(
    library: Path, tmp_path: Path
) -> None:
    """Nothing stops the run, and nothing is silently missing."""
    summary = run_batch(BatchTask("read", str(library), block_size=4), tmp_path / "out")
    rows = rows_in(tmp_path / "out")
    assert (summary.portraits, summary.failed, summary.resumed) == (6, 1, 0)
    assert [row["photo"] for row in rows] == list(list_names(str(library)))
    failed = [row for row in rows if row["error"]]
    assert [Path(str(row["photo"])).name for row in failed] == ["broken.jpg"]
    assert all(isinstance(row["yaw_deg"], float) for row in rows if not row["error"])


def test_rows_of_a_batch_are_those_of_the_read_command(library: Path, tmp_path: Path) -> None:
    """A batch is the same reading, only more of it."""
    from catchlight.readings import ReadingTask, read_photo

    run_batch(BatchTask("read", str(library / "more")), tmp_path / "out")
    first = rows_in(tmp_path / "out")[0]
    alone = read_photo(ReadingTask(str(first["photo"]), remember=False)).to_row()
    assert {name: first[name] for name in alone} == alone


def test_several_processes_write_the_same_bytes_as_one(library: Path, tmp_path: Path) -> None:
    """The engine decides who works, not what comes of it."""
    task = BatchTask("check", str(library), job="trust", block_size=2)
    run_batch(task, tmp_path / "inline", "inline")
    run_batch(task, tmp_path / "pool", "pool", processes=2)
    assert parts_of(tmp_path / "pool") == parts_of(tmp_path / "inline")


def test_ray_writes_the_same_bytes(library: Path, tmp_path: Path) -> None:
    """The cluster engine is one more way to the same rows."""
    ray = pytest.importorskip("ray", reason="the engine for clusters is an extra: [cluster]")
    task = BatchTask("read", str(library), block_size=2)
    run_batch(task, tmp_path / "inline", "inline")
    # In a process of its own: Ray changes signal handlers and warns, which is its own affair.
    command = [sys.executable, "-m", "catchlight", "batch", "read", str(library), "--block-size"]
    command += ["2", "--engine", "ray", "--processes", "2", "--out", str(tmp_path / "ray")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=200)
    assert done.returncode == 1, done.stderr  # one portrait failed, as it must
    assert parts_of(tmp_path / "ray") == parts_of(tmp_path / "inline")
    assert ray


class StopsAfter:
    """An engine whose driver dies after some blocks."""

    def __init__(self, blocks: int) -> None:
        self.blocks = blocks

    def work(self, task: BatchTask, out: Path, blocks: Sequence[Block]) -> Iterator[BlockDone]:
        for number, done in enumerate(Inline().work(task, out, blocks), start=1):
            yield done
            if number == self.blocks:
                raise KeyboardInterrupt


def test_a_stopped_run_goes_on_and_does_no_finished_block_again(
    library: Path, tmp_path: Path
) -> None:
    """What was done before the stop is kept as it is."""
    out = tmp_path / "out"
    task = BatchTask("read", str(library), block_size=2)
    with pytest.raises(KeyboardInterrupt):
        run_batch(task, out, StopsAfter(2))
    before = {path: path.stat().st_mtime_ns for path in (out / "parts").iterdir()}
    summary = run_batch(task, out)
    assert len(before) == 2
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert (summary.portraits, summary.resumed) == (6, 4)


def test_portraits_added_after_the_start_do_not_shift_the_blocks(
    library: Path, tmp_path: Path, portrait_file: bytes
) -> None:
    """The list is made once; a resumed run has the same portraits in the same blocks."""
    out = tmp_path / "out"
    task = BatchTask("read", str(library), block_size=2)
    with pytest.raises(KeyboardInterrupt):
        run_batch(task, out, StopsAfter(1))
    (library / "0-new.jpg").write_bytes(portrait_file)
    assert run_batch(task, out).portraits == 6


def test_another_task_does_not_go_on_in_the_same_folder(library: Path, tmp_path: Path) -> None:
    """Rows of two tasks never mix."""
    out = tmp_path / "out"
    run_batch(BatchTask("check", str(library), job="trust"), out)
    before = parts_of(out)
    with pytest.raises(BatchError, match="another batch"):
        run_batch(BatchTask("check", str(library), job="warmth"), out)
    assert parts_of(out) == before


def test_a_folder_with_other_things_is_left_alone(library: Path, tmp_path: Path) -> None:
    """A batch never writes among a user's files."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    with pytest.raises(BatchError, match="something else"):
        run_batch(BatchTask("read", str(library)), tmp_path / "mine")
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["letter.txt"]


def test_rank_orders_the_whole_library(library: Path, tmp_path: Path) -> None:
    """Best first, by the same figure as `catchlight rank`, over all blocks."""
    blurred = cv2.GaussianBlur(open_photo("sample:astronaut", 420).pixels, (0, 0), 4)
    (library / "blurred.jpg").write_bytes(encode_jpeg(blurred))
    run_batch(BatchTask("rank", str(library), job="trust", block_size=2), tmp_path / "out")
    ranked = parquet.ParquetFile(tmp_path / "out" / "ranking.parquet").read().to_pylist()
    assert len(ranked) == 6
    assert [row["order"] for row in ranked] == sorted((r["order"] for r in ranked), reverse=True)
    assert Path(ranked[-1]["photo"]).name == "blurred.jpg"


def test_retouch_writes_one_file_a_portrait_under_a_safe_name(
    library: Path, tmp_path: Path
) -> None:
    """Each row names its file and hash; nothing is written outside the folder."""
    import hashlib

    out = tmp_path / "out"
    run_batch(BatchTask("retouch", str(library / "more"), edits=("warmth=0.3",)), out)
    rows = rows_in(out)
    assert [row["file"] for row in rows] == ["files/000000/0000-c.jpg", "files/000000/0001-d.jpg"]
    for row in rows:
        written = (out / str(row["file"])).read_bytes()
        assert hashlib.sha256(written).hexdigest() == row["sha256"]


def test_export_cuts_every_portrait_for_each_platform(library: Path, tmp_path: Path) -> None:
    """One file a platform, named in the row."""
    out = tmp_path / "out"
    run_batch(BatchTask("export", str(library / "more"), platforms=("linkedin", "github")), out)
    files = [json.loads(str(row["files"])) for row in rows_in(out)]
    assert [[one["platform"] for one in row] for row in files] == [["linkedin", "github"]] * 2
    assert all((out / one["file"]).is_file() for row in files for one in row)


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_manifest_names_portraits_beside_it(library: Path, tmp_path: Path, kind: str) -> None:
    """Relative paths are seen from the manifest's folder; a portrait named twice counts once."""
    names = ["a.jpg", "more/c.jpg", "a.jpg"]
    manifest = library / f"team.{kind}"
    if kind == "csv":
        manifest.write_text("id,path\n" + "".join(f"1,{name}\n" for name in names))
    else:
        import pyarrow

        parquet.write_table(pyarrow.table({"path": names}), manifest)
    found = [str(library / "a.jpg"), str(library / "more/c.jpg")]
    assert list(list_names(str(manifest))) == found


@pytest.mark.parametrize(
    ("text", "said"),
    [("name\nx\n", "no column `path`"), ("", "no column `path`"), ("path\n", "names no portrait")],
)
def test_a_manifest_that_serves_nothing_says_why(tmp_path: Path, text: str, said: str) -> None:
    """Wrong columns and empty lists are told apart."""
    (tmp_path / "m.csv").write_text(text)
    with pytest.raises(BatchError, match=said):
        list(list_names(str(tmp_path / "m.csv")))


@pytest.mark.parametrize("name", ["m.csv", "m.parquet"])
def test_a_manifest_of_rubbish_is_refused_in_words(tmp_path: Path, name: str) -> None:
    """Bytes that are neither CSV nor Parquet."""
    (tmp_path / name).write_bytes(b"\xff\xfe\x00PAR1 rubbish \x9c\x00" * 20)
    with pytest.raises(BatchError):
        list(list_names(str(tmp_path / name)))


def test_portraits_come_from_an_object_store_by_url(library: Path, tmp_path: Path) -> None:
    """file:// goes the same way as s3://: listed, fetched, read."""
    url = f"file://{library}"
    names = list(list_names(url))
    assert len(names) == 6
    assert find_bytes(names[0]) == (library / "a.jpg").read_bytes()
    assert run_batch(BatchTask("read", url, block_size=3), tmp_path / "out").failed == 1
    with pytest.raises(UnreadableImage, match="cannot be fetched"):
        find_bytes(f"{url}/missing.jpg")
    with pytest.raises(BatchError, match="Expected"):
        list(list_names(f"{url}/nowhere/below"))
    assert not (library / "nowhere").exists()  # a source is only read


def test_an_object_too_large_for_a_portrait_is_not_fetched(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wrong bucket must not fill the memory."""
    monkeypatch.setattr("catchlight.batch.sources.MAX_OBJECT_BYTES", 10)
    with pytest.raises(UnreadableImage, match="Expected at most"):
        find_bytes(f"file://{library}/a.jpg")


@pytest.mark.parametrize("source", ["nowhere/", "letter.txt", "ftp://host/pictures"])
def test_a_source_that_is_none_is_refused(tmp_path: Path, source: str) -> None:
    """The message says what a source can be."""
    with pytest.raises(BatchError, match="Expected"):
        list(list_names(source if "://" in source else str(tmp_path / source)))


def test_blocks_hold_every_portrait_once() -> None:
    """7 portraits in blocks of 3: 3, 3 and 1, in order."""
    blocks = blocks_of([str(n) for n in range(7)], 3)
    assert [block.names for block in blocks] == [("0", "1", "2"), ("3", "4", "5"), ("6",)]
    assert [block.file_name for block in blocks][:2] == [
        "part-000000.parquet",
        "part-000001.parquet",
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"verb": "check"},
        {"verb": "retouch"},
        {"verb": "export"},
        {"verb": "read", "block_size": 0},
    ],
)
def test_a_task_that_lacks_what_its_verb_needs_is_refused(wrong: dict[str, object]) -> None:
    """Said at once, with the option to give."""
    with pytest.raises(BatchError, match="Expected"):
        BatchTask(source="x", **wrong)  # type: ignore[arg-type]


def test_an_unknown_engine_is_refused() -> None:
    """The names that exist are listed."""
    with pytest.raises(UnknownName, match="inline"):
        find_engine("hadoop")


def test_a_process_that_is_killed_costs_its_block_only(
    library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """kill -9 of a worker in the middle: the run ends with every row, none of them twice."""
    task, out = BatchTask("read", str(library), block_size=1), tmp_path / "out"
    blocks = blocks_of(list(list_names(str(library))), 1)
    killed = []
    for done in Pool(2).work(task, out, blocks):
        if not killed:
            killed = _children()
            os.kill(killed[0], signal.SIGKILL)
        assert done.portraits == 1
    assert done_blocks(out, blocks) == {block.number for block in blocks}
    assert len(rows_in(out)) == 6


def test_a_driver_that_is_killed_is_taken_up_by_the_next_run(library: Path, tmp_path: Path) -> None:
    """kill -9 of the command itself: the same command finishes, with no part done twice."""
    out = tmp_path / "out"
    command = [sys.executable, "-m", "catchlight", "batch", "read", str(library)]
    command += ["--block-size", "1", "--out", str(out), "--json"]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 60
    while time.monotonic() < until and not any(out.glob("parts/part-*")):
        time.sleep(0.02)
    running.kill()
    running.wait()
    before = {path: path.stat().st_mtime_ns for path in out.glob("parts/part-*.parquet")}
    again = subprocess.run(command, capture_output=True, text=True, timeout=120)
    summary = json.loads(again.stdout)
    assert summary["portraits"] == 6
    assert summary["resumed"] == len(before) >= 1
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert not list(out.rglob("*.partial"))


def _children() -> list[int]:
    """The processes that a pool started (not Python's resource tracker)."""
    import multiprocessing

    return [child.pid for child in multiprocessing.active_children() if child.pid]
