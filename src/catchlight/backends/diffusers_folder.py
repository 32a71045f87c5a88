"""A diffusers model on disk: where it is, what it is, how large, whether it is whole, its licence.

Nothing heavy is imported and nothing is sent: `catchlight backends` asks this.
"""

from __future__ import annotations

import json
import math
import os
import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import BackendMissing

INDEX = "model_index.json"
HALF = "fp16"  # in the names of weights that are stored in 16 bit
_HUB_ID = re.compile(r"[\w-][\w.-]*/[\w-][\w.-]*")
_SHARD = re.compile(r"-\d{5}-of-\d{5}")
_LICENCE = re.compile(r"^license(_name)?:\s*['\"]?([^'\"\n]+?)['\"]?\s*$", re.M)
_MOST_HEADER_BYTES = 100_000_000  # the format's own limit


@dataclass(frozen=True)
class ModelPlace:
    """Where the model that was named is, or would be: a folder, or a hub id and its local copy.

    `folder` is None for a hub id that was not downloaded yet.
    """

    named: str
    hub_id: str
    folder: Path | None

    @property
    def name(self) -> str:
        """The name that a take shows: the hub id, or the folder's own name, never its path."""
        return self.hub_id or Path(self.named).name

    @property
    def told(self) -> str:
        """Which of the two it is, in words."""
        if not self.hub_id:
            return f"the folder {self.named}"
        return f"{self.hub_id} from the Hugging Face hub"


@dataclass(frozen=True)
class Weights:
    """How many numbers the weights of each part hold, and their bytes on disk."""

    numbers: Mapping[str, int]
    disk_bytes: int

    def bytes_in(self, bytes_each: int) -> int:
        """All of them in memory, with so many bytes for each number."""
        return sum(self.numbers.values()) * bytes_each

    def largest_in(self, bytes_each: int) -> int:
        """The largest part alone."""
        return max(self.numbers.values(), default=0) * bytes_each


def find_place(named: str) -> ModelPlace:
    """The place of a model: a folder where there is one of that name, else a hub id.

    Raises BackendMissing for what is neither.
    """
    path = Path(named).expanduser()
    if path.is_dir():
        return ModelPlace(str(path.resolve()), "", path.resolve())
    if path.is_file():
        raise BackendMissing(
            f"The model {named} is a single file. Expected a folder with {INDEX}, as diffusers "
            "saves it, or a hub id. Convert it with diffusers' from_single_file and "
            "save_pretrained."
        )
    if _HUB_ID.fullmatch(named):
        return ModelPlace(named, named, hub_copy(named))
    raise BackendMissing(
        f"The model {named!r} is neither a folder on this machine nor a hub id. Expected a folder "
        f"with {INDEX}, or a name like owner/model. Mend the setting diffusers.model."
    )


def hub_cache() -> Path:
    """Where the hub's own tools keep downloads, by the same variables."""
    for variable, below in (
        ("HF_HUB_CACHE", ""),
        ("HUGGINGFACE_HUB_CACHE", ""),
        ("HF_HOME", "hub"),
        ("XDG_CACHE_HOME", "huggingface/hub"),
    ):
        if value := os.environ.get(variable):
            return Path(os.path.expandvars(value)).expanduser() / below
    return Path.home() / ".cache" / "huggingface" / "hub"


def hub_copy(hub_id: str) -> Path | None:
    """The downloaded copy of a hub id, whole or not; None where there is none."""
    root = hub_cache() / f"models--{hub_id.replace('/', '--')}"
    try:
        commit = (root / "refs" / "main").read_text(encoding="utf-8").strip()
    except OSError:
        return None
    folder = root / "snapshots" / commit
    return folder if (folder / INDEX).is_file() else None


