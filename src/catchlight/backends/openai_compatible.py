"""A server of the user's own that speaks OpenAI's image API: local ones, and gateways.

Such servers know the API's oldest fields only, so no others are sent.
"""

from __future__ import annotations

from ..errors import BackendError
from ..outbound import is_loopback, origin_of
from ..settings import Settings
from .base import Backend
from .desk import Desk, Made
from .models import ModelCard
from .openai import OpenAIImages, as_form, first_picture
from .pictures import from_base64
from .service import ServiceBackend
from .sizes import SizeLimits

SERVICE = "openai_compatible"
# What every such server takes: multiples of 64 within a megapixel or so.
SIZES = SizeLimits(step_px=64, least_px=512, most_px=1536, most_megapixels=1.6)


class OpenAICompatible(OpenAIImages):
    """As OpenAI, with fewer fields; the picture comes as base64 or as an address on the server."""

    service = SERVICE
    title = "OpenAI-compatible server"
    photo_side_px = 1024

    def hands_on(self, settings: Settings, host: str) -> bool:
        """Not where it runs on this machine, unless the user says that it is a gateway."""
        return settings.flag(f"{SERVICE}.hands_on") or not is_loopback(host)

    def make(self, desk: Desk) -> Made:
        """One picture from one request."""
        asked = desk.asked
        fields = {
            "model": desk.card.id,
            "prompt": asked.prompt,
            "n": 1,
            **desk.card.size_fields(asked.size),
            "response_format": "b64_json",
        }
        if asked.photos:
            body = desk.order("/v1/images/edits", **as_form(desk, fields))
        else:
            body = desk.order("/v1/images/generations", json=fields)
        desk.charge()
        entry = first_picture(body)
        if isinstance(entry.get("url"), str) and not entry.get("b64_json"):
            return Made(desk.fetch(self._on_server(entry["url"], desk)))
        return Made(from_base64(entry.get("b64_json"), desk.title))

    def _on_server(self, url: str, desk: Desk) -> str:
        if url.startswith("/"):
            return desk.base_url + url
        if url.startswith("http") and origin_of(url) == origin_of(desk.base_url):
            return url
        raise BackendError(
            f"{desk.title} gave an address elsewhere for the picture. Expected the picture itself, "
            "or an address on the same server. It was not fetched; set the server to b64_json."
        )


def make(settings: Settings) -> Backend:
    """The server with the model that is set; what it costs is what the settings say."""
    card = ModelCard(
        service=SERVICE,
        id=settings.text(f"{SERVICE}.model"),
        title=settings.text(f"{SERVICE}.model") or "a model of your server",
        photos=1 if settings.flag(f"{SERVICE}.edits") else 0,
        sizes=SIZES,
        usd=settings.number(f"{SERVICE}.cost_usd"),
        terms="the terms of whoever runs the server, and of the model it runs",
    )
    return ServiceBackend(OpenAICompatible(), card, settings)
