"""ComfyUI: takes from a server of the user's own, over HTTP and a WebSocket.

The shipped workflows show the picture (PreviewImage) rather than save it, so that it lies in the
server's temporary folder only. An uploaded photo stays in its input folder: ComfyUI has no call
that deletes it.
"""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Iterator
from typing import Any

from ..errors import BackendMissing, BackendRefused, CatchlightError
from ..geometry import Extent
from ..outbound import Client, Patience, is_loopback, origin_of
from ..settings import Settings
from ..shot import Shot, Take
from .base import MASK, UNATTENDED, Capabilities, Run, ask_clearance, check_shot
from .comfyui_order import Order, json_of
from .comfyui_workflow import (
    Fillings,
    Graph,
    check_workflow,
    filled,
    load_workflow,
    picture_node,
    roles_of,
    with_only_choices,
)
from .pictures import Upload, opened, photos_of, white_mask_of
from .replies import in_known_form
from .sizes import SizeLimits

NAME = "comfyui"
TITLE = "ComfyUI"
SIZES = SizeLimits(step_px=8, least_px=256, most_px=2048, most_megapixels=2.4)
PHOTO_SIDE_PX = 1536
UPLOAD_FOLDER = "catchlight"  # inside ComfyUI's input folder


class ComfyUI:
    """Fills a workflow for every take, follows it to its end and fetches the picture."""

    name = NAME
    title = TITLE

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._url = settings.text("comfyui.base_url").rstrip("/")
        self._workflow = settings.text("comfyui.workflow")

    @property
    def capabilities(self) -> Capabilities:
        """What the workflow that is set has places for; by itself it goes by the shot."""
        try:
            roles = self._roles()
            host = origin_of(self._url)
            away = not is_loopback(host)
        except BackendMissing:
            roles, host, away = frozenset(), "", True
        return Capabilities(
            from_text=not self._workflow or "photo" not in roles,
            from_photos="photo" in roles,
            keeps_identity="identity" in roles,
            seeded=bool(roles & {"seed", "sampler"}),
            invents_pixels=True,
            sends_away=away,
            max_references=1 if "photo" in roles else 0,
            takes_mask="mask" in roles,
            takes_negatives="negative" in roles,
            dialect=self._settings.text("comfyui.dialect"),
            sizes=SIZES,
            reports_progress=True,
            cancels=True,
            sends_to=host,
        )

    def _roles(self) -> frozenset[str]:
        if self._workflow:
            return roles_of(load_workflow(self._workflow))
        return roles_of(load_workflow("inpaint"))

    def missing(self) -> str:
        """What must be installed or set; whether the server runs is seen by `look`."""
        try:
            origin_of(self._url)
            if self._workflow:
                load_workflow(self._workflow)
        except CatchlightError as error:
            return str(error)
        if importlib.util.find_spec("websockets") is None:
            return (
                "ComfyUI needs the package websockets. Expected it installed. "
                'Run `pip install "catchlight[comfyui]"`.'
            )
        return ""

    def look(self) -> str:
        """Ask the server whether it runs and has what the workflow needs; empty when it does."""
        try:
            with self._client(UNATTENDED, Patience(5.0, retries=0)) as client:
                graph = load_workflow(self._workflow or "txt2img")
                self._prepared(client, graph)
        except CatchlightError as error:
            return str(error)
        return ""

    def estimate_usd(self, shot: Shot) -> float:
        """Nothing: the server is the user's own."""
        return 0.0

    def generate(self, shot: Shot, run: Run = UNATTENDED) -> Iterator[Take]:
        """Make the takes, each with its own seed, one after the other."""
        if why := self.missing():
            raise BackendMissing(why)
        able = self.capabilities
        check_shot(TITLE, able, shot)
        ask_clearance(NAME, able, shot.references, run.clear)
        graph = load_workflow(self._workflow or workflow_for(shot))
        if "photo" not in roles_of(graph) and shot.references:
            raise BackendRefused(
                "The workflow has no node titled “catchlight: photo”. Expected one for the photo "
                "of the sitter. Title it, or choose another workflow."
            )
        return self._takes(shot, run, graph)

    def _takes(self, shot: Shot, run: Run, graph: Graph) -> Iterator[Take]:
        size = SIZES.nearest(shot.size)
        with self._client(run) as client:
            graph = self._prepared(client, graph)
            photos = photos_of(shot, PHOTO_SIDE_PX)[:1]
            names = [self._uploaded(client, photo) for photo in photos]
            mask = white_mask_of(shot, PHOTO_SIDE_PX)
            mask_name = self._uploaded(client, mask) if mask else ""
            for number in range(shot.takes):
                run.stop_if_cancelled()
                by = self._fillings(shot, shot.seed + number, size, names, mask_name)
                order = Order(
                    client,
                    self._url,
                    run,
                    filled(graph, by),
                    picture_node(graph),
                    number + 1,
                    shot.takes,
                    self._settings.number("network.take_timeout_s"),
                )
                with in_known_form(TITLE):
                    picture = order.make()
                portrait, notes = opened(picture, TITLE, size)
                yield Take(
                    id=f"take-{number + 1:02d}-{NAME}-{by.seed}",
                    title=f"{self._workflow or workflow_for(shot)} {number + 1}",
                    portrait=portrait,
                    backend=NAME,
                    seed=by.seed,
                    source=shot.references[0].name if shot.references else "",
                    notes=(*notes, *self._note(size, shot.size)),
                    model=str(_checkpoint_in(graph)),
                    prompt=shot.prompt.strip(),
                    terms="the terms of the model that runs on the server",
                )
                run.pending.drop(order.key)

    def _client(self, run: Run, patience: Patience | None = None) -> Client:
        numbers = self._settings
        return Client(
            NAME,
            own_address=self._url,
            patience=patience
            or Patience(
                numbers.number("network.timeout_s"),
                numbers.whole("network.retries"),
                numbers.number("network.first_wait_s"),
            ),
            cancelled=run.cancelled,
        )

    def _prepared(self, client: Client, graph: Graph) -> Graph:
        """The workflow with the server's files in it, checked against what the server has."""
        known = json_of(client.request("GET", f"{self._url}/object_info"))
        with in_known_form(TITLE):
            return self._fitted(graph, known)

    def _fitted(self, graph: Graph, known: dict[str, Any]) -> Graph:
        if checkpoint := self._settings.text("comfyui.checkpoint"):
            for node in graph.values():
                if node["class_type"] == "CheckpointLoaderSimple":
                    node["inputs"]["ckpt_name"] = checkpoint
        graph = with_only_choices(graph, known)
        check_workflow(graph, known)
        return graph

    def _uploaded(self, client: Client, picture: Upload) -> str:
        """Upload under a name from its content, so that a photo lies there once; the name."""
        suffix = picture.name.rpartition(".")[2]
        name = f"{hashlib.sha256(picture.data).hexdigest()[:24]}.{suffix}"
        body = json_of(
            client.request(
                "POST",
                f"{self._url}/upload/image",
                files={"image": (name, picture.data, picture.mime)},
                data={"overwrite": "true", "subfolder": UPLOAD_FOLDER},
            )
        )
        folder = body.get("subfolder") or ""
        stored = str(body.get("name") or name)
        return f"{folder}/{stored}" if folder else stored

    def _fillings(
        self, shot: Shot, seed: int, size: Extent, photos: list[str], mask: str
    ) -> Fillings:
        numbers = self._settings
        repaints = bool(photos) and not self._workflow and not mask
        return Fillings(
            prompt=shot.prompt.strip(),
            negative=shot.negative_prompt.strip(),
            seed=seed,
            size=size,
            photo=photos[0] if photos else "",
            mask=mask,
            steps=numbers.whole("comfyui.steps"),
            cfg=numbers.number("comfyui.cfg"),
            denoise=numbers.number("comfyui.denoise")
            if repaints or self._workflow == "img2img"
            else None,
            identity=numbers.number("comfyui.identity_strength"),
        )

    def _note(self, size: Extent, wanted: Extent) -> tuple[str, ...]:
        if size == wanted:
            return ()
        return (
            f"ComfyUI was asked for {size.width}×{size.height} instead of "
            f"{wanted.width}×{wanted.height}.",
        )


def workflow_for(shot: Shot) -> str:
    """The template for a shot, where none is set: by what the shot brings along."""
    if MASK in shot.options:
        return "inpaint"
    return "img2img" if shot.references else "txt2img"


def make(settings: Settings) -> ComfyUI:
    """ComfyUI at the address that is set."""
    return ComfyUI(settings)


def _checkpoint_in(graph: Graph) -> Any:
    names = ("ckpt_name", "unet_name")
    found = (node["inputs"].get(name) for node in graph.values() for name in names)
    return next((name for name in found if isinstance(name, str) and name), "unknown")
