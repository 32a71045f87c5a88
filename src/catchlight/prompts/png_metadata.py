"""Prompts that generators leave in pictures: A1111 text and ComfyUI graphs, read back.

PNG holds them in text chunks (`parameters`, `prompt`, `workflow`), JPEG and WebP in EXIF. Only the
header is read; no pixel is decoded.
"""

from __future__ import annotations

import io
import json
import warnings
from pathlib import Path
from typing import Any

from PIL import Image, UnidentifiedImageError

from ..errors import ImageError, UnreadableImage
from .a1111_text import parse_parameters
from .comfyui_graph import prompts_in_graph
from .comfyui_workflow import graph_from_workflow
from .embedded_prompt import EmbeddedPrompt

MAX_TEXT_CHARS = 8_000_000  # a ComfyUI graph has some 100 kB; beyond this it is no prompt
_USER_COMMENT, _EXIF_IFD = 0x9286, 0x8769
_COMFY_EXIF_TAGS = (0x0110, 0x010F, 0x010E)  # Model, Make, ImageDescription: "prompt:{…}"
_KEYS: tuple[str, ...] = ("parameters", "prompt", "workflow")
_KNOWN = "A1111 (parameters) or ComfyUI (prompt, workflow)"


def read_prompt_metadata(source: Path | bytes) -> EmbeddedPrompt:
    """The prompt in a picture file; of several samplers, the one whose picture was saved.

    Raises UnreadableImage when it is no picture, ImageError when it holds no prompt or a
    broken one.
    """
    return read_all_prompts(source)[0]


def read_all_prompts(source: Path | bytes) -> tuple[EmbeddedPrompt, ...]:
    """Every different pair of prompts in a picture file, the one that made the picture first."""
    name = "The picture" if isinstance(source, bytes) else str(source)
    texts = _texts(source, name)
    found: list[EmbeddedPrompt] = []
    if "parameters" in texts:
        found.append(parse_parameters(texts["parameters"], name))
    elif "prompt" in texts:
        found += prompts_in_graph(_json(texts["prompt"], "prompt", name), name)
    elif "workflow" in texts:
        graph = graph_from_workflow(_json(texts["workflow"], "workflow", name), name)
        found += prompts_in_graph(graph, name)
    if not found:
        raise ImageError(
            f"{name} holds no prompt. Expected a picture as {_KNOWN} saved it; messengers and "
            "editors remove it. Paste the prompt as text instead."
        )
    return tuple(found)


def _texts(source: Path | bytes, name: str) -> dict[str, str]:
    """The texts of the generators, by `parameters`, `prompt` and `workflow`."""
    try:
        with warnings.catch_warnings():
            # Only the header is read; how many pixels would follow does not matter.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(source) if isinstance(source, bytes) else source) as image:
                embedded = {k: v for k, v in image.info.items() if isinstance(k, str)}
                exif = _exif_texts(image)
    except UnidentifiedImageError as error:
        raise UnreadableImage(
            f"{name} is not a picture that can be read. Expected PNG, JPEG or WebP."
        ) from error
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise UnreadableImage(
            f"{name} could not be read ({error}). Check the path, and that the file is whole."
        ) from error
    texts = exif | {key: str(embedded[key]) for key in _KEYS if key in embedded}
    for key, text in texts.items():
        if len(text) > MAX_TEXT_CHARS:
            raise ImageError(
                f"{name} holds a {key} text of {len(text):,} characters. Expected at most "
                f"{MAX_TEXT_CHARS:,}. Paste the prompt as text instead."
            )
    return texts


def _exif_texts(image: Image.Image) -> dict[str, str]:
    """A1111's UserComment and ComfyUI's "prompt:…" and "workflow:…" tags."""
    exif = image.getexif()
    texts: dict[str, str] = {}
    for tag in _COMFY_EXIF_TAGS:
        key, colon, text = str(exif.get(tag, "")).partition(":")
        if colon and key.strip().lower() in ("prompt", "workflow"):
            texts[key.strip().lower()] = text.strip("\x00 ")
    comment = exif.get_ifd(_EXIF_IFD).get(_USER_COMMENT)
    if isinstance(comment, bytes) and (text := user_comment_text(comment)):
        texts["parameters"] = text
    elif isinstance(comment, str) and comment.strip("\x00 "):
        texts["parameters"] = comment.strip("\x00 ")
    return texts


def user_comment_text(comment: bytes) -> str:
    """The text of an EXIF UserComment: eight bytes name its encoding.

    UNICODE is UTF-16 whose byte order the standard leaves open: writers use either, so the order
    with more plain Latin letters is taken.
    """
    code, body = comment[:8], comment[8:]
    if code.startswith(b"UNICODE"):
        big, little = (body.decode(f"utf-16-{order}", "replace") for order in ("be", "le"))
        text = max((big, little), key=lambda t: sum(c < "\u0250" for c in t))
    elif code.startswith((b"ASCII", b"JIS")) or not code.strip(b"\x00"):
        text = body.decode("utf-8", "replace")
    else:  # writers that leave the code out
        text = comment.decode("utf-8", "replace")
    return text.strip("\x00\ufeff ")


def _json(text: str, key: str, name: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ImageError(
            f"{name} holds a ComfyUI {key} that is not valid JSON ({error}). Expected the graph as "
            "ComfyUI saved it. Paste the prompt as text instead."
        ) from error
    if not isinstance(value, dict):
        raise ImageError(
            f"{name} holds a ComfyUI {key} that is a {type(value).__name__}. Expected a graph. "
            "Paste the prompt as text instead."
        )
    return value
