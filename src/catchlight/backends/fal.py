"""fal: a queue before many models; a request has addresses for its state and its result."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from ..errors import BackendError
from ..settings import Settings
from .base import Backend
from .desk import Desk, Made
from .models import find_model_card
from .pictures import from_base64
from .replies import content_rules, no_credit
from .service import ServiceBackend

PHOTO_SIDE_PX = 1280
WAITING = ("IN_QUEUE", "IN_PROGRESS")


class Fal:
    """POST /{model}[/edit] → addresses; GET status until COMPLETED; GET the response."""

    service = "fal"
    title = "fal"
    photo_side_px = PHOTO_SIDE_PX
    replies = (
        content_rules((400, 403, 422), "content_policy", "content policy", "nsfw", "safety"),
        no_credit((402, 403), "balance", "locked", "billing"),
    )

    def key_header(self, key: str) -> tuple[str, str]:
        """fal's own scheme."""
        return "Authorization", f"Key {key}"

    def hands_on(self, settings: Settings, host: str) -> bool:
        """Always: an address of one's own is then a gateway to it."""
        return True

    def make(self, desk: Desk) -> Made:
        """One picture over the queue."""
        return desk.queued(
            lambda: _submit(desk), lambda t: _result(desk, t), lambda t: _cancel(desk, t)
        )


def _submit(desk: Desk) -> tuple[Mapping[str, str], float | None]:
    card = desk.card
    body = desk.order(
        f"/{card.id}{card.with_photos if desk.asked.photos else ''}",
        json={**desk.fields(), **desk.photo_fields()},
    )
    names = ("status_url", "response_url", "cancel_url")
    found = {name: body.get(name) for name in names} if isinstance(body, Mapping) else {}
    if not isinstance(found.get("status_url"), str) or not isinstance(found["response_url"], str):
        raise desk.untraceable("address for its state")
    return {name: str(value) for name, value in found.items() if value}, None


def _result(desk: Desk, ticket: Mapping[str, str]) -> Made | None:
    body = desk.look(ticket["status_url"])
    status = body.get("status")
    if status in WAITING:
        place = body.get("queue_position")
        desk.stage(f"queued, {place} before it" if place else "making")
        return None
    if status != "COMPLETED":
        raise desk.failed(body.get("error") or status)
    return Made(_picture(desk, desk.look(ticket["response_url"])))


def _picture(desk: Desk, body: Any) -> bytes:
    """The bytes of the first picture: in the answer itself (sync_mode), or at its address."""
    images = body.get("images") if isinstance(body, Mapping) else None
    first = images[0] if isinstance(images, list) and images else {}
    url = first.get("url") if isinstance(first, Mapping) else None
    if not isinstance(url, str):
        raise desk.failed(body.get("description") or "it sent no picture")
    if True in (body.get("has_nsfw_concepts") or ()):
        raise desk.refused("the finished picture was marked as unsafe")
    return from_base64(url, desk.title) if url.startswith("data:") else desk.fetch(url)


def _cancel(desk: Desk, ticket: Mapping[str, str]) -> None:
    """Tell fal to stop; whether it still can does not matter any more."""
    if "cancel_url" in ticket:
        with suppress(BackendError):
            desk.tell("PUT", ticket["cancel_url"])


def make(settings: Settings) -> Backend:
    """Fal with the model that is set."""
    return ServiceBackend(Fal(), find_model_card("fal", settings.text("fal.model")), settings)
