"""A diffusers model before it is loaded: found, weighed, checked and told; needs no package."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from catchlight.backends import diffusers as backend_module
from catchlight.backends.base import MASK, Run
from catchlight.backends.diffusers import Diffusers
from catchlight.backends.diffusers_cards import CARDS, PHOTO, WORDS, find_card
from catchlight.backends.diffusers_folder import (
    chosen_files,
    find_place,
    lacks,
    licence_of,
    weigh,
)
from catchlight.backends.diffusers_photos import FACE_SIDE_PX, cut_face, cut_to, mask_picture
from catchlight.backends.diffusers_take import Manner, check_manner, size_note
from catchlight.backends.diffusers_words import chunks_of, cut_note, pieces_of
from catchlight.backends.listing import backend_to_dict
from catchlight.errors import BackendMissing, BackendRefused, ConsentMissing, UnknownName
from catchlight.geometry import Extent
from catchlight.portrait import Portrait
from catchlight.settings import default_settings
from catchlight.shot import Reference

from ..conftest import words_shot
from .model_folder import write_model, write_weights

pytestmark = pytest.mark.usefixtures("home")


def backend(**values: object) -> Diffusers:
    named = {f"diffusers.{name}": value for name, value in values.items()}
    return Diffusers(default_settings().with_values("the test", named))  # type: ignore[arg-type]


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the packages were there."""
    monkeypatch.setattr(backend_module, "PACKAGES", ())


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return write_model(tmp_path / "my-model", licence="license: openrail++")


class Letters:
    """A tokenizer to which every word is one token."""

    def __init__(self) -> None:
        self.words: list[str] = []

    def __call__(self, text: str, **_: object) -> SimpleNamespace:
        start = len(self.words)
        self.words += text.split()
        return SimpleNamespace(input_ids=list(range(start, len(self.words))))

    def decode(self, ids: list[int], **_: object) -> str:
        return " ".join(self.words[one] for one in ids)


def test_without_the_packages_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """In one line that can be copied."""
    monkeypatch.setattr(backend_module, "PACKAGES", ("no_such_package",))
    assert "needs no_such_package" in backend().missing()
    assert 'pip install "catchlight[diffusers]"' in backend().missing()
    with pytest.raises(BackendMissing, match="no_such_package"):
        backend().generate(words_shot())


@pytest.mark.usefixtures("installed")
def test_without_a_model_it_says_which_setting() -> None:
    """There is no default model, so that nothing is fetched unasked."""
    assert "diffusers.model" in backend().missing()


@pytest.mark.usefixtures("installed")
def test_a_folder_is_told_with_its_kind_size_and_terms_before_anything_starts(model: Path) -> None:
    """So that nobody is surprised by which of the two, a folder or the hub, is used."""
    row = backend_to_dict(backend(model=str(model)))
    assert row["ready"] and row["model"] == "my-model"
    assert "the folder" in row["notes"][0] and "Stable Diffusion XL" in row["notes"][0]
    assert "openrail++" in row["notes"][1]
    assert row["dialect"] == "clip" and row["takes_negatives"]


def test_weights_are_counted_without_loading_them(model: Path) -> None:
    """Numbers by part, whatever their form on disk."""
    weights = weigh(model)
    assert weights.numbers == {"unet": 1000, "vae": 1000, "text_encoder": 1000}
    assert (weights.bytes_in(4), weights.largest_in(2)) == (12_000, 2_000)


def test_weights_in_two_forms_are_counted_once(model: Path) -> None:
    """The plain form is the one that is loaded."""
    write_weights(model / "unet" / "model.fp16.safetensors", 77)
    assert weigh(model).numbers["unet"] == 1000


@pytest.mark.usefixtures("installed")
def test_a_damaged_file_is_named(model: Path) -> None:
    """Cut short, as by a broken copy."""
    file = model / "unet" / "model.safetensors"
    file.write_bytes(file.read_bytes()[:-100])
    with pytest.raises(BackendMissing, match=r"unet/model\.safetensors are damaged"):
        weigh(model)


