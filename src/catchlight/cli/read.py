"""`catchlight read`: what is visible in a portrait, cue by cue."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from .progress import progress_bar

if TYPE_CHECKING:
    from ..reading import Reading


def read(
    *photos: Annotated[str, Parameter(help="Files, folders, globs, or `sample:astronaut`.")],
    json_lines: Annotated[bool, Parameter(name="--json")] = False,
    csv_file: Annotated[Path | None, Parameter(name="--csv")] = None,
    parquet_file: Annotated[Path | None, Parameter(name="--parquet")] = None,
    overlay: Path | None = None,
    impressions: bool = False,
    model: str | None = None,
    face: int | None = None,
    processes: int | None = None,
    no_cache: bool = False,
) -> int:
    """Read a portrait's visible cues: gaze, expression, light, framing, colour …

    Every cue has a value, a unit, a range that holds the true value in 90 % of
    portraits, and a confidence; what could not be measured is skipped with the
    reason. One bad file does not stop the others.

    Examples:

        catchlight read portrait.jpg

        catchlight read team/ --json > readings.jsonl

        catchlight read "team/*.jpg" --csv readings.csv --overlay overlays/

    Parameters
    ----------
    json_lines
        Print one JSON object a line, for programs.
    csv_file
        Write one row a photo to this file.
    parquet_file
        Write one row a photo to this file (needs the package pyarrow).
    overlay
        Draw what was read on a copy of each photo, in this folder.
    impressions
        Add what viewers are likely to infer, with a range.
    model
        The impression model to ask instead of `published-effects`, such as `omi`,
        which is a pack of its own. Asking for one implies --impressions.
    face
        Which face, counted from the left, where a photo shows several.
    processes
        How many photos are read at a time, each in a process of its own. Unless
        given: one for under 20 photos, else one a core, at most 8.
    no_cache
        Measure every photo again, and keep no readings.
    """
    from ..impressions.model import impressions_to_dict
    from ..impressions.registry import DEFAULT, find_model
    from ..reading import Reading
    from ..readings import ReadingTask, overlay_paths, read_photos
    from ..studio import find_photos

    asked = find_model(model or DEFAULT) if impressions or model else None
    names = find_photos(photos)
    drawn = overlay_paths(names, overlay) if overlay else [None] * len(names)
    tasks = [
        ReadingTask(name, face, path, remember=not no_cache)
        for name, path in zip(names, drawn, strict=True)
    ]
    rows, failed = [], 0
    with progress_bar() as on_step:
        for number, found in enumerate(read_photos(tasks, processes), start=1):
            on_step("Reading", number, len(names))
            if not isinstance(found, Reading):
                print(f"catchlight: {found.reason}", file=sys.stderr)
                failed += 1
                continue
            inferred = impressions_to_dict(asked.infer(found)) if asked else {}
            if json_lines:
                extra = {"impressions": inferred} if asked else {}
                print(json.dumps({**found.to_dict(), **extra}, ensure_ascii=False))
            elif not (csv_file or parquet_file):
                _show(found, inferred)
            if csv_file or parquet_file:
                values = {f"impression.{key}": one.get("value") for key, one in inferred.items()}
                rows.append({**found.to_row(), **values})
    _write_tables(rows, csv_file, parquet_file)
    return 1 if failed else 0


def _show(reading: Reading, inferred: dict[str, Any]) -> None:
    from .show import show_reading

    show_reading(reading, inferred)


def _write_tables(rows: list[dict[str, Any]], csv_file: Path | None, parquet: Path | None) -> None:
    import io

    from ..errors import ExportError
    from ..image import write_whole

    if not rows:
        return
    columns = list(dict.fromkeys(name for row in rows for name in row))
    if csv_file:
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, columns)
        writer.writeheader()
        writer.writerows(rows)
        write_whole(csv_file, text.getvalue().encode())
    if parquet:
        try:
            import pyarrow  # type: ignore[import-not-found, import-untyped, unused-ignore]
            import pyarrow.parquet  # type: ignore[import-not-found, import-untyped, unused-ignore]
        except ImportError as error:
            raise ExportError(
                "Parquet needs the package pyarrow, which is not installed. "
                "Run `pip install pyarrow`, or use --csv."
            ) from error
        sink = pyarrow.BufferOutputStream()
        table = pyarrow.Table.from_pylist(
            [{name: row.get(name) for name in columns} for row in rows]
        )
        pyarrow.parquet.write_table(table, sink)
        write_whole(parquet, sink.getvalue().to_pybytes())
