"""The main job opens no connection: the kernel itself watches, native libraries included."""

from __future__ import annotations

import io
import platform
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from catchlight.image import find_photo
from catchlight.provenance.iptc import SourceType, xmp_packet
from tests import no_sockets
from tests.no_sockets import MACHINES

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() not in MACHINES,
    reason="the kernel's filter is known for Linux on x86-64 and arm64 only",
)
GUARD = [sys.executable, str(Path(no_sockets.__file__)), sys.executable]
KILLED_BY_THE_GUARD = -31  # SIGSYS


def guarded(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Python with these arguments, where an internet socket is death."""
    return subprocess.run(
        [*GUARD, *arguments], capture_output=True, text=True, timeout=280, check=False
    )


@pytest.mark.parametrize("family", ["AF_INET", "AF_INET6"])
def test_the_guard_kills(family: str) -> None:
    """Otherwise the tests below would prove nothing; other sockets are let through."""
    done = guarded("-c", f"import socket; socket.socket(socket.{family}); print('alive')")
    assert (done.returncode, done.stdout) == (KILLED_BY_THE_GUARD, "")
    assert guarded("-c", "import socket; socket.socketpair()").returncode == 0


def test_it_sees_native_code() -> None:
    """A connection made below Python, as a library in Rust or C would."""
    done = guarded("-c", "import ctypes; ctypes.CDLL(None).socket(2, 1, 0); print('alive')")
    assert (done.returncode, done.stdout) == (KILLED_BY_THE_GUARD, "")


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A photo that names an address where its credentials could be fetched."""
    packet = xmp_packet(SourceType.DIGITAL_CAPTURE).replace(
        b'<rdf:Description rdf:about="" ',
        b'<rdf:Description rdf:about="" xmlns:dcterms="http://purl.org/dc/terms/" '
        b'dcterms:provenance="https://example.org/manifest.c2pa" ',
    )
    path = tmp_path / "me.jpg"
    with Image.open(io.BytesIO(find_photo("sample:astronaut"))) as picture:
        picture.convert("RGB").save(path, quality=95, xmp=packet)
    return path


def test_the_main_job_makes_no_connection(photo: Path, tmp_path: Path) -> None:
    """Directing, signing, inspecting, a sitter on record and their erasing: all on this machine."""
    kit = tmp_path / "kit"
    name = "Ana Ruiz"
    for command in (
        ["people", "add", name, "--agrees", "develop", "export", "--photos", str(photo)],
        ["direct", str(photo), "--job", "trust", "--sitter", name, "--takes", "2",
         "--out", str(kit)],
        ["inspect", str(photo)],
        ["inspect", str(kit / "ana-ruiz-linkedin.jpg")],
        ["check", str(photo), "--job", "trust", "--json"],
        ["backends"],
        ["people", "erase", name, "--confirm", name],
    ):  # fmt: skip
        done = guarded("-m", "catchlight", *command)
        allowed = (0, 1) if command[0] == "check" else (0,)
        assert done.returncode in allowed, f"{command}: {done.returncode} {done.stderr}"
    assert not kit.exists()
