"""Backends are found by name; built-in ones and plug-ins come through one door."""

from __future__ import annotations

from dataclasses import replace
from importlib import metadata

import pytest

from catchlight.backends import registry
from catchlight.backends.base import Run, never, silent
from catchlight.backends.darkroom import Darkroom
from catchlight.backends.listing import backend_to_dict, what_leaves
from catchlight.backends.registry import BUILT_IN, Register, backends, find_backend
from catchlight.errors import BackendMissing, UnknownName
from catchlight.settings import default_settings

from .conftest import words_shot

pytestmark = pytest.mark.usefixtures("home")


class Mine(Darkroom):
    name = "mine"


def brings_mine(register: Register) -> None:
    register("mine", lambda settings: Mine())


def breaks(register: Register) -> None:
    raise ImportError("no module named torch")


def takes_a_name(register: Register) -> None:
    register("darkroom", lambda settings: Mine())


@pytest.fixture
def plugin(monkeypatch: pytest.MonkeyPatch) -> object:
    """Install one plug-in, as a package's entry point would."""

    def install(function: str) -> None:
        entry = metadata.EntryPoint("mine", f"{__name__}:{function}", registry.GROUP)
        monkeypatch.setattr(registry.metadata, "entry_points", lambda group: [entry])

    return install


@pytest.mark.parametrize("name", BUILT_IN)
def test_every_built_in_backend_keeps_the_contract(name: str) -> None:
    """Its name, what it can do, what it lacks and what it costs are known without any call."""
    backend = find_backend(name, default_settings())
    able = backend.capabilities
    assert backend.name == name
    assert backend.title
    assert isinstance(backend.missing(), str)
    assert able.from_text or able.from_photos
    assert able.dialect in ("", "plain", "clip", "comfyui", "kontext")
    assert bool(able.sends_to) or not able.sends_away or name == "openai_compatible"
    assert backend.estimate_usd(words_shot(takes=4)) >= 0
    assert backend_to_dict(backend)["name"] == name


def test_the_default_is_the_darkroom_and_it_sends_nothing() -> None:
    """Nothing leaves this machine unless another backend is named."""
    backend = find_backend()
    assert backend.name == "darkroom"
    assert what_leaves(backend) == "Nothing leaves this machine."
    assert backends(default_settings())[0].name == "darkroom"


def test_a_name_that_is_not_known_has_near_ones() -> None:
    """And says where they are listed."""
    with pytest.raises(UnknownName, match=r"'openai'.*catchlight backends"):
        find_backend("openia")


def test_a_plug_in_brings_a_backend(plugin) -> None:
    """It is found by its name, and listed after the built-in ones."""
    plugin("brings_mine")
    assert isinstance(find_backend("mine"), Mine)
    assert [one.name for one in backends(default_settings())] == [*BUILT_IN, "mine"]


def test_a_plug_in_that_does_not_load_says_so_and_stops_no_other(plugin) -> None:
    """In the list it stands as broken; asked for by name it is an error."""
    plugin("breaks")
    assert find_backend("darkroom").name == "darkroom"
    broken = backends(default_settings())[-1]
    assert "no module named torch" in broken.missing()
    assert backend_to_dict(broken)["ready"] is False
    assert broken.estimate_usd(words_shot()) == 0
    with pytest.raises(BackendMissing):
        broken.generate(words_shot())
    with pytest.raises(BackendMissing, match="does not load"):
        find_backend("mine")


def test_a_plug_in_cannot_take_a_name_that_is_in_use(plugin) -> None:
    """The darkroom stays the darkroom."""
    plugin("takes_a_name")
    with pytest.raises(BackendMissing, match="two plug-ins"):
        find_backend("mine")


def test_a_run_by_itself_neither_reports_nor_cancels() -> None:
    """Its defaults are quiet, and agree to nothing."""
    run = Run()
    run.stop_if_cancelled()
    assert (run.on_progress, run.cancelled) == (silent, never)
    assert replace(run, id="x").id == "x"
