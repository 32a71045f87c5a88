"""Shapes of people, consents, and receipts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from .base import Line, Model, Title, Words


class PersonBody(Model):
    """Someone who sits."""

    name: Title
    note: Words = ""


class PersonChange(Model):
    """What is to be changed; what is not given stays."""

    name: Title | None = None
    note: Words | None = None


class ConsentBody(Model):
    """What the person agrees to. `uses`: develop, generate, export, send; `*` = every one."""

    uses: Annotated[list[Line], Field(max_length=10)] = ["develop", "export"]
    backends: Annotated[list[Line], Field(max_length=40)] = ["darkroom"]
    platforms: Annotated[list[Line], Field(max_length=60)] = ["*"]
    until: date | None = None
    how: Line = "own attestation"
    attested_by: Line = ""


class ConsentView(Model):
    """One agreement as it is on record. `holds` = it covers developing and exporting today."""

    id: str
    uses: list[str]
    backends: list[str]
    platforms: list[str]
    given_on: date
    until: date | None
    withdrawn_on: date | None
    how: str
    attested_by: str
    holds: bool
    words: str


class Person(Model):
    """Someone who sits, with the agreement that counts now."""

    id: str
    name: str
    note: str
    consent: ConsentView | None
    projects: int
    photos: int
    created_at: datetime


class PersonList(Model):
    """Everybody, by name."""

    people: list[Person]


class ConsentList(Model):
    """All agreements of one person, the latest first."""

    consents: list[ConsentView]


class EraseBody(Model):
    """The person's name, typed: erasing cannot be undone."""

    confirm: Title


class HolderView(Model):
    """What one keeper of data erased, by kind, and what it could not or must not erase, and why."""

    name: str
    erased: dict[str, int]
    kept: list[str]


class Receipt(Model):
    """What was erased: counts by who kept it, and hashes of the files. No content, no name."""

    person_id: str
    erased_at: datetime
    holders: list[HolderView]
    files: list[str]
    words: list[str]
