"""Embeddings of the people in the user's library: for the baseline, and to flag a mix-up.

Made in memory from photos that are kept, and thrown away; only where the user turned it on are they
kept, sealed (`people.keep_embeddings`). Nobody is compared whose consent does not hold today.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from ..errors import ImageError
from ..face import FloatArray
from ..image import decode_photo
from ..people.embeddings import EmbeddingVault, key_in_keyring
from ..portrait import Portrait
from ..settings import Settings
from ..store import PhotoRecord, Store
from ..vision.identity import embed
from ..vision.observe import observe

PHOTOS_EACH = 2  # of other people: enough to notice a mix-up
MOST_PEOPLE = 12  # looked at anew, about half a second a photo; kept embeddings know no limit
SIDE_PX = 1280


def vault_of(settings: Settings, data_folder: Path) -> EmbeddingVault | None:
    """The vault of embeddings, where the user turned keeping them on; None otherwise."""
    if not settings.flag("people.keep_embeddings"):
        return None
    in_keyring = settings.flag("keys.keyring")
    return EmbeddingVault(data_folder, key_in_keyring() if in_keyring else None)


def own_photos(store: Store, person_id: str) -> list[PhotoRecord]:
    """A person's photos in all projects, the earliest first, each file once."""
    found: dict[str, PhotoRecord] = {}
    for project in store.projects.all():
        for photo in store.photos.of_project(project.id):
            if person_id == (photo.person_id or project.person_id):
                found.setdefault(photo.sha256, photo)
    return sorted(found.values(), key=lambda photo: photo.created_at)


def portraits_of(store: Store, person_id: str) -> list[Portrait]:
    """A person's photos that show a face, opened."""
    return [seen for _, seen in _seen(store, own_photos(store, person_id))]


def others(
    store: Store, person_id: str, on: date, vault: EmbeddingVault | None
) -> list[FloatArray]:
    """Embeddings of everybody else whose photos may be used today.

    With a vault they are taken from there and kept there; without one they are made anew.
    """
    found: list[FloatArray] = []
    looked_at = 0
    for person in store.people.all():
        consent = store.people.consent(person.id)
        if person.id == person_id or consent is None or consent.refusal("develop", on=on):
            continue
        kept = vault.of(person.id) if vault else {}
        if not kept and looked_at < MOST_PEOPLE:
            looked_at += 1
            kept = _embeddings(store, person.id)
            if vault:
                vault.keep(person.id, kept)
        found += kept.values()
    return found


def _embeddings(store: Store, person_id: str) -> dict[str, FloatArray]:
    photos = own_photos(store, person_id)[:PHOTOS_EACH]
    return {
        photo.sha256: embed(seen.pixels, seen.face)
        for photo, seen in _seen(store, photos)
        if seen.face is not None
    }


def _seen(store: Store, photos: list[PhotoRecord]) -> Iterator[tuple[PhotoRecord, Portrait]]:
    for photo in photos:
        try:
            opened = decode_photo(store.blobs.get(photo.sha256), photo.name, SIDE_PX)
        except ImageError:
            continue  # the intake has told the user why
        seen = observe(opened.pixels)
        if seen.face is not None:
            yield photo, seen
