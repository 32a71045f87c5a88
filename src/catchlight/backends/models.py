"""ModelCard: what one model of a service can do and costs, from models.toml."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources
from typing import Any

from ..geometry import Extent
from .base import Capabilities
from .sizes import SizeLimits

SIZE_STYLES = ("size", "width_height", "image_size", "aspect_ratio")
_ONE_TIER = {"": 1.05}  # megapixels, where a model knows shapes only
_SIDE_STEP_PX = 16


@dataclass(frozen=True)
class ModelCard:
    """One model; models.toml says what each field means.

    `assumed` marks a model that Catchlight does not list: it is taken to work like the first one of
    its service, at that one's price.
    """

    service: str
    id: str
    title: str
    photos: int = 0
    text: bool = True
    mask: bool = False
    seed: bool = False
    negatives: bool = False
    dialect: str = "plain"
    sizes: SizeLimits = SizeLimits()
    size_as: str = "size"
    shapes: Mapping[Extent, tuple[str, str]] = field(default_factory=dict)  # → aspect, tier
    usd: float = 0.0
    usd_by_quality: Mapping[str, float] = field(default_factory=dict)
    usd_per_photo: float = 0.0
    usd_per_more_megapixel: float = 0.0
    usd_per_million_tokens: Mapping[str, float] = field(default_factory=dict)
    photo_field: str = ""
    photo_list: bool = False
    with_photos: str = ""
    fixed: Mapping[str, Any] = field(default_factory=dict)
    terms: str = ""
    checked_on: str = ""
    assumed: bool = False

    def estimate_usd(self, size: Extent, photos: int, quality: str = "") -> float:
        """About what one picture of this size from so many photos costs, in US dollars."""
        base = self.usd_by_quality.get(quality, self.usd)
        share = base / self.usd if self.usd else 1.0  # a better quality makes every pixel dearer
        more = max(0.0, math.ceil(size.megapixels * 10) / 10 - 1.0)
        return base + photos * self.usd_per_photo + share * more * self.usd_per_more_megapixel

    def capabilities(self, cost_usd: float, sends_to: str, *, sends_away: bool) -> Capabilities:
        """The same in the words of the contract."""
        return Capabilities(
            from_text=self.text,
            from_photos=self.photos > 0,
            keeps_identity=self.photos > 0,
            seeded=self.seed,
            invents_pixels=True,
            sends_away=sends_away,
            max_references=self.photos,
            takes_mask=self.mask,
            takes_negatives=self.negatives,
            dialect=self.dialect,
            sizes=self.sizes,
            reports_progress=True,
            cancels=True,
            cost_per_take_usd=round(cost_usd, 4),
            cost_checked_on=self.checked_on,
            sends_to=sends_to,
        )

    def size_fields(self, size: Extent) -> dict[str, Any]:
        """The fields of a request that ask for a size, which must be one of `sizes`."""
        if self.size_as == "width_height":
            return {"width": size.width, "height": size.height}
        if self.size_as == "image_size":
            return {"image_size": {"width": size.width, "height": size.height}}
        if self.size_as == "aspect_ratio":
            aspect, tier = self.shapes[size]
            return {"aspect_ratio": aspect} | ({"resolution": tier} if tier else {})
        return {"size": f"{size.width}x{size.height}"}


@cache
def all_models() -> Mapping[str, tuple[ModelCard, ...]]:
    """Every listed model by service, in the order of models.toml."""
    text = (resources.files("catchlight.backends") / "models.toml").read_text(encoding="utf-8")
    return {
        service: tuple(_card(service, id_, values) for id_, values in models.items())
        for service, models in tomllib.loads(text).items()
    }


def find_model_card(service: str, model: str = "") -> ModelCard:
    """The card of a model; without a name the service's first. An unlisted one is `assumed`."""
    cards = all_models()[service]
    if not model:
        return cards[0]
    listed = next((card for card in cards if card.id == model), None)
    return listed or replace(cards[0], id=model, title=model, checked_on="", assumed=True)


def _card(service: str, id_: str, values: Mapping[str, Any]) -> ModelCard:
    values = dict(values)
    size = dict(values.pop("size", {}))
    aspects = values.pop("aspects", ())
    tiers = values.pop("tiers", _ONE_TIER)
    shapes = {
        _extent(aspect, megapixels): (aspect, tier)
        for tier, megapixels in tiers.items()
        for aspect in aspects
    }
    choices = tuple(shapes) or tuple(Extent(*one) for one in size.pop("choices", ()))
    if values.get("size_as", "size") not in SIZE_STYLES:
        raise ValueError(f"models.toml: {id_} has an unknown size_as")
    limits = SizeLimits(choices=choices, **size)
    return ModelCard(service=service, id=id_, sizes=limits, shapes=shapes, **values)


def _extent(aspect: str, megapixels: float) -> Extent:
    """About the size that a shape comes in; services differ by a few pixels."""
    across, down = (int(part) for part in aspect.split(":"))
    height = math.sqrt(megapixels * 1e6 * down / across)
    width = height * across / down
    return Extent(_stepped(width), _stepped(height))


def _stepped(side: float) -> int:
    return round(side / _SIDE_STEP_PX) * _SIDE_STEP_PX