@pytest.mark.usefixtures("installed")
def test_missing_parts_are_named(model: Path) -> None:
    """A part, and a piece of weights that stand in several files."""
    (model / "vae" / "model.safetensors").unlink()
    (model / "vae" / "config.json").unlink()
    table = {"weight_map": {"a": "model-00001-of-00002.safetensors"}}
    (model / "unet" / "model.safetensors.index.json").write_text(json.dumps(table), "utf-8")
    assert lacks(model) == ("unet/model-00001-of-00002.safetensors", "vae")
    assert "lacks unet/model-00001" in backend(model=str(model)).missing()
    (model / "unet" / "model.safetensors.index.json").write_text("{", "utf-8")
    assert "index.json (damaged)" in backend(model=str(model)).missing()


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("no such thing", "neither a folder"),
        ("nobody/unlisted-model", "diffusers.pipeline"),
        ("Tongyi-MAI/Z-Image-Turbo", "diffusers.allow_download"),
    ],
)
def test_a_model_that_is_not_here_is_refused_before_anything_is_fetched(
    named: str, said: str
) -> None:
    """And says what to set."""
    assert said in backend(model=named).missing()


@pytest.mark.usefixtures("installed")
def test_a_listed_hub_id_may_be_fetched_once_it_is_allowed() -> None:
    """Before it comes, it is said that it will, and what the model can do is known."""
    one = backend(model="Tongyi-MAI/Z-Image-Turbo", allow_download=True)
    assert one.missing() == ""
    assert "Hugging Face hub" in one.notes()[0]
    assert one.capabilities.dialect == "plain"


@pytest.mark.usefixtures("installed")
def test_a_hub_id_that_was_fetched_before_is_found_in_the_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the hub's own tools keep it; nothing is asked."""
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    root = tmp_path / "hub" / "models--me--mine"
    write_model(root / "snapshots" / "abc")
    (root / "refs").mkdir()
    (root / "refs" / "main").write_text("abc", "utf-8")
    assert find_place("me/mine").folder == root / "snapshots" / "abc"
    assert backend(model="me/mine").missing() == ""
    assert backend(model="me/mine").model_name == "me/mine"


@pytest.mark.usefixtures("installed")
def test_a_model_of_another_kind_is_named(tmp_path: Path) -> None:
    """With the kinds that can be used."""
    folder = write_model(tmp_path / "video", "WanPipeline")
    assert "is a WanPipeline" in backend(model=str(folder)).missing()
    assert "Z-Image" in backend(model=str(folder)).missing()


@pytest.mark.usefixtures("installed")
def test_what_is_no_model_is_said_to_be_none(tmp_path: Path) -> None:
    """A single file, an empty folder, an index that is no JSON object."""
    (tmp_path / "one.safetensors").write_bytes(b"x")
    (tmp_path / "empty").mkdir()
    assert "single file" in backend(model=str(tmp_path / "one.safetensors")).missing()
    assert "no model_index.json" in backend(model=str(tmp_path / "empty")).missing()
    (tmp_path / "empty" / "model_index.json").write_text("[]", "utf-8")
    assert "no JSON object" in backend(model=str(tmp_path / "empty")).missing()


@pytest.mark.usefixtures("installed")
def test_an_adapter_is_checked_before_anything_is_loaded(model: Path, tmp_path: Path) -> None:
    """It must be there, fit the kind, and need no network that is for research only."""
    faces = tmp_path / "ip-adapter-plus-face.safetensors"
    assert "is not there" in backend(model=str(model), adapter=str(faces)).missing()
    write_weights(faces, 1)
    ready = backend(model=str(model), adapter=str(faces))
    assert ready.missing() == ""
    assert ready.capabilities.keeps_identity and ready.capabilities.max_references == 4
    other = tmp_path / "ip-adapter-faceid_sdxl.bin"
    assert "InsightFace" in backend(model=str(model), adapter=str(other)).missing()
    kontext = write_model(tmp_path / "kontext", "FluxKontextPipeline")
    assert "takes none" in backend(model=str(kontext), adapter=str(faces)).missing()


