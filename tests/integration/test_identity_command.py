"""`catchlight identity` and `catchlight export` from end to end, on the sample and variants."""

from __future__ import annotations

import json
import shlex
import zipfile
from pathlib import Path
from typing import Any

import pytest

from catchlight.brief import DEFAULT_PLATFORMS, Brief, command_of
from catchlight.cli.app import run
from catchlight.errors import IdentityError
from catchlight.provenance.metadata import inspect_metadata
from catchlight.studio import Studio
from catchlight.visual_identity.record import from_file


@pytest.fixture(autouse=True)
def own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys are made in a folder of the test's own."""
    monkeypatch.setenv("CATCHLIGHT_HOME", str(tmp_path / "data"))


def test_an_identity_is_learned_shown_and_held_against_its_photos(
    portraits: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    """Learn, show, drift: what it was learned from is in line, and the sheet is written."""
    brand, sheet = tmp_path / "brand.toml", tmp_path / "drift.jpg"
    alike = [portraits[0], portraits[1], portraits[2]]
    assert run(["identity", "learn", *alike, "-o", str(brand), "--name", "Space"]) == 0
    assert "Space, learned from 3 photos" in capsys.readouterr().out
    assert from_file(brand).learned_from == 3
    assert run(["identity", "show", str(brand), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["name"] == "Space"
    code = run(["identity", "drift", str(brand), *portraits, "--sheet", str(sheet), "--json"])
    found = json.loads(capsys.readouterr().out)
    assert code == (1 if any(one["out_of_line"] for one in found["pictures"]) else 0)
    cropped = next(one for one in found["pictures"] if "d-cropped" in one["picture"])
    units = {one["cue"]: one["units"] for one in cropped["departures"]}
    assert units["face_fraction"] > 0.5
    assert sheet.stat().st_size > 10_000


def test_too_few_photos_are_refused_and_nothing_is_written(
    portraits: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    """The message says how many are needed."""
    brand = tmp_path / "brand.toml"
    assert run(["identity", "learn", portraits[0], "-o", str(brand)]) == 1
    assert "Expected 3 to 20" in capsys.readouterr().err
    assert not brand.exists()


def test_an_identity_from_a_job_speaks_in_prompts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    """from-job, then compose --brand."""
    brand = tmp_path / "brand.toml"
    assert run(["identity", "from-job", "authority", "-o", str(brand)]) == 0
    assert run(["compose", "--job", "authority", "--brand", str(brand), "--json"]) == 0
    out = capsys.readouterr().out
    assert "studio wall" in out[out.index('{\n  "dialects"') :]


def test_the_command_that_repeats_a_direction_names_the_brand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Without it the same words would give other takes."""
    said: list[str] = []

    def direct(studio: Studio, names: tuple[str, ...], brief: Brief, *_: Any, **__: Any) -> None:
        said.append(command_of(names, brief, studio.options))
        raise IdentityError("Enough. Expected no more.")

    monkeypatch.setattr(Studio, "direct", direct)
    brand = tmp_path / "north light.toml"
    run(["identity", "from-job", "authority", "-o", str(brand)])
    words = ["direct", "sample:astronaut", "--job", "authority", "--brand", str(brand)]
    assert run(words) == 1
    repeated = shlex.split(said[0])
    assert repeated[repeated.index("--brand") + 1] == str(brand)
    assert run(repeated[1:]) == 1 and said[1] == said[0]


def test_the_command_that_repeats_a_direction_keeps_the_rules_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Only a brief file can leave rules out; what was given beside it still wins."""
    said: list[tuple[Brief, str]] = []

    def direct(studio: Studio, names: tuple[str, ...], brief: Brief, *_: Any, **__: Any) -> None:
        said.append((brief, command_of(names, brief, studio.options)))
        raise IdentityError("Enough. Expected no more.")

    monkeypatch.setattr(Studio, "direct", direct)
    file = tmp_path / "brief.toml"
    file.write_text('# catchlight: off eyes-soft\njob = "trust"\nplatforms = ["x"]\n')
    words = ["direct", "sample:astronaut", "--brief", str(file), "--takes", "3"]
    assert run([*words, "--platforms", *DEFAULT_PLATFORMS]) == 1
    assert run(shlex.split(said[0][1])[1:]) == 1
    assert said[0][0].off == ("eyes-soft",)
    assert said[1] == said[0]


def test_a_broken_identity_names_the_field(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Exit 1, and where it is."""
    brand = tmp_path / "brand.toml"
    brand.write_text('name = "A"\n[light]\npattern = "loopy"\n', encoding="utf-8")
    assert run(["identity", "show", str(brand)]) == 1
    assert "[light] pattern" in capsys.readouterr().err


def test_nostalgia_says_its_evidence(capsys: pytest.CaptureFixture[str]):
    """As text and as JSON; ages that cannot be are a usage error."""
    assert run(["identity", "nostalgia", "50-60", "--year", "2026"]) == 0
    assert "not tested" in capsys.readouterr().out
    assert run(["identity", "nostalgia", "50-60", "--year", "2026", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["years"] == [1976, 2006]
    assert run(["identity", "nostalgia", "5-9"]) == 2


def test_an_export_is_previewed_packed_and_delivered(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    """Files, zip and store hold the same."""
    out, packed, store = tmp_path / "out", tmp_path / "ana.zip", tmp_path / "store"
    words = ["export", "sample:astronaut", "--platforms", "x", "website-bio:avif", "--name", "Ána"]
    words += ["-o", str(out), "--zip", str(packed), "--to", f"file://{store}"]
    assert run(words) == 0
    names = {path.name for path in out.iterdir()}
    assert names == {"ana-x.jpg", "ana-bio.avif", "previews.jpg"}
    with zipfile.ZipFile(packed) as archive:
        assert set(archive.namelist()) == names
    assert {path.name for path in store.iterdir()} == names
    for path in out.iterdir():
        assert "c2pa" in inspect_metadata(path.read_bytes()), path.name
    assert "px high at 32 px" in capsys.readouterr().out


def test_a_finished_folder_is_packed_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """A kit goes whole into a zip; without a place to go it is a usage error."""
    (tmp_path / "kit" / "takes").mkdir(parents=True)
    (tmp_path / "kit" / "kit.json").write_text("{}", encoding="utf-8")
    (tmp_path / "kit" / "takes" / "one.jpg").write_bytes(b"picture")
    packed = tmp_path / "kit.zip"
    assert run(["export", str(tmp_path / "kit"), "--zip", str(packed)]) == 0
    with zipfile.ZipFile(packed) as archive:
        assert archive.namelist() == ["kit.json", "takes/one.jpg"]
    assert run(["export", str(tmp_path / "kit")]) == 2
    assert "folder of finished files" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--platforms", "passport"], "no pictures for passports"),
        (["--platforms", "x:tiff"], "does not take TIFF"),
        (["--platforms", "x", "--to", "http://example.org"], "no address of an object store"),
        (["--platforms", "x", "--file-name", "a/b"], "file name pattern"),
    ],
)
def test_what_cannot_be_exported_is_said_and_nothing_is_written(
    words: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    """Before any work is done."""
    out = tmp_path / "out"
    assert run(["export", "sample:astronaut", *words, "-o", str(out)]) == 1
    assert said in capsys.readouterr().err
    assert not out.exists()
