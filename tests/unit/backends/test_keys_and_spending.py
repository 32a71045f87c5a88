"""Keys show themselves to nobody; what is spent is counted and limited."""

from __future__ import annotations

import os
import pickle
import sys
import types
from datetime import UTC, datetime
from pathlib import Path

import pytest

from catchlight.backends.keys import Secret, find_key, forget_key, keep_key, missing_key
from catchlight.backends.spending import Budget, Expense, Ledger, by_month
from catchlight.errors import BackendError, BackendMissing, SpendLimit, UnknownName, UsageError
from catchlight.settings import default_settings

SETTINGS = default_settings()
WITH_KEYRING = SETTINGS.with_values("the test", {"keys.keyring": True})


def test_a_kept_key_is_in_a_file_for_its_owner_alone(home: Path) -> None:
    """It is found again, and forgotten on request."""
    where = keep_key("openai", "  sk-1234\n", SETTINGS)
    assert Path(where).stat().st_mode & 0o777 == 0o600
    assert Path(where).parent.stat().st_mode & 0o777 == 0o700
    found = find_key("openai", SETTINGS, {})
    assert found is not None and found.reveal() == "sk-1234"
    assert forget_key("openai", SETTINGS)
    assert find_key("openai", SETTINGS, {}) is None
    assert not forget_key("openai", SETTINGS)


def test_the_environment_wins_over_a_kept_key(home: Path) -> None:
    """So that one command can use another account; the first variable that is set counts."""
    keep_key("gemini", "from-file", SETTINGS)
    environment = {"GEMINI_API_KEY": " ", "GOOGLE_API_KEY": "from-environment"}
    found = find_key("gemini", SETTINGS, environment)
    assert found is not None
    assert (found.reveal(), found.source) == ("from-environment", "GOOGLE_API_KEY")


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX ones")
def test_a_key_that_others_can_read_is_not_used(home: Path) -> None:
    """It says how to mend it, and does not show the key."""
    path = Path(keep_key("openai", "sk-1234", SETTINGS))
    path.chmod(0o644)
    with pytest.raises(UsageError, match="chmod 600") as caught:
        find_key("openai", SETTINGS, {})
    assert "sk-1234" not in str(caught.value)


@pytest.mark.parametrize("value", ["", "two words", "line\nline", "clé", "x" * 5000])
def test_what_cannot_be_a_key_is_refused_without_being_shown(home: Path, value: str) -> None:
    """A pasted page or a broken line would end in a header."""
    with pytest.raises(UsageError) as caught:
        keep_key("openai", value, SETTINGS)
    assert not value or value not in str(caught.value)


def test_a_key_shows_itself_to_nobody() -> None:
    """Not printed, not formatted, not pickled."""
    key = Secret("sk-1234", "OPENAI_API_KEY")
    assert "sk-1234" not in f"{key!r} {key} {[key]}"
    with pytest.raises(TypeError):
        pickle.dumps(key)


def test_a_missing_key_says_where_to_get_one_and_how_to_keep_it() -> None:
    """Variable, page and command."""
    said = missing_key("fal")
    assert "FAL_KEY" in said and "https://fal.ai" in said and "backends key fal" in said
    with pytest.raises(UnknownName):
        missing_key("darkroom")


def test_the_keyring_is_used_only_when_the_setting_says_so(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may ask the user for a password, so it is never opened unasked."""
    kept: dict[tuple[str, str], str] = {}
    fake = types.ModuleType("keyring")
    fake.get_password = lambda service, name: kept.get((service, name))  # type: ignore[attr-defined]
    fake.set_password = lambda service, name, value: kept.update({(service, name): value})  # type: ignore[attr-defined]
    fake.delete_password = lambda service, name: kept.pop((service, name))  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "keyring", fake)
    assert keep_key("bfl", "key-1", WITH_KEYRING) == "the keyring"
    assert kept == {("catchlight", "bfl"): "key-1"}
    found = find_key("bfl", WITH_KEYRING, {})
    assert found is not None and found.reveal() == "key-1"
    assert find_key("bfl", SETTINGS, {}) is None
    assert forget_key("bfl", WITH_KEYRING)
    assert kept == {}


def test_a_keyring_that_does_not_work_says_so(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Missing, or locked."""
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(BackendMissing, match=r"catchlight\[keyring\]"):
        find_key("bfl", WITH_KEYRING, {})
    locked = types.ModuleType("keyring")

    def get_password(service: str, name: str) -> str:
        raise RuntimeError("locked")

    locked.get_password = get_password  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "keyring", locked)
    with pytest.raises(BackendMissing, match="does not answer"):
        find_key("bfl", WITH_KEYRING, {})


NOVEMBER, DECEMBER = datetime(2026, 11, 24, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)


def budget(path: Path, at: datetime = NOVEMBER, run: float = 1.0, month: float = 2.0) -> Budget:
    return Budget(Ledger(path), run, month, clock=lambda: at)


def test_the_ledger_only_grows_and_survives_a_torn_line(tmp_path: Path) -> None:
    """A crash while writing costs one line, not the file."""
    path = tmp_path / "kept" / "spending.jsonl"
    one = budget(path)
    one.add("openai", "gpt-image-2", 0.07, "estimated", "run-1")
    with path.open("a") as file:
        file.write('{"at": "2026-')
        file.write("\n")
    one.add("bfl", "flux-2-pro", 0.03, "reported", "run-2")
    assert [expense.usd for expense in Ledger(path).expenses()] == [0.07, 0.03]
    assert by_month(Ledger(path)) == {"2026-11": {"openai": 0.07, "bfl": 0.03}}
    assert set(vars(Expense("", "", "", 0, ""))) == {"at", "backend", "model", "usd", "how", "run"}


def test_the_limits_count_what_a_run_and_a_month_have_cost(tmp_path: Path) -> None:
    """0.9 + 0.1 fits into 1 a run; a run more fits into 2 a month, a third does not."""
    path = tmp_path / "spending.jsonl"
    one = budget(path)
    one.add("openai", "m", 0.9, "estimated", "a")
    one.check("OpenAI", 0.1, "a")
    with pytest.raises(SpendLimit, match=r"\$1\.00 a run") as caught:
        one.check("OpenAI", 0.11, "a")
    assert caught.value.spent_usd == 0.9
    one.add("openai", "m", 0.9, "estimated", "b")
    with pytest.raises(SpendLimit, match="a month"):
        one.check("OpenAI", 0.3, "c")
    budget(path, DECEMBER).check("OpenAI", 0.3, "c")


def test_what_is_free_has_no_limit(tmp_path: Path) -> None:
    """A limit of nothing still lets the user's own server work."""
    budget(tmp_path / "x.jsonl", run=0, month=0).check("Mine", 0.0, "a")


def test_nothing_goes_on_when_the_ledger_cannot_be_written(tmp_path: Path) -> None:
    """What is not counted cannot be limited."""
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    with pytest.raises(BackendError, match="could not be written"):
        budget(in_the_way / "spending.jsonl").add("openai", "m", 0.1, "estimated", "a")
