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
    from ..directing import Opened


def read(
    *photos: Annotated[str, Parameter(help="Files, folders, globs, or `sample:astronaut`.")],
    json_lines: Annotated[bool, Parameter(name="--json")] = False,
    csv_file: Annotated[Path | None, Parameter(name="--csv")] = None,
    parquet_file: Annotated[Path | None, Parameter(name="--parquet")] = None,
    overlay: Path | None = None,
    impressions: bool = False,
    face: int | None = None,
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
    face
        Which face, counted from the left, where a photo shows several.
    """
    from ..errors import CatchlightError
    from ..impressions.published import PublishedModel
    from ..studio import Studio, find_photos
    from .show import show_reading

    studio, rows, failed = Studio(), [], 0
    names = find_photos(photos)
    with progress_bar() as on_step:
        for number, name in enumerate(names, start=1):
            try:
                opened = studio.open(name, face)
                reading = studio.read_opened(opened)
            except CatchlightError as error:
                print(f"catchlight: {error}", file=sys.stderr)
                failed += 1
                continue
            row = reading.to_dict()
            if impressions:
                found = PublishedModel().infer(reading)
                row["impressions"] = {key: value.to_dict() for key, value in found.items()}
            if json_lines:
                print(json.dumps(row, ensure_ascii=False))
            elif not (csv_file or parquet_file):
                show_reading(reading, row.get("impressions"))
            if csv_file or parquet_file:
                flat = reading.to_row()
                for key, value in row.get("impressions", {}).items():
                    flat[f"impression.{key}"] = value.get("value")
                rows.append(flat)
            if overlay:
                _write_overlay(overlay, opened, reading)
            on_step("Reading", number, len(names))
    _write_tables(rows, csv_file, parquet_file)
    return 1 if failed else 0


def _write_overlay(folder: Path, opened: Opened, reading: Any) -> None:
    from ..image import encode_jpeg, make_folder, write_whole
    from ..report.overlay import draw_overlay

    make_folder(folder)
    picture = draw_overlay(opened.portrait, reading)
    stem = Path(opened.photo.name.replace(":", "-")).stem
    write_whole(folder / f"{stem}-overlay.jpg", encode_jpeg(picture))


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
