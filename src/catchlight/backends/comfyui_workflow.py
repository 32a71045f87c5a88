"""ComfyUI workflows: found, checked against what the server has, and filled by the titles of nodes.

A workflow is in the form that runs ("Export (API)"): {id: {class_type, inputs, _meta: {title}}}.
The nodes that Catchlight fills are named by their title, never guessed:

    catchlight: prompt · negative · size · seed · sampler · photo · mask · checkpoint · identity ·
    picture (the node whose picture is taken)

`sampler` gets the seed and the settings' steps, cfg and denoise; `seed` the seed alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from ..errors import BackendMissing, BackendRefused
from ..geometry import Extent

Graph = dict[str, dict[str, Any]]

TEMPLATES = ("txt2img", "img2img", "inpaint", "faceid", "pulid")
TITLE = "catchlight:"
ROLES = (
    "prompt",
    "negative",
    "size",
    "seed",
    "sampler",
    "photo",
    "mask",
    "checkpoint",
    "identity",
    "picture",
    "only choice",
)
# Where the nodes come from that a plain ComfyUI lacks. Their face analysis (InsightFace) has models
# for research only: that is for the user to heed.
PACKS = {
    "IPAdapterUnifiedLoaderFaceID": "ComfyUI_IPAdapter_plus",
    "IPAdapterFaceID": "ComfyUI_IPAdapter_plus",
    "PulidModelLoader": "PuLID_ComfyUI",
    "PulidEvaClipLoader": "PuLID_ComfyUI",
    "PulidInsightFaceLoader": "PuLID_ComfyUI",
    "ApplyPulid": "PuLID_ComfyUI",
}
_TEXT_INPUTS = ("text", "prompt", "value", "string")
_MOST_CHOICES = 8  # that a message names


@dataclass(frozen=True)
class Fillings:
    """What goes into a workflow for one take; pictures are names of uploaded files."""

    prompt: str
    negative: str
    seed: int
    size: Extent
    photo: str = ""
    mask: str = ""
    steps: int = 28
    cfg: float = 5.0
    denoise: float | None = None
    identity: float = 0.8


def load_workflow(name: str) -> Graph:
    """A template by name, or a file. Raises BackendMissing."""
    if name in TEMPLATES:
        folder = resources.files("catchlight.backends") / "comfyui_workflows"
        text = (folder / f"{name}.json").read_text(encoding="utf-8")
    else:
        try:
            text = Path(name).expanduser().read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise BackendMissing(
                f"The workflow {name!r} cannot be read. Expected one of {', '.join(TEMPLATES)}, or "
                "a file. Mend the setting comfyui.workflow."
            ) from error
    try:
        graph = json.loads(text)
    except ValueError as error:
        raise BackendMissing(
            f"The workflow {name} is no JSON ({error}). Expected ComfyUI's “Export (API)”. Save it "
            "again."
        ) from error
    return _in_api_form(graph, name)


def _in_api_form(graph: Any, name: str) -> Graph:
    if not isinstance(graph, dict) or "nodes" in graph:
        raise BackendMissing(
            f"The workflow {name} is not in the form that runs. Expected ComfyUI's “Export (API)”. "
            "Turn on its dev mode and export it again."
        )
    for node_id, node in graph.items():
        if not isinstance(node, dict) or not isinstance(node.get("inputs"), dict):
            raise BackendMissing(
                f"Node {node_id} of the workflow {name} has no inputs. Expected class_type and "
                "inputs in every node. Export it again."
            )
    if not any(role == "picture" for _, _, role in _titled(graph)):
        raise BackendMissing(
            f"No node of the workflow {name} is titled “{TITLE} picture”. Expected it on the node "
            "that saves the picture. Title it in ComfyUI and export it again."
        )
    return graph


def roles_of(graph: Graph) -> frozenset[str]:
    """The roles that a workflow's nodes are titled with."""
    return frozenset(role for _, _, role in _titled(graph))


def picture_node(graph: Graph) -> str:
    """The id of the node whose picture is taken."""
    return next(node_id for node_id, _, role in _titled(graph) if role == "picture")


def _titled(graph: Graph) -> Iterator[tuple[str, dict[str, Any], str]]:
    for node_id, node in graph.items():
        title = str((node.get("_meta") or {}).get("title", "")).strip().lower()
        if title.startswith(TITLE):
            role = title.removeprefix(TITLE).strip()
            if role in ROLES:
                yield node_id, node, role


def filled(graph: Graph, by: Fillings) -> Graph:
    """The workflow with a take's values in its titled nodes, ready to be run.

    Raises BackendRefused when a value has no place, or a node would write elsewhere.
    """
    graph = deepcopy(graph)
    for node_id, node, role in list(_titled(graph)):
        inputs = node["inputs"]
        if role in ("prompt", "negative"):
            place = next((name for name in _TEXT_INPUTS if name in inputs), None)
            if place is None:
                raise _no_place(node_id, role, _TEXT_INPUTS)
            inputs[place] = by.prompt if role == "prompt" else by.negative
        else:
            _fill(inputs, _values(role, by), node_id, role)
    for node_id, node in graph.items():
        _refuse_outside(node_id, node)
    return {
        node_id: {"class_type": node["class_type"], "inputs": node["inputs"]}
        for node_id, node in graph.items()
    }


