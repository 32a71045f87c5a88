"""The kit's folder: it appears whole or not at all, and never over something of the user's."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .errors import ExportError

KIT_FILE = "kit.json"
LOOP_FILE, PENDING_FILE, ROUNDS_FOLDER = "loop.json", "pending.json", "rounds"
# What a direction in rounds keeps beside its kit, and no user's file is likely to be called.
_OF_A_LOOP = re.compile(
    rf"{LOOP_FILE}|{PENDING_FILE}|"
    rf"{ROUNDS_FOLDER}/\d\d/(?:round|outcome|take-[\w.-]+)\.json|{ROUNDS_FOLDER}/\d\d/take-[\w-]+\.png"
)


def check_kit_folder(folder: Path) -> None:
    """Raise ExportError unless a kit can be put there: new, empty, or an earlier kit."""
    if folder.exists() and not folder.is_dir():
        raise ExportError(
            f"{folder} is a file. Expected a folder for the kit. Choose another name with --out."
        )
    if (folder / LOOP_FILE).is_file():
        raise ExportError(
            f"{folder} holds the rounds of an earlier direction with a generator. Expected a new "
            "or empty folder, so that no take is lost or paid twice. Continue it with --resume, "
            "or choose another folder with --out."
        )
    if folder.is_dir() and any(folder.iterdir()) and not (folder / KIT_FILE).is_file():
        raise ExportError(
            f"{folder} is not empty and holds no earlier kit. Expected a new or empty folder, so "
            "that nothing of yours is replaced. Choose another one with --out."
        )
    if folder.is_dir() and os.path.ismount(folder):
        raise ExportError(
            f"{folder} is a whole disk or volume, and a kit takes the place of its folder. "
            f"Expected a folder inside it. Use --out {folder / 'kit'}."
        )
    strangers = strangers_in(folder)
    if strangers:
        raise ExportError(
            f"{folder} holds files that are not of its earlier kit: {', '.join(strangers[:3])}. "
            "Expected only the kit, so that nothing of yours is replaced. Move them, or choose "
            "another folder with --out."
        )
    check_writable(folder.absolute().parent)


def check_writable(folder: Path) -> None:
    """Raise ExportError unless files can be put there; makes nothing, not even the folder."""
    there = _nearest_there(folder.absolute())
    try:
        with tempfile.TemporaryFile(dir=there) as probe:
            probe.write(b"\0")
    except OSError as error:
        raise ExportError(
            f"{there} cannot be written to ({error.strerror or error}). "
            "Choose another folder with --out, or mend its permissions."
        ) from error


def strangers_in(folder: Path) -> list[str]:
    """Files in a kit's folder that are neither the kit's nor its rounds'; none without a kit."""
    is_of_loop = (folder / LOOP_FILE).is_file()
    if not is_of_loop and not (folder / KIT_FILE).is_file():
        return []
    named = _named_by_kit(folder)
    there = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return sorted(
        name for name in set(there) - named if not (is_of_loop and _OF_A_LOOP.fullmatch(name))
    )


def sitter_of(folder: Path) -> str | None:
    """The sitter's name as the kit in a folder says it, or its rounds; None where neither does."""
    for name in (KIT_FILE, LOOP_FILE):
        try:
            return str(json.loads((folder / name).read_text("utf-8"))["brief"]["sitter"])
        except (OSError, ValueError, LookupError, TypeError):
            continue
    return None


def platforms_of(folder: Path) -> tuple[str, ...]:
    """The platforms that the kit in a folder was made for; none where it holds no kit."""
    try:
        named = json.loads((folder / KIT_FILE).read_text("utf-8"))["brief"]["platforms"]
        return tuple(str(one) for one in named)
    except (OSError, ValueError, LookupError, TypeError):
        return ()


def _named_by_kit(folder: Path) -> set[str]:
    """The files that kit.json names, itself included; only itself where it cannot be read."""
    try:
        values = json.loads((folder / KIT_FILE).read_text("utf-8"))
        named = {entry["file"] for part in ("exports", "takes") for entry in values[part]}
        return named | set(values["files"].values()) | {KIT_FILE}
    except (OSError, ValueError, KeyError, TypeError):
        return {KIT_FILE}


def _nearest_there(folder: Path) -> Path:
    """The folder, or the nearest one above it that exists."""
    while not folder.exists():
        folder = folder.parent
    return folder


@contextmanager
def whole_folder(folder: Path) -> Iterator[Path]:
    """Give a hidden folder to fill; it takes the place of `folder` only when the block succeeds.

    Raises ExportError when it cannot be written; then nothing has changed.
    """
    folder = folder.absolute()
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        partial = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
        partial.chmod(0o755)
    except OSError as error:
        raise ExportError(
            f"{folder.parent} cannot be written to ({error.strerror or error}). "
            "Choose another folder with --out."
        ) from error
    try:
        yield partial
        _take_place(partial, folder)
    except OSError as error:
        raise ExportError(
            f"The kit could not be written to {folder} ({error.strerror or error}). "
            "Nothing was left half-written. Free some space or choose another folder."
        ) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)


@contextmanager
def filled_folder(folder: Path) -> Iterator[Path]:
    """Give a hidden folder to fill; when the block succeeds its content moves into `folder`.

    What else is in `folder` stays, but for the files of an earlier kit there. The kit's own record
    comes last, so that a kit that was cut off is none. Raises ExportError.
    """
    try:
        partial = Path(tempfile.mkdtemp(prefix=".kit-", dir=folder))
    except OSError as error:
        raise _not_written(folder, error) from error
    try:
        yield partial
        for name in _named_by_kit(folder):
            if (folder / name).resolve().is_relative_to(folder.resolve()):
                (folder / name).unlink(missing_ok=True)
        for item in sorted(partial.iterdir(), key=lambda path: path.name == KIT_FILE):
            target = folder / item.name
            if target.is_dir():
                shutil.rmtree(target)
            item.replace(target)
    except OSError as error:
        raise _not_written(folder, error) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _not_written(folder: Path, error: OSError) -> ExportError:
    return ExportError(
        f"The kit could not be written to {folder} ({error.strerror or error}). What was there "
        "before is whole. Free some space, or mend the folder's permissions."
    )


def _take_place(partial: Path, folder: Path) -> None:
    if not folder.exists():
        partial.rename(folder)
        return
    earlier = Path(tempfile.mkdtemp(prefix=f".{folder.name}-earlier-", dir=folder.parent))
    try:
        folder.rename(earlier / folder.name)
        try:
            partial.rename(folder)
        except OSError:
            (earlier / folder.name).rename(folder)
            raise
    finally:
        shutil.rmtree(earlier, ignore_errors=True)
