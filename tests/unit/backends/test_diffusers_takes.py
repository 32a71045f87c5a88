"""Takes of real diffusers pipelines, from end to end, with tiny random parts.

They need `pip install "catchlight[diffusers]"`, which the default install leaves out.
"""

from __future__ import annotations

import importlib.util
import shutil
import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from catchlight.backends import diffusers as backend_module
from catchlight.backends.base import MASK, Progress, Run
from catchlight.backends.diffusers import Diffusers
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
from catchlight.portrait import Portrait
from catchlight.settings import default_settings
from catchlight.shot import Reference, Shot, Take

from . import tiny_pipelines

torch = pytest.importorskip("torch", reason="the extra [diffusers] is not installed")
pytest.importorskip("diffusers", reason="the extra [diffusers] is not installed")
pytest.importorskip("transformers", reason="the extra [diffusers] is not installed")

SIZE = Extent(256, 320)
STEPS = 2
SAVED: dict[str, Callable[[Path], Path]] = {
    "sdxl": tiny_pipelines.save_sdxl,
    "kontext": tiny_pipelines.save_kontext,
    "klein": tiny_pipelines.save_klein,
    "z_image": tiny_pipelines.save_z_image,
    "qwen_edit": lambda folder: tiny_pipelines.save_qwen_edit(folder, plus=False),
    "qwen_edit_plus": tiny_pipelines.save_qwen_edit,
}
FROM_WORDS = ("sdxl", "klein", "z_image")
FROM_PHOTOS = {
    "sdxl": 1,
    "kontext": 1,
    "klein": 2,
    "z_image": 1,
    "qwen_edit": 1,
    "qwen_edit_plus": 2,
}

pytestmark = [pytest.mark.usefixtures("home"), pytest.mark.filterwarnings("ignore::UserWarning")]


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> Iterator[None]:
    """Tiny networks lose more by sharing work out than they gain."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(autouse=True)
def unobserved(monkeypatch: pytest.MonkeyPatch) -> None:
    """Takes are not looked at by the networks, which these tests do not need."""
    monkeypatch.setattr(backend_module, "observe", Portrait)


@pytest.fixture(autouse=True)
def without_torchvision(monkeypatch: pytest.MonkeyPatch) -> None:
    """Qwen's reader of videos is left out where its package is not there; photos are read."""
    if importlib.util.find_spec("torchvision") is None:
        from transformers.models.qwen2_vl.processing_qwen2_vl import Qwen2VLProcessor

        monkeypatch.setattr(Qwen2VLProcessor, "__init__", tiny_pipelines.reads_photos_only)
        monkeypatch.setattr(backend_module, "_absent", lambda packages: [])


