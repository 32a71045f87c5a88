"""EmbeddedPrompt: what a generated picture says about how it was made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class EmbeddedPrompt:
    """What a picture says about how it was generated.

    `source` is a1111 or comfyui. Numbers are None and texts empty where the picture does not say.
    `settings` holds everything else as it was written.
    """

    source: str
    prompt: str
    negative: str = ""
    seed: int | None = None
    steps: int | None = None
    guidance_scale: float | None = None
    sampler: str = ""
    scheduler: str = ""
    model: str = ""
    width: int | None = None
    height: int | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
