"""ComfyUI: the two texts for CLIPTextEncode, placed in a graph by the nodes' titles.

ComfyUI cuts long texts into chunks itself and knows no BREAK. It multiplies a weight as it stands
where A1111 evens the whole text out again, so the same emphasis needs a smaller number.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from typing import Any

from ...errors import BriefError, UnknownName
from ..direction import Direction
from ..exclusions import excluded
from ..phrase import Prompt
from .clip import weighted_tags

NAME = "comfyui"
TITLE = "ComfyUI (texts for two CLIPTextEncode nodes)"

POSITIVE_TITLE = "Positive prompt"
NEGATIVE_TITLE = "Negative prompt"
_EMPHASIS_SHARE = 0.7  # house: of A1111's emphasis, as ComfyUI does not normalise weights

Graph = Mapping[str, Mapping[str, Any]]


def render(direction: Direction) -> Prompt:
    """The direction as weighted tags without chunk marks."""
    tags = weighted_tags(direction, _escape, lambda weight: 1 + _EMPHASIS_SHARE * (weight - 1))
    text = ", ".join(written for written, _ in tags)
    phrases = tuple(phrase for _, phrase in tags)
    return Prompt(NAME, text, ", ".join(excluded(direction)), phrases, direction.notes)


def placed(
    graph: Graph,
    prompt: Prompt,
    positive: str = POSITIVE_TITLE,
    negative: str = NEGATIVE_TITLE,
) -> dict[str, dict[str, Any]]:
    """A copy of an API-format graph with the two texts in the nodes of these titles or ids.

    Raises UnknownName when no node has the title, BriefError when the node takes no text. The
    negative's node is left as it is when the graph has none: some models take no negative.
    """
    filled = {node_id: copy.deepcopy(dict(node)) for node_id, node in graph.items()}
    _put(filled, positive, prompt.prompt)
    if negative in _titles(filled) or negative != NEGATIVE_TITLE:
        _put(filled, negative, prompt.negative)
    return filled


def _titles(graph: Graph) -> dict[str, str]:
    """Title or id → node id."""
    titled = {
        str(node.get("_meta", {}).get("title")): node_id
        for node_id, node in graph.items()
        if node.get("_meta", {}).get("title")
    }
    return {node_id: node_id for node_id in graph} | titled


def _put(graph: dict[str, dict[str, Any]], title: str, text: str) -> None:
    titles = _titles(graph)
    if title not in titles:
        raise UnknownName("ComfyUI node", title, titles)
    node = graph[titles[title]]
    inputs = node.setdefault("inputs", {})
    fields = [name for name, value in inputs.items() if name in _TEXT_INPUTS and _is_text(value)]
    if not fields:
        raise BriefError(
            f"The ComfyUI node {title!r} ({node.get('class_type')}) takes no text of its own. "
            f"Expected a text encoder with one of {', '.join(_TEXT_INPUTS)}; name another node."
        )
    for name in fields:
        inputs[name] = text


# CLIPTextEncode, its SDXL and its FLUX form.
_TEXT_INPUTS = ("text", "text_g", "text_l", "clip_l", "t5xxl")


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _escape(text: str) -> str:
    """Brackets as plain brackets; braces too, which ComfyUI's page reads as a random choice."""
    return re.sub(r"([\\(){}])", r"\\\1", text)
