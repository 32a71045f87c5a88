"""Finished files on their way out: into a zip, a folder, or an object store of the user's own."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from ..errors import ExportError
from ..image import make_folder, write_whole

_EARLIEST = (1980, 1, 1, 0, 0, 0)  # the same bytes on every run: a zip has no better "no date"
_RIGHTS = 0o644 << 16
_ALREADY_PACKED = (".jpg", ".jpeg", ".webp", ".avif", ".png")


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file below a folder by its name relative to it. Raises ExportError."""
    try:
        return {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }
    except OSError as error:
        raise ExportError(
            f"{folder} could not be read ({error.strerror or error}). Expected a folder of "
            "finished files."
        ) from error


def zip_bytes(files: Mapping[str, bytes]) -> bytes:
    """The files as a zip, the same bytes for the same files; pictures are stored as they are."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.external_attr = _RIGHTS
            is_packed = name.lower().endswith(_ALREADY_PACKED)
            entry.compress_type = zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED
            archive.writestr(entry, files[name])
    return buffer.getvalue()


def write_zip(files: Mapping[str, bytes], path: Path) -> None:
    """Write the files as a zip, whole or not at all. Raises ExportError."""
    if not files:
        raise ExportError("There is no file to pack. Expected at least one export.")
    make_folder(path.parent)
    write_whole(path, zip_bytes(files))


def deliver(files: Mapping[str, bytes], address: str) -> tuple[str, ...]:
    """Put the files into an object store; the addresses they have there. Raises ExportError.

    With s3://, gs:// and az:// they leave this machine: only on the user's own word.
    """
    from ..outbound.object_store import open_store, put_all

    if not files:
        raise ExportError("There is no file to deliver. Expected at least one export.")
    return put_all(open_store(address), files, address)
