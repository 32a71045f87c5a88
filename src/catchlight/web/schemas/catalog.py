"""Shapes of what there is to choose: jobs, edits, platforms, backends, cues."""

from __future__ import annotations

from datetime import date
from typing import Literal

from .base import Grade, Model


class JobCue(Model):
    """One cue that a job cares about. `said` puts the target in words; an open end is null."""

    name: str
    title: str
    family: str
    unit: str
    low: float | None
    high: float | None
    weight: float
    said: str


class JobCard(Model):
    """An emotional job as a card. `example_cues` are the few that matter most, `targets` all."""

    id: str
    title: str
    wanted: str
    about: str
    mood: str
    gaze: Literal["direct", "averted", "either"]
    smile: Literal["none", "slight", "clear", "either"]
    contexts: list[str]
    postures: list[str]
    caveats: list[str]
    conflicts: list[str]
    evidence: Grade
    evidence_words: str
    validated: bool
    example_cues: list[JobCue]
    targets: list[JobCue]


class EditOption(Model):
    """One option of an edit, and what it means."""

    name: str
    about: str


class EditCard(Model):
    """One edit as a slider: 0 changes nothing, 1 is the hard limit that `limit` puts in words.

    `for_job` says what it can do for the job that was asked for, one sentence a cue; empty = none
    of the job's wishes is moved by it. `is_slider` is false where an option must be chosen first.
    """

    id: str
    title: str
    about: str
    limit: str
    group: str
    needs: list[str]
    cues: list[str]
    options: list[EditOption]
    is_composite: bool
    is_slider: bool
    for_job: list[str]


class PlatformCard(Model):
    """One place where a portrait is published, and what it asks for."""

    id: str
    title: str
    width: int
    height: int
    shape: Literal["circle", "rectangle"]
    formats: list[str]
    max_bytes: int
    note: str
    grade: str
    checked_on: date
    source_title: str
    source: str
    is_usual: bool


class BackendCard(Model):
    """One maker of takes. `missing` says what it lacks before it can work; empty = ready."""

    id: str
    title: str
    is_ready: bool
    missing: str
    invents_pixels: bool
    sends_away: bool
    sends_to: str
    keeps_identity: bool
    cost_per_take_usd: float
    cost_checked_on: str


class CueCard(Model):
    """One cue that is read in portraits."""

    name: str
    title: str
    about: str
    family: str
    family_title: str
    unit: str
    sources: list[str]


class RuleCard(Model):
    """One rule of the critique with its reasons."""

    id: str
    title: str
    question: str
    evidence: Grade
    rationale: str
    sources: list[str]
    note: str


class AxisCard(Model):
    """One axis of the ranking, and its four words from the least to the most."""

    name: str
    title: str
    about: str
    words: list[str]


class Limits(Model):
    """What is taken: uploads, pictures, takes."""

    upload_bytes: int
    megapixels: int
    photos_per_project: int
    suffixes: list[str]
    media_types: list[str]
    takes: int
    preview_side_px: int


class About(Model):
    """What this is: version, limits, and whether the page may expect tasks to be worked on."""

    name: str
    version: str
    api: str
    limits: Limits
    is_working: bool
