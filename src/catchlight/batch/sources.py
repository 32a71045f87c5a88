"""Where a batch's portraits come from: a folder, a manifest (Parquet or CSV), an object store."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ..errors import BatchError, UnreadableImage
from ..image import SUFFIXES, find_photo
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
    store, key = open_store(name)
    try:
        if store.head(key)["size"] > MAX_OBJECT_BYTES:
            raise UnreadableImage(
                f"{name} has more than {MAX_OBJECT_BYTES // 1_000_000} MB. "
                "Expected a picture. Leave it out of the source."
            )
        return bytes(store.get(key).bytes())
    except (OSError, _store_error()) as error:
        raise UnreadableImage(
            f"{name} cannot be fetched: {_first_line(error)}. Expected an object that may be read. "
            "Check its name and the credentials (AWS_ACCESS_KEY_ID …)."
        ) from error


def blocks_of(names: list[str], size: int) -> list[Block]:
    """The names in blocks of `size`, in order."""
    return [
        Block(number, tuple(names[start : start + size]))
        for number, start in enumerate(range(0, len(names), size))
    ]


def open_store(url: str) -> tuple[Any, str]:
    """The object store of a URL and the key in it. Raises BatchError."""
    try:
        from obstore.store import from_url
    except ImportError as error:
        raise BatchError(
            "Object stores need the package obstore, which is not installed. "
            "Expected it for names with ://. Run `pip install 'catchlight[objects]'`."
        ) from error
    parts = urlsplit(url)
    if parts.scheme not in ("s3", "file", "memory"):
        raise BatchError(
            f"{url} is of a kind that is not known. Expected s3://BUCKET/PREFIX or file:///PATH. "
            "Check the first letters."
        )
    if parts.scheme == "file":
        folder = Path(parts.path)
        root, key = (folder, "") if folder.is_dir() else (folder.parent, folder.name)
        return from_url(f"file://{root}"), key
    return from_url(f"{parts.scheme}://{parts.netloc}"), parts.path.lstrip("/")


def _objects(source: str) -> list[str]:
    store, prefix = open_store(source)
    scheme, bucket = urlsplit(source)[:2]
    base = source.rstrip("/") if scheme == "file" else f"{scheme}://{bucket}"
    try:
        keys = [meta["path"] for chunk in store.list(prefix or None) for meta in chunk]
    except (OSError, _store_error()) as error:
        raise BatchError(
            f"{source} cannot be listed: {_first_line(error)}. Expected a bucket that may be read. "
            "Check its name and the credentials (AWS_ACCESS_KEY_ID …)."
        ) from error
    return sorted(f"{base}/{key}" for key in keys if Path(key).suffix.lower() in SUFFIXES)


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


def _store_error() -> type[Exception]:
    try:
        from obstore.exceptions import BaseError
    except ImportError:
        return OSError
    return BaseError


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
