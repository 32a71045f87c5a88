"""Erasing a person leaves nothing of them; erasing is not deleting."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from catchlight.brief import Brief
from catchlight.errors import NotKept, StoreError
from catchlight.people.consent import Consent
from catchlight.store import ExportDraft, Store

from .test_store import add_take, photo_draft

SECRET = "Zebulon Quartermain"


def fill(store: Store, name: str, photo: bytes) -> str:
    """A person with one of everything; gives their id."""
    who = store.people.add(name, f"note on {name}")
    store.people.agree(who.id, Consent(name, date(2026, 1, 1)))
    project = store.projects.add(
        f"{name}'s page", Brief(job="trust", sitter=name), person_id=who.id
    )
    kept = store.photos.add(project.id, photo_draft(f"{name}.jpg"), photo)
    task = store.tasks.add("direct", f"Direct {name}", {"photos": [kept.id]}, project.id)
    take = add_take(
        store, project.id, f"{name:x<64}"[:64], photo_id=kept.id, base_sha256=kept.sha256
    )
    draft = ExportDraft(
        kind="platform", file_name=f"{name}.jpg", media_type="image/jpeg", take_id=take.id,
        task_id=task.id,
    )  # fmt: skip
    store.exports.add(project.id, draft, f"export of {name}".encode())
    return who.id


def test_nothing_of_the_person_is_left_in_any_byte(store: Store, tmp_path: Path) -> None:
    """Not in rows, not in files, not in freed pages or the write-ahead log; others keep theirs."""
    ana = fill(store, SECRET, b"photo of Z")
    ben = fill(store, "Benedikt Aurelius", b"photo of B")

    erased = store.erase_person(ana)

    everything = b"".join(
        path.read_bytes() for path in sorted((tmp_path / "data").rglob("*")) if path.is_file()
    )
    for trace in (SECRET.encode(), b"Zebulon", b"photo of Z", ana.encode()):
        assert trace not in everything
    assert b"Benedikt Aurelius" in everything
    assert store.people.get(ben).name == "Benedikt Aurelius"
    tables = ("exports", "takes", "photos", "tasks", "consents", "projects", "people")
    assert dict(erased.rows) == dict.fromkeys(tables, 1)
    assert len(erased.files) == 3
    assert SECRET not in repr(erased)
    with pytest.raises(NotKept):
        store.people.get(ana)


def test_what_lies_in_the_trash_is_erased_too(store: Store) -> None:
    """A deleted project is still theirs."""
    ana = fill(store, SECRET, b"photo of Z")
    (project,) = store.projects.all()
    store.trash.put("project", project.id)

    store.erase_person(ana)

    assert list(store.blobs) == []
    assert store.trash.all() == ()


def test_a_photo_in_another_persons_project_goes_with_what_was_made_from_it(store: Store) -> None:
    """The project stays with its own person; the task that named the photo goes."""
    ana, ben = store.people.add("Ana"), store.people.add("Ben")
    project = store.projects.add("Both", Brief(job="trust"), person_id=ben.id)
    own = store.photos.add(project.id, photo_draft("ben.jpg"), b"ben")
    hers = store.photos.add(project.id, photo_draft("ana.jpg"), b"ana")
    store.photos.change(hers.id, person_id=ana.id)
    add_take(store, project.id, "a" * 64, photo_id=hers.id)
    kept = add_take(store, project.id, "b" * 64, photo_id=own.id)
    task = store.tasks.add("direct", "Both", {"photos": [own.id, hers.id]}, project.id)

    erased = store.erase_person(ana.id)

    assert [photo.id for photo in store.photos.of_project(project.id)] == [own.id]
    assert [take.id for take in store.takes.of_project(project.id)] == [kept.id]
    assert erased.task_ids == (task.id,)


def test_a_file_that_somebody_else_uses_stays(store: Store) -> None:
    """The same bytes in another person's project stay with them, and the receipt says so."""
    ana = fill(store, "Ana", b"the same bytes")
    ben = fill(store, "Ben", b"the same bytes")

    erased = store.erase_person(ana)

    assert len(erased.shared_files) == 1
    (photo,) = store.photos.of_project(store.projects.all()[0].id)
    assert store.blobs.get(photo.sha256) == b"the same bytes"
    assert store.erase_person(ben).shared_files == ()


def test_a_file_that_cannot_be_removed_stops_it_and_nothing_is_lost_track_of(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rows stay, so that erasing can be tried again."""
    ana = fill(store, "Ana", b"photo")

    def refuse(sha256: str) -> bool:
        raise StoreError("held by another program")

    with monkeypatch.context() as patch:
        patch.setattr(store.blobs, "remove", refuse)
        with pytest.raises(StoreError, match="another program"):
            store.erase_person(ana)

    assert store.people.get(ana).name == "Ana"
    assert len(store.erase_person(ana).files) == 3


def test_emptying_the_trash_removes_what_was_deleted_only(store: Store) -> None:
    """Everything outside the trash stays."""
    project = store.projects.add("One", Brief(job="trust"))
    gone, kept = (add_take(store, project.id, letter * 64) for letter in "ab")
    store.trash.put("take", gone.id)

    erased = store.empty_trash()

    assert erased.rows["takes"] == 1
    assert [take.id for take in store.takes.of_project(project.id)] == [kept.id]
    assert list(store.blobs) == [kept.sha256]


def test_a_take_that_comes_after_its_project_was_erased_leaves_no_file(store: Store) -> None:
    """A worker that was in the middle of a step: neither row nor picture is kept."""
    ana = store.people.add("Ana")
    project = store.projects.add("One", Brief(job="trust"), person_id=ana.id)
    store.erase_person(ana.id)

    with pytest.raises(NotKept):
        add_take(store, project.id, "a" * 64)
    with pytest.raises(NotKept):
        store.photos.add(project.id, photo_draft(), b"her face")

    assert list(store.blobs) == []


def test_what_a_crash_left_without_a_row_is_swept(store: Store) -> None:
    """Only when it is old enough: a file may be waiting for its row."""
    project = store.projects.add("One", Brief(job="trust"))
    kept = store.photos.add(project.id, photo_draft(), b"kept")
    left, waiting = store.blobs.put(b"left by a crash"), store.blobs.put(b"waiting")
    for sha256 in (left, kept.sha256):
        os.utime(store.blobs.path(sha256), (0, 0))

    assert store.sweep() == 1

    assert set(store.blobs) == {kept.sha256, waiting}
