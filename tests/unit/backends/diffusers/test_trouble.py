"""What goes wrong with a diffusers model on its way into memory and while it works, in words.

They need `pip install "catchlight[diffusers]"`, which the default install leaves out.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from catchlight.backends import diffusers as backend_module
from catchlight.backends.base import Progress
from catchlight.backends.diffusers_errors import loading, making
from catchlight.backends.diffusers_fetch import fetch_model
from catchlight.backends.diffusers_folder import Weights, find_place, hub_copy
from catchlight.backends.diffusers_load import gigabytes, place_pipeline
from catchlight.backends.diffusers_take import checked
from catchlight.errors import (
    BackendCancelled,
    BackendError,
    BackendMissing,
    BackendRefused,
)
from catchlight.geometry import Extent
from catchlight.outbound.hub import Hub
from catchlight.settings import default_settings
from catchlight.shot import Reference

from . import tiny_pipelines
from .conftest import SIZE, FolderOf, agreeing, backend, one, shot_of

torch = pytest.importorskip("torch", reason="the extra [diffusers] is not installed")
pytest.importorskip("diffusers", reason="the extra [diffusers] is not installed")
pytest.importorskip("transformers", reason="the extra [diffusers] is not installed")

pytestmark = [
    pytest.mark.usefixtures("home", "one_thread", "unobserved", "without_torchvision"),
    pytest.mark.filterwarnings("ignore::UserWarning"),
]


def test_an_adapter_for_another_model_is_an_error_in_words(
    folder_of: FolderOf, reference: Reference, tmp_path: Path
) -> None:
    """Foreign words stand only in brackets."""
    from safetensors.torch import save_file

    folder = tmp_path / "other"
    shutil.copytree(folder_of("sdxl"), folder)
    adapter = tiny_pipelines.save_adapter(folder)
    save_file({"something.else": torch.zeros(2)}, adapter)
    with pytest.raises(BackendMissing, match=r"diffusers\.adapter"):
        one(backend(folder, adapter=str(adapter)), shot_of(reference))


def test_a_folder_that_is_not_what_it_says_is_an_error_in_words(
    folder_of: FolderOf, tmp_path: Path, reference: Reference
) -> None:
    """SDXL's parts under Kontext's name; a part whose weights do not fit."""
    folder = tmp_path / "mixed"
    shutil.copytree(folder_of("sdxl"), folder)
    tiny_pipelines.rename_class(folder, "FluxKontextPipeline")
    with pytest.raises(BackendMissing, match="does not load as what it says"):
        one(backend(folder), shot_of(reference))
    tiny_pipelines.rename_class(folder, "StableDiffusionXLPipeline")
    (folder / "unet" / "config.json").unlink()
    with pytest.raises(BackendMissing, match="mixed is not complete"):
        one(backend(folder), shot_of())


def test_a_file_that_can_run_code_is_not_loaded(folder_of: FolderOf, tmp_path: Path) -> None:
    """Only safetensors are."""
    folder = tmp_path / "pickles"
    shutil.copytree(folder_of("sdxl"), folder)
    (folder / "unet" / "diffusion_pytorch_model.safetensors").rename(
        folder / "unet" / "diffusion_pytorch_model.bin"
    )
    with pytest.raises(BackendMissing, match="not complete"):
        one(backend(folder), shot_of())


def test_running_out_of_memory_says_what_to_set(
    folder_of: FolderOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever of them says so, in its own words."""
    model = backend(folder_of("sdxl"))
    takes = model.generate(shot_of(takes=2), agreeing())
    next(takes)

    def full(*_: object, **__: object) -> None:
        raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB")

    monkeypatch.setattr("diffusers.UNet2DConditionModel.forward", full)
    with pytest.raises(BackendError, match=r"out of memory.*diffusers\.offload"):
        next(takes)
    for error in (RuntimeError("MPS backend out of memory"), MemoryError()):
        with pytest.raises(BackendError, match="out of memory"), making("X"):
            raise error
        with pytest.raises(BackendError, match="out of memory"), loading("X"):
            raise error


