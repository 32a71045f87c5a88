"""A model from the hub, with progress; it can be stopped between files and continued."""

from __future__ import annotations

import json
from dataclasses import replace

from ..errors import BackendError, BackendMissing
from ..outbound.hub import Hub
from ..settings import Settings
from .base import Progress, Run
from .diffusers_folder import INDEX, ModelPlace, chosen_files


def fetch_model(
    place: ModelPlace, settings: Settings, half: bool, takes: int, run: Run
) -> ModelPlace:
    """The same place with its folder. Raises BackendMissing, BackendError, BackendCancelled.

    `half` prefers weights that are stored in 16 bit. How large it is, is told before it comes.
    """
    hub = Hub(settings.text("network.proxy"), settings.number("network.timeout_s"))

    def tell(stage: str, fraction: float | None) -> None:
        run.stop_if_cancelled()
        run.on_progress(Progress(1, takes, stage, fraction))

    tell(f"asking the hub for {place.hub_id}", None)
    model = hub.look(place.hub_id)
    if INDEX not in model.files:
        raise BackendMissing(
            f"{place.hub_id} holds no {INDEX}. Expected a model in the form of diffusers. Choose "
            "such a repository; there is often one beside the original."
        )
    index_file = hub.fetch(model, INDEX)
    folder = index_file.parent
    try:
        index = json.loads(index_file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BackendError(
            f"The {INDEX} of {place.hub_id} cannot be read. Expected JSON."
        ) from error
    names = chosen_files(model.files, index, half=half)
    whole = sum(model.files[name] for name in names)
    done = 0
    for name in names:
        tell(f"fetching {place.hub_id}, {whole / 1e9:.1f} GB", done / max(whole, 1))
        hub.fetch(model, name)
        done += model.files[name]
    hub.settle(model, folder)
    return replace(place, folder=folder)
