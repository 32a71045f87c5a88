"""Finding a sitter on record, and asking their consent before anything is done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ..errors import ConsentMissing, UnknownName
from ..people.consent import Consent, require
from ..store import PersonRecord, Store, open_store
from ..store.database import DATABASE_FILE

DARKROOM = "darkroom"


@dataclass(frozen=True)
class OnRecord:
    """A sitter on record, and what they agreed to (None: nothing yet)."""

    person: PersonRecord
    consent: Consent | None


def has_store(folder: Path) -> bool:
    """Whether anything is kept there: to look somebody up must not make a database."""
    return (folder / DATABASE_FILE).is_file()


def find_person(store: Store, name: str) -> PersonRecord | None:
    """The person with this name or id, whatever its case; None when there is none.

    Raises ConsentMissing when several people have the name.
    """
    wanted = name.strip().casefold()
    found = [one for one in store.people.all() if wanted in (one.name.casefold(), one.id)]
    if len(found) > 1:
        raise ConsentMissing(
            f"{len(found)} people on record are called {name}. Expected one. Name the sitter by "
            "the id that `catchlight people list` shows."
        )
    return found[0] if found else None


def get_person(store: Store, name: str) -> PersonRecord:
    """The person with this name or id, in the trash too. Raises UnknownName with close matches."""
    found = find_person(store, name) or _in_trash(store, name)
    if found is None:
        known = [one.name for one in store.people.all()]
        raise UnknownName("person", name, known, "catchlight people list")
    return found


def _in_trash(store: Store, name: str) -> PersonRecord | None:
    wanted = name.strip().casefold()
    for one in store.trash.all():
        if one.kind == "person" and wanted in (one.title.casefold(), one.id):
            return store.people.get(one.id)
    return None


def on_record(name: str, folder: Path) -> OnRecord | None:
    """The sitter of this name, if one is on record in the data folder. Raises ConsentMissing."""
    if not name.strip() or not has_store(folder):
        return None
    with open_store(folder) as store:
        person = find_person(store, name)
        return OnRecord(person, store.people.consent(person.id)) if person else None


def ask_before_directing(
    sitter: OnRecord | None, platforms: Iterable[str], *, backend: str, on: date
) -> None:
    """Raise ConsentMissing unless a sitter on record agreed to being directed and exported there.

    A name that is not on record is a label: for what stays on this machine the user answers.
    """
    if sitter is None:
        return
    consent = _agreement(sitter)
    # A generator is asked for more before it gets a photo: see looping.sending.
    require(consent, "develop" if backend == DARKROOM else "generate", backend=backend, on=on)
    for platform in platforms:
        require(consent, "export", platform=platform, on=on)


def ask_before_exporting(
    sitter: OnRecord | None, platforms: Iterable[str], *, sent_by: str, on: date
) -> None:
    """Raise ConsentMissing unless a sitter on record agreed to these platforms.

    Without a platform (finished files, packed) the agreement still has to hold. `sent_by` is the
    outbound call that takes the files off this machine; empty when none does.
    """
    if sitter is None:
        return
    consent = _agreement(sitter)
    for platform in tuple(platforms) or ("",):
        require(consent, "export", platform=platform, on=on)
    if sent_by:
        require(consent, "send", backend=sent_by, on=on)


def _agreement(sitter: OnRecord) -> Consent:
    if sitter.consent is None:
        raise ConsentMissing(
            f"{sitter.person.name} is on record without an agreement. Expected one before a "
            "portrait is made or published. Ask, then record it: "
            f"catchlight people agree {sitter.person.name!r} --to develop export"
        )
    return sitter.consent
