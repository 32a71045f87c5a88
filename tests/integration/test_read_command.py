"""`catchlight read`: files, folders and globs; JSON lines, tables, overlays."""

from __future__ import annotations

import csv
import importlib.util
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from catchlight.cli.app import run
from catchlight.cues.reader import CUE_KINDS
from catchlight.image import open_photo
from catchlight.studio import read, read_many
from tests.signals import heed_interrupts


def lines(text: str) -> list[dict]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture
def folder(portraits: list[str]) -> Path:
    return Path(portraits[0]).parent


def test_json_gives_a_line_a_photo_with_every_cue_measured_or_skipped(
    folder: Path, portraits: list[str], capsys: pytest.CaptureFixture[str]
):
    """Photos of a folder come in the order of their names."""
    assert run(["read", str(folder), "--json"]) == 0
    rows = lines(capsys.readouterr().out)
    assert [row["photo"] for row in rows] == portraits
    for row in rows:
        assert row["cues"].keys() | row["skipped"].keys() == CUE_KINDS.keys()
        for cue in row["cues"].values():
            assert cue["low"] <= cue["value"] <= cue["high"]
            assert 0 <= cue["confidence"] <= 1


def test_a_glob_names_some_of_them(
    folder: Path, portraits: list[str], capsys: pytest.CaptureFixture[str]
):
    """A quoted pattern is expanded; a file named twice is read once."""
    assert run(["read", str(folder / "[ab]-*.jpg"), portraits[0], "--json"]) == 0
    assert [row["photo"] for row in lines(capsys.readouterr().out)] == portraits[:2]


def test_remembered_and_measured_readings_print_alike(
    portraits: list[str], capsys: pytest.CaptureFixture[str]
):
    """First measured, then remembered, then measured again with --no-cache."""
    printed = []
    for options in ([], [], ["--no-cache"]):
        assert run(["read", portraits[0], "--json", *options]) == 0
        printed.append(capsys.readouterr().out)
    assert printed[0] == printed[1] == printed[2]


def test_no_cache_keeps_nothing(portraits: list[str]):
    """Nothing appears in the user's cache folder, which another read fills."""
    cache = Path(os.environ["XDG_CACHE_HOME"])
    assert run(["read", portraits[0], "--no-cache", "--json"]) == 0
    assert not list(cache.rglob("*.json"))
    assert run(["read", portraits[0], "--json"]) == 0
    assert len(list(cache.rglob("*.json"))) == 1


def test_csv_gives_a_row_a_photo(folder: Path, portraits: list[str], tmp_path: Path):
    """Value, range and confidence of each cue in columns."""
    table = tmp_path / "readings.csv"
    assert run(["read", str(folder), "--csv", str(table)]) == 0
    with table.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["photo"] for row in rows] == portraits
    one = read(portraits[0])["lip_corner_pull"]
    assert float(rows[0]["lip_corner_pull"]) == pytest.approx(one.value, abs=1e-4)
    assert float(rows[0]["lip_corner_pull.high"]) == pytest.approx(one.high, abs=1e-4)


def test_parquet_gives_the_same_rows(portraits: list[str], tmp_path: Path):
    """Read back with pyarrow."""
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    table = tmp_path / "readings.parquet"
    assert run(["read", portraits[0], "--parquet", str(table)]) == 0
    (row,) = parquet.read_table(table).to_pylist()
    assert row["gaze_yaw_deg"] == pytest.approx(read(portraits[0])["gaze_yaw_deg"].value, abs=1e-4)


def test_parquet_without_pyarrow_says_what_to_install(
    portraits: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    """The message names the command."""
    if importlib.util.find_spec("pyarrow"):
        pytest.skip("pyarrow is installed")
    assert run(["read", portraits[0], "--parquet", str(tmp_path / "x.parquet")]) == 1
    assert "pip install pyarrow" in capsys.readouterr().err


def test_overlays_are_drawn_for_each_photo_even_of_the_same_name(
    portraits: list[str], tmp_path: Path
):
    """Two photos that share a name in different folders get an overlay each."""
    again = tmp_path / "other" / Path(portraits[0]).name
    again.parent.mkdir()
    again.write_bytes(Path(portraits[1]).read_bytes())
    drawn = tmp_path / "overlays"
    assert run(["read", portraits[0], str(again), "--overlay", str(drawn), "--json"]) == 0
    names = sorted(path.name for path in drawn.iterdir())
    assert names == ["a-dark-2-overlay.jpg", "a-dark-overlay.jpg"]
    picture, photo = open_photo(str(drawn / names[1])), open_photo(portraits[0])
    assert picture.pixels.shape[0] >= photo.pixels.shape[0]
    assert picture.pixels.std() > 0.05


def test_one_bad_file_does_not_stop_the_others(
    portraits: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    """It is named on standard error, and the exit code tells."""
    bad = tmp_path / "bad.jpg"
    bad.write_bytes(b"\xff\xd8\xff not a photo")
    assert run(["read", portraits[0], str(bad), portraits[1], "--json"]) == 1
    printed = capsys.readouterr()
    assert [row["photo"] for row in lines(printed.out)] == portraits[:2]
    assert "bad.jpg is damaged" in printed.err


def test_read_many_gives_rows_for_a_data_frame(portraits: list[str], tmp_path: Path):
    """Every row has the photo's name; one that cannot be read has an error."""
    text = tmp_path / "notes.txt"
    text.write_text("no picture")
    rows = list(read_many([*portraits[:2], str(text)]))
    assert [row["photo"] for row in rows] == [*portraits[:2], str(text)]
    assert rows[0]["gaze_yaw_deg.low"] < rows[0]["gaze_yaw_deg"] < rows[0]["gaze_yaw_deg.high"]
    assert "not a picture" in rows[2]["error"]


@pytest.mark.skipif(os.name != "posix", reason="sends a POSIX signal")
def test_ctrl_c_stops_several_processes_cleanly(portraits: list[str], tmp_path: Path):
    """Exit code 130, one sentence, no traceback of any process, and soon."""
    many = tmp_path / "many"
    many.mkdir()
    for number in range(200):
        (many / f"{number:03d}.jpg").symlink_to(portraits[number % len(portraits)])
    command = [sys.executable, "-m", "catchlight", "read", str(many), "--json", "--no-cache"]
    started = subprocess.Popen(
        [*command, "--processes", "2"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=heed_interrupts,
    )
    assert started.stdout is not None
    started.stdout.readline()  # the first reading: everything runs
    os.killpg(started.pid, signal.SIGINT)  # as a terminal does: to all processes
    asked = time.monotonic()
    _, errors = started.communicate(timeout=60)
    assert time.monotonic() - asked < 30
    assert started.returncode == 130
    assert "Traceback" not in errors
    assert errors.strip() == "catchlight: stopped. Nothing was left half-written."
