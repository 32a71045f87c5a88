"""One take of a loaded pipeline: its arguments from card and shot, its progress, its picture."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..errors import BackendRefused
from ..geometry import Extent
from ..image import Pixels
from ..settings import Settings
from ..shot import Shot
from .base import MASK, Progress, Run
from .diffusers_cards import INSIDE_MASK, PHOTO, WORDS, PipelineCard
from .diffusers_errors import black_picture
from .diffusers_photos import cut_face, cut_to, mask_picture, picture, whole
from .diffusers_words import Read, read_clip, read_plain

FLAT = 1e-3  # spread of values (0…1) below which a picture shows nothing


@dataclass(frozen=True)
class Manner:
    """How takes are made: the card, steps, guidance, and the shares of photo and face.

    `denoise` is how much of a photo is made anew (0…1), `faces` whether an adapter for faces is to
    be used with the photos of a shot.
    """

    card: PipelineCard
    steps: int
    guidance: float
    denoise: float
    faces: bool

    def starts_from(self, shot: Shot) -> str:
        """WORDS, PHOTO or INSIDE_MASK: which class of pipeline a shot needs.

        Where an adapter holds the face and all is made anew, only words are started from.
        """
        if not shot.references:
            return WORDS
        if MASK in shot.options:
            return INSIDE_MASK
        return WORDS if self.faces and self.denoise >= 1 else PHOTO


def manner_of(
    settings: Settings, card: PipelineCard, name: str, index: Mapping[str, Any], adapter: bool
) -> Manner:
    """As set, else as usual for a model of that name with that model_index.json."""
    steps, guidance = card.usual(name, index)
    return Manner(
        card,
        settings.whole("diffusers.steps") or steps,
        settings.number("diffusers.guidance") or guidance,
        min(settings.number("diffusers.denoise"), 1.0),
        adapter and card.with_adapter > 0,
    )


def check_manner(manner: Manner, shot: Shot) -> None:
    """Refuse what would leave nothing to be done. Raises BackendRefused."""
    if manner.steps < 1:
        raise BackendRefused(
            f"The setting diffusers.steps is {manner.steps}. Expected 1 or more, or 0 for the "
            "model's usual ones. Mend it."
        )
    if not manner.card.repaints or manner.starts_from(shot) == WORDS or manner.denoise == 1:
        return
    if int(manner.steps * manner.denoise) < 1:
        raise BackendRefused(
            f"With {manner.steps} steps and diffusers.denoise {manner.denoise:g} no step would be "
            "made. Expected at least one. Raise one of them."
        )
    if manner.steps * (1 - manner.denoise) < 1:
        raise BackendRefused(
            f"With {manner.steps} steps and diffusers.denoise {manner.denoise:g} nothing of the "
            "photo would be left. Expected at least one step that is left out. Lower denoise, or "
            "raise diffusers.steps."
        )


def read_prompt(pipe: Any, card: PipelineCard, shot: Shot) -> Read:
    """The shot's words as this pipeline takes them."""
    prompt, negative = shot.prompt.strip(), shot.negative_prompt.strip()
    if card.dialect == "clip":
        return read_clip(pipe, prompt, negative)
    if card.negatives and not negative:
        negative = " "  # without one these pipelines steer by nothing at all
    return read_plain(pipe, prompt, negative, card.tokens, card.reader)


def make_pixels(pipe: Any, manner: Manner, shot: Shot, read: Read, number: int, run: Run) -> Pixels:
    """Take `number` (from 0) of a shot. Raises BackendError, and what the pipeline raises."""
    import torch

    arguments = {
        **read.arguments,
        **_pictures(manner, shot),
        "num_inference_steps": manner.steps,
        manner.card.guidance_as: manner.guidance,
        # On the processor, so that a seed starts from the same noise on every device.
        "generator": torch.Generator("cpu").manual_seed(shot.seed + number),
        "output_type": "np",
        "callback_on_step_end": _follow(run, number + 1, shot.takes, manner.steps),
    }
    try:
        answer = pipe(**arguments)
    finally:
        pipe.maybe_free_model_hooks()
    return checked(answer)


def checked(answer: Any) -> Pixels:
    """The picture of a pipeline's answer. Raises BackendRefused, BackendError."""
    if any(getattr(answer, "nsfw_content_detected", None) or ()):
        raise BackendRefused(
            "The model's safety checker held the picture back. Expected one that it lets through. "
            "Change the wording (`catchlight lint-prompt` helps) or the seed."
        )
    pixels = np.asarray(answer.images[0], dtype=np.float32)
    if not np.isfinite(pixels).all() or float(pixels.std()) < FLAT:
        raise black_picture()
    return np.ascontiguousarray(np.clip(pixels, 0, 1))


def size_note(card: PipelineCard, wanted: Extent) -> tuple[str, ...]:
    """What to tell where a size is not to be had."""
    size = card.sizes.nearest(wanted)
    if size == wanted:
        return ()
    return (
        f"{card.title} makes no {wanted.width}×{wanted.height}; {size.width}×{size.height} was "
        "made.",
    )


def _pictures(manner: Manner, shot: Shot) -> Mapping[str, Any]:
    """The arguments about pictures and size."""
    card, start = manner.card, manner.starts_from(shot)
    size = card.sizes.nearest(shot.size)
    given: dict[str, Any] = {"width": size.width, "height": size.height}
    if card.sized_by_area:
        given["max_area"] = size.width * size.height
    portraits = [reference.portrait for reference in shot.references]
    if manner.faces and portraits:
        cuts = [cut_face(one).of(one.pixels) for one in portraits]
        given["ip_adapter_image"] = [[picture(values) for values in cuts]]
    if start == WORDS:
        return given
    if not card.repaints:
        photos = [whole(portrait) for portrait in portraits]
        return given | {"image": photos if card.photos > 1 else photos[0]}
    cut = cut_to(portraits[0], size)
    given |= {"image": picture(cut.of(portraits[0].pixels)), "strength": manner.denoise}
    if start == INSIDE_MASK:
        mask = np.asarray(shot.options[MASK], dtype=np.float32)
        given["mask_image"] = mask_picture(mask, portraits[0].extent, cut)
    if start in card.sized_by_photo:
        del given["width"], given["height"]
    return given


def _follow(run: Run, take: int, takes: int, steps: int) -> Callable[..., dict[str, Any]]:
    """What a pipeline calls after every step: tells how far it is, and stops when cancelled."""

    def after(pipe: Any, step: int, _time: Any, values: dict[str, Any]) -> dict[str, Any]:
        run.stop_if_cancelled()
        count = getattr(pipe, "num_timesteps", steps) or steps
        run.on_progress(Progress(take, takes, "making", min(1.0, (step + 1) / count)))
        return values

    return after
