"""Impression models by name: the built-in one, and those that installed packs bring.

A pack has an entry point in the group `catchlight.impressions`: a function that is handed
`register(name, make)`. Packs hold what may not enter this distribution, such as weights whose
licence allows no commercial use.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import metadata

from ..errors import ModelMissing, UnknownName
from .model import ImpressionModel
from .published import PublishedModel

GROUP = "catchlight.impressions"
DEFAULT = PublishedModel.name
# Packs in this repository, by the name of their model, and what installs each.
PACKS = {"omi": "pip install packages/catchlight-omi"}

MakeModel = Callable[[], ImpressionModel]
Register = Callable[[str, MakeModel], None]


def find_model(name: str = DEFAULT) -> ImpressionModel:
    """The impression model of that name.

    Packs are loaded only when another model than the built-in one is asked for. Raises UnknownName,
    or ModelMissing for a pack that is not installed or does not load.
    """
    if name == DEFAULT:
        return PublishedModel()
    models = installed_models()
    if name in models:
        return models[name]()
    if name in PACKS:
        raise ModelMissing(
            f"Impression model {name!r} is not installed: it is a pack of its own, under a licence "
            f"of its own. Run `{PACKS[name]}` in the folder of Catchlight's source."
        )
    raise UnknownName("impression model", name, {*models, *PACKS})


def installed_models() -> dict[str, MakeModel]:
    """All models that can be made, by name; the built-in one enters by the same door."""
    found: dict[str, MakeModel] = {}

    def register(name: str, make: MakeModel) -> None:
        if name in found:
            raise ValueError(f"two packs bring an impression model named {name!r}")
        found[name] = make

    register(DEFAULT, PublishedModel)
    for entry in metadata.entry_points(group=GROUP):
        try:
            entry.load()(register)
        except Exception as error:  # a pack's code may raise anything
            raise ModelMissing(
                f"The pack {entry.value!r} of impression models does not load "
                f"({type(error).__name__}: {error}). Install a version of it that fits this "
                "Catchlight, or remove it."
            ) from error
    return found
