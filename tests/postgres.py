"""A real PostgreSQL for tests, from the distribution's own binaries; loopback only, thrown away."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_FOLDERS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


@contextmanager
def running_postgres() -> Iterator[str]:
    """The address of a new, empty server (`postgresql+psycopg://…`); skips where there is none."""
    pytest.importorskip("psycopg")
    if not _FOLDERS:
        pytest.skip("PostgreSQL is not installed")
    # Not in pytest's own folders: others than root may not enter them.
    with tempfile.TemporaryDirectory(prefix="catchlight-postgres-") as folder:
        yield from _served(Path(folder))


def _served(folder: Path) -> Iterator[str]:
    binaries, data = _FOLDERS[0], folder / "data"
    as_server: list[str] = []
    if os.geteuid() == 0:  # it refuses to run as root
        shutil.chown(folder, "postgres")
        as_server = ["runuser", "-u", "postgres", "--"]
    port = _free_port()
    options = (
        f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={data} -c fsync=off"
    )
    init = ["initdb", "-D", str(data), "-A", "trust", "-U", "catchlight", "--no-sync", "-E", "UTF8"]
    start = ["pg_ctl", "-D", str(data), "-w", "-l", str(data / "log"), "-o", options, "start"]
    stop = ["pg_ctl", "-D", str(data), "-m", "fast", "stop"]

    def run(command: list[str]) -> None:
        whole = [*as_server, str(binaries / command[0]), *command[1:]]
        subprocess.run(whole, check=True, stdout=subprocess.DEVNULL, cwd=folder)

    run(init)
    run(start)
    try:
        yield f"postgresql+psycopg://catchlight@127.0.0.1:{port}/postgres"
    finally:
        run(stop)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