@pytest.fixture(scope="module")
def folder_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The folder of a tiny model of a kind, made when it is first asked for."""
    made: dict[str, Path] = {}

    def folder(kind: str) -> Path:
        if kind not in made:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                made[kind] = SAVED[kind](tmp_path_factory.mktemp("models") / kind)
        return made[kind]

    return folder


FolderOf = Callable[[str], Path]


def backend(folder: Path | str, **values: object) -> Diffusers:
    named = {"model": str(folder), "steps": STEPS, "denoise": 0.5, **values}
    settings = {f"diffusers.{name}": value for name, value in named.items()}
    return Diffusers(default_settings().with_values("the test", settings))  # type: ignore[arg-type]


def shot_of(*references: Reference, takes: int = 1, seed: int = 3, prompt: str = "") -> Shot:
    words = prompt or "a calm founder in a cafe"
    return Shot("trust", {}, references, takes=takes, seed=seed, size=SIZE, prompt=words)


def agreeing(log: list[Progress] | None = None, **more: Any) -> Run:
    kept = [] if log is None else log
    return Run(clear=lambda use, name: None, on_progress=kept.append, **more)


def one(model: Diffusers, shot: Shot) -> Take:
    (take,) = model.generate(shot, agreeing())
    return take


def same(first: Take, second: Take) -> bool:
    return np.array_equal(first.portrait.pixels, second.portrait.pixels)


@pytest.mark.parametrize("kind", FROM_WORDS)
def test_words_become_takes_that_their_seeds_repeat(folder_of: FolderOf, kind: str) -> None:
    """Bit for bit, in whatever order; take k has the seed + k."""
    model = backend(folder_of(kind))
    first, second = model.generate(shot_of(takes=2), agreeing())
    assert first.portrait.extent == SIZE and first.portrait.pixels.dtype == np.float32
    assert not same(first, second)
    assert same(second, one(model, shot_of(seed=4)))
    assert (first.seed, second.seed, first.model) == (3, 4, kind)
    assert same(first, one(backend(folder_of(kind)), shot_of()))  # also when loaded anew


@pytest.mark.parametrize("kind", FROM_PHOTOS)
def test_photos_become_takes_of_the_size_asked_for(
    folder_of: FolderOf, kind: str, reference: Reference
) -> None:
    """Every kind takes as many as it says, and another photo gives another take."""
    model = backend(folder_of(kind))
    able = model.capabilities
    count = FROM_PHOTOS[kind]
    assert able.from_photos and able.max_references >= count
    take = one(model, shot_of(*[reference] * count))
    assert take.portrait.extent == SIZE
    assert same(take, one(model, shot_of(*[reference] * count)))
    darker = replace(reference, portrait=Portrait(reference.portrait.pixels * 0.3))
    assert not same(take, one(model, shot_of(*[darker] * count)))
    assert take.source == reference.name


@pytest.mark.parametrize("kind", ["sdxl", "z_image"])
def test_a_mask_says_what_is_made_anew(
    folder_of: FolderOf, kind: str, reference: Reference
) -> None:
    """Another mask, another take."""
    model = backend(folder_of(kind))
    takes = []
    for part in (slice(0, 40), slice(0, 8)):
        mask = np.zeros((64, 64), np.float32)
        mask[part] = 1
        takes.append(one(model, replace(shot_of(reference), options={MASK: mask})))
    assert takes[0].portrait.extent == SIZE
    assert not same(*takes)


def test_a_face_adapter_steers_by_the_photo(
    folder_of: FolderOf, reference: Reference, tmp_path: Path
) -> None:
    """Also where all is made anew; without strength the photo changes nothing."""
    folder = tmp_path / "with-adapter"
    shutil.copytree(folder_of("sdxl"), folder)
    adapter = str(tiny_pipelines.save_adapter(folder))
    made = {}
    for strength in (0.0, 1.0):
        model = backend(folder, adapter=adapter, denoise=1.0, identity_strength=strength)
        assert model.capabilities.keeps_identity
        darker = replace(reference, portrait=Portrait(reference.portrait.pixels * 0.3))
        photos = [shot_of(reference), shot_of(darker), shot_of(reference, darker)]
        made[strength] = [one(model, shot) for shot in photos]
    assert same(made[0.0][0], made[0.0][1])
    assert not same(made[1.0][0], made[1.0][1])
    assert not same(made[1.0][0], made[1.0][2])
    half = backend(folder, adapter=adapter)
    assert one(half, shot_of(reference)).portrait.extent == SIZE
    assert one(half, shot_of()).portrait.extent == SIZE  # no photo: no adapter


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


def test_a_long_prompt_is_read_to_its_end(folder_of: FolderOf) -> None:
    """SDXL by itself reads 77 tokens; here words far behind still change the take."""
    model = backend(folder_of("sdxl"))
    long = "a calm portrait, " * 20
    takes = [one(model, shot_of(prompt=long + end)) for end in ("smile", "frown")]
    assert not same(*takes)
    assert takes[0].notes == ()


def test_weights_in_a_prompt_count(folder_of: FolderOf) -> None:
    """A weight of 1 is none, and another one changes the take."""
    model = backend(folder_of("sdxl"))
    plain, one_point, louder = (
        one(model, shot_of(prompt=prompt))
        for prompt in ("a calm gaze", "a calm (gaze:1.0)", "a calm (gaze:1.4)")
    )
    assert same(plain, one_point)
    assert not same(plain, louder)


def test_a_negative_prompt_steers_away(folder_of: FolderOf) -> None:
    """Where the model takes one."""
    model = backend(folder_of("sdxl"))
    takes = [
        one(model, replace(shot_of(), negative_prompt=words)) for words in ("", "plastic skin")
    ]
    assert not same(*takes)


def test_what_a_model_does_not_read_is_told(folder_of: FolderOf, reference: Reference) -> None:
    """FLUX.1 Kontext reads 512 tokens."""
    take = one(backend(folder_of("kontext")), shot_of(reference, prompt="x" * 600 + " the end"))
    assert any("512 tokens" in note and "end" in note for note in take.notes)


def test_progress_and_where_it_runs_are_told(folder_of: FolderOf) -> None:
    """Before loading: which model, how large, on what; then every step."""
    log: list[Progress] = []
    model = backend(folder_of("sdxl"))
    list(model.generate(shot_of(takes=2), agreeing(log)))
    assert "loading the folder" in log[0].stage
    assert "weights" in log[0].stage and "free" in log[0].stage
    assert [(one.take, one.fraction) for one in log[1:]] == [(1, 0.5), (1, 1), (2, 0.5), (2, 1)]
    log.clear()
    list(model.generate(shot_of(), agreeing(log)))
    assert [one.stage for one in log] == ["making", "making"]  # it stayed loaded


def test_cancelling_stops_after_the_step_and_leaves_the_model_usable(folder_of: FolderOf) -> None:
    """What was made before is kept."""
    model = backend(folder_of("sdxl"), steps=6)
    log: list[Progress] = []
    run = agreeing(log, cancelled=lambda: bool(log) and log[-1].fraction == 0.5)
    with pytest.raises(BackendCancelled):
        list(model.generate(shot_of(), run))
    assert log[-1].fraction == 0.5
    assert one(model, shot_of()).portrait.extent == SIZE


def test_a_size_that_is_not_to_be_had_is_told(folder_of: FolderOf) -> None:
    """The nearest one is made."""
    take = one(backend(folder_of("sdxl")), replace(shot_of(), size=Extent(250, 310)))
    assert take.portrait.extent == SIZE
    assert "250×310" in take.notes[0]


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
