"""Black Forest Labs: a request is submitted, then its own polling address is looked at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeGuard

from ..settings import Settings
from .base import Backend
from .desk import Desk, Made
from .models import find_model_card
from .replies import bad_key, content_rules, no_credit
from .service import ServiceBackend

PHOTO_SIDE_PX = 1536
USD_PER_CREDIT = 0.01
WAITING = ("Pending", "Queued", "Processing")
REFUSED = ("Request Moderated", "Content Moderated")
GONE = "Task not found"


class BlackForestLabs:
    """POST /v1/{model} → id and polling_url; GET that until `Ready`; GET the sample."""

    service = "bfl"
    title = "Black Forest Labs"
    photo_side_px = PHOTO_SIDE_PX
    replies = (
        content_rules((400, 403, 422), "moderat", "safety"),
        bad_key((403,), "not authenticated", "invalid key", "api key"),
        no_credit((402, 403), "credit"),
    )

    def key_header(self, key: str) -> tuple[str, str]:
        """The service's own header."""
        return "x-key", key

    def hands_on(self, settings: Settings, host: str) -> bool:
        """Always: an address of one's own is then a gateway to it."""
        return True

    def make(self, desk: Desk) -> Made:
        """One picture over the queue."""
        return desk.queued(lambda: _submit(desk), lambda t: _result(desk, t), lambda t: None)


def _submit(desk: Desk) -> tuple[Mapping[str, str], float | None]:
    photos = {
        desk.card.photo_field + ("" if number == 1 else f"_{number}"): upload.base64
        for number, upload in enumerate(desk.asked.photos, start=1)
    }
    body = desk.order(
        f"/v1/{desk.card.id}",
        json={**desk.fields(), **photos},
    )
    address = body.get("polling_url") if isinstance(body, Mapping) else None
    if not isinstance(address, str):
        raise desk.untraceable("polling address")
    credits_ = body.get("cost")
    return {"url": address}, credits_ * USD_PER_CREDIT if _is_number(credits_) else None


def _result(desk: Desk, ticket: Mapping[str, str]) -> Made | None:
    body = desk.look(ticket["url"])
    status = body.get("status")
    if status == "Ready":
        sample = (body.get("result") or {}).get("sample")
        if isinstance(sample, str):
            return Made(desk.fetch(sample))
        raise desk.failed("it is ready, but holds no picture")
    if status in WAITING:
        share = body.get("progress")
        desk.stage("making", float(share) if _is_number(share) else None)
        return None
    if status in REFUSED:
        raise desk.refused(status)
    if status == GONE:
        raise desk.gone()
    raise desk.failed(status)


def _is_number(value: Any) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def make(settings: Settings) -> Backend:
    """Black Forest Labs with the model that is set."""
    card = find_model_card("bfl", settings.text("bfl.model"))
    return ServiceBackend(BlackForestLabs(), card, settings)
