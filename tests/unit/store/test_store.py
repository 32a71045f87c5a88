"""The store keeps what it is given, once, and gives it back as records."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from catchlight.brief import Brief
from catchlight.errors import NotKept, StoreError
from catchlight.geometry import Point
from catchlight.people.consent import Consent
from catchlight.reading import Cue, Reading, Swatch
from catchlight.store import ExportDraft, PhotoDraft, Store, TakeDraft, TakeRecord, open_store
from catchlight.store.records import TakePlace

BRIEF = Brief(job="trust=0.7,warmth=0.3", palette=("#1f4e79",), detail="red scarf", takes=4)
READING = Reading(
    "take",
    1,
    {"yaw_deg": Cue("yaw_deg", 4.25, "deg", 1.0, 7.5, 0.9, "straight", (Point(0.5, 0.25),))},
    {"grain": "too small"},
    (Swatch("#aabbcc", 0.75),),
    {"mouth": 1.5},
    own_background=False,
)


def photo_draft(name: str = "me.jpg") -> PhotoDraft:
    return PhotoDraft(
        name=name, media_type="image/jpeg", width=40, height=30, intake={"verdict": "use"}
    )


def take_draft(key: str = "a" * 64, **given: object) -> TakeDraft:
    values = {
        "key": key,
        "title": "Quiet studio",
        "backend": "darkroom",
        "media_type": "image/jpeg",
        "width": 40,
        "height": 50,
        "seed": 2**40,
        "recipe": ({"edit": "exposure", "strength": 0.5, "options": {}, "because": ""},),
        "rules": ("gaze-averted",),
        "axes": {"job_fit": 0.5, "likeness": None},
        "reading": READING,
        "critique": {"verdict": "fix"},
    }
    return TakeDraft(**{**values, **given})  # type: ignore[arg-type]


def add_take(store: Store, project_id: str, key: str, **given: object) -> TakeRecord:
    return store.takes.add(project_id, take_draft(key, **given), f"picture {key}".encode())


def test_a_project_comes_back_as_it_was_given(store: Store) -> None:
    """Brief, person and title survive the database."""
    ana = store.people.add("Ana", "from the choir")

    project = store.projects.add("Speaker page", BRIEF, person_id=ana.id)

    again = store.projects.get(project.id)
    assert (again.title, again.brief, again.person_id) == ("Speaker page", BRIEF, ana.id)
    assert again == project
    assert again.created_at.utcoffset() is not None


def test_a_take_comes_back_with_its_reading_and_critique(store: Store) -> None:
    """Numbers, regions, skips and whether the background is its own: nothing is lost."""
    project = store.projects.add("One", BRIEF)

    take = store.takes.add(project.id, take_draft(), b"picture")

    found = store.takes.found(take.id)
    assert found.reading is not None
    assert found.reading.cues == READING.cues
    assert found.reading.skipped == READING.skipped
    assert found.reading.palette == READING.palette
    assert not found.reading.own_background
    assert found.critique == {"verdict": "fix"}
    assert take.recipe[0]["edit"] == "exposure"
    assert take.seed == 2**40
    assert store.blobs.get(take.sha256) == b"picture"


def test_a_take_with_the_same_key_is_kept_once(store: Store) -> None:
    """Work repeated after a crash gives back the take that is there, and leaves no file behind."""
    project = store.projects.add("One", BRIEF)
    first = store.takes.add(project.id, take_draft(), b"picture")

    second = store.takes.add(project.id, take_draft(), b"another picture")

    assert second == first
    assert len(store.takes.of_project(project.id)) == 1
    assert list(store.blobs) == [first.sha256]


def test_eight_threads_adding_the_same_takes_double_none(store: Store) -> None:
    """Writers wait for each other, and each take is there once."""
    project = store.projects.add("One", BRIEF)
    keys = [f"{number:064d}" for number in range(6)]

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda key: add_take(store, project.id, key), keys * 4))

    assert sorted(take.key for take in store.takes.of_project(project.id)) == keys


def test_the_same_photo_is_kept_once_a_project(store: Store) -> None:
    """Two uploads of one file are one photo; in another project it is a row, but no second file."""
    one, two = store.projects.add("One", BRIEF), store.projects.add("Two", BRIEF)

    first = store.photos.add(one.id, photo_draft(), b"bytes")
    again = store.photos.add(one.id, photo_draft("copy.jpg"), b"bytes")
    other = store.photos.add(two.id, photo_draft(), b"bytes")

    assert again == first
    assert other.id != first.id
    assert list(store.blobs) == [first.sha256]


def test_files_are_for_this_user_only(store: Store, tmp_path: Path) -> None:
    """Folders 0700, files 0600: the database, its side files, and the pictures."""
    store.blobs.put(b"face")
    store.people.add("Ana")

    for path in (tmp_path / "data").rglob("*"):
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode == (0o700 if path.is_dir() else 0o600), path


@pytest.mark.parametrize("name", ["../catchlight.db", "a" * 63, "A" * 64, "/etc/passwd", ""])
def test_a_name_that_is_no_hash_leads_nowhere(store: Store, name: str) -> None:
    """No path can leave the folder of files."""
    with pytest.raises(StoreError, match="no SHA-256"):
        store.blobs.get(name)


def test_marks_stay_in_their_range(store: Store) -> None:
    """0 to 5 stars, three flags; anything else is refused in words."""
    take = add_take(store, store.projects.add("One", BRIEF).id, "a" * 64)

    marked = store.takes.mark(take.id, rating=4, flag="pick")

    assert (marked.rating, marked.flag) == (4, "pick")
    with pytest.raises(StoreError, match="Expected 0 to 5"):
        store.takes.mark(take.id, rating=6)
    with pytest.raises(StoreError, match="none, pick, reject"):
        store.takes.mark(take.id, flag="maybe")  # type: ignore[arg-type]


def test_ranked_takes_come_first_and_in_order(store: Store) -> None:
    """The pick leads; what has no place follows."""
    project = store.projects.add("One", BRIEF)
    one, two, three = (add_take(store, project.id, letter * 64) for letter in "abc")

    places = [
        TakePlace(take_id=three.id, place=1, axes={"job_fit": 0.9}, reason="best", stack=None),
        TakePlace(take_id=one.id, place=2, axes={"job_fit": 0.8}, reason="near", stack=three.id),
    ]
    store.takes.place(project.id, places)

    takes = store.takes.of_project(project.id)
    assert [take.id for take in takes] == [three.id, one.id, two.id]
    assert takes[1].stack == three.id
    assert takes[0].axes == {"job_fit": 0.9}


def test_history_leads_back_to_the_first_take_and_on_to_its_children(store: Store) -> None:
    """Undo is the parent, redo the child."""
    project = store.projects.add("One", BRIEF)
    first = add_take(store, project.id, "a" * 64)
    second = add_take(store, project.id, "b" * 64, parent_id=first.id)
    third = add_take(store, project.id, "c" * 64, parent_id=second.id)

    assert [take.id for take in store.takes.history(third.id)] == [first.id, second.id, third.id]
    assert [take.id for take in store.takes.children(first.id)] == [second.id]


def test_what_is_in_the_trash_is_hidden_until_it_is_taken_back(store: Store) -> None:
    """Deleting is not erasing."""
    project = store.projects.add("One", BRIEF)
    take = add_take(store, project.id, "a" * 64)

    store.trash.put("take", take.id)

    assert store.takes.of_project(project.id) == ()
    assert [(one.kind, one.title) for one in store.trash.all()] == [("take", "Quiet studio")]
    store.trash.restore("take", take.id)
    assert [one.id for one in store.takes.of_project(project.id)] == [take.id]
    assert store.trash.all() == ()


def test_the_latest_consent_counts(store: Store) -> None:
    """Earlier ones stay on record."""
    ana = store.people.add("Ana")
    store.people.agree(ana.id, Consent("Ana", date(2026, 1, 1)))
    latest = Consent(
        "Ana", date(2026, 2, 1), uses=("develop",), until=date(2027, 1, 1), how="signed sheet"
    )

    store.people.agree(ana.id, latest)

    assert store.people.consent(ana.id) == latest
    assert len(store.people.consents(ana.id)) == 2


def test_a_task_that_ended_does_not_move_again(store: Store) -> None:
    """A late step or a second ending changes nothing; a retry may."""
    task = store.tasks.add("direct", "Direct", {"takes": 4})
    store.tasks.become(task.id, "running")
    assert store.tasks.step(task.id, "Making takes", 1, 4).done == 1
    store.tasks.become(task.id, "cancelled")

    store.tasks.step(task.id, "Making takes", 2, 4)
    ended = store.tasks.become(task.id, "done")

    assert (ended.status, ended.done) == ("cancelled", 1)
    assert store.tasks.open() == ()
    assert store.tasks.become(task.id, "waiting", only_from=("cancelled",)).status == "waiting"


def test_an_export_made_again_by_its_task_takes_the_place_of_the_first(store: Store) -> None:
    """A task that goes on after a crash leaves one file a name."""
    project = store.projects.add("One", BRIEF)
    task = store.tasks.add("kit", "Kit", {}, project.id)
    draft = ExportDraft(
        kind="platform", file_name="a.jpg", media_type="image/jpeg", task_id=task.id
    )

    store.exports.add(project.id, draft, b"one")
    store.exports.add(project.id, draft, b"two")

    (kept,) = store.exports.of_task(task.id)
    assert store.blobs.get(kept.sha256) == b"two"


def test_what_is_not_there_is_said(store: Store) -> None:
    """Every shelf has the same answer for an id that leads nowhere."""
    for shelf in (store.people, store.projects, store.photos, store.takes, store.tasks):
        with pytest.raises(NotKept, match="There is no"):
            shelf.get("0" * 32)  # type: ignore[attr-defined]


def test_settings_are_kept_by_name(store: Store) -> None:
    """Any plain value; a name never set gives the default."""
    store.preferences.set("spend_limit_usd", 5.5)
    store.preferences.set("spend_limit_usd", 7)

    assert store.preferences.get("spend_limit_usd") == 7
    assert store.preferences.get("language", "en") == "en"
    assert store.preferences.all() == {"spend_limit_usd": 7}


def test_it_is_there_after_reopening(tmp_path: Path) -> None:
    """A second opening migrates nothing and finds everything."""
    with open_store(tmp_path / "data") as store:
        project = store.projects.add("One", BRIEF)

    with open_store(tmp_path / "data") as again:
        assert again.projects.get(project.id).title == "One"
