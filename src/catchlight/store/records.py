"""Records that go into the store and come out of it: frozen, without a database behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from ..brief import Brief
from ..people.consent import Consent
from ..reading import Reading

Flag = Literal["none", "pick", "reject"]
TaskStatus = Literal["waiting", "running", "paused", "done", "failed", "cancelled"]
FLAGS: tuple[Flag, ...] = ("none", "pick", "reject")
MAX_RATING = 5


@dataclass(frozen=True, kw_only=True)
class PersonRecord:
    """Someone who sits. `note` is the user's own; `deleted_at` is set while in the trash."""

    id: str
    name: str
    note: str
    created_at: datetime
    deleted_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class ConsentRecord:
    """One agreement of a person; the latest one counts."""

    id: str
    person_id: str
    consent: Consent
    created_at: datetime


@dataclass(frozen=True, kw_only=True)
class ProjectRecord:
    """One piece of work: a brief, and the photos and takes that belong to it."""

    id: str
    title: str
    person_id: str | None
    brief: Brief
    created_at: datetime
    changed_at: datetime
    deleted_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class PhotoDraft:
    """A photo to be kept. `intake` is the plain form of its IntakeReport."""

    name: str
    media_type: str
    width: int
    height: int
    intake: Mapping[str, Any] = field(default_factory=dict)
    person_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class PhotoRecord:
    """One photo of a project; `sha256` names its file among the blobs."""

    id: str
    project_id: str
    person_id: str | None
    name: str
    sha256: str
    media_type: str
    bytes: int
    width: int
    height: int
    intake: Mapping[str, Any]
    created_at: datetime
    deleted_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class TakeDraft:
    """A take to be kept.

    `key` says what made it: a take with this key in the project is not kept twice. The recipe
    applies to the file `base_sha256` (the photo; of a generated take its own first picture; empty =
    the take's own picture). `likeness` and `axes` are plain values, `rules` ids of the findings.
    `origin` holds what a generator said of itself (model, prompt, terms), and what was tried.
    """

    key: str
    title: str
    backend: str
    media_type: str
    width: int
    height: int
    photo_id: str | None = None
    parent_id: str | None = None
    task_id: str | None = None
    number: int = 0
    because: str = ""
    seed: int = 0
    recipe: tuple[Mapping[str, Any], ...] = ()
    notes: tuple[str, ...] = ()
    base_sha256: str = ""
    is_original: bool = False
    verdict: str = ""
    headline: str = ""
    rules: tuple[str, ...] = ()
    origin: Mapping[str, Any] = field(default_factory=dict)
    likeness: Mapping[str, Any] = field(default_factory=dict)
    axes: Mapping[str, float | None] = field(default_factory=dict)
    reading: Reading | None = None
    critique: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class TakeRecord:
    """One take. `place` 1 is the pick (None = not ranked), `stack` the take it nearly equals."""

    id: str
    project_id: str
    photo_id: str | None
    parent_id: str | None
    task_id: str | None
    key: str
    number: int
    title: str
    because: str
    backend: str
    seed: int
    recipe: tuple[Mapping[str, Any], ...]
    notes: tuple[str, ...]
    sha256: str
    base_sha256: str
    is_original: bool
    media_type: str
    width: int
    height: int
    verdict: str
    headline: str
    rules: tuple[str, ...]
    origin: Mapping[str, Any]
    likeness: Mapping[str, Any]
    axes: Mapping[str, float | None]
    place: int | None
    reason: str
    stack: str | None
    rating: int
    flag: Flag
    created_at: datetime
    deleted_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class TakeFound:
    """What was found about a take: its reading (None = not read), its critique as plain values."""

    take_id: str
    reading: Reading | None
    critique: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class TakePlace:
    """What a take comes to for its project's job: its place (None = not ranked) and its critique.

    Where `critique` is empty, verdict, headline, rules and critique stay as they are.
    """

    take_id: str
    place: int | None
    axes: Mapping[str, float | None]
    reason: str
    stack: str | None
    verdict: str = ""
    headline: str = ""
    rules: tuple[str, ...] = ()
    critique: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ExportDraft:
    """A file to be kept as an export. `kind`: "platform" (one picture), "kit" (the zip)."""

    kind: str
    file_name: str
    media_type: str
    platform: str = ""
    take_id: str | None = None
    task_id: str | None = None
    about: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ExportRecord:
    """One file that was made for publication; `about` holds size, crop, disclosure and notes."""

    id: str
    project_id: str
    take_id: str | None
    task_id: str | None
    kind: str
    platform: str
    file_name: str
    media_type: str
    sha256: str
    bytes: int
    about: Mapping[str, Any]
    created_at: datetime


@dataclass(frozen=True, kw_only=True)
class TaskRecord:
    """One queued piece of work: what is wanted, how far it is, and what came of it.

    `done` of `total` steps; `what` names the present one. `error` is the reason of a failure, in
    words. `result` names what was made, by id. `attempt` counts from 1; resuming and retrying begin
    a new one.
    """

    id: str
    kind: str
    title: str
    project_id: str | None
    wanted: Mapping[str, Any]
    status: TaskStatus
    what: str
    done: int
    total: int
    error: str
    result: Mapping[str, Any]
    attempt: int
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    changed_at: datetime


@dataclass(frozen=True, kw_only=True)
class TrashRecord:
    """Something in the trash: its kind ("person", "project", "photo", "take") and title."""

    kind: str
    id: str
    title: str
    project_id: str | None
    deleted_at: datetime


@dataclass(frozen=True, kw_only=True)
class Erased:
    """What went when a person was erased: rows by table, and the hashes of the files removed.

    `task_ids` are the tasks that went, for whoever keeps more about them. No content.
    """

    person_id: str
    rows: Mapping[str, int]
    files: tuple[str, ...]
    shared_files: tuple[str, ...]
    task_ids: tuple[str, ...]