def read_index(folder: Path) -> Mapping[str, Any]:
    """The folder's model_index.json. Raises BackendMissing."""
    try:
        index = json.loads((folder / INDEX).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BackendMissing(
            f"{folder} holds no {INDEX} that can be read. Expected a model's folder as diffusers "
            "saves it, with one folder for each part. Name that folder in diffusers.model."
        ) from error
    if not isinstance(index, dict):
        raise BackendMissing(f"{folder / INDEX} is no JSON object. Expected one. Get it again.")
    return index


def parts_of(index: Mapping[str, Any]) -> tuple[str, ...]:
    """The parts that a model's index names: unet, vae, text_encoder …"""
    return tuple(
        name
        for name, value in index.items()
        if not name.startswith("_") and isinstance(value, list) and len(value) == 2 and value[0]
    )


def lacks(folder: Path) -> tuple[str, ...]:
    """What the folder should hold and does not: parts, and pieces of weights in several files."""
    missing = []
    for part in parts_of(read_index(folder)):
        inside = folder / part
        if not inside.is_dir() or not any(inside.iterdir()):
            missing.append(part)
            continue
        for table in inside.glob("*.safetensors.index*.json"):
            missing += [
                f"{part}/{name}" for name in _pieces(table) if not (inside / name).is_file()
            ]
    return tuple(sorted(missing))


def _pieces(table: Path) -> set[str]:
    """The files of weights that a table names; the table itself under another name if broken."""
    try:
        return {str(name) for name in json.loads(table.read_bytes())["weight_map"].values()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {f"{table.name} (damaged)"}


def is_half_stored(folder: Path) -> bool:
    """Whether its main network is there in 16 bit only, in files that say so in their names."""
    for part in ("unet", "transformer"):
        names = [path.name for path in (folder / part).glob("*.safetensors")]
        if names:
            return all(f".{HALF}" in name for name in names)
    return False


def weigh(folder: Path) -> Weights:
    """The weights of every part, from the heads of their files. Raises BackendMissing."""
    numbers, disk = {}, 0
    for part in parts_of(read_index(folder)):
        names = {path.name: path.stat().st_size for path in (folder / part).glob("*.safetensors")}
        chosen = chosen_weights(names, prefer_half=is_half_stored(folder))
        if chosen:
            numbers[part] = sum(_count(folder / part / name) for name in chosen)
            disk += sum(names[name] for name in chosen)
    return Weights(numbers, disk)


def chosen_weights(names: Mapping[str, int], *, prefer_half: bool) -> list[str]:
    """Of one part's weights the files of one form: 16 bit, or plain. Others are left."""
    forms: dict[str, list[str]] = {}
    for name in names:
        if name.endswith(".safetensors"):
            stem = _SHARD.sub("", name.removesuffix(".safetensors"))
            forms.setdefault(stem.partition(".")[2], []).append(name)
    order = (HALF, "") if prefer_half else ("", HALF)
    return sorted(next((forms[form] for form in order if form in forms), []))


def chosen_files(files: Mapping[str, int], index: Mapping[str, Any], *, half: bool) -> list[str]:
    """What to download of a hub repository: small files and one form of every part's weights.

    `files` maps paths to bytes. Other formats, single-file forms and sample pictures stay there.
    """
    chosen = [
        name
        for name in files
        if name == INDEX or ("/" not in name and name.lower().startswith(("readme", "licen")))
    ]
    for part in parts_of(index):
        inside = {
            name.removeprefix(f"{part}/"): size
            for name, size in files.items()
            if name.startswith(f"{part}/")
        }
        small = [name for name in inside if name.endswith((".json", ".txt", ".model", ".jinja"))]
        weights = chosen_weights(inside, prefer_half=half)
        chosen += [f"{part}/{name}" for name in (*sorted(small), *weights)]
    return chosen


def licence_of(folder: Path, known: str = "") -> str:
    """The licence in the head of the folder's README, else the known one, else that none is said.

    `license_name` wins over `license: other`.
    """
    try:
        head = (folder / "README.md").read_text(encoding="utf-8", errors="replace").split("---")
    except OSError:
        head = []
    if len(head) > 2:
        said: dict[bool, str] = {bool(name): value for name, value in _LICENCE.findall(head[1])}
        if found := said.get(True) or said.get(False, ""):
            return found
    return known or "not stated in the model's folder"


def _count(file: Path) -> int:
    """How many numbers a safetensors file holds."""
    try:
        with file.open("rb") as stream:
            (length,) = struct.unpack("<Q", stream.read(8))
            if length > _MOST_HEADER_BYTES:
                raise ValueError(length)
            head = json.loads(stream.read(length))
        ends = [one["data_offsets"][1] for name, one in head.items() if name != "__metadata__"]
        if file.stat().st_size < 8 + length + max(ends, default=0):
            raise ValueError("cut short")
        return sum(math.prod(one["shape"]) for name, one in head.items() if name != "__metadata__")
    except (OSError, ValueError, struct.error, KeyError, TypeError) as error:
        raise BackendMissing(
            f"The weights {file.parent.name}/{file.name} are damaged or not complete. Expected a "
            "whole safetensors file. Copy or download the model again."
        ) from error
