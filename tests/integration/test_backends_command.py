"""`catchlight backends` and `catchlight settings`, as a user calls them."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from catchlight.backends.registry import BUILT_IN
from catchlight.backends.spending import Ledger, budget_from
from catchlight.cli.app import run
from catchlight.settings import default_settings

VARIABLES = (
    "OPENAI_API_KEY",
    "GEMINI_API_KEY",
    "GOOGLE_API_KEY",
    "BFL_API_KEY",
    "FAL_KEY",
    "REPLICATE_API_TOKEN",
)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CATCHLIGHT_HOME", str(tmp_path / "home"))
    for variable in VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    return tmp_path / "home"


def test_every_backend_says_whether_it_is_ready_and_what_it_lacks(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """In words for people, as one object for programs."""
    assert run(["backends", "--json"]) == 0
    rows = {row["name"]: row for row in json.loads(capsys.readouterr().out)["backends"]}
    assert tuple(rows)[: len(BUILT_IN)] == BUILT_IN
    assert rows["darkroom"]["ready"] and not rows["darkroom"]["sends_away"]
    assert not rows["openai"]["ready"] and "OPENAI_API_KEY" in rows["openai"]["missing"]
    assert rows["openai"]["sends_to"] == "https://api.openai.com"
    assert rows["openai"]["cost_per_take_usd"] > 0
    assert run(["backends"]) == 0
    out = capsys.readouterr().out
    assert "Nothing leaves this machine." in out and "OPENAI_API_KEY" in out


def test_a_key_is_kept_from_standard_input_and_shown_nowhere(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    """With it the backend is ready; then it is forgotten."""
    monkeypatch.setattr("sys.stdin", io.StringIO("sk-5f3a9d\n"))
    assert run(["backends", "key", "openai"]) == 0
    assert run(["backends", "--json"]) == 0
    out = capsys.readouterr().out
    assert "sk-5f3a9d" not in out
    rows = json.loads(out[out.index("{") :])["backends"]
    assert next(row for row in rows if row["name"] == "openai")["ready"]
    assert run(["backends", "key", "openai", "--forget"]) == 0
    assert "forgotten" in capsys.readouterr().out
    assert not any((home / "keys").iterdir())


def test_a_key_for_nobody_is_refused(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message names the ones there are."""
    monkeypatch.setattr("sys.stdin", io.StringIO("sk-1\n"))
    assert run(["backends", "key", "opnai"]) == 1
    assert "'openai'" in capsys.readouterr().err


def test_what_was_spent_is_summed_up(capsys: pytest.CaptureFixture[str]) -> None:
    """By month and backend, beside the limit."""
    budget = budget_from(default_settings())
    budget.add("openai", "gpt-image-2", 0.07, "estimated", "run-1")
    budget.add("openai", "gpt-image-2", 0.07, "estimated", "run-1")
    assert run(["backends", "spent"]) == 0
    out = capsys.readouterr().out
    assert "openai             $0.14" in out and "of at most $20.00" in out
    assert run(["backends", "spent", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["this_month_usd"] == pytest.approx(0.14)
    assert len(list(Ledger().expenses())) == 2


def test_a_model_that_is_not_listed_is_pointed_out(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """So is an address without encryption."""
    monkeypatch.setenv("CATCHLIGHT_OPENAI_MODEL", "gpt-image-9")
    monkeypatch.setenv("CATCHLIGHT_COMFYUI_BASE_URL", "http://192.168.0.7:8188")
    assert run(["backends"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "gpt-image-9 is not in Catchlight's list" in out
    assert "without encryption" in out


def test_settings_are_listed_with_who_set_them(
    capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    """The file, its values, and the variable that would win."""
    home.mkdir()
    (home / "settings.toml").write_text('[bfl]\nmodel = "flux-2-max"\n')
    assert run(["settings"]) == 0
    out = capsys.readouterr().out
    assert "flux-2-max   set by" in out and "CATCHLIGHT_BFL_MODEL" in out
    assert run(["settings", "--json"]) == 0
    assert any(row["value"] == "flux-2-max" for row in json.loads(capsys.readouterr().out))


def test_a_damaged_settings_file_is_a_usage_error(
    capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    """Exit code 2, and the file's name."""
    home.mkdir()
    (home / "settings.toml").write_text("[[[")
    assert run(["backends"]) == 2
    assert "settings.toml" in capsys.readouterr().err
