"""ComfyUI's page form of a graph (`workflow`) → the form that runs.

On the page a node has widget values in a row and links have numbers; both are turned into named
inputs for the nodes that matter to a prompt.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..errors import ImageError
from .comfyui_graph import MAX_LINKS

# Widgets of the page's form by node type, in the order in which the page keeps their values.
_WIDGETS = {
    "CLIPTextEncode": ("text",),
    "CLIPTextEncodeFlux": ("clip_l", "t5xxl", "guidance"),
    "CLIPTextEncodeSDXL": (
        "width",
        "height",
        "crop_w",
        "crop_h",
        "target_width",
        "target_height",
        "text_g",
        "text_l",
    ),
    "KSampler": ("seed", None, "steps", "cfg", "sampler_name", "scheduler", "denoise"),
    "KSamplerAdvanced": (
        "add_noise",
        "noise_seed",
        None,
        "steps",
        "cfg",
        "sampler_name",
        "scheduler",
    ),
    "CheckpointLoaderSimple": ("ckpt_name",),
    "UNETLoader": ("unet_name", "weight_dtype"),
    "EmptyLatentImage": ("width", "height", "batch_size"),
    "PrimitiveString": ("value",),
    "PrimitiveStringMultiline": ("value",),
    "RandomNoise": ("noise_seed", None),
    "KSamplerSelect": ("sampler_name",),
    "BasicScheduler": ("scheduler", "steps", "denoise"),
    "CFGGuider": ("cfg",),
    "FluxGuidance": ("guidance",),
}
_MUTED, _BYPASSED = 2, 4  # a node's `mode` on the page


def graph_from_workflow(workflow: Mapping[str, Any], name: str) -> dict[str, dict[str, Any]]:
    """The page's form as {id: {class_type, inputs}}. Raises ImageError when it is malformed.

    A bypassed node hands on what comes in by the same kind of link, as on the page; a muted one
    is left out. Widget values are known for the node types in _WIDGETS, other nodes keep links.
    """
    try:
        sources = {int(link[0]): (str(link[1]), int(link[2])) for link in workflow["links"]}
        drawn = {str(node["id"]): node for node in workflow["nodes"]}
        passed = _passed_on(drawn)
        return {
            node_id: _as_run(node, sources, passed)
            for node_id, node in drawn.items()
            if node.get("mode") not in (_MUTED, _BYPASSED)
        }
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise ImageError(
            f"{name} holds a ComfyUI workflow that cannot be followed ({error!r}). Expected nodes "
            "and links as ComfyUI saves them. Paste the prompt as text instead."
        ) from error


def _passed_on(drawn: Mapping[str, Any]) -> dict[tuple[str, int], int]:
    """For each output of a bypassed node: the link that comes in with the same type."""
    passed: dict[tuple[str, int], int] = {}
    for node_id, node in drawn.items():
        if node.get("mode") != _BYPASSED:
            continue
        for slot, output in enumerate(node.get("outputs") or ()):
            same = [i for i in node.get("inputs") or () if i.get("type") == output.get("type")]
            if same and same[0].get("link") is not None:
                passed[node_id, slot] = int(same[0]["link"])
    return passed


def _as_run(
    node: Mapping[str, Any],
    sources: Mapping[int, tuple[str, int]],
    passed: Mapping[tuple[str, int], int],
) -> dict[str, Any]:
    kind = str(node.get("type"))
    values = node.get("widgets_values") or []
    names = _WIDGETS.get(kind, ())
    inputs: dict[str, Any] = {}
    if isinstance(values, list):
        inputs = {n: v for n, v in zip(names, values, strict=False) if n is not None}
    for entry in node.get("inputs") or ():
        link = entry.get("link")
        for _ in range(MAX_LINKS):  # through bypassed nodes to one that runs
            if link is None or sources.get(link) not in passed:
                break
            link = passed[sources[link]]
        if link is not None and link in sources:
            inputs[entry["name"]] = list(sources[link])
    return {"class_type": kind, "inputs": inputs}
