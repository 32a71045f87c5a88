"""Shapes of exports: platform tiles, kits, disclosure."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from .base import Id, Line, Model
from .catalog import PlatformCard
from .projects import Name


class Circle(Model):
    """The circle that a platform cuts out, in fractions of the tile's width."""

    x: float
    y: float
    radius: float


class Crop(Model):
    """What is cut out of the take, in fractions of its width and height."""

    left: float
    top: float
    right: float
    bottom: float


class Disclosure(Model):
    """What the file will say of how it came about, and everything else it will carry."""

    source_type: str
    source_type_words: str
    metadata: list[str]
    is_signed: bool
    signed_words: str


class Tile(Model):
    """A take as one platform will show it. `refused` says why it cannot be cut; empty = it can."""

    platform: PlatformCard
    image: str
    crop: Crop | None
    safe_circle: Circle | None
    upscale: float | None
    notes: list[str]
    refused: str


class TileSheet(Model):
    """A take on every platform of the brief, and what will be disclosed."""

    take_id: str
    tiles: list[Tile]
    disclosure: Disclosure


class KitBody(Model):
    """Which takes to export (none named = the picks, else the first place), and where to."""

    take_ids: Annotated[list[Id], Field(max_length=24)] = []
    platforms: Annotated[list[Name], Field(max_length=40)] = []
    name: Line = ""


class DriftNote(Model):
    """How far one take lies from the set in one cue, in words; `steps` = noticeable steps."""

    take_id: str
    cue: str
    title: str
    steps: float
    words: str


class Export(Model):
    """One file that was made. `kind`: "platform" = a picture, "kit" = the zip of all."""

    id: str
    project_id: str
    take_id: str | None
    task_id: str | None
    kind: Literal["platform", "kit"]
    platform: str
    file_name: str
    media_type: str
    bytes: int
    width: int | None
    height: int | None
    shape: str
    source_type: str
    notes: list[str]
    sha256: str
    download: str
    created_at: datetime


class ExportList(Model):
    """What was exported, the latest first."""

    exports: list[Export]


class KitView(Model):
    """What a kit task made: the zip, its files, what was left out and why, and the drift."""

    task_id: str
    zip: Export | None
    exports: list[Export]
    not_exported: dict[str, str]
    drift: list[DriftNote]
    drift_words: str
