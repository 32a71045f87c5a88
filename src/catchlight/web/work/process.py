"""The worker as a process beside the server: started, watched, started again, stopped."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path
from threading import Event, Thread

MODULE = "catchlight.web.work"
AGAIN_S = 1.0  # pause before a worker that died is started again
STOP_S = 5.0
_log = logging.getLogger("catchlight.web")


class WorkerProcess:
    """Keeps one worker running until it is closed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._is_closing = Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._watcher = Thread(target=self._watch, name="worker-watcher", daemon=True)
        self._watcher.start()

    @property
    def is_alive(self) -> bool:
        """Whether tasks are being worked on."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int | None:
        """The worker's process id."""
        return self._process.pid if self._process else None

    def wake(self) -> None:
        """It looks by itself, several times a second."""

    def close(self) -> None:
        """Let it end: its input is closed, and it has some seconds to stop at a safe place."""
        self._is_closing.set()
        process = self._process
        if process is not None and process.stdin is not None:
            process.stdin.close()
            try:
                process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._watcher.join(STOP_S)

    def _watch(self) -> None:
        while not self._is_closing.is_set():
            command = [sys.executable, "-m", MODULE, str(self._folder)]
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE)
            code = self._process.wait()
            if not self._is_closing.is_set():
                _log.warning("the worker ended (%s); it is started again", code)
                self._is_closing.wait(AGAIN_S)
