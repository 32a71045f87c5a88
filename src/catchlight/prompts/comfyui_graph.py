"""Prompts in a ComfyUI graph: followed along its links, from the sampler to the text encoders.

The graph is what ran: {id: {class_type, inputs}}, a link being [node id, output slot].
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..errors import ImageError
from .embedded_prompt import EmbeddedPrompt

Graph = Mapping[str, Mapping[str, Any]]

# Inputs that hold words, in the order in which an encoder's texts are joined.
_TEXTS = ("text", "text_g", "text_l", "clip_g", "clip_l", "t5xxl", "prompt", "string", "value")
MAX_LINKS = 500  # a path longer than this goes in a circle


def prompts_in_graph(graph: Mapping[str, Any], name: str) -> list[EmbeddedPrompt]:
    """The prompts of every sampler, those of the saved picture first, each pair once.

    Raises ImageError when the graph has no sampler with prompts.
    """
    nodes = {str(k): v for k, v in graph.items() if isinstance(v, Mapping) and "class_type" in v}
    found: dict[tuple[str, str], EmbeddedPrompt] = {}
    for node_id in _samplers(nodes):
        prompt = _sampled(nodes, node_id)
        if prompt.prompt or prompt.negative:
            found.setdefault((prompt.prompt, prompt.negative), prompt)
    if not found:
        raise ImageError(
            f"{name} holds a ComfyUI graph of {len(nodes)} nodes in which no sampler leads to a "
            "text encoder. Expected a KSampler linked to CLIPTextEncode. Paste the prompt as text "
            "instead."
        )
    return list(found.values())


def _samplers(nodes: Graph) -> list[str]:
    """Nodes that take conditioning and a latent, nearest to a saved picture first."""
    used = {link[0] for node in nodes.values() for link in _links(node).values()}
    ends = [node_id for node_id in nodes if node_id not in used]
    saving = [n for n in ends if "Save" in str(nodes[n].get("class_type"))]
    order: list[str] = []
    queue = [*saving, *(n for n in ends if n not in saving)]
    seen = set(queue)
    while queue:
        node_id = queue.pop(0)
        if _is_sampler(nodes[node_id]):
            order.append(node_id)
        for source, _ in _links(nodes[node_id]).values():
            if source in nodes and source not in seen:
                seen.add(source)
                queue.append(source)
    return order


def _is_sampler(node: Mapping[str, Any]) -> bool:
    links = _links(node)
    takes_words = "positive" in links or "guider" in links
    return takes_words and any(name.startswith("latent") for name in links)


def _sampled(nodes: Graph, node_id: str) -> EmbeddedPrompt:
    node = nodes[node_id]
    guider = _linked(nodes, node, "guider")
    holder = guider or node
    positive = _words(nodes, holder, "positive" if "positive" in _links(holder) else "conditioning")
    negative = _words(nodes, holder, "negative")

    def setting(*names: str) -> Any:
        """A value of the sampler, or of a node linked to it (noise, sigmas, sampler, guider)."""
        near = (node, *(n for n in (_linked(nodes, node, i) for i in _links(node)) if n))
        for place in near:
            for wanted in names:
                value = _value(nodes, place, wanted)
                if value is not None:
                    return value
        return None

    model = _first_upstream(nodes, node, ("ckpt_name", "unet_name"))
    return EmbeddedPrompt(
        source="comfyui",
        prompt=positive,
        negative=negative,
        seed=_whole(setting("seed", "noise_seed")),
        steps=_whole(setting("steps")),
        guidance_scale=_number(setting("cfg")),
        sampler=str(setting("sampler_name") or ""),
        scheduler=str(setting("scheduler") or ""),
        model=str(model or ""),
        width=_whole(setting("width")),
        height=_whole(setting("height")),
        settings={"node": node_id, "class_type": str(node.get("class_type"))},
    )


def _links(node: Mapping[str, Any]) -> dict[str, tuple[str, int]]:
    """A node's linked inputs: name → (source node id, its output slot)."""
    inputs = node.get("inputs")
    if not isinstance(inputs, Mapping):
        return {}
    return {
        name: (str(value[0]), value[1])
        for name, value in inputs.items()
        if isinstance(value, list) and len(value) == 2 and isinstance(value[1], int)
    }


def _linked(nodes: Graph, node: Mapping[str, Any], name: str) -> Mapping[str, Any] | None:
    link = _links(node).get(name)
    return nodes.get(link[0]) if link else None


def _words(nodes: Graph, node: Mapping[str, Any], name: str) -> str:
    """The texts that reach a conditioning input, in the order of the links, each once."""
    return ", ".join(dict.fromkeys(text for text in _texts_into(nodes, node, name) if text))


def _texts_into(nodes: Graph, node: Mapping[str, Any], name: str) -> Iterator[str]:
    link = _links(node).get(name)
    queue: list[tuple[str, int]] = [link] if link else []
    for _ in range(MAX_LINKS):
        if not queue:
            return
        source, slot = queue.pop(0)
        found = nodes.get(source)
        if found is None:
            continue
        own = [text for key in _TEXTS if (text := _text(nodes, found, key)) is not None]
        if own:
            yield from own
            continue
        links = _links(found)
        if "positive" in links and "negative" in links:  # ControlNet and the like: two in, two out
            queue.append(links["negative" if slot == 1 else "positive"])
        elif "ZeroOut" not in str(found.get("class_type")):  # its output means nothing
            queue += [link for key, link in links.items() if key.startswith("conditioning")]


def _text(nodes: Graph, node: Mapping[str, Any], key: str) -> str | None:
    """The words in one input: written there, or in a text node that is linked to it."""
    for _ in range(MAX_LINKS):
        inputs = node.get("inputs")
        value = inputs.get(key) if isinstance(inputs, Mapping) else None
        if isinstance(value, str):
            return " ".join(value.split())
        source = _linked(nodes, node, key)
        if source is None:
            return None
        node = source
        key = next((name for name in _TEXTS if name in (node.get("inputs") or {})), "")
    return None


def _value(nodes: Graph, node: Mapping[str, Any], key: str) -> Any:
    """A plain value of an input, or of the primitive node that is linked to it."""
    inputs = node.get("inputs")
    value = inputs.get(key) if isinstance(inputs, Mapping) else None
    if not isinstance(value, list):
        return value
    source = _linked(nodes, node, key)
    below = source.get("inputs") if source else None
    if not isinstance(below, Mapping):
        return None
    return next((below[n] for n in ("value", key) if not isinstance(below.get(n, []), list)), None)


def _first_upstream(nodes: Graph, node: Mapping[str, Any], keys: tuple[str, ...]) -> Any:
    """The first value of these inputs along the `model` links."""
    for _ in range(MAX_LINKS):
        found = next((v for key in keys if (v := _value(nodes, node, key)) is not None), None)
        above = _linked(nodes, node, "model") or _linked(nodes, node, "guider")
        if found is not None or above is None:
            return found
        node = above
    return None


def _whole(value: Any) -> int | None:
    return int(value) if isinstance(value, int) and not isinstance(value, bool) else None


def _number(value: Any) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number else None