def test_other_errors_keep_their_first_line_and_nothing_else() -> None:
    """And a missing package is named."""
    with pytest.raises(BackendError, match=r"RuntimeError: first\. ?\)") as caught, making("X"):
        raise RuntimeError("first\n/home/me/secret/path")
    assert "secret" not in str(caught.value)
    with pytest.raises(BackendMissing, match="sentencepiece"), loading("X"):
        raise ImportError("T5Tokenizer requires sentencepiece")


def test_a_refusal_and_a_black_picture_are_no_takes() -> None:
    """Each says what to do."""
    grey = np.linspace(0, 1, 3 * 64 * 64, dtype=np.float32).reshape(1, 64, 64, 3)
    assert checked(SimpleNamespace(images=grey)).shape == (64, 64, 3)
    with pytest.raises(BackendRefused, match="safety checker"):
        checked(SimpleNamespace(images=grey, nsfw_content_detected=[True]))
    for broken in (np.zeros_like(grey), np.full_like(grey, np.nan)):
        with pytest.raises(BackendError, match=r"diffusers\.dtype"):
            checked(SimpleNamespace(images=broken))


BIG = Weights({"unet": 3_000_000_000, "text": 1_000_000_000}, 8_000_000_000)


@pytest.mark.parametrize(
    ("free_gb", "offload"), [(24, "none"), (10, "none"), (8.5, "model"), (4, "sequential")]
)
def test_on_a_graphics_card_parts_are_moved_out_where_it_must_be(
    monkeypatch: pytest.MonkeyPatch, free_gb: float, offload: str
) -> None:
    """By what the weights need and what is free: 8 GB in 16 bit, 6 GB in the largest part."""
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda _: (int(free_gb * 1e9), 0))
    card = backend_module.CARDS[0]
    settings = default_settings()
    placement = place_pipeline(settings, card, BIG, Extent(512, 512))
    assert (placement.device, placement.dtype) == ("cuda", "float16")
    assert placement.offload == offload
    assert "weights 8.0 GB" in placement.told


