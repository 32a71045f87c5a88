"""A real studio (the command, a port, a folder of its own) and a real Chromium in front of it."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, Queue
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
)  # fmt: skip
DESKTOP, PHONE = (1440, 900), (390, 844)
START_S = 60


@dataclass
class Studio:
    """The running command. `stop` ends it, by default as `kill -9` does."""

    home: Path
    process: subprocess.Popen[str]
    url: str
    reader: threading.Thread
    lines: list[str] = field(default_factory=list)

    def stop(self, how: int = signal.SIGKILL) -> None:
        """End it and what it started."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, how)
            self.process.wait(timeout=30)
        if self.process.stdout is not None:
            self.reader.join(timeout=10)
            self.process.stdout.close()


def start_studio(home: Path, port: int = 0) -> Studio:
    """Run `catchlight studio` and wait for its address. Port 0 takes a free one."""
    environment = {**os.environ, "CATCHLIGHT_HOME": str(home), "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        [sys.executable, "-m", "catchlight", "studio", "--no-open", "--port", str(port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environment,
        start_new_session=True,
    )
    lines: Queue[str] = Queue()
    kept: list[str] = []

    def follow() -> None:
        for line in process.stdout or ():
            kept.append(line)
            lines.put(line)

    reader = threading.Thread(target=follow, daemon=True)
    reader.start()
    while True:
        try:
            line = lines.get(timeout=START_S)
        except Empty:
            process.kill()
            raise AssertionError(f"the studio did not start: {''.join(kept)}") from None
        if found := re.search(r"http://\S+", line):
            return Studio(home, process, found.group(0), reader, kept)


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    """One studio for a module."""
    running = start_studio(tmp_path_factory.mktemp("studio"))
    yield running
    running.stop(signal.SIGTERM)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium of the distribution; the suite skips aloud where there is none."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="pip install '.[browser]'")
    if CHROMIUM is None:
        pytest.skip("no Chromium here: apt-get install chromium")
    with sync_api.sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield chromium
        chromium.close()


OpenPage = Callable[..., Any]


@pytest.fixture
def open_page(browser: Any, studio: Studio) -> Iterator[OpenPage]:
    """Open a person's window; a script error, a failed request or a foreign host fails the test."""
    wrong: list[str] = []
    windows = []

    def opened(size: tuple[int, int] = DESKTOP, where: str = "", **context: Any) -> Any:
        phone = size == PHONE
        window = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            is_mobile=phone,
            has_touch=phone,
            locale="en-GB",
            **context,
        )
        windows.append(window)
        page = window.new_page()
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: wrong.append(f"script error: {error}"))
        page.on("response", lambda answer: _watch(answer, studio, wrong))
        page.goto(where or studio.url)
        return page

    yield opened
    for window in windows:
        window.close()
    assert wrong == []


def _watch(answer: Any, studio: Studio, wrong: list[str]) -> None:
    own = studio.url.split("/?")[0]
    if not answer.url.startswith((own, "blob:", "data:")):
        wrong.append(f"asked another host: {answer.url}")
    if answer.status >= 500:
        wrong.append(f"{answer.status} at {answer.url}")
