"""The studio as users run it: a process, a worker beside it, and what a kill does to both."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from catchlight.image import find_photo

START_S, WORK_S = 60.0, 240.0
TAKES = 2


class Studio:
    """A running `catchlight studio`, and a client that is signed in."""

    def __init__(self, process: subprocess.Popen[str], url: str) -> None:
        self.process = process
        base, _, token = url.partition("/?token=")
        headers = {"authorization": f"Bearer {token}"}
        self.api = httpx2.Client(base_url=f"{base}/api/v1", headers=headers, timeout=60)

    def wait_for(self, task_id: str, done: int) -> dict:
        """Wait until a task has done so many steps, or has ended."""
        deadline = time.monotonic() + WORK_S
        while time.monotonic() < deadline:
            task = self.api.get(f"tasks/{task_id}").json()
            if task["done"] >= done or task["finished_at"]:
                return task
            time.sleep(0.1)
        raise AssertionError(f"the task stands still: {task}")


@contextmanager
def studio(home: Path) -> Iterator[Studio]:
    """Start it on a free port."""
    command = [sys.executable, "-m", "catchlight", "studio", "--no-open", "--port", "0"]
    environment = {**os.environ, "CATCHLIGHT_HOME": str(home)}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    assert process.stdout
    url = re.search(r"http://\S+", process.stdout.readline())
    assert url, "no address was printed"
    running = Studio(process, url.group())
    try:
        yield running
    finally:
        running.api.close()
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.wait(30)
        process.stdout.close()


def worker_pids(server: int) -> list[int]:
    """The processes that the server started."""
    found = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(server)], capture_output=True, text=True, check=False
    )
    return [int(pid) for pid in found.stdout.split()]


@pytest.mark.skipif(sys.platform != "linux", reason="kills processes as Linux does")
@pytest.mark.timeout(500)
def test_killed_in_the_middle_it_goes_on_at_the_step_it_was_in(tmp_path: Path) -> None:
    """kill −9 of the worker, then of the server: no take is lost, none is doubled."""
    home = tmp_path / "home"
    with studio(home) as first:
        body = {"title": "One", "brief": {"job": "trust", "takes": TAKES}}
        project = first.api.post("projects", json=body).json()["id"]
        files = {"file": ("me.webp", find_photo("sample:astronaut"))}
        assert first.api.post(f"projects/{project}/photos", files=files).status_code == 201
        task = first.api.post(f"projects/{project}/direct", json={}).json()["id"]

        first.wait_for(task, 1)
        (worker,) = worker_pids(first.process.pid)
        os.kill(worker, signal.SIGKILL)  # the worker dies; the server starts another
        first.wait_for(task, 2)
        kept = {take["id"] for take in takes_of(first, project)}
        first.process.kill()  # now the server; its worker goes with it
        first.process.wait(30)

    with studio(home) as second:
        ended = second.wait_for(task, TAKES + 1)
        while ended["status"] == "running":  # the last step is done, the ranking follows
            ended = second.wait_for(task, 99)
        takes = takes_of(second, project)

    assert (ended["status"], ended["error"], ended["attempt"]) == ("done", "", 1)
    assert sorted(take["number"] for take in takes) == list(range(TAKES + 1))
    assert kept <= {take["id"] for take in takes}
    assert ended["result"]["take_ids"]


def takes_of(running: Studio, project: str) -> list[dict]:
    """All takes of a project."""
    return running.api.get(f"projects/{project}/takes").json()["takes"]
