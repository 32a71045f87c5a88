"""diffusers: takes from a model on this machine, through Hugging Face's pipelines.

Nothing leaves the machine. A model that is named by a hub id is fetched only where the user allowed
it; what runs is always a folder here. The pipeline stays loaded between the shots of one backend.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import BackendMissing, CatchlightError
from ..settings import Settings
from ..shot import Shot, Take
from ..vision.observe import observe
from .base import UNATTENDED, Capabilities, Progress, Run, ask_clearance, check_shot
from .diffusers_cards import (
    CARDS,
    INSIDE_MASK,
    PHOTO,
    WORDS,
    PipelineCard,
    card_of_class,
    card_of_hub_id,
    find_card,
)
from .diffusers_errors import loading, making
from .diffusers_fetch import fetch_model
from .diffusers_folder import INDEX, ModelPlace, find_place, lacks, licence_of, read_index, weigh
from .diffusers_load import gigabytes, load_adapter, load_pipeline, place_pipeline, put
from .diffusers_take import Manner, check_manner, make_pixels, manner_of, read_prompt, size_note
from .pictures import check_networks

NAME = "diffusers"
TITLE = "diffusers (a model on this machine)"
PACKAGES = ("torch", "diffusers", "transformers", "accelerate", "huggingface_hub")


@dataclass(frozen=True, eq=False)
class Loaded:
    """A pipeline in memory, and what it was loaded for."""

    key: tuple[Path, str, bool]
    pipe: Any


class Diffusers:
    """Runs the pipeline that fits the model and the shot, one take after the other."""

    name = NAME
    title = TITLE

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._model = settings.text("diffusers.model")
        self._adapter = settings.text("diffusers.adapter")
        self._loaded: Loaded | None = None

    @property
    def capabilities(self) -> Capabilities:
        """What the model that is set can do; without one, what the first kind can do."""
        card = CARDS[0]
        with suppress(CatchlightError):
            card = self._card(find_place(self._model)) if self._model else card
        faces = bool(self._adapter) and card.with_adapter > 0
        return Capabilities(
            from_text=WORDS in card.classes,
            from_photos=PHOTO in card.classes,
            keeps_identity=card.holds_face or faces,
            seeded=True,
            invents_pixels=True,
            sends_away=False,
            max_references=card.with_adapter if faces else card.photos,
            takes_mask=INSIDE_MASK in card.classes,
            takes_negatives=card.negatives,
            dialect=card.dialect,
            sizes=card.sizes,
            reports_progress=True,
            cancels=True,
        )

    def missing(self) -> str:
        """What must be installed or set; empty when a take can be tried. Nothing is imported."""
        if absent := _absent(PACKAGES):
            return (
                f"This backend needs {', '.join(absent)}. Expected them installed (about 2 GB). "
                'Run `pip install "catchlight[diffusers]"`.'
            )
        if not self._model:
            return (
                "No model is set. Expected a folder on this machine or a hub id in the setting "
                "diffusers.model, or CATCHLIGHT_DIFFUSERS_MODEL."
            )
        try:
            place = find_place(self._model)
            self._check(place, self._card(place))
        except CatchlightError as error:
            return str(error)
        return ""

    @property
    def model_name(self) -> str:
        """The model that is set: its hub id, or its folder's own name; empty without one."""
        with suppress(CatchlightError):
            return find_place(self._model).name if self._model else ""
        return ""

    def notes(self) -> list[str]:
        """Which model will be used, how large it is, and its terms, before anything starts."""
        try:
            place = find_place(self._model)
            if place.folder is None:
                return [f"Will fetch {place.told} first, and say before how large it is."]
            weights, card = weigh(place.folder), self._card(place)
        except CatchlightError:
            return []  # `missing` says it
        return [
            f"Will use {place.told}: {card.title}, {gigabytes(weights.disk_bytes)} on disk; in "
            f"memory {gigabytes(weights.bytes_in(2))} in 16 bit, "
            f"{gigabytes(weights.bytes_in(4))} in 32 bit.",
            f"The model's terms: {self._terms(place, card)}.",
        ]

    def estimate_usd(self, shot: Shot) -> float:
        """Nothing: it runs on this machine."""
        return 0.0

    def generate(self, shot: Shot, run: Run = UNATTENDED) -> Iterator[Take]:
        """Make the takes; each has a generator of its own seed."""
        if why := self.missing():
            raise BackendMissing(why)
        able = self.capabilities
        check_shot(TITLE, able, shot)
        place = find_place(self._model)
        check_manner(self._manner(place, self._card(place)), shot)
        ask_clearance(NAME, able, shot.references, run.clear)
        check_networks()
        return self._takes(shot, run)

    def _takes(self, shot: Shot, run: Run) -> Iterator[Take]:
        place = self._fetched(shot, run)
        card = self._card(place)
        manner = self._manner(place, card)
        pipe = self._in_memory(place, manner, shot, run)
        with making(card.title):
            read = read_prompt(pipe, card, shot)
        terms = self._terms(place, card)
        for number in range(shot.takes):
            run.stop_if_cancelled()
            seed = shot.seed + number
            with making(card.title):
                pixels = make_pixels(pipe, manner, shot, read, number, run)
            yield Take(
                id=f"take-{number + 1:02d}-{NAME}-{seed}",
                title=f"{card.title} {number + 1}",
                portrait=observe(pixels),
                backend=NAME,
                seed=seed,
                source=shot.references[0].name if shot.references else "",
                notes=(*read.notes, *size_note(card, shot.size)),
                model=place.name,
                prompt=shot.prompt.strip(),
                terms=terms,
            )

    def _fetched(self, shot: Shot, run: Run) -> ModelPlace:
        """The model's place with a folder that is whole; fetched where that is allowed."""
        place = find_place(self._model)
        if place.folder is None or (place.hub_id and lacks(place.folder)):
            half = self._settings.text("diffusers.dtype") != "float32"
            place = fetch_model(place, self._settings, half, shot.takes, run)
        return place

    def _in_memory(self, place: ModelPlace, manner: Manner, shot: Shot, run: Run) -> Any:
        """The loaded pipeline for this shot; another one makes room first."""
        card, start = manner.card, manner.starts_from(shot)
        faces = manner.faces and bool(shot.references)
        if place.folder is None:
            raise BackendMissing(f"{place.name} is not on this machine. Fetch it first.")
        key = (place.folder, card.classes[start], faces)
        if self._loaded is not None and self._loaded.key == key:
            return self._loaded.pipe
        self._loaded = None
        run.stop_if_cancelled()
        with loading(place.name):
            weights = weigh(place.folder)
            placement = place_pipeline(self._settings, card, weights, card.sizes.nearest(shot.size))
            stage = f"loading {place.told} on {placement.told}"
            run.on_progress(Progress(1, shot.takes, stage))
            pipe = load_pipeline(place.folder, card.classes[start], placement)
            if faces:
                strength = self._settings.number("diffusers.identity_strength")
                load_adapter(pipe, Path(self._adapter).expanduser(), strength)
            put(pipe, placement)
        self._loaded = Loaded(key, pipe)
        return pipe

    def _card(self, place: ModelPlace) -> PipelineCard:
        """The kind of a model: as set, as its folder says, or as its hub id is known."""
        if kind := self._settings.text("diffusers.pipeline"):
            return find_card(kind)
        if place.folder is not None:
            index = read_index(place.folder)
            if card := card_of_class(index):
                return card
            raise BackendMissing(
                f"{place.name} is a {index.get('_class_name', 'pipeline without a name')}. "
                f"Expected one of {', '.join(card.title for card in CARDS)}. Choose such a model, "
                "or say which of them it works like in diffusers.pipeline."
            )
        if card := card_of_hub_id(place.hub_id):
            return card
        raise BackendMissing(
            f"{place.hub_id} is not on this machine and not in Catchlight's list. Expected its "
            f"kind in diffusers.pipeline: {', '.join(card.id for card in CARDS)}."
        )

    def _check(self, place: ModelPlace, card: PipelineCard) -> None:
        """Raise BackendMissing for what is not there and may not be fetched."""
        if packages := _absent(card.packages):
            raise BackendMissing(
                f"{card.title} needs {', '.join(packages)}. Expected it in the version that fits "
                f"the installed torch. Run `pip install {' '.join(packages)}`."
            )
        allowed = self._settings.flag("diffusers.allow_download")
        absent = () if place.folder is None else lacks(place.folder)
        if place.hub_id and (place.folder is None or absent) and not allowed:
            raise BackendMissing(
                f"{place.hub_id} is not on this machine, or not all of it. Expected it in the "
                "hub's cache, or leave to fetch it. Set diffusers.allow_download to true, or name "
                "a folder."
            )
        if absent and not place.hub_id:
            raise BackendMissing(
                f"The folder {place.named} lacks {', '.join(absent)}. Expected every part that its "
                f"{INDEX} names. Copy the model again."
            )
        if self._adapter:
            _check_adapter(Path(self._adapter).expanduser(), card)

    def _manner(self, place: ModelPlace, card: PipelineCard) -> Manner:
        index = {} if place.folder is None else read_index(place.folder)
        return manner_of(self._settings, card, place.name, index, bool(self._adapter))

    def _terms(self, place: ModelPlace, card: PipelineCard) -> str:
        known = card.terms.get(place.hub_id, "")
        return licence_of(place.folder, known) if place.folder is not None else known


def make(settings: Settings) -> Diffusers:
    """The model that is set."""
    return Diffusers(settings)


def _absent(packages: tuple[str, ...]) -> list[str]:
    return [name for name in packages if importlib.util.find_spec(name) is None]


def _check_adapter(adapter: Path, card: PipelineCard) -> None:
    if not card.with_adapter:
        raise BackendMissing(
            f"The setting diffusers.adapter is set, but {card.title} takes none. Expected it empty "
            "with this model. Clear it."
        )
    if "faceid" in adapter.name.lower():
        raise BackendMissing(
            f"{adapter.name} needs InsightFace's networks, which are for research only. Expected "
            "an adapter that looks at the face through CLIP, such as "
            "ip-adapter-plus-face_sdxl_vit-h.safetensors. Name that one."
        )
    if adapter.suffix != ".safetensors" or not adapter.is_file():
        raise BackendMissing(
            f"The adapter {adapter} is not there, or no .safetensors file. Expected an IP-Adapter "
            "for SDXL. Mend the setting diffusers.adapter."
        )
