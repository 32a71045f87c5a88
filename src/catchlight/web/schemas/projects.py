"""Shapes of projects, briefs and photos."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from .base import HexColor, Id, Line, Model, Title

Name = Annotated[str, StringConstraints(pattern="^[a-z0-9][a-z0-9-]{0,79}$")]
JobName = Annotated[
    str, StringConstraints(min_length=1, max_length=200, pattern="^[a-zA-Z0-9 _.,=-]+$")
]


class BriefBody(Model):
    """What the portrait is for. Only `job` is needed: an id, or a blend "trust=0.7,warmth=0.3".

    `identity`, `emotion` and `context` are the three layers; `detail` is the one memorable human
    detail to keep; `face` which face, counted from the left, where photos show several. `off` names
    rules that are not to be applied.
    """

    job: JobName
    sitter: Line = ""
    identity: Line = ""
    emotion: Line = ""
    context: Line = ""
    detail: Line = ""
    concept: Line = ""
    palette: Annotated[list[HexColor], Field(max_length=12)] = []
    platforms: Annotated[list[Name], Field(min_length=1, max_length=40)] = [
        "linkedin", "instagram", "x", "website-bio", "press-4x5",
    ]  # fmt: skip
    takes: Annotated[int, Field(ge=1, le=24)] = 8
    seed: Annotated[int, Field(ge=0, le=2**53)] = 0
    face: Annotated[int, Field(ge=1, le=50)] | None = None
    off: Annotated[list[Name], Field(max_length=100)] = []


class ProjectBody(Model):
    """A new project."""

    title: Title
    brief: BriefBody
    person_id: Id | None = None


class ProjectChange(Model):
    """What is to be changed; what is not given stays."""

    title: Title | None = None
    brief: BriefBody | None = None
    person_id: Id | None = None


class Project(Model):
    """A project with its brief, and how much it holds. `cover` is the address of a picture."""

    id: str
    title: str
    person_id: str | None
    brief: BriefBody
    job_title: str
    photos: int
    takes: int
    cover: str | None
    created_at: datetime
    changed_at: datetime


class ProjectList(Model):
    """All projects, the last changed first."""

    projects: list[Project]


class Photo(Model):
    """One of the sitter's photos with the intake's verdict.

    `verdict`: "use" (nothing in the way), "usable" (with reservations), "reject"; `notes` say why,
    in words. `quality` 0…1 orders the usable ones.
    """

    id: str
    project_id: str
    person_id: str | None
    name: str
    media_type: str
    bytes: int
    width: int
    height: int
    sha256: str
    verdict: Literal["use", "usable", "reject"]
    verdict_words: str
    notes: list[str]
    faces: int
    quality: float
    image: str
    created_at: datetime


class PhotoList(Model):
    """The photos of a project, in the order in which they came."""

    photos: list[Photo]


class PhotoChange(Model):
    """Whose photo it is."""

    person_id: Id
