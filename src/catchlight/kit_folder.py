"""The kit's folder: it appears whole or not at all, and never over something of the user's."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .errors import ExportError

KIT_FILE = "kit.json"


def check_kit_folder(folder: Path) -> None:
    """Raise ExportError unless a kit can be put there: new, empty, or an earlier kit."""
    if folder.exists() and not folder.is_dir():
        raise ExportError(
            f"{folder} is a file. Expected a folder for the kit. Choose another name with --out."
        )
    if folder.is_dir() and any(folder.iterdir()) and not (folder / KIT_FILE).is_file():
        raise ExportError(
            f"{folder} is not empty and holds no earlier kit. Expected a new or empty folder, so "
            "that nothing of yours is replaced. Choose another one with --out."
        )
    parent = folder.absolute().parent
    try:
        parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=parent) as probe:
            probe.write(b"\0")
    except OSError as error:
        raise ExportError(
            f"{parent} cannot be written to ({error.strerror or error}). "
            "Choose another folder with --out, or mend its permissions."
        ) from error


@contextmanager
def whole_folder(folder: Path) -> Iterator[Path]:
    """Give a hidden folder to fill; it takes the place of `folder` only when the block succeeds.

    Raises ExportError when it cannot be written; then nothing has changed.
    """
    folder = folder.absolute()
    try:
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


def _take_place(partial: Path, folder: Path) -> None:
    if not folder.exists():
        partial.rename(folder)
        return
    earlier = Path(tempfile.mkdtemp(prefix=f".{folder.name}-earlier-", dir=folder.parent))
    folder.rename(earlier / folder.name)
    try:
        partial.rename(folder)
    except OSError:
        (earlier / folder.name).rename(folder)
        raise
    finally:
        shutil.rmtree(earlier, ignore_errors=True)
