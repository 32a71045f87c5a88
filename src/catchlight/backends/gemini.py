"""Gemini image models: `generateContent` with photos as parts; the picture comes in the answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..settings import Settings
from .base import Backend
from .desk import Desk, Made
from .models import find_model_card
from .pictures import from_base64
from .replies import bad_key, content_rules
from .service import ServiceBackend

PHOTO_SIDE_PX = 1536
# Reasons to end without a picture that lie in the content, by Gemini's own names.
REFUSALS = (
    "SAFETY",
    "PROHIBITED_CONTENT",
    "BLOCKLIST",
    "RECITATION",
    "SPII",
    "IMAGE_SAFETY",
    "IMAGE_PROHIBITED_CONTENT",
    "IMAGE_RECITATION",
)


class Gemini:
    """POST /v1beta/models/{model}:generateContent."""

    service = "gemini"
    title = "Google Gemini"
    photo_side_px = PHOTO_SIDE_PX
    replies = (
        bad_key((400, 403), "api_key_invalid", "api key not valid", "api key expired"),
        content_rules((400,), "safety", "prohibited"),
    )

    def key_header(self, key: str) -> tuple[str, str]:
        """A header: in the address it would stand in logs."""
        return "x-goog-api-key", key

    def hands_on(self, settings: Settings, host: str) -> bool:
        """Always: an address of one's own is then a gateway to it."""
        return True

    def make(self, desk: Desk) -> Made:
        """One picture from one request."""
        asked = desk.asked
        shape = desk.card.size_fields(asked.size)
        photos = [{"inlineData": {"mimeType": p.mime, "data": p.base64}} for p in asked.photos]
        image_config = {"aspectRatio": shape["aspect_ratio"]}
        if "resolution" in shape:
            image_config["imageSize"] = shape["resolution"]
        body = desk.order(
            f"/v1beta/models/{desk.card.id}:generateContent",
            json={
                "contents": [{"role": "user", "parts": [{"text": asked.prompt}, *photos]}],
                "generationConfig": {
                    "responseModalities": ["TEXT", "IMAGE"],
                    "imageConfig": image_config,
                },
            },
        )
        desk.charge(usd_of(body, desk))
        parts, reason, said = _read(body)
        pictures = [p["inlineData"] for p in parts if p.get("inlineData") and not p.get("thought")]
        if pictures:
            return Made(from_base64(pictures[-1].get("data"), desk.title))
        if reason in REFUSALS:
            raise desk.refused(said or reason)
        raise desk.failed(said or reason or "it sent no picture")


def _read(body: Any) -> tuple[list[Mapping[str, Any]], str, str]:
    """The parts of the first candidate, why it ended, and what it said instead of a picture."""
    body = body if isinstance(body, Mapping) else {}
    candidates = body.get("candidates") or [{}]
    content = candidates[0].get("content") or {}
    parts = [part for part in content.get("parts") or () if isinstance(part, Mapping)]
    feedback = body.get("promptFeedback") or {}
    reason = feedback.get("blockReason") or candidates[0].get("finishReason") or ""
    own = " ".join(str(part["text"]) for part in parts if part.get("text"))
    said = candidates[0].get("finishMessage") or feedback.get("blockReasonMessage") or own
    return parts, str(reason), str(said)


def usd_of(body: Any, desk: Desk) -> float | None:
    """What the answer's tokens cost by the model's prices; None when it does not say."""
    rates = desk.card.usd_per_million_tokens
    usage = body.get("usageMetadata") if isinstance(body, Mapping) else None
    if not rates or not isinstance(usage, Mapping):
        return None
    sent, made = usage.get("promptTokenCount"), usage.get("candidatesTokenCount")
    if not isinstance(sent, int) or not isinstance(made, int):
        return None
    return (sent * rates["text_in"] + made * rates["out"]) / 1e6


def make(settings: Settings) -> Backend:
    """Gemini with the model that is set."""
    card = find_model_card("gemini", settings.text("gemini.model"))
    return ServiceBackend(Gemini(), card, settings)
