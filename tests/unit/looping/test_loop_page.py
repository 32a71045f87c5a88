"""The page on rounds shows code that runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[3] / "docs" / "loop.md"


def test_the_code_on_the_page_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two takes are asked for, the second times out; the first passes."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CATCHLIGHT_HOME", str(tmp_path / "own"))
    (code,) = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.S)
    exec(compile(code, str(PAGE), "exec"), {})
    said = capsys.readouterr().out
    assert said.splitlines()[0] == "1 ['pass']"
    assert said.splitlines()[-1] == "Stopped after 1 round: the checklist passes."
    assert (tmp_path / "kit" / "rounds.jpg").is_file()
