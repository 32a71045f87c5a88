"""Durable steps: a worker that dies is followed by another until the work is done or given up."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from catchlight.store import Store, open_store

WORKER = """
import os, signal, sys
from pathlib import Path
from catchlight.settings import default_settings
from catchlight.store import open_store
from catchlight.web.work import durable
from catchlight.web.work.working import Workbench

durable.CLEAN_EVERY_S = 0.5
folder, log = Path(sys.argv[1]), Path(sys.argv[1]) / "log.txt"

class Counting:
    steps = ("One",) * 5
    def __init__(self, bench):
        self.bench = bench
    def do(self, number):
        deadly = self.bench.task.wanted.get("dies_at", [])
        mark = folder / f"died-{self.bench.task.id}-{number}"
        if number in deadly and (self.bench.task.wanted.get("always") or not mark.exists()):
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        with log.open("a") as file:
            file.write(f"{self.bench.task.title} {number}\\n")
    def finish(self):
        return {"sentences": ["Done."]}

with open_store(folder) as store:
    bench = Workbench(store, default_settings, {"direct": Counting})
    ended = lambda: not store.tasks.open() and not (folder / "stay").exists()
    durable.work(store, bench, folder, ended)
os._exit(0)
"""


def work_until_done(folder: Path, most: int = 12) -> int:
    """Start workers one after the other until one ends by itself; how many died."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    for deaths in range(most):
        command = [sys.executable, "-c", WORKER, str(folder)]
        ended = subprocess.run(command, env=environment, check=False, timeout=120)
        if ended.returncode == 0:
            return deaths
        assert ended.returncode == -signal.SIGKILL
    raise AssertionError("the work did not end")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


def store_with(folder: Path, **wanted: object) -> tuple[Store, str]:
    store = open_store(folder)
    return store, store.tasks.add("direct", "A", dict(wanted)).id


@pytest.mark.timeout(400)
def test_a_worker_killed_at_several_steps_does_each_step_once(folder: Path) -> None:
    """What was done is not done again; the cut steps are; the task ends as if nothing was."""
    store, task = store_with(folder, dies_at=[0, 2, 4])

    deaths = work_until_done(folder)

    done = store.tasks.get(task)
    assert deaths == 3
    assert (done.status, done.done, done.attempt) == ("done", 5, 1)
    assert (folder / "log.txt").read_text().split("\n")[:-1] == [f"A {n}" for n in range(5)]


@pytest.mark.timeout(600)
def test_a_task_that_always_takes_its_worker_down_is_given_up_and_others_go_on(
    folder: Path,
) -> None:
    """It is parked with the reason; the next one is worked on."""
    store, poison = store_with(folder, dies_at=[1], always=True)
    other = store.tasks.add("direct", "B", {}).id

    work_until_done(folder)

    assert store.tasks.get(poison).status == "failed"
    assert "given up" in store.tasks.get(poison).error
    assert store.tasks.get(other).status == "done"


@pytest.mark.timeout(300)
def test_nothing_is_kept_about_a_task_that_is_gone(folder: Path) -> None:
    """The queue's own database drops it; names never stood there."""
    store, task = store_with(folder)
    work_until_done(folder)
    assert task.encode() in database(folder)
    pending = folder / "pending" / f"{task}.json"
    pending.parent.mkdir()
    pending.write_text("{}")
    store.tasks.remove(task)
    (folder / "stay").touch()

    command = [sys.executable, "-c", WORKER, str(folder)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    worker = subprocess.Popen(command, env=environment)
    try:
        deadline = time.monotonic() + 60
        while (rows_about(folder, task) or pending.exists()) and time.monotonic() < deadline:
            time.sleep(0.2)
    finally:
        (folder / "stay").unlink()
        worker.wait(60)

    assert rows_about(folder, task) == 0
    assert not pending.exists()


def database(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.glob("tasks.db*"))


def rows_about(folder: Path, task: str) -> int:
    """Rows of the queue's database that name a task."""
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(folder / "tasks.db")) as connection:
        tables = [
            row[0]
            for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        return sum(
            task in repr(row)
            for table in tables
            for row in connection.execute(f"SELECT * FROM {table}")
        )
