"""Where a batch's portraits come from: a folder, a manifest (Parquet or CSV), an object store."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

from ..errors import BatchError, ExportError, UnreadableImage
from ..image import SUFFIXES, find_photo
from ..outbound.object_store import fetch_object, list_objects
from .task import Block

MANIFEST_COLUMN = "path"
MAX_OBJECT_BYTES = 200_000_000  # no portrait is larger; a wrong bucket must not fill the memory


def list_names(source: str) -> Iterator[str]:
    """Every portrait that a source names, in a stable order, each once.

    A folder gives its picture files; a manifest the paths of its column `path`, as seen from the
    manifest's folder; `s3://bucket/prefix` the pictures below that prefix. Raises BatchError.
    """
    path = Path(source)
    names: Iterable[str]
    if "://" in source:
        names = _objects(source)
    elif path.is_dir():
        names = sorted(str(one) for one in path.rglob("*") if one.suffix.lower() in SUFFIXES)
    elif path.suffix.lower() in (".csv", ".parquet") and path.is_file():
        names = _manifest(path)
    else:
        raise BatchError(
            f"{source} is no source of portraits. Expected a folder, a manifest "
            "(.csv or .parquet with a column `path`), or s3://BUCKET/PREFIX. Check the path."
        )
    seen: set[str] = set()
    for name in names:
        if name not in seen:
            seen.add(name)
            yield name
    if not seen:
        raise BatchError(
            f"{source} names no portrait. Expected pictures ({', '.join(SUFFIXES)}). "
            "Check the folder or the manifest."
        )


def find_bytes(name: str) -> bytes:
    """A portrait's file. Raises ImageError when it cannot be had."""
    if "://" not in name:
        return find_photo(name)
    try:
        return fetch_object(name, MAX_OBJECT_BYTES)
    except ExportError as error:
        raise UnreadableImage(f"{error} Leave it out of the source if it is no picture.") from error


def blocks_of(names: list[str], size: int) -> list[Block]:
    """The names in blocks of `size`, in order."""
    return [
        Block(number, tuple(names[start : start + size]))
        for number, start in enumerate(range(0, len(names), size))
    ]


def _objects(source: str) -> list[str]:
    try:
        return [one for one in list_objects(source) if Path(one).suffix.lower() in SUFFIXES]
    except ExportError as error:
        raise BatchError(str(error)) from error


def _manifest(path: Path) -> Iterator[str]:
    rows = _parquet_column(path) if path.suffix.lower() == ".parquet" else _csv_column(path)
    for row in rows:
        yield row if "://" in row or Path(row).is_absolute() else str(path.parent / row)


def _csv_column(path: Path) -> Iterator[str]:
    with path.open(newline="", encoding="utf-8-sig") as lines:
        try:
            reader = csv.DictReader(lines)
            if MANIFEST_COLUMN not in (reader.fieldnames or ()):
                raise _no_column(path, list(reader.fieldnames or ()))
            for row in reader:
                if row[MANIFEST_COLUMN]:
                    yield row[MANIFEST_COLUMN]
        except (UnicodeDecodeError, csv.Error) as error:
            raise BatchError(
                f"{path} cannot be read as CSV ({error}). Expected UTF-8 text with a header line. "
                "Save it again as CSV (UTF-8)."
            ) from error


def _parquet_column(path: Path) -> Iterator[str]:
    from .parts import arrow

    parquet = arrow()[1]
    try:
        table = parquet.ParquetFile(path)
    except (OSError, ValueError) as error:
        raise BatchError(
            f"{path} cannot be read as Parquet ({_first_line(error)}). Expected a Parquet file. "
            "Write it again, or use CSV."
        ) from error
    if MANIFEST_COLUMN not in table.schema_arrow.names:
        raise _no_column(path, table.schema_arrow.names)
    for batch in table.iter_batches(columns=[MANIFEST_COLUMN]):
        yield from (str(one) for one in batch.column(0).to_pylist() if one)


def _no_column(path: Path, found: list[str]) -> BatchError:
    return BatchError(
        f"{path} has no column `{MANIFEST_COLUMN}` (found: {', '.join(found) or 'none'}). "
        "Expected one with a file's path or URL in each row. Name the column so."
    )


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
