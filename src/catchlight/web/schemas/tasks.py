"""Shapes of tasks, events, trash and settings."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from .base import Model


class TaskResult(Model):
    """What a task made, by id."""

    take_ids: list[str] = []
    export_ids: list[str] = []
    kit_export_id: str | None = None
    sentences: list[str] = []


class Task(Model):
    """One queued piece of work. `share` 0…1 is how far it is; `eta_s` about how long still."""

    id: str
    kind: Literal["direct", "kit"]
    title: str
    project_id: str | None
    status: Literal["waiting", "running", "paused", "done", "failed", "cancelled"]
    what: str
    done: int
    total: int
    share: float
    eta_s: float | None
    error: str
    result: TaskResult
    attempt: int
    can_pause: bool
    can_resume: bool
    can_cancel: bool
    can_retry: bool
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class TaskList(Model):
    """The latest tasks, newest first."""

    tasks: list[Task]


class TaskEvent(Model):
    """`event: task`: a task has moved; `new_take_ids` came since the last event of this stream."""

    task: Task
    new_take_ids: list[str]


class TrashItem(Model):
    """Something in the trash, and its kind."""

    kind: Literal["person", "project", "photo", "take"]
    id: str
    title: str
    project_id: str | None
    deleted_at: datetime


class TrashList(Model):
    """What is in the trash, the last deleted first."""

    items: list[TrashItem]


class SettingView(Model):
    """One setting: its value, the value it has unless set, what it does, and who set it."""

    name: str
    value: str | float | int | bool
    default: str | float | int | bool
    help: str
    source: str
    is_locked: bool


class KeyView(Model):
    """The key of a service: whether there is one and where; never the key itself."""

    service: str
    title: str
    has_key: bool
    source: str
    get_at: str
    is_needed: bool


class SettingsView(Model):
    """All settings and keys, and what was spent this month."""

    settings: list[SettingView]
    keys: list[KeyView]
    spent_this_month_usd: float


class SettingsChange(Model):
    """Settings by name."""

    values: Annotated[
        dict[
            Annotated[str, StringConstraints(pattern="^[a-z_]+(\\.[a-z_]+)+$")],
            Annotated[str, StringConstraints(max_length=400)] | bool | int | float,
        ],
        Field(min_length=1, max_length=60),
    ]


class KeyBody(Model):
    """A key of a service, kept in a file that only this user can read."""

    key: Annotated[str, StringConstraints(min_length=1, max_length=4096, pattern="^[!-~]+$")]


class SessionBody(Model):
    """The token of the address that the command printed."""

    token: Annotated[str, StringConstraints(min_length=1, max_length=200, pattern="^[!-~]+$")]


class Session(Model):
    """Who is asking: whether the cookie (or token) is good."""

    is_open: bool