def test_weights_that_cannot_be_held_are_refused_before_loading(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A processor alone: 32 bit where that fits, else 16, else a refusal with both figures."""
    import psutil

    def placed(free_gb: float, **values: str) -> Any:
        free = SimpleNamespace(available=int(free_gb * 1e9))
        monkeypatch.setattr(psutil, "virtual_memory", lambda: free)
        named = {f"diffusers.{name}": value for name, value in values.items()}
        settings = default_settings().with_values("the test", {"diffusers.device": "cpu", **named})
        return place_pipeline(settings, backend_module.CARDS[1], BIG, SIZE)

    assert placed(20).dtype == "float32"
    assert placed(10).dtype == "bfloat16"
    with pytest.raises(BackendRefused, match=r"8\.0 GB in bfloat16, but 5\.0 GB are free"):
        placed(5)
    with pytest.raises(BackendMissing, match=r"diffusers\.dtype is 'int3'"):
        placed(20, dtype="int3")
    with pytest.raises(BackendRefused, match="Set it to none"):
        placed(20, offload="model")
    assert gigabytes(6_940_000_000) == "6.9 GB" and gigabytes(17_000_000) == "17 MB"


def test_a_device_that_is_not_there_is_said(folder_of: FolderOf) -> None:
    """Instead of running elsewhere in silence."""
    with pytest.raises(BackendMissing, match="sees no such device"):
        one(backend(folder_of("sdxl"), device="mps"), shot_of())
    with pytest.raises(BackendMissing, match="Expected auto or one of cuda"):
        one(backend(folder_of("sdxl"), device="tpu"), shot_of())


def test_a_model_is_fetched_file_by_file_where_it_is_allowed(
    folder_of: FolderOf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How large it is, is told before it comes; afterwards it is found without asking."""
    import huggingface_hub

    source = folder_of("z_image")
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    snapshot = tmp_path / "hub" / "models--Tongyi-MAI--Z-Image-Turbo" / "snapshots" / "abc"
    files = [path for path in sorted(source.rglob("*")) if path.is_file()]
    names = {str(path.relative_to(source)): path.stat().st_size for path in files}
    fetched: list[str] = []

    def info(_: object, hub_id: str, *, files_metadata: bool) -> SimpleNamespace:
        assert hub_id == "Tongyi-MAI/Z-Image-Turbo" and files_metadata
        siblings = [SimpleNamespace(rfilename=name, size=size) for name, size in names.items()]
        return SimpleNamespace(sha="abc", siblings=siblings)

    def get(hub_id: str, name: str, *, revision: str) -> str:
        assert revision == "abc"
        fetched.append(name)
        (snapshot / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source / name, snapshot / name)
        return str(snapshot / name)

    monkeypatch.setattr(huggingface_hub.HfApi, "model_info", info)
    monkeypatch.setattr(huggingface_hub, "hf_hub_download", get)
    model = backend("Tongyi-MAI/Z-Image-Turbo", allow_download=True)
    log: list[Progress] = []
    (take,) = model.generate(shot_of(), agreeing(log))
    assert (take.model, take.terms) == ("Tongyi-MAI/Z-Image-Turbo", "Apache-2.0")
    assert log[1].stage.startswith("fetching Tongyi-MAI/Z-Image-Turbo, ") and "GB" in log[1].stage
    assert set(fetched) == set(names)
    assert hub_copy("Tongyi-MAI/Z-Image-Turbo") == snapshot
    count = len(fetched)
    assert one(backend("Tongyi-MAI/Z-Image-Turbo"), shot_of()).seed == 3
    assert len(fetched) == count
    run = agreeing(cancelled=lambda: True)
    with pytest.raises(BackendCancelled):
        fetch_model(find_place("Tongyi-MAI/Z-Image-Turbo"), default_settings(), True, 1, run)


def hub_error(kind: str) -> Exception:
    """An error of the hub's own package, as it raises it."""
    import httpx2
    from huggingface_hub import errors

    if kind == "OSError":
        return OSError(28, "No space left on device")
    if kind == "ConnectError":
        return httpx2.ConnectError("no route")
    request = httpx2.Request("GET", "https://huggingface.co/api/models/x")
    found: Exception = getattr(errors, kind)("x", response=httpx2.Response(403, request=request))
    return found


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("GatedRepoError", "hf auth login"),
        ("RepositoryNotFoundError", "knows no model"),
        ("HfHubHTTPError", "could not be reached"),
        ("ConnectError", "could not be reached"),
        ("OSError", "No space left"),
    ],
)
def test_what_the_hub_answers_is_told_in_words(
    monkeypatch: pytest.MonkeyPatch, kind: str, said: str
) -> None:
    """And what to do about it."""
    import huggingface_hub

    def fails(*_: object, **__: object) -> None:
        raise hub_error(kind)

    monkeypatch.setattr(huggingface_hub.HfApi, "model_info", fails)
    model = backend("Tongyi-MAI/Z-Image-Turbo", allow_download=True)
    with pytest.raises(BackendError, match=said):
        list(model.generate(shot_of(), agreeing()))


def test_the_hub_is_asked_at_its_own_addresses_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also after a redirect; and not at all where the user's own variable forbids it."""
    import httpx2
    from huggingface_hub import constants

    (check,) = Hub()._client().event_hooks["request"]
    check(httpx2.Request("GET", "https://cdn-lfs.hf.co/file"))
    with pytest.raises(BackendError, match=r"example\.com"):
        check(httpx2.Request("GET", "https://example.com/file"))
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(BackendMissing, match="HF_HUB_OFFLINE"):
        Hub().look("me/mine")
