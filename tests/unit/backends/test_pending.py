"""Requests that wait to be collected are kept over a restart, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest

from catchlight.backends.pending import Pending, PendingFile, RememberedOnly


@pytest.fixture(params=["file", "memory"])
def pending(request: pytest.FixtureRequest, tmp_path: Path) -> Pending:
    return PendingFile(tmp_path / "run" / "p.json") if request.param == "file" else RememberedOnly()


def test_a_request_is_found_until_it_is_dropped(pending: Pending) -> None:
    """Each by the key of its take."""
    pending.keep("a", {"url": "1"})
    pending.keep("b", {"url": "2"})
    assert pending.find("a") == {"url": "1"}
    pending.drop("a")
    pending.drop("a")
    assert pending.find("a") is None
    assert pending.find("b") == {"url": "2"}


def test_a_restart_finds_what_was_kept(tmp_path: Path) -> None:
    """Another process reads the same file; once all is collected it is gone."""
    path = tmp_path / "run" / "p.json"
    PendingFile(path).keep("a", {"url": "1"})
    assert PendingFile(path).find("a") == {"url": "1"}
    PendingFile(path).drop("a")
    assert not path.exists()


@pytest.mark.parametrize("text", ["", "{", "[]", '"x"'])
def test_a_damaged_file_counts_as_empty(tmp_path: Path, text: str) -> None:
    """The worst that follows is a second request."""
    path = tmp_path / "p.json"
    path.write_text(text)
    one = PendingFile(path)
    assert one.find("a") is None
    one.keep("a", {"url": "1"})
    assert PendingFile(path).find("a") == {"url": "1"}
