"""Settings: defaults, then the file, then the environment; what is wrong is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from catchlight.errors import UnknownName, UsageError
from catchlight.settings import SETTINGS, data_folder, default_settings, load_settings


def test_the_file_and_then_the_environment_win(tmp_path: Path) -> None:
    """Each value knows who set it; numbers and yes and no are read as such."""
    file = tmp_path / "settings.toml"
    file.write_text('[openai]\nmodel = "from-file"\nquality = "low"\n[spend]\nper_run_usd = 5\n')
    environment = {"CATCHLIGHT_OPENAI_MODEL": "from-environment", "CATCHLIGHT_KEYS_KEYRING": "yes"}
    loaded = load_settings(file, environment)
    assert loaded.text("openai.model") == "from-environment"
    assert loaded.text("openai.quality") == "low"
    assert loaded.number("spend.per_run_usd") == 5.0
    assert loaded.flag("keys.keyring") is True
    assert loaded.whole("network.retries") == 4
    assert loaded.sources["openai.model"] == "CATCHLIGHT_OPENAI_MODEL"
    assert loaded.sources["openai.quality"] == str(file)


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    """Nothing need be written first."""
    assert load_settings(tmp_path / "none.toml", {}).values == default_settings().values


@pytest.mark.parametrize(
    ("text", "error", "said"),
    [
        ("[openai\n", UsageError, "Expected TOML"),
        ('model = "x"\n', UsageError, "outside a group"),
        ('[openai]\nmodle = "x"\n', UnknownName, "openai.model"),
        ('[network]\nretries = "often"\n', UsageError, "a whole number"),
        ("[network]\ntimeout_s = -3\n", UsageError, "a number from 0"),
        ('[keys]\nkeyring = "perhaps"\n', UsageError, "true or false"),
        ("[spend]\nper_run_usd = nan\n", UsageError, "a number from 0"),
        ('[openai]\nmodel = ["x"]\n', UsageError, "one value"),
    ],
)
def test_a_mistake_in_the_file_is_said_with_its_place(
    tmp_path: Path, text: str, error: type[Exception], said: str
) -> None:
    """Never corrected in silence."""
    file = tmp_path / "settings.toml"
    file.write_text(text)
    with pytest.raises(error, match=said):
        load_settings(file, {})


def test_a_setting_that_is_not_known_is_an_error_for_the_program_too() -> None:
    """A typing mistake must not read as a default."""
    with pytest.raises(UnknownName):
        default_settings().text("openai.modle")


def test_every_setting_has_words_and_a_variable_of_its_own() -> None:
    """The list is what users read."""
    assert len({one.variable for one in SETTINGS}) == len(SETTINGS)
    assert all(one.help.endswith(".") for one in SETTINGS)


def test_the_data_folder_is_where_the_user_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else it is the system's usual place; it is not made by asking."""
    monkeypatch.setenv("CATCHLIGHT_HOME", "/somewhere/else")
    assert data_folder() == Path("/somewhere/else")
