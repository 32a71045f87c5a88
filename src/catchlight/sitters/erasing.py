"""Erasing a sitter everywhere on this machine, with a receipt."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ..people.deletion import DeletionReceipt, Holder, Person, forget
from ..store import PersonRecord, Store
from .holders import holders_of
from .neighbors import own_photos


def erase_person(
    store: Store, person: PersonRecord, data_folder: Path, more: Iterable[Holder] = ()
) -> DeletionReceipt:
    """Erase everything of a person: `more` are holders besides those of this machine's folders.

    Raises NotFullyErased; erasing again goes on.
    """
    photos = tuple(photo.sha256 for photo in own_photos(store, person.id))
    whom = Person(person.id, person.name, photos)
    return forget(whom, (*more, *holders_of(store, data_folder)))
