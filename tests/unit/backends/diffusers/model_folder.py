"""Folders as diffusers saves a model, without any weights that mean something."""

from __future__ import annotations

import json
import struct
from pathlib import Path

PARTS = ("unet", "vae", "text_encoder")


def write_weights(file: Path, numbers: int) -> None:
    """A safetensors file with so many numbers in 16 bit."""
    head = {"w": {"dtype": "F16", "shape": [numbers], "data_offsets": [0, 2 * numbers]}}
    text = json.dumps(head | {"__metadata__": {"format": "pt"}}).encode()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(struct.pack("<Q", len(text)) + text + bytes(2 * numbers))


def write_model(
    folder: Path, kind: str = "StableDiffusionXLPipeline", form: str = "", licence: str = ""
) -> Path:
    """A model of three parts with 1000 numbers each; `form` is "" or ".fp16"."""
    index: dict[str, object] = {"_class_name": kind, "_diffusers_version": "0.42.1"}
    index |= {part: ["diffusers", "Any"] for part in PARTS}
    index |= {"image_encoder": [None, None], "force_zeros_for_empty_prompt": True}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model_index.json").write_text(json.dumps(index), "utf-8")
    for part in PARTS:
        write_weights(folder / part / f"model{form}.safetensors", 1000)
        (folder / part / "config.json").write_text("{}", "utf-8")
    if licence:
        (folder / "README.md").write_text(f"---\n{licence}\n---\n# A model\n", "utf-8")
    return folder
