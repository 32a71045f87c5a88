"""PipelineCard: what one kind of diffusers pipeline can do and how it is called, as data.

Steps and guidance are what the model's own page recommends; sizes are what it was trained for, with
some room below. Checked with diffusers 0.42.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..errors import UnknownName
from .sizes import SizeLimits

WORDS, PHOTO, INSIDE_MASK = "words", "photo", "mask"  # what a take starts from


@dataclass(frozen=True)
class PipelineCard:
    """One kind of pipeline.

    `classes` name the class of diffusers by what a take starts from (WORDS, PHOTO, INSIDE_MASK).
    `photos` is how many one take can use, `with_adapter` how many with an IP-Adapter (0: no such).
    `repaints` says that the photo is repainted by a share (`strength`), `holds_face` that the model
    was made to keep whose face it is. `guidance_as` is the argument's name, `tokens` how many of
    the prompt are read by the tokenizer named `reader` (0: all). `half` is its 16-bit form;
    `sized_by_area` says that it has to be told the area too, `sized_by_photo` from what starts it
    takes its size from the photo.
    `terms` are the licences of known hub ids; `others` maps a part of a name to steps and guidance
    of another training of the same kind, `undistilled` are those of one that says so itself.
    `packages` are needed beside those that all need.
    """

    id: str
    title: str
    classes: Mapping[str, str]
    terms: Mapping[str, str]
    dialect: str = "plain"
    photos: int = 1
    with_adapter: int = 0
    repaints: bool = False
    holds_face: bool = False
    negatives: bool = False
    steps: int = 28
    guidance: float = 3.5
    guidance_as: str = "guidance_scale"
    others: Mapping[str, tuple[int, float]] = field(default_factory=dict)
    undistilled: tuple[int, float] | None = None
    tokens: int = 0
    reader: str = "tokenizer"
    half: str = "bfloat16"
    sizes: SizeLimits = SizeLimits()
    sized_by_area: bool = False
    sized_by_photo: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()

    def usual(self, name: str, index: Mapping[str, Any]) -> tuple[int, float]:
        """Steps and guidance for a model of that name with that model_index.json."""
        if self.undistilled is not None and index.get("is_distilled") is False:
            return self.undistilled
        other = next((both for part, both in self.others.items() if part in name.lower()), None)
        return other or (self.steps, self.guidance)


def _sizes(step_px: int, most_megapixels: float) -> SizeLimits:
    """Below 256 px no cue of a face can be read; very long shapes repeat what is in them."""
    return SizeLimits(
        step_px=step_px,
        least_px=256,
        most_px=2048,
        most_megapixels=most_megapixels,
        most_aspect=3.0,
    )


_APACHE = "Apache-2.0"
_FLUX_DEV = "FLUX.1 [dev] Non-Commercial License"
_FLUX_NON_COMMERCIAL = "FLUX Non-Commercial License"

CARDS: tuple[PipelineCard, ...] = (
    PipelineCard(
        "sdxl",
        "Stable Diffusion XL",
        {
            WORDS: "StableDiffusionXLPipeline",
            PHOTO: "StableDiffusionXLImg2ImgPipeline",
            INSIDE_MASK: "StableDiffusionXLInpaintPipeline",
        },
        {"stabilityai/stable-diffusion-xl-base-1.0": "CreativeML Open RAIL++-M"},
        dialect="clip",
        with_adapter=4,
        repaints=True,
        negatives=True,
        steps=30,
        guidance=5.0,
        half="float16",
        sized_by_photo=(PHOTO,),
        sizes=_sizes(64, 1.6),
    ),
    PipelineCard(
        "kontext",
        "FLUX.1 Kontext",
        {PHOTO: "FluxKontextPipeline"},
        {"black-forest-labs/FLUX.1-Kontext-dev": _FLUX_DEV},
        dialect="kontext",
        holds_face=True,
        guidance=2.5,
        tokens=512,
        reader="tokenizer_2",
        sizes=_sizes(16, 1.6),
        sized_by_area=True,
    ),
    PipelineCard(
        "klein",
        "FLUX.2 klein",
        {WORDS: "Flux2KleinPipeline", PHOTO: "Flux2KleinPipeline"},
        {
            "black-forest-labs/FLUX.2-klein-4B": _APACHE,
            "black-forest-labs/FLUX.2-klein-9B": _FLUX_NON_COMMERCIAL,
            "black-forest-labs/FLUX.2-klein-base-4B": _APACHE,
            "black-forest-labs/FLUX.2-klein-base-9B": _FLUX_NON_COMMERCIAL,
        },
        photos=4,
        holds_face=True,
        steps=4,
        guidance=1.0,
        undistilled=(50, 4.0),
        tokens=512,
        sizes=_sizes(16, 4.0),
    ),
    PipelineCard(
        "z_image",
        "Z-Image",
        {
            WORDS: "ZImagePipeline",
            PHOTO: "ZImageImg2ImgPipeline",
            INSIDE_MASK: "ZImageInpaintPipeline",
        },
        {"Tongyi-MAI/Z-Image-Turbo": _APACHE, "Tongyi-MAI/Z-Image": _APACHE},
        repaints=True,
        steps=50,
        guidance=4.0,
        others={"turbo": (8, 0.0)},
        tokens=512,
        sizes=_sizes(16, 4.0),
    ),
    PipelineCard(
        "qwen_edit_plus",
        "Qwen-Image-Edit (several photos)",
        {PHOTO: "QwenImageEditPlusPipeline"},
        {"Qwen/Qwen-Image-Edit-2509": _APACHE, "Qwen/Qwen-Image-Edit-2511": _APACHE},
        photos=3,
        holds_face=True,
        negatives=True,
        steps=40,
        guidance=4.0,
        guidance_as="true_cfg_scale",
        packages=("torchvision",),  # its reader of photos is built on it
        sizes=_sizes(32, 1.8),
    ),
    PipelineCard(
        "qwen_edit",
        "Qwen-Image-Edit",
        {PHOTO: "QwenImageEditPipeline"},
        {"Qwen/Qwen-Image-Edit": _APACHE},
        holds_face=True,
        negatives=True,
        steps=50,
        guidance=4.0,
        guidance_as="true_cfg_scale",
        packages=("torchvision",),  # its reader of photos is built on it
        sizes=_sizes(32, 1.8),
    ),
)


def find_card(kind: str) -> PipelineCard:
    """The card of that id. Raises UnknownName."""
    for card in CARDS:
        if card.id == kind:
            return card
    raise UnknownName("pipeline", kind, (card.id for card in CARDS))


def card_of_class(index: Mapping[str, Any]) -> PipelineCard | None:
    """The card for a model_index.json; None for a class that is not among them."""
    name = index.get("_class_name")
    return next((card for card in CARDS if name in card.classes.values()), None)


def card_of_hub_id(hub_id: str) -> PipelineCard | None:
    """The card of a model that is listed by its hub id."""
    return next((card for card in CARDS if hub_id in card.terms), None)
