"""Impression models by name: the built-in one, packs that are installed, missing or broken."""

from __future__ import annotations

import json
from importlib import metadata
from pathlib import Path

import pytest

from catchlight.cli.app import run
from catchlight.errors import ModelMissing, UnknownName
from catchlight.impressions import registry
from catchlight.impressions.impression import NAMES, Abstention
from catchlight.impressions.published import PublishedModel
from catchlight.impressions.registry import DEFAULT, GROUP, find_model, installed_models
from catchlight.reading import Reading


class Silent:
    """A model that abstains from everything."""

    name = "silent"

    def infer(self, reading: Reading) -> dict[str, Abstention]:
        return {name: Abstention(name, self.name, f"silent on {reading.photo}") for name in NAMES}


def install_silent(register: registry.Register) -> None:
    register("silent", Silent)


def install_published_again(register: registry.Register) -> None:
    register(DEFAULT, PublishedModel)


def packs(monkeypatch: pytest.MonkeyPatch, *functions: str) -> None:
    """Exactly these packs are installed: functions of this module, as entry points."""
    found = [metadata.EntryPoint(name, f"{__name__}:{name}", GROUP) for name in functions]
    monkeypatch.setattr(registry.metadata, "entry_points", lambda group: tuple(found))


def test_the_built_in_model_is_the_default(monkeypatch: pytest.MonkeyPatch):
    """It needs no pack, and a broken one does not stand in its way."""
    packs(monkeypatch, "not_there")
    assert isinstance(find_model(), PublishedModel)
    assert isinstance(find_model("published-effects"), PublishedModel)


def test_an_installed_pack_brings_its_model_by_the_same_door(monkeypatch: pytest.MonkeyPatch):
    """It is listed beside the built-in one, and found by its name."""
    packs(monkeypatch, "install_silent")
    assert list(installed_models()) == ["published-effects", "silent"]
    assert find_model("silent").name == "silent"


def test_a_pack_that_is_not_installed_says_what_installs_it(monkeypatch: pytest.MonkeyPatch):
    """The message names the command, and that folder is there to install."""
    packs(monkeypatch)
    with pytest.raises(ModelMissing, match="`pip install packages/catchlight-omi`"):
        find_model("omi")
    for command in registry.PACKS.values():
        assert (Path(__file__).parents[3] / command.split()[-1] / "pyproject.toml").is_file()


def test_an_unknown_model_is_answered_with_the_known_ones(monkeypatch: pytest.MonkeyPatch):
    """Installed or not, every name that could be meant is listed."""
    packs(monkeypatch, "install_silent")
    with pytest.raises(UnknownName, match=r"'silnt'.*'silent'.*omi, published-effects, silent"):
        find_model("silnt")


@pytest.mark.parametrize("function", ["not_there", "install_published_again"])
def test_a_broken_pack_is_named_with_its_fault(monkeypatch: pytest.MonkeyPatch, function: str):
    """A pack that does not import, or that takes a name already taken."""
    packs(monkeypatch, function)
    with pytest.raises(ModelMissing, match=rf"{function}.*does not load"):
        find_model("omi")


def test_read_asks_the_model_that_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    """`--model` implies --impressions, and every impression names its model."""
    packs(monkeypatch, "install_silent")
    assert run(["read", "sample:astronaut", "--json", "--model", "silent"]) == 0
    found = json.loads(capsys.readouterr().out)["impressions"]
    assert set(found) == set(NAMES)
    assert found["warmth"]["reason"] == "silent on sample:astronaut"
    assert found["warmth"]["model"] == "silent"


def test_read_refuses_a_missing_model_before_it_reads(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    """Exit code 1, the command that installs it, nothing on standard output."""
    packs(monkeypatch)
    assert run(["read", "sample:astronaut", "--json", "--model", "omi"]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "pip install packages/catchlight-omi" in printed.err
