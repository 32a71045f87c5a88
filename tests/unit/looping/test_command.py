"""`catchlight direct --backend` and `compose` as people type them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from catchlight.cli.app import run
from catchlight.errors import BackendTimeout
from catchlight.image import Pixels, to_uint8
from catchlight.people.consent import Consent
from catchlight.provenance.metadata import carried_source_type
from catchlight.settings import data_folder
from catchlight.store import open_store
from catchlight.testing import ScriptedBackend


@pytest.fixture
def photo(picture: Pixels, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The sitter's photo as a file, and a home of one's own."""
    monkeypatch.setenv("CATCHLIGHT_HOME", str(tmp_path / "own"))
    path = tmp_path / "me.png"
    Image.fromarray(to_uint8(picture)).save(path)
    return path


def script(monkeypatch: pytest.MonkeyPatch, backend: ScriptedBackend) -> None:
    monkeypatch.setattr("catchlight.backends.registry.find_backend", lambda name: backend)


def agree() -> None:
    with open_store(data_folder()) as store:
        sam = store.people.add("Sam")
        store.people.agree(
            sam.id, Consent("Sam", date(2020, 1, 1), uses=("generate", "export"), backends=("*",))
        )


COMMAND = ("--backend", "scripted", "--job", "contemplation", "--takes", "1", "--rounds", "2")
OTHERS = ("--sitter", "Sam", "--platforms", "linkedin", "--no-retouch", "--no-credentials")


def test_a_direction_in_rounds_gives_a_kit_that_tells_them(
    photo: Path,
    picture: Pixels,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A time-out half-way: exit 1, a kit of what there is; --resume: exit 0 and all of it."""
    smaller = np.ascontiguousarray(picture[:, ::-1])
    backend = ScriptedBackend([picture, BackendTimeout("Too late."), smaller], cost_usd=0.05)
    script(monkeypatch, backend)
    agree()
    out = tmp_path / "kit"
    command = ["direct", str(photo), "--out", str(out), *COMMAND, *OTHERS]
    assert run(command) == 1
    said = capsys.readouterr()
    assert "Nothing leaves this machine" in said.err
    assert "2 takes at most; the cost is at most about $0.10." in said.err
    assert "Too late." in said.out and "--resume" in said.out
    assert json.loads((out / "kit.json").read_text("utf-8"))["loop"]["stop"] == "failed"
    assert run([*command, "--resume"]) == 0
    said = capsys.readouterr()
    assert "Round 2:" in said.err and "2 takes by A scripted backend, for about $0.10" in said.out
    kit = json.loads((out / "kit.json").read_text("utf-8"))
    assert [one["number"] for one in kit["loop"]["rounds"]] == [1, 2]
    assert kit["loop"]["rounds"][1]["changes"]
    assert {take["id"] for take in kit["takes"]} == {"round-01-take-01", "round-02-take-01"}
    assert all(0 <= take["stiffness"]["copy"] <= 1 for take in kit["takes"])
    assert all(take["likeness"]["share_of_own_baseline"] == 1.0 for take in kit["takes"][:1])
    page = (out / "report.html").read_text("utf-8")
    assert "Round 2</h3>" in page and kit["loop"]["said"] in page
    for name in ("rounds.jpg", "contact-sheet.jpg", kit["exports"][0]["file"]):
        term = carried_source_type((out / name).read_bytes())
        assert term is not None and term.tells_of_generative_ai, name
    assert len(backend.orders) == 3


def test_without_consent_on_record_nothing_is_made(
    photo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A person nobody knows, and one who agreed to nothing."""
    backend = ScriptedBackend()
    script(monkeypatch, backend)
    out = tmp_path / "kit"
    assert run(["direct", str(photo), "--out", str(out), *COMMAND, *OTHERS]) == 1
    assert "No consent is on record" in capsys.readouterr().err
    with open_store(data_folder()) as store:
        store.people.add("Sam")
    assert run(["direct", str(photo), "--out", str(out), *COMMAND, *OTHERS]) == 1
    assert "on record without an agreement" in capsys.readouterr().err
    assert (backend.orders, out.exists()) == ([], False)


@pytest.mark.parametrize(
    "options", [("--rounds", "2"), ("--budget", "1"), ("--resume",), ("--rounds", "2", "--resume")]
)
def test_the_darkroom_knows_no_rounds(
    options: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Wrong usage is said, and nothing is opened."""
    command = ["direct", "no-such.jpg", "--job", "trust", "--out", str(tmp_path / "kit"), *options]
    assert run(command) == 2
    assert "hears no words" in capsys.readouterr().err


def test_compose_names_motifs_dialects_and_what_to_check(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A motif's care note is for the user; only the dialects that were asked for are written."""
    words = ["compose", "--job", "warmth", "--motifs", "heirloom", "--dialect", "kontext"]
    assert run(words) == 0
    said = capsys.readouterr().out
    assert said.count("──") == 2 and "── kontext ──" in said
    assert "A family heirloom is in view" in said
    assert "Note: heirloom: Name the real object" in said
    assert run([*words[:3], "--dialect", "nope"]) == 1
    assert "Dialect 'nope' is unknown" in capsys.readouterr().err
