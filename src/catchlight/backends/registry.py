"""Backends by name: the built-in ones, and those that installed plug-ins bring.

A plug-in has an entry point in the group `catchlight.backends`: a function that is handed
`register(name, make)`, where `make` takes the settings and gives a Backend. Built-in backends enter
by the same function.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib import import_module, metadata

from ..errors import BackendMissing, UnknownName
from ..settings import Settings, load_settings
from ..shot import Shot, Take
from .base import UNATTENDED, Backend, Capabilities, Run

GROUP = "catchlight.backends"
DEFAULT = "darkroom"

# In the order in which they are listed; each module has `make(settings) -> Backend`.
BUILT_IN = (
    "darkroom",
    "diffusers",
    "comfyui",
    "openai",
    "gemini",
    "bfl",
    "fal",
    "replicate",
    "openai_compatible",
)

MakeBackend = Callable[[Settings], Backend]
Register = Callable[[str, MakeBackend], None]


def find_backend(name: str = DEFAULT, settings: Settings | None = None) -> Backend:
    """The backend of that name, whether it is ready or not (see `Backend.missing`).

    Plug-ins are loaded only when no built-in backend has the name. Raises UnknownName, or
    BackendMissing for a plug-in that does not load.
    """
    settings = settings if settings is not None else load_settings()
    if name in BUILT_IN:
        return _make_built_in(name, settings)
    makers = _installed(strict=True)
    if name not in makers:
        raise UnknownName("backend", name, makers, "catchlight backends")
    return makers[name](settings)


def backends(settings: Settings | None = None) -> tuple[Backend, ...]:
    """All backends, ready or not; a plug-in that does not load is one that says so."""
    settings = settings if settings is not None else load_settings()
    return tuple(make(settings) for make in _installed(strict=False).values())


@dataclass(frozen=True)
class BrokenPlugin:
    """What stands in the list for a plug-in that does not load."""

    name: str
    why: str
    title: str = "A plug-in that does not load"

    @property
    def capabilities(self) -> Capabilities:
        """None at all."""
        return Capabilities(False, False, False, False, False, False)

    def missing(self) -> str:
        """Why it does not load."""
        return self.why

    def estimate_usd(self, shot: Shot) -> float:
        """Nothing: it can make nothing."""
        return 0.0

    def generate(self, shot: Shot, run: Run = UNATTENDED) -> Iterator[Take]:
        """Raise BackendMissing."""
        raise BackendMissing(self.why)


def _make_built_in(name: str, settings: Settings) -> Backend:
    module = import_module(f".{name}", __package__)
    backend: Backend = module.make(settings)
    return backend


def _broken(name: str, why: str, _: Settings) -> Backend:
    return BrokenPlugin(name, why)


def _installed(strict: bool) -> dict[str, MakeBackend]:
    """All makers by name. A plug-in that fails is raised when `strict`, else stands as broken."""
    found: dict[str, MakeBackend] = {}

    def register(name: str, make: MakeBackend) -> None:
        if name in found:
            raise ValueError(f"two plug-ins bring a backend named {name!r}")
        found[name] = make

    for name in BUILT_IN:
        register(name, partial(_make_built_in, name))
    for entry in metadata.entry_points(group=GROUP):
        try:
            entry.load()(register)
        except Exception as error:  # a plug-in's code may raise anything
            why = (
                f"The plug-in {entry.value!r} of backends does not load "
                f"({type(error).__name__}: {error}). Install a version of it that fits this "
                "Catchlight, or remove it."
            )
            if strict:
                raise BackendMissing(why) from error
            found[entry.name] = partial(_broken, entry.name, why)
    return found
