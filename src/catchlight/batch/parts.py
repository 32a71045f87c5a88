"""A block's rows as one Parquet file: fixed columns, written whole, the same bytes on every run."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..errors import BatchError
from ..image import make_folder, write_whole
from .task import SCHEMA_VERSION, BatchTask, Block, Verb

PARTS = "parts"
_AXES = ("job_fit", "impression", "clarity", "human_texture", "technical")
_TEXT, _NUMBER, _COUNT = "string", "double", "int32"


def arrow() -> tuple[Any, Any]:
    """pyarrow and pyarrow.parquet. Raises BatchError where they are not installed."""
    try:
        import pyarrow  # type: ignore[import-not-found, import-untyped, unused-ignore]
        import pyarrow.parquet  # type: ignore[import-not-found, import-untyped, unused-ignore]
    except ImportError as error:
        raise BatchError(
            "A batch writes Parquet, and the package pyarrow is not installed. Expected it. "
            "Run `pip install 'catchlight[batch]'`."
        ) from error
    return pyarrow, pyarrow.parquet


def columns_of(verb: Verb) -> dict[str, str]:
    """The columns of a verb's rows and their types; every row has all of them, null where empty."""
    common = {"photo": _TEXT, "error": _TEXT}
    return (
        common
        | {
            "read": _reading_columns,
            "check": _check_columns,
            "rank": _rank_columns,
            "retouch": _retouch_columns,
            "export": _export_columns,
        }[verb]()
    )


def _reading_columns() -> dict[str, str]:
    from ..cues.reader import CUE_KINDS

    columns = {"faces": _COUNT}
    for name in CUE_KINDS:
        columns[name] = _NUMBER
        columns |= {f"{name}.{part}": _NUMBER for part in ("low", "high", "confidence")}
        columns[f"{name}.skipped"] = _TEXT
    return columns


def _check_columns() -> dict[str, str]:
    from ..critique.questions import QUESTIONS

    columns = {"verdict": _TEXT, "headline": _TEXT, "quadrant": _TEXT}
    columns |= dict.fromkeys(("polish", "clarity", "job_fit", "impression_fit"), _NUMBER)
    columns |= {f"question.{one.id}": _TEXT for one in QUESTIONS}
    return columns | {"rules": _TEXT, "findings": _TEXT}


def _rank_columns() -> dict[str, str]:
    return {"order": _NUMBER, "verdict": _TEXT, "shown": _TEXT} | dict.fromkeys(_AXES, _NUMBER)


def _retouch_columns() -> dict[str, str]:
    return {"file": _TEXT, "sha256": _TEXT, "said": _TEXT}


def _export_columns() -> dict[str, str]:
    return {"files": _TEXT, "left_out": _TEXT}


def part_path(out: Path, block: Block) -> Path:
    """Where a block's rows are kept."""
    return out / PARTS / block.file_name


def write_part(out: Path, task: BatchTask, block: Block, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep a block's rows; from now on the block counts as done."""
    path = part_path(out, block)
    make_folder(path.parent)
    write_whole(path, encode_rows(task.verb, rows))


def encode_rows(verb: Verb, rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Rows as the bytes of a Parquet file. Raises ValueError for a column that is not known."""
    pyarrow, parquet = arrow()
    columns = columns_of(verb)
    for row in rows:
        if unknown := set(row) - set(columns):
            raise ValueError(f"columns without a type: {', '.join(sorted(unknown))}")
    meta = {"catchlight.schema": str(SCHEMA_VERSION), "catchlight.verb": verb}
    schema = pyarrow.schema(
        [(name, pyarrow.type_for_alias(kind)) for name, kind in columns.items()], metadata=meta
    )
    table = pyarrow.Table.from_pylist([dict(row) for row in rows], schema=schema)
    sink = pyarrow.BufferOutputStream()
    parquet.write_table(table, sink, compression="zstd")
    return bytes(sink.getvalue().to_pybytes())


def read_rows(path: Path, columns: Sequence[str] | None = None) -> list[dict[str, Any]]:
    """The rows of a part. Raises BatchError for a file that is none."""
    parquet = arrow()[1]
    try:
        # Not read_table: it takes a folder's name for a partition, and starts a thread pool.
        with parquet.ParquetFile(path) as part:
            version = (part.schema_arrow.metadata or {}).get(b"catchlight.schema", b"").decode()
            if version != str(SCHEMA_VERSION):
                raise BatchError(
                    f"{path} has rows of schema {version or '(none)'}. Expected {SCHEMA_VERSION}. "
                    "It was written by another version: start anew in another folder."
                )
            return list(part.read(columns=None if columns is None else list(columns)).to_pylist())
    except (OSError, ValueError) as error:
        raise BatchError(
            f"{path} cannot be read ({error}). Expected a part of a batch. "
            "Delete this one file; the next run makes it again."
        ) from error


def done_blocks(out: Path, blocks: Sequence[Block]) -> set[int]:
    """The numbers of the blocks whose part is there."""
    folder = out / PARTS
    there = {path.name for path in folder.glob("part-*.parquet")} if folder.is_dir() else set()
    return {block.number for block in blocks if block.file_name in there}


def rows_of(
    out: Path, blocks: Sequence[Block], columns: Sequence[str] | None = None
) -> Iterator[dict[str, Any]]:
    """The rows of all blocks, in the source's order, one part in memory at a time."""
    for block in blocks:
        yield from read_rows(part_path(out, block), columns)


def as_json(value: Any) -> str:
    """A nested value as text in one cell."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
