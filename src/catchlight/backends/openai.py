"""OpenAI images: from words, or from photos and words, inside a mask where one is given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..settings import Settings
from .base import Backend
from .desk import Desk, Made
from .models import find_model_card
from .pictures import from_base64
from .replies import bad_key, content_rules, no_credit
from .service import ServiceBackend

PHOTO_SIDE_PX = 1536


class OpenAIImages:
    """POST /v1/images/generations and /v1/images/edits; the picture comes in the answer."""

    service = "openai"
    title = "OpenAI"
    photo_side_px = PHOTO_SIDE_PX
    replies = (
        content_rules(
            (400, 403),
            "moderation_blocked",
            "content_policy",
            "safety system",
            "image_generation_user_error",
        ),
        no_credit((400, 403, 429), "insufficient_quota", "billing_hard_limit", "billing limit"),
        bad_key((400, 403), "invalid_api_key", "incorrect api key"),
    )

    def key_header(self, key: str) -> tuple[str, str]:
        """A bearer token."""
        return "Authorization", f"Bearer {key}"

    def hands_on(self, settings: Settings, host: str) -> bool:
        """Always: an address of one's own is then a gateway to it."""
        return True

    def make(self, desk: Desk) -> Made:
        """One picture from one request."""
        asked = desk.asked
        fields: dict[str, Any] = {
            "model": desk.card.id,
            "prompt": asked.prompt,
            "n": 1,
            **desk.card.size_fields(asked.size),
            "quality": desk.quality,
            "output_format": "png",
        }
        if asked.photos:
            body = desk.order("/v1/images/edits", **as_form(desk, {**fields, **desk.card.fixed}))
        else:
            body = desk.order("/v1/images/generations", json=fields)
        desk.charge(usd_of(body, desk))
        return Made(from_base64(first_picture(body).get("b64_json"), desk.title))


def as_form(desk: Desk, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The request as multipart: fields, photos, and the mask."""
    name = "image[]" if len(desk.asked.photos) > 1 else "image"
    files = [(name, (one.name, one.data, one.mime)) for one in desk.asked.photos]
    if mask := desk.asked.mask:
        files.append(("mask", (mask.name, mask.data, mask.mime)))
    return {"data": {key: str(value) for key, value in fields.items()}, "files": files}


def first_picture(body: Any) -> Mapping[str, Any]:
    """The first entry of `data`; empty when there is none."""
    data = body.get("data") if isinstance(body, Mapping) else None
    found = data[0] if isinstance(data, list) and data else {}
    return found if isinstance(found, Mapping) else {}


def usd_of(body: Any, desk: Desk) -> float | None:
    """What the answer's tokens cost by the model's prices; None when it does not say."""
    rates = desk.card.usd_per_million_tokens
    usage = body.get("usage") if isinstance(body, Mapping) else None
    if not rates or not isinstance(usage, Mapping):
        return None
    details = usage.get("input_tokens_details") or {}
    counted = {
        "out": usage.get("output_tokens"),
        "image_in": details.get("image_tokens", 0),
        "text_in": details.get("text_tokens", usage.get("input_tokens", 0)),
    }
    if not all(isinstance(count, int) for count in counted.values()):
        return None
    return float(sum(rates[kind] * count for kind, count in counted.items())) / 1e6


def make(settings: Settings) -> Backend:
    """OpenAI with the model that is set."""
    card = find_model_card("openai", settings.text("openai.model"))
    return ServiceBackend(OpenAIImages(), card, settings)
