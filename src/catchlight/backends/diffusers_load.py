"""A pipeline in memory: its device, its bits, whether it fits, and its adapter for faces."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import BackendMissing, BackendRefused
from ..geometry import Extent
from ..settings import Settings
from .diffusers_cards import PipelineCard
from .diffusers_folder import HALF, Weights, is_half_stored

AUTO = "auto"
DTYPES = ("float32", "float16", "bfloat16")
OFFLOADS = ("none", "model", "sequential")
# Beside the weights a picture needs room for what the networks work out on the way. A planning
# figure, about what SDXL and FLUX take at 16 bit; it decides only whether parts are moved out.
ROOM_GB_PER_MEGAPIXEL = 2.0
_BYTES = {"float32": 4, "float16": 2, "bfloat16": 2}


@dataclass(frozen=True)
class Placement:
    """Where the pipeline runs and what that takes: bytes that are needed, and that are free."""

    device: str
    dtype: str
    offload: str
    need_bytes: int
    have_bytes: int

    @property
    def told(self) -> str:
        """In one line: "cpu, float32; weights 6.9 GB, free 14.2 GB"."""
        moved = "" if self.offload == "none" else f", offload {self.offload}"
        return (
            f"{self.device}, {self.dtype}{moved}; weights {gigabytes(self.need_bytes)}, free "
            f"{gigabytes(self.have_bytes)}"
        )


def gigabytes(count: int) -> str:
    """A number of bytes for people: "6.9 GB", "17 MB"."""
    return f"{count / 1e9:.1f} GB" if count >= 1e9 / 2 else f"{count / 1e6:.0f} MB"


def place_pipeline(
    settings: Settings, card: PipelineCard, weights: Weights, size: Extent
) -> Placement:
    """Where it runs: as set, else the best there is. Raises BackendMissing, BackendRefused.

    On a processor alone it runs in 32 bit where that fits, because many know no other quickly.
    """
    if not weights.numbers:
        raise BackendMissing(
            "The model holds no weights as safetensors. Expected them in its parts, not as .bin or "
            ".ckpt. Get that form, or save it anew with diffusers."
        )
    device = _device(settings.text("diffusers.device"))
    have = _free_bytes(device)
    dtype = settings.text("diffusers.dtype")
    if dtype == AUTO:
        fits = weights.bytes_in(4) <= have
        dtype = "float32" if device == "cpu" and fits else card.half
    _among("dtype", dtype, DTYPES)
    need, room = weights.bytes_in(_BYTES[dtype]), int(size.megapixels * ROOM_GB_PER_MEGAPIXEL * 1e9)
    offload = settings.text("diffusers.offload")
    if offload == AUTO:
        offload = "none"
        if device.startswith("cuda") and need + room > have:
            largest = weights.largest_in(_BYTES[dtype])
            offload = "model" if largest + room <= have else "sequential"
    _among("offload", offload, OFFLOADS)
    if offload != "none" and device == "cpu":
        raise BackendRefused(
            f"The setting diffusers.offload is {offload}, but the pipeline runs on the processor. "
            "Expected a graphics card to move parts out of. Set it to none."
        )
    placement = Placement(device, dtype, offload, need, have)
    _check_fits(placement)
    return placement


def _check_fits(placement: Placement) -> None:
    """Refuse weights that cannot be held, before the machine starts to swap or ends the program."""
    room = placement.have_bytes if placement.offload == "none" else _free_bytes("cpu")
    if placement.need_bytes > room:
        told = gigabytes(placement.need_bytes)
        raise BackendRefused(
            f"The weights need {told} in {placement.dtype}, but {gigabytes(room)} are free on "
            f"{'cpu' if placement.offload != 'none' else placement.device}. Expected room for all "
            "of them. Set diffusers.dtype to bfloat16, close other programs, or choose a smaller "
            "model."
        )


def _device(wanted: str) -> str:
    import torch

    cuda, mps = torch.cuda.is_available(), torch.backends.mps.is_available()
    if wanted == AUTO:
        return "cuda" if cuda else "mps" if mps else "cpu"
    kind = wanted.partition(":")[0]
    _among("device", kind, ("cuda", "mps", "cpu"))
    if (kind == "cuda" and not cuda) or (kind == "mps" and not mps):
        raise BackendMissing(
            f"The setting diffusers.device is {wanted}, but this torch sees no such device. "
            "Expected one, or cpu. Install a torch for it, or set it to auto."
        )
    return wanted


def _free_bytes(device: str) -> int:
    import psutil
    import torch

    if device.startswith("cuda"):
        return int(torch.cuda.mem_get_info(device)[0])
    free = int(psutil.virtual_memory().available)
    if device == "mps":
        return min(free, int(torch.mps.recommended_max_memory()))
    return free


def _among(name: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        raise BackendMissing(
            f"The setting diffusers.{name} is {value!r}. Expected {AUTO} or one of "
            f"{', '.join(known)}. Mend it: `catchlight settings` shows where it is set."
        )


def load_pipeline(folder: Path, class_name: str, placement: Placement) -> Any:
    """The pipeline from its folder, and from nowhere else, on its device."""
    import diffusers
    import torch

    quiet(diffusers)
    kind = getattr(diffusers, class_name, None)
    if kind is None:
        raise BackendMissing(
            f"The diffusers that is installed ({diffusers.__version__}) has no {class_name}. "
            'Expected 0.42 or newer. Run `pip install --upgrade "catchlight[diffusers]"`.'
        )
    pipe = kind.from_pretrained(
        str(folder),
        torch_dtype=getattr(torch, placement.dtype),
        local_files_only=True,
        use_safetensors=True,  # a pickle can run code
        variant=HALF if is_half_stored(folder) else None,
    )
    pipe.set_progress_bar_config(disable=True)
    return pipe


def put(pipe: Any, placement: Placement) -> None:
    """Put a loaded pipeline where it runs; an adapter must be in it already."""
    if placement.offload == "model":
        pipe.enable_model_cpu_offload(device=placement.device)
    elif placement.offload == "sequential":
        pipe.enable_sequential_cpu_offload(device=placement.device)
    else:
        pipe.to(placement.device)


def load_adapter(pipe: Any, adapter: Path, strength: float) -> None:
    """Put an IP-Adapter and its image encoder into a pipeline. Raises BackendMissing."""
    from transformers import CLIPVisionModelWithProjection

    encoder = CLIPVisionModelWithProjection.from_pretrained(
        str(_encoder_for(adapter)), dtype=pipe.dtype, local_files_only=True
    )
    pipe.register_modules(image_encoder=encoder)
    pipe.load_ip_adapter(
        str(adapter.parent),
        subfolder="",
        weight_name=adapter.name,
        image_encoder_folder=None,
        local_files_only=True,
    )
    pipe.set_ip_adapter_scale(strength)


def _encoder_for(adapter: Path) -> Path:
    """The image encoder's folder: beside the adapter or above it, as its repository has it."""
    for folder in adapter.parents[:3]:
        for name in ("image_encoder", "models/image_encoder"):
            if (folder / name / "config.json").is_file():
                return folder / name
    raise BackendMissing(
        f"No image encoder was found for {adapter.name}. Expected a folder image_encoder beside it "
        "or models/image_encoder above it, as in its repository. Put it there."
    )


def quiet(diffusers: Any) -> None:
    """No progress bars and remarks of foreign packages among our own words."""
    import transformers

    for package in (diffusers, transformers):
        package.utils.logging.set_verbosity_error()
        package.utils.logging.disable_progress_bar()
