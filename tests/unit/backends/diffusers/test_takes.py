"""Takes of real diffusers pipelines, from end to end, with tiny random parts.

They need `pip install "catchlight[diffusers]"`, which the default install leaves out.
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from catchlight.backends.base import MASK, Progress
from catchlight.errors import (
    BackendCancelled,
)
from catchlight.geometry import Extent
from catchlight.portrait import Portrait
from catchlight.shot import Reference

from . import tiny_pipelines
from .conftest import SIZE, FolderOf, agreeing, backend, one, same, shot_of

torch = pytest.importorskip("torch", reason="the extra [diffusers] is not installed")
pytest.importorskip("diffusers", reason="the extra [diffusers] is not installed")
pytest.importorskip("transformers", reason="the extra [diffusers] is not installed")

FROM_WORDS = ("sdxl", "klein", "z_image")
FROM_PHOTOS = {
    "sdxl": 1,
    "kontext": 1,
    "klein": 2,
    "z_image": 1,
    "qwen_edit": 1,
    "qwen_edit_plus": 2,
}

pytestmark = [
    pytest.mark.usefixtures("home", "one_thread", "unobserved", "without_torchvision"),
    pytest.mark.filterwarnings("ignore::UserWarning"),
]


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
