"""What the tests of diffusers share: tiny models, a quiet machine, and short ways to ask."""

from __future__ import annotations

import importlib.util
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from catchlight.backends import diffusers as backend_module
from catchlight.backends.base import Progress, Run
from catchlight.backends.diffusers import Diffusers
from catchlight.geometry import Extent
from catchlight.portrait import Portrait
from catchlight.settings import default_settings
from catchlight.shot import Reference, Shot, Take

from . import tiny_parts, tiny_pipelines

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

FolderOf = Callable[[str], Path]


@pytest.fixture(scope="module")
def one_thread() -> Iterator[None]:
    """Tiny networks lose more by sharing work out than they gain."""
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture
def unobserved(monkeypatch: pytest.MonkeyPatch) -> None:
    """Takes are not looked at by the networks, which these tests do not need."""
    monkeypatch.setattr(backend_module, "observe", Portrait)


@pytest.fixture
def without_torchvision(monkeypatch: pytest.MonkeyPatch) -> None:
    """Qwen's reader of videos is left out where its package is not there; photos are read."""
    if importlib.util.find_spec("torchvision") is None:
        from transformers.models.qwen2_vl.processing_qwen2_vl import Qwen2VLProcessor

        monkeypatch.setattr(Qwen2VLProcessor, "__init__", tiny_parts.reads_photos_only)
        monkeypatch.setattr(backend_module, "_absent", lambda packages: [])


@pytest.fixture(scope="session")
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
