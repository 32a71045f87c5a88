"""Shapes of takes: their marks, stacks, history, and edits."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from .base import Id, Model, Share
from .catalog import AxisCard

EditName = Annotated[str, StringConstraints(pattern="^[a-z][a-z0-9_]{0,59}$")]
OptionValue = str | float | int | bool | list[float] | list[str]


class EditBody(Model):
    """One edit that is wanted: strength 0…1, and its options."""

    edit: EditName
    strength: Share
    options: Annotated[dict[EditName, Any], Field(max_length=20)] = {}


class EditDone(Model):
    """One edit of a take's recipe, with the reason."""

    edit: str
    title: str
    strength: float
    options: dict[str, Any]
    because: str


class LikenessView(Model):
    """How like the sitter's own photos it is: `share` 0…1 of their own baseline, and in words.

    `is_nearer_to_other` warns of a mix-up: somebody else in the library is likelier.
    """

    share: float | None
    words: str
    is_nearer_to_other: bool


class Take(Model):
    """One take.

    `axes` are 0…1 with more = better, null = not measured; `place` 1 is the pick; `stack` names the
    better take it nearly equals. `recipe` is the whole chain of edits from the photo. `parent_id`
    is the take it was made from: undo leads there.
    """

    id: str
    project_id: str
    photo_id: str | None
    parent_id: str | None
    task_id: str | None
    number: int
    title: str
    because: str
    backend: str
    seed: int
    recipe: list[EditDone]
    notes: list[str]
    is_original: bool
    width: int
    height: int
    verdict: Literal["pass", "fix", "reshoot", ""]
    verdict_words: str
    headline: str
    rules: list[str]
    likeness: LikenessView
    axes: dict[str, float | None]
    place: int | None
    reason: str
    stack: str | None
    rating: int
    flag: Literal["none", "pick", "reject"]
    image: str
    created_at: datetime


class Stack(Model):
    """Takes that hardly differ: `top` is the better one."""

    top: str
    members: list[str]


class RuleCount(Model):
    """How many of the takes have a finding of this rule: for filtering."""

    rule: str
    title: str
    count: int


class TakeList(Model):
    """Takes as asked for, with what to sort and filter by. `total` = unfiltered."""

    takes: list[Take]
    stacks: list[Stack]
    axes: list[AxisCard]
    findings: list[RuleCount]
    total: int


class TakeChange(Model):
    """The user's verdict on a take: stars 0…5, and pick or reject."""

    rating: Annotated[int, Field(ge=0, le=5)] | None = None
    flag: Literal["none", "pick", "reject"] | None = None


class History(Model):
    """How a take came about: from the first take to this one, and what was made from it (redo)."""

    chain: list[Take]
    children: list[Take]


class Recipe(Model):
    """Edits to be made.

    `mode`: "append" puts them on top of the take's own recipe, "replace" starts again from the
    photo with these edits only. An empty list with "replace" is the photo as it was.
    """

    edits: Annotated[list[EditBody], Field(max_length=40)]
    mode: Literal["append", "replace"] = "append"


class ApplyBody(Recipe):
    """As a recipe; `force` keeps an edit that the gate would refuse, and says so."""

    force: bool = False


class PreviewBody(Recipe):
    """As a recipe; `side_px` is the longest side of the preview."""

    side_px: Annotated[int, Field(ge=64, le=1024)] = 1024


class FixBody(Model):
    """Which finding is to be mended, by its rule."""

    rule: Annotated[str, StringConstraints(pattern="^[a-z][a-z0-9-]{0,79}$")]
    force: bool = False


class Costs(Model):
    """What the edits cost. Shares are 0…1 of what was there; null = not measured in both."""

    texture_kept: float | None
    asymmetry_kept: float | None
    new_clipping: float
    likeness_share: float | None
    likeness_words: str
    unasked: list[str]
    details_lost: list[str]


class StepDone(Model):
    """One edit that was tried: whether it was kept, and what the gate said."""

    edit: str
    title: str
    strength: float
    kept: bool
    said: str
    fit_gain: float | None
    costs: Costs | None


class Applied(Model):
    """What became of an edit: the new take (null = nothing was kept), every step, in sentences."""

    take: Take | None
    steps: list[StepDone]
    sentences: list[str]


class CostMeter(Model):
    """The cost meter of a preview: what these edits would cost and gain, measured on the preview.

    `job_fit_before` and `_after` are 0…1. `verdict` says whether the gate would keep them.
    """

    costs: Costs
    job_fit_before: float
    job_fit_after: float
    accepted: bool
    said: str
    moves: list[str]


class Comparison(Model):
    """What changed emotionally between two pictures, in sentences."""

    before: str
    after: str
    job: str
    sentences: list[str]


class Purged(Model):
    """How many takes, photos, projects and people went for good."""

    rows: dict[str, int]
    files: int


class DirectBody(Model):
    """What is to be directed: the project's brief over these photos (none named = all usable)."""

    photo_ids: Annotated[list[Id], Field(max_length=100)] = []
    takes: Annotated[int, Field(ge=1, le=24)] | None = None
    seed: Annotated[int, Field(ge=0, le=2**53)] | None = None
    backend: Annotated[str, StringConstraints(pattern="^[a-z0-9][a-z0-9_-]{0,59}$")] = "darkroom"
