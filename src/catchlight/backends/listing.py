"""What there is to choose: backends with what each can do, lacks, costs and sends away."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from ..outbound import CALLS, is_loopback
from .base import Backend
from .comfyui import ComfyUI
from .diffusers import Diffusers
from .models import all_models
from .service import USUAL_SIZE, ServiceBackend

PLAIN_HTTP = "It is reached without encryption: whoever is on the way can read what is sent."


def backend_to_dict(backend: Backend, *, look: bool = False) -> dict[str, Any]:
    """Plain values of one backend, as `catchlight backends --json` prints them.

    With `look`, servers of the user's own are asked whether they run; nothing else is contacted.
    """
    able = backend.capabilities
    missing = backend.missing()
    if look and not missing and isinstance(backend, ComfyUI):
        missing = backend.look()
    sizes = able.sizes
    return {
        "name": backend.name,
        "title": backend.title,
        "ready": not missing,
        "missing": missing,
        "model": _model(backend),
        "models": models_to_dicts(backend.name),
        **{key: value for key, value in asdict(able).items() if key != "sizes"},
        "sizes": {
            "choices": [f"{one.width}x{one.height}" for one in sizes.choices],
            "step_px": sizes.step_px,
            "least_px": sizes.least_px,
            "most_px": sizes.most_px,
        },
        "sends": what_leaves(backend) if able.sends_away else "",
        "notes": notes_on(backend, looked=look),
    }


def _model(backend: Backend) -> str:
    """The model that is set, where a backend has one; never a path."""
    if isinstance(backend, Diffusers):
        return backend.model_name
    return backend.model.id if isinstance(backend, ServiceBackend) else ""


def what_leaves(backend: Backend) -> str:
    """One plain sentence on what is sent where, or that nothing is."""
    able = backend.capabilities
    if not able.sends_away:
        return "Nothing leaves this machine."
    call = next((one for one in CALLS if one.id == backend.name), None)
    sent = call.sends if call else "what the plug-in sends"
    return f"Sends {sent}, to {able.sends_to or 'the address in its settings'}."


def notes_on(backend: Backend, *, looked: bool = False) -> list[str]:
    """What to know beforehand: an address without encryption, a model that is not listed."""
    notes = backend.notes() if isinstance(backend, Diffusers) else []
    able = backend.capabilities
    if isinstance(backend, ComfyUI) and not looked:
        notes.append("Whether its server runs was not asked; --look asks it.")
    if able.sends_to.startswith("http://") and not is_loopback(able.sends_to):
        notes.append(PLAIN_HTTP)
    if isinstance(backend, ServiceBackend) and backend.model.assumed:
        notes.append(
            f"The model {backend.model.id} is not in Catchlight's list: it is taken to work and "
            "to cost like the first one there."
        )
    return notes


def models_to_dicts(service: str) -> list[dict[str, Any]]:
    """The listed models of a service with what a take of the usual size costs about."""
    rows = []
    for card in all_models().get(service, ()):
        size = card.sizes.nearest(USUAL_SIZE)
        one = min(1, card.photos)
        rows.append(
            {
                "id": card.id,
                "title": card.title,
                "photos": card.photos,
                "from_text": card.text,
                "mask": card.mask,
                "seeded": card.seed,
                "dialect": card.dialect,
                "usd_per_take": round(card.estimate_usd(size, one), 3),
                "checked_on": card.checked_on,
                "terms": card.terms,
            }
        )
    return rows
