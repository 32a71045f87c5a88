"""Replicate: a prediction is created and looked at until it has succeeded or failed."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from ..errors import BackendError
from ..settings import Settings
from .base import Backend
from .desk import Desk, Made
from .models import find_model_card
from .replies import content_rules
from .service import ServiceBackend

PHOTO_SIDE_PX = 1024  # photos go as data addresses, which are meant for up to a megabyte
WAITING = ("starting", "queued", "processing")
REFUSAL_WORDS = ("nsfw", "flagged", "sensitive", "safety", "moderat", "prohibited")


class Replicate:
    """POST /v1/models/{owner}/{name}/predictions; GET urls.get; GET the output."""

    service = "replicate"
    title = "Replicate"
    photo_side_px = PHOTO_SIDE_PX
    replies = (content_rules((400, 422), "nsfw", "flagged as sensitive"),)

    def key_header(self, key: str) -> tuple[str, str]:
        """A bearer token."""
        return "Authorization", f"Bearer {key}"

    def hands_on(self, settings: Settings, host: str) -> bool:
        """Always: an address of one's own is then a gateway to it."""
        return True

    def make(self, desk: Desk) -> Made:
        """One picture over a prediction."""
        return desk.queued(
            lambda: _submit(desk), lambda t: _result(desk, t), lambda t: _cancel(desk, t)
        )


def _submit(desk: Desk) -> tuple[Mapping[str, str], float | None]:
    body = desk.order(
        f"/v1/models/{desk.card.id}/predictions",
        json={"input": {**desk.fields(), **desk.photo_fields()}},
    )
    urls = body.get("urls") if isinstance(body, Mapping) else None
    if not isinstance(urls, Mapping) or not isinstance(urls.get("get"), str):
        raise desk.untraceable("address for its state")
    return {name: str(urls[name]) for name in ("get", "cancel") if urls.get(name)}, None


def _result(desk: Desk, ticket: Mapping[str, str]) -> Made | None:
    body = desk.look(ticket["get"])
    status = body.get("status")
    if status in WAITING:
        desk.stage("waiting" if status != "processing" else "making")
        return None
    if status == "succeeded":
        output = body.get("output")
        first = output[0] if isinstance(output, list) and output else output
        if isinstance(first, str):
            return Made(desk.fetch(first))
        raise desk.failed("it succeeded, but holds no picture")
    said = str(body.get("error") or status)
    if any(word in said.lower() for word in REFUSAL_WORDS):
        raise desk.refused(said)
    raise desk.failed(said)


def _cancel(desk: Desk, ticket: Mapping[str, str]) -> None:
    """Tell Replicate to stop; whether it still can does not matter any more."""
    if "cancel" in ticket:
        with suppress(BackendError):
            desk.tell("POST", ticket["cancel"])


def make(settings: Settings) -> Backend:
    """Replicate with the model that is set."""
    card = find_model_card("replicate", settings.text("replicate.model"))
    return ServiceBackend(Replicate(), card, settings)