@pytest.mark.usefixtures("installed")
def test_a_kind_that_needs_more_packages_says_which(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Qwen reads photos with torchvision, which the others do without."""
    folder = str(write_model(tmp_path / "q", "QwenImageEditPlusPipeline"))
    monkeypatch.setattr(backend_module.importlib.util, "find_spec", lambda name: None)
    assert "pip install torchvision" in backend(model=folder).missing()
    monkeypatch.setattr(backend_module.importlib.util, "find_spec", lambda name: name)
    assert backend(model=folder).missing() == ""


@pytest.mark.usefixtures("installed")
def test_a_photo_of_the_sitter_needs_consent(model: Path, reference: Reference) -> None:
    """It stays on this machine, but a likeness is generated."""
    shot = replace(words_shot(), references=(reference,))
    with pytest.raises(ConsentMissing):
        backend(model=str(model)).generate(shot, Run())


@pytest.mark.usefixtures("installed")
def test_what_a_model_cannot_do_is_refused(tmp_path: Path, reference: Reference) -> None:
    """Kontext edits a photo: none, two, or a negative prompt are too much or too little."""
    kontext = backend(model=str(write_model(tmp_path / "k", "FluxKontextPipeline")))
    with pytest.raises(BackendRefused, match="no photo"):
        kontext.generate(words_shot())
    two = replace(words_shot(), references=(reference, reference))
    with pytest.raises(BackendRefused, match="2 photos"):
        kontext.generate(two)
    negative = replace(words_shot(), references=(reference,), negative_prompt="blurred")
    with pytest.raises(BackendRefused, match="negative"):
        kontext.generate(negative)


@pytest.mark.usefixtures("installed")
def test_the_kind_can_be_said(tmp_path: Path) -> None:
    """For a model that calls itself otherwise; an unknown kind is an error with the known ones."""
    folder = write_model(tmp_path / "odd", "MyOwnPipeline")
    assert backend(model=str(folder), pipeline="z_image").capabilities.dialect == "plain"
    with pytest.raises(UnknownName, match="sdxl"):
        find_card("sd15")


def test_every_card_agrees_with_itself() -> None:
    """Sizes hold a portrait of the usual shape, and a start from a photo has room for one."""
    for card in CARDS:
        size = card.sizes.nearest(Extent(1024, 1280))
        assert size.megapixels > 0.9 and abs(size.width / size.height - 0.8) < 0.03
        assert (PHOTO in card.classes) == (card.photos > 0)
        assert card.dialect in ("plain", "clip", "kontext")
        assert card.steps > 0 and card.terms
    assert find_card("z_image").usual("Z-Image-Turbo", {}) == (8, 0.0)
    assert find_card("z_image").usual("Tongyi-MAI/Z-Image", {}) == (50, 4.0)
    assert find_card("klein").usual("mine", {"is_distilled": True}) == (4, 1.0)
    assert find_card("klein").usual("mine", {"is_distilled": False}) == (50, 4.0)
    assert size_note(CARDS[0], Extent(1000, 1250))[0].startswith("Stable Diffusion XL makes no")
    assert size_note(CARDS[0], Extent(1024, 1280)) == ()


def test_steps_that_would_do_nothing_are_refused(reference: Reference) -> None:
    """A small share of few steps is none."""
    shot = replace(words_shot(), references=(reference,))
    with pytest.raises(BackendRefused, match=r"denoise 0\.2"):
        check_manner(Manner(CARDS[0], 4, 5.0, 0.2, faces=False), shot)
    check_manner(Manner(CARDS[0], 5, 5.0, 0.2, faces=False), shot)
    with pytest.raises(BackendRefused, match="nothing of the photo"):
        check_manner(Manner(CARDS[0], 8, 5.0, 0.95, faces=False), shot)
    check_manner(Manner(CARDS[0], 8, 5.0, 1.0, faces=False), shot)
    with pytest.raises(BackendRefused, match=r"diffusers\.steps"):
        check_manner(Manner(CARDS[0], -1, 5.0, 0.5, faces=False), words_shot())


def test_what_a_take_starts_from_is_decided_by_the_shot(reference: Reference) -> None:
    """With a face adapter and all made anew, the photo is only looked at."""
    shot = replace(words_shot(), references=(reference,))
    masked = replace(shot, options={MASK: np.ones((4, 4), np.float32)})
    half = Manner(CARDS[0], 30, 5.0, 0.5, faces=True)
    assert half.starts_from(words_shot()) == WORDS
    assert half.starts_from(shot) == PHOTO
    assert half.starts_from(masked) == "mask"
    assert replace(half, denoise=1.0).starts_from(shot) == WORDS
    assert replace(half, denoise=1.0, faces=False).starts_from(shot) == PHOTO


def test_a_prompt_is_taken_apart_as_a1111_writes_it() -> None:
    """Weights, chunk marks and escaped brackets."""
    assert pieces_of(r"calm (direct gaze:1.2), \(soft\) BREAK (light:0.9)") == [
        [("calm ", 1.0), ("direct gaze", 1.2), (", (soft) ", 1.0)],
        [("light", 0.9)],
    ]
    assert pieces_of("") == [[]]


def test_a_long_prompt_fills_several_chunks() -> None:
    """Nothing is cut: 75 tokens a chunk, and BREAK begins a new one."""
    chunks = chunks_of("word " * 80 + "BREAK last", Letters())
    assert [len(chunk) for chunk in chunks] == [75, 5, 1]
    assert chunks_of("", Letters()) == [[]]


def test_what_is_cut_off_is_said() -> None:
    """With its first words."""
    assert cut_note(Letters(), "one two three", 3) == ()
    (note,) = cut_note(Letters(), "one two three four", 3)
    assert "3 tokens" in note and "“four”" in note


def test_only_one_form_of_the_weights_is_fetched() -> None:
    """A repository holds many forms; they would be five times as large."""
    files = {
        "model_index.json": 1,
        "README.md": 1,
        "sd_xl_base_1.0.safetensors": 7_000,
        "unet/config.json": 1,
        "unet/diffusion_pytorch_model.safetensors": 10_000,
        "unet/diffusion_pytorch_model.fp16.safetensors": 5_000,
        "unet/model.onnx": 9_000,
        "vae/diffusion_pytorch_model.safetensors": 300,
        "vae_1_0/diffusion_pytorch_model.safetensors": 300,
        "tokenizer/merges.txt": 1,
    }
    index = {"_class_name": "X", "unet": ["d", "U"], "vae": ["d", "V"], "tokenizer": ["t", "T"]}
    half = chosen_files(files, index, half=True)
    assert "unet/diffusion_pytorch_model.fp16.safetensors" in half
    assert sum(files[name] for name in half) == 5_304
    full = chosen_files(files, index, half=False)
    assert "unet/diffusion_pytorch_model.safetensors" in full and len(full) == len(half)


def test_the_licence_is_read_from_the_model(tmp_path: Path) -> None:
    """Its own name for it wins; where it says none, that is said."""
    said = "license: other\nlicense_name: flux-dev"
    assert licence_of(write_model(tmp_path / "a", licence=said)) == "flux-dev"
    assert licence_of(write_model(tmp_path / "b", licence="license: apache-2.0")) == "apache-2.0"
    assert licence_of(write_model(tmp_path / "c"), "known") == "known"
    assert "not stated" in licence_of(write_model(tmp_path / "d"))


def test_a_photo_is_cut_to_the_shape_about_the_face(astronaut: Portrait) -> None:
    """The face stays in it, whatever the shape."""
    assert astronaut.face is not None
    for size in (Extent(256, 512), Extent(512, 256)):
        cut = cut_to(astronaut, size)
        assert abs(cut.width / cut.height - size.width / size.height) < 0.01
        middle = astronaut.face.box.center
        assert cut.left <= middle.x <= cut.left + cut.width
        assert cut.top <= middle.y <= cut.top + cut.height
        assert cut.of(astronaut.pixels).shape == (size.height, size.width, 3)


def test_a_face_is_cut_with_its_hair_as_a_square(astronaut: Portrait) -> None:
    """And without a face the middle of the photo is taken."""
    assert astronaut.face is not None
    cut = cut_face(astronaut)
    assert cut.width == cut.height > astronaut.face.box.width
    assert cut.of(astronaut.pixels).shape == (FACE_SIDE_PX, FACE_SIDE_PX, 3)
    bare = Portrait(astronaut.pixels)
    middle = cut_face(bare)
    assert middle.width == min(bare.extent)


def test_the_mask_lies_over_the_same_part_as_the_photo(astronaut: Portrait) -> None:
    """White, made anew, where it was; also for a mask of another size."""
    mask = np.zeros((64, 64), np.float32)
    mask[:, 32:] = 1
    bare = Portrait(astronaut.pixels)
    grey = np.asarray(mask_picture(mask, bare.extent, cut_to(bare, Extent(256, 256))))
    assert grey.shape == (256, 256)
    assert grey[:, :120].max() == 0 and grey[:, 136:].min() == 255