def _values(role: str, by: Fillings) -> dict[str, Any]:
    """The inputs that a role fills; an empty name means: as it stands in the workflow."""
    if role == "size":
        return {"width": by.size.width, "height": by.size.height}
    if role == "seed":
        return {"seed": by.seed}
    if role == "sampler":
        denoise = {} if by.denoise is None else {"denoise": by.denoise}
        return {"seed": by.seed, "steps": by.steps, "cfg": by.cfg, **denoise}
    if role == "identity":
        return {"weight": by.identity}
    named = {"photo": ("image", by.photo), "mask": ("image", by.mask)}
    place, value = named.get(role, ("", ""))
    return {place: value} if value else {}


def _fill(inputs: dict[str, Any], values: Mapping[str, Any], node_id: str, role: str) -> None:
    for name, value in values.items():
        place = "noise_seed" if name == "seed" and "noise_seed" in inputs else name
        if place not in inputs:
            raise _no_place(node_id, role, (name,))
        inputs[place] = value


def _no_place(node_id: str, role: str, names: tuple[str, ...]) -> BackendRefused:
    return BackendRefused(
        f"Node {node_id}, titled “{TITLE} {role}”, has no input {' or '.join(names)}. Expected "
        "one to fill. Give the title to the node that has it."
    )


def _refuse_outside(node_id: str, node: Mapping[str, Any]) -> None:
    prefix = str(node["inputs"].get("filename_prefix", ""))
    parts = prefix.replace("\\", "/").split("/")
    if ".." in parts or prefix.startswith(("/", "\\")) or ":" in prefix:
        raise BackendRefused(
            f"Node {node_id} would save to {prefix!r}. Expected a name inside ComfyUI's output "
            "folder. Take the path out of its filename_prefix."
        )


def with_only_choices(graph: Graph, known: Mapping[str, Any]) -> Graph:
    """Empty files to load (checkpoint, “only choice”) set to what the server has, if that is one.

    Raises BackendMissing when there is none, or several.
    """
    graph = deepcopy(graph)
    for _, node, role in list(_titled(graph)):
        if role not in ("checkpoint", "only choice"):
            continue
        for name, value in node["inputs"].items():
            choices = choices_of(known, node["class_type"], name)
            if value == "" and choices is not None:
                node["inputs"][name] = _only(choices, node["class_type"], name)
    return graph


def _only(choices: list[Any], class_type: str, name: str) -> Any:
    if len(choices) == 1:
        return choices[0]
    if not choices:
        raise BackendMissing(
            f"ComfyUI has no file for {class_type} ({name}). Expected one in its models folder. "
            "Put one there and reload ComfyUI."
        )
    raise BackendMissing(
        f"ComfyUI has {len(choices)} files for {class_type} ({name}): {_some(choices)}. Expected "
        "one to be chosen. Set comfyui.checkpoint, or a workflow of your own."
    )


def check_workflow(graph: Graph, known: Mapping[str, Any]) -> None:
    """Compare classes, inputs and choices with the server's `object_info`. Raises BackendMissing.

    Names of uploaded pictures are not compared: the list is older than the upload.
    """
    for node_id, node in graph.items():
        class_type = node["class_type"]
        if class_type not in known:
            pack = PACKS.get(class_type)
            brings = f"The pack {pack} brings it" if pack else "A pack of nodes brings it"
            raise BackendMissing(
                f"ComfyUI does not know the node {class_type} (node {node_id}). Expected it "
                f"installed. {brings}; or choose another workflow (comfyui.workflow)."
            )
        required, optional = _inputs(known, class_type)
        if lacking := [name for name in required if name not in node["inputs"]]:
            raise BackendMissing(
                f"Node {node_id} ({class_type}) lacks {', '.join(lacking)}. Expected every input "
                "that this ComfyUI asks for. Export the workflow again from this server."
            )
        for name, value in node["inputs"].items():
            spec = required.get(name, optional.get(name))
            choices = choices_of(known, class_type, name)
            uploaded = isinstance(spec, list) and len(spec) > 1 and spec[1].get("image_upload")
            if choices is None or uploaded or isinstance(value, list) or value in choices:
                continue
            raise BackendMissing(
                f"ComfyUI has no {value!r} for {name} of {class_type} (node {node_id}). Expected "
                f"one of: {_some(choices)}. Choose one of them, or add the file on the server."
            )


def choices_of(known: Mapping[str, Any], class_type: str, name: str) -> list[Any] | None:
    """What may be chosen for an input, in ComfyUI's older or newer form; None for others."""
    required, optional = _inputs(known, class_type)
    spec = required.get(name, optional.get(name))
    if not isinstance(spec, list) or not spec:
        return None
    if isinstance(spec[0], list):
        return spec[0]
    if spec[0] == "COMBO" and len(spec) > 1:
        options = spec[1].get("options")
        return options if isinstance(options, list) else None
    return None


def _inputs(known: Mapping[str, Any], class_type: str) -> tuple[dict[str, Any], dict[str, Any]]:
    inputs = known.get(class_type, {}).get("input", {})
    return inputs.get("required") or {}, inputs.get("optional") or {}


def _some(choices: list[Any]) -> str:
    if not choices:
        return "(nothing)"
    named = ", ".join(str(one) for one in choices[:_MOST_CHOICES])
    more = len(choices) - _MOST_CHOICES
    return named + (f" and {more} more" if more > 0 else "")
