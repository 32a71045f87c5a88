"""How each service answers when all is well, and when it refuses: recorded shapes, by hand."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .fake_server import FakeServer, Reply


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


@dataclass(frozen=True)
class ServiceCase:
    """One service: where it is asked, how it answers, what its refusal looks like."""

    name: str
    variable: str
    order_path: str
    photo_path: str
    install: Callable[[FakeServer, bytes], None]
    refusal: Reply
    key_in: str
    settings: dict[str, Any]
    queued: bool = False
    download: str = ""
    seeded: bool = False


def openai(server: FakeServer, picture: bytes) -> None:
    usage = {
        "input_tokens": 200,
        "output_tokens": 2000,
        "input_tokens_details": {"text_tokens": 100, "image_tokens": 100},
    }
    reply = Reply(body={"created": 1, "data": [{"b64_json": b64(picture)}], "usage": usage})
    server.on("POST", "/v1/images/generations", reply)
    server.on("POST", "/v1/images/edits", reply)


def openai_compatible(server: FakeServer, picture: bytes) -> None:
    reply = Reply(body={"data": [{"b64_json": b64(picture)}]})
    server.on("POST", "/v1/images/generations", reply)
    server.on("POST", "/v1/images/edits", reply)


def gemini(server: FakeServer, picture: bytes) -> None:
    parts = [
        {"text": "Here it is."},
        {"thought": True, "inlineData": {"mimeType": "image/png", "data": b64(b"a draft")}},
        {"inlineData": {"mimeType": "image/png", "data": b64(picture)}},
    ]
    body = {
        "candidates": [{"content": {"role": "model", "parts": parts}, "finishReason": "STOP"}],
        "usageMetadata": {"promptTokenCount": 1000, "candidatesTokenCount": 1200},
    }
    path = "/v1beta/models/gemini-nano-banana-2.1:generateContent"
    server.on("POST", path, Reply(body=body))


def bfl(server: FakeServer, picture: bytes) -> None:
    server.on(
        "POST",
        "/v1/flux-2-pro",
        Reply(body={"id": "t1", "polling_url": f"{server.url}/poll?id=t1", "cost": 4.5}),
    )
    ready = {"id": "t1", "status": "Ready", "result": {"sample": f"{server.url}/out.png"}}
    server.on("GET", "/poll", Reply(body={"status": "Pending", "progress": 0.3}), Reply(body=ready))
    server.on("GET", "/out.png", Reply(body=picture))


def fal(server: FakeServer, picture: bytes) -> None:
    base = f"{server.url}/google/nano-banana-2.1/requests/r1"
    body = {
        "request_id": "r1",
        "status_url": f"{base}/status",
        "response_url": base,
        "cancel_url": f"{base}/cancel",
    }
    path = "/google/nano-banana-2.1"
    server.on("POST", path, Reply(body=body))
    server.on("POST", f"{path}/edit", Reply(body=body))
    server.on(
        "GET",
        f"{path}/requests/r1/status",
        Reply(202, {"status": "IN_QUEUE", "queue_position": 2}),
        Reply(202, {"status": "IN_PROGRESS"}),
        Reply(body={"status": "COMPLETED"}),
    )
    done = {"images": [{"url": f"{server.url}/out.png", "content_type": "image/png"}]}
    server.on("GET", f"{path}/requests/r1", Reply(body=done))
    server.on("PUT", f"{path}/requests/r1/cancel", Reply(202, {"status": "CANCELLATION_REQUESTED"}))
    server.on("GET", "/out.png", Reply(body=picture))


def replicate(server: FakeServer, picture: bytes) -> None:
    path = "/v1/models/black-forest-labs/flux-2-pro/predictions"
    urls = {"get": f"{server.url}/v1/predictions/p1", "cancel": f"{server.url}/p1/cancel"}
    server.on("POST", path, Reply(201, {"id": "p1", "status": "starting", "urls": urls}))
    done = {"status": "succeeded", "output": f"{server.url}/out.png", "urls": urls}
    server.on(
        "GET",
        "/v1/predictions/p1",
        Reply(body={"status": "starting"}),
        Reply(body={"status": "processing"}),
        Reply(body=done),
    )
    server.on("POST", "/p1/cancel", Reply(body={"status": "canceled"}))
    server.on("GET", "/out.png", Reply(body=picture))


CASES = (
    ServiceCase(
        "openai",
        "OPENAI_API_KEY",
        "/v1/images/generations",
        "/v1/images/edits",
        openai,
        Reply(
            400,
            {
                "error": {
                    "message": "Your request was rejected by the safety system.",
                    "code": "moderation_blocked",
                }
            },
        ),
        "authorization",
        {"openai.model": "gpt-image-2"},
    ),
    ServiceCase(
        "gemini",
        "GEMINI_API_KEY",
        "/v1beta/models/gemini-nano-banana-2.1:generateContent",
        "/v1beta/models/gemini-nano-banana-2.1:generateContent",
        gemini,
        Reply(body={"candidates": [{"finishReason": "IMAGE_SAFETY", "content": {}}]}),
        "x-goog-api-key",
        {},
    ),
    ServiceCase(
        "bfl",
        "BFL_API_KEY",
        "/v1/flux-2-pro",
        "/v1/flux-2-pro",
        bfl,
        Reply(body={"status": "Content Moderated"}),
        "x-key",
        {},
        queued=True,
        download="/poll",
        seeded=True,
    ),
    ServiceCase(
        "fal",
        "FAL_KEY",
        "/google/nano-banana-2.1",
        "/google/nano-banana-2.1/edit",
        fal,
        Reply(422, {"detail": [{"msg": "flagged", "type": "content_policy_violation"}]}),
        "authorization",
        {},
        queued=True,
        download="/google/nano-banana-2.1/requests/r1",
    ),
    ServiceCase(
        "replicate",
        "REPLICATE_API_TOKEN",
        "/v1/models/black-forest-labs/flux-2-pro/predictions",
        "/v1/models/black-forest-labs/flux-2-pro/predictions",
        replicate,
        Reply(body={"status": "failed", "error": "The input was flagged as sensitive. (E005)"}),
        "authorization",
        {},
        queued=True,
        download="/v1/predictions/p1",
        seeded=True,
    ),
    ServiceCase(
        "openai_compatible",
        "CATCHLIGHT_OPENAI_COMPATIBLE_KEY",
        "/v1/images/generations",
        "/v1/images/edits",
        openai_compatible,
        Reply(400, {"error": {"message": "content_policy_violation", "code": "content_policy"}}),
        "authorization",
        {
            "openai_compatible.model": "local-model",
            "openai_compatible.edits": True,
            "openai_compatible.cost_usd": 0.01,
        },
    ),
)
