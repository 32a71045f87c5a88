"""Tasks are worked step by step; a repeated step doubles nothing, a stop keeps what is made."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import date

import numpy as np
import pytest
from PIL import Image

from catchlight.backends.base import Capabilities, Run
from catchlight.brief import Brief
from catchlight.errors import BackendRefused, ConsentMissing
from catchlight.people.consent import Consent
from catchlight.settings import default_settings
from catchlight.shot import Shot, Take
from catchlight.store import PhotoRecord, Store, TaskRecord
from catchlight.web.schemas.kits import KitBody
from catchlight.web.schemas.takes import DirectBody
from catchlight.web.services.queueing import queue_direct, queue_kit
from catchlight.web.services.uploads import keep_upload
from catchlight.web.state import Server
from catchlight.web.work.piece import Bench, Stopped, Wanted
from catchlight.web.work.working import Workbench

BRIEF = Brief(job="trust", takes=2, platforms=("linkedin", "website-hero"))


@pytest.fixture
def photo(server: Server, selfie: bytes) -> PhotoRecord:
    project = server.store.projects.add("One", BRIEF)
    return keep_upload(server, project.id, "me.jpg", selfie)


def bench_of(store: Store, **more: object) -> Workbench:
    return Workbench(store, default_settings, **more)  # type: ignore[arg-type]


def work(bench: Workbench, task: TaskRecord, until: int = 99) -> bool:
    """Work a task through, or only its first steps."""
    steps = bench.begin(task.id, task.attempt)
    for number in range(min(steps, until)):
        if not bench.step(task.id, task.attempt, number):
            return False
    return until < steps or (steps > 0 and bench.finish(task.id, task.attempt))


def direct(server: Server, photo: PhotoRecord, takes: int = 2) -> TaskRecord:
    return queue_direct(server, photo.project_id, DirectBody(takes=takes))


def test_a_direction_cut_anywhere_ends_with_the_same_takes(
    server: Server, photo: PhotoRecord
) -> None:
    """Another worker follows one that died after a take: none lost, none doubled, same edits."""
    store, task = server.store, direct(server, photo)
    assert work(bench_of(store), task, until=2)
    before = {take.key: take.id for take in store.takes.of_project(photo.project_id)}

    assert work(bench_of(store), task)

    done = store.tasks.get(task.id)
    takes = store.takes.of_project(photo.project_id)
    assert (done.status, done.done, done.total) == ("done", 3, 3)
    assert len(takes) == 3
    assert [take.number for take in store.takes.of_task(task.id)] == [0, 1, 2]
    assert before.items() <= {take.key: take.id for take in takes}.items()
    assert sorted(take.place for take in takes if not take.is_original) == [1, 2]

    recipes = {take.number: take.recipe for take in takes}
    whole = server.store.projects.add("Two", BRIEF)
    other = store.photos.add(whole.id, _draft(photo), store.blobs.get(photo.sha256))
    assert work(bench_of(store), direct(server, other))
    assert {take.number: take.recipe for take in store.takes.of_project(whole.id)} == recipes


def test_a_second_direction_keeps_the_photo_as_it_was_only_once(
    server: Server, photo: PhotoRecord
) -> None:
    """Another seed gives other takes; the photo is the same."""
    for seed in (0, 5):
        body = DirectBody(takes=1, seed=seed)
        task = queue_direct(server, photo.project_id, body)
        assert work(bench_of(server.store), task)

    takes = server.store.takes.of_project(photo.project_id)
    assert sorted(take.is_original for take in takes) == [False, False, True]


def _draft(photo: PhotoRecord):
    from catchlight.store import PhotoDraft

    return PhotoDraft(
        name=photo.name,
        media_type=photo.media_type,
        width=photo.width,
        height=photo.height,
        intake=photo.intake,
    )


class Scripted:
    """A piece of work that is stopped from outside in the middle of a step."""

    steps = ("One", "Two", "Three")
    done: list[int] = []  # noqa: RUF012

    def __init__(self, bench: Bench) -> None:
        self.bench = bench

    def do(self, number: int) -> None:
        if self.bench.task.wanted.get("at") == number and self.bench.task.attempt == 1:
            what = self.bench.task.wanted["what"]
            if what == "fail":
                raise BackendRefused("The service refused. Try later.")
            if what == "break":
                raise ZeroDivisionError("a secret value")
            if what == "erase":
                self.bench.store.tasks.remove(self.bench.task.id)
            else:
                self.bench.store.tasks.become(self.bench.task.id, what)
            for _ in range(3):
                self.bench.stop_if_unwanted()
        self.done.append(number)

    def finish(self) -> dict[str, object]:
        return {"sentences": ["All done."]}


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch) -> type[Scripted]:
    monkeypatch.setattr("catchlight.web.work.piece.POLL_S", 0.0)
    Scripted.done = []
    return Scripted


@pytest.mark.parametrize("what", ["paused", "cancelled"])
def test_a_stop_reaches_the_running_step_and_the_next_attempt_goes_on(
    store: Store, scripted: type[Scripted], what: str
) -> None:
    """The step is left at once; resuming or retrying is a new attempt, and the old one is void."""
    bench = bench_of(store, kinds={"direct": scripted})
    task = store.tasks.add("direct", "Direct", {"at": 1, "what": what})

    assert not work(bench, task)
    assert (store.tasks.get(task.id).status, scripted.done) == (what, [0])

    again = store.tasks.begin_again(task.id, only_from=("paused", "cancelled"))
    assert bench.begin(task.id, 1) == 0
    assert not bench.step(task.id, 1, 1)
    assert work(bench, again)
    ended = store.tasks.get(task.id)
    assert (ended.status, ended.result) == ("done", {"sentences": ["All done."]})


def test_a_task_that_was_erased_while_it_ran_ends_quietly(
    store: Store, scripted: type[Scripted]
) -> None:
    """Nothing is written about it any more."""
    task = store.tasks.add("direct", "Direct", {"at": 1, "what": "erase"})

    assert not work(bench_of(store, kinds={"direct": scripted}), task)
    assert store.tasks.all() == ()


def test_a_failure_says_why_in_words_and_can_be_tried_again(
    store: Store, scripted: type[Scripted]
) -> None:
    """The error's own sentence; of an unforeseen one only its kind, as values may be personal."""
    bench = bench_of(store, kinds={"direct": scripted})
    refused = store.tasks.add("direct", "Direct", {"at": 2, "what": "fail"})
    broken = store.tasks.add("direct", "Direct", {"at": 0, "what": "break"})

    assert not work(bench, refused)
    assert not work(bench, broken)

    assert store.tasks.get(refused.id).error == "The service refused. Try later."
    assert "ZeroDivisionError" in store.tasks.get(broken.id).error
    assert "secret" not in store.tasks.get(broken.id).error
    assert work(bench, store.tasks.begin_again(refused.id, only_from=("failed",)))


def test_a_wish_is_looked_up_seldom(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked a thousand times within a moment, the store is asked once or twice."""
    task = store.tasks.become(store.tasks.add("direct", "Direct", {}).id, "running")
    asked: list[int] = []
    real = store.tasks.open
    monkeypatch.setattr(store.tasks, "open", lambda: asked.append(1) or real())
    wanted = Wanted(store, task)

    for _ in range(1000):
        wanted.stop()

    assert len(asked) <= 2
    store.tasks.become(task.id, "cancelled")
    monkeypatch.setattr("catchlight.web.work.piece.POLL_S", 0.0)
    with pytest.raises(Stopped):
        wanted.stop()


class ScriptedGenerator:
    """A generator that gives the photo itself, a little darker, and remembers what it was asked."""

    name, title = "scripted", "Scripted"
    capabilities = Capabilities(
        from_text=False, from_photos=True, keeps_identity=True, seeded=True, invents_pixels=True,
        sends_away=True, max_references=1, dialect="plain",
    )  # fmt: skip
    shots: list[Shot] = []  # noqa: RUF012

    def missing(self) -> str:
        return ""

    def generate(self, shot: Shot, run: Run) -> Iterator[Take]:
        run.clear("generate", self.name)
        self.shots.append(shot)
        portrait = shot.references[0].portrait
        darker = portrait.with_pixels(portrait.pixels * np.float32(0.9))
        yield Take("x", "x", darker, self.name, shot.seed, shot.references[0].name, model="m-1")


def test_a_generators_takes_are_ordered_one_by_one_with_consent(
    server: Server, photo: PhotoRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each with words and a seed of its own; the picture itself is what later edits start from."""
    store = server.store
    for place in ("work.ordering", "services.queueing"):
        monkeypatch.setattr(f"catchlight.web.{place}.find_backend", lambda *_: ScriptedGenerator())
    wish = DirectBody(takes=2, backend="scripted")
    with pytest.raises(ConsentMissing):
        queue_direct(server, photo.project_id, wish)
    ana = store.people.add("Ana")
    uses = ("develop", "generate", "send", "export")
    store.people.agree(ana.id, Consent("Ana", date(2026, 1, 1), uses=uses, backends=("*",)))
    store.projects.change(photo.project_id, person_id=ana.id)

    task = queue_direct(server, photo.project_id, wish)
    assert work(bench_of(store), task), store.tasks.get(task.id).error

    takes = [take for take in store.takes.of_task(task.id) if not take.is_original]
    assert [take.title for take in takes] == ["Scripted, take 1", "Scripted, take 2"]
    assert [shot.seed for shot in ScriptedGenerator.shots] == [0, 1]
    assert len({shot.prompt for shot in ScriptedGenerator.shots}) == 2
    assert all(take.base_sha256 == take.sha256 and take.recipe == () for take in takes)
    assert takes[0].origin["model"] == "m-1"
    assert takes[0].media_type == "image/png"


def test_a_kit_holds_a_file_for_each_platform_and_says_what_was_left_out(
    server: Server, photo: PhotoRecord
) -> None:
    """The right sizes, disclosed and signed; the zip is the same when it is made again."""
    store, task = server.store, direct(server, photo, takes=1)
    assert work(bench_of(store), task)
    kit = queue_kit(server, photo.project_id, KitBody(name="Zoë Müller"))

    assert work(bench_of(store), kit, until=1)
    assert work(bench_of(store), kit)

    made = store.exports.of_task(kit.id)
    (zipped,) = [one for one in made if one.kind == "kit"]
    linkedin = next(one for one in made if one.platform == "linkedin")
    assert zipped.file_name == "zoe-muller-kit.zip"
    with zipfile.ZipFile(io.BytesIO(store.blobs.get(zipped.sha256))) as files:
        assert linkedin.file_name in files.namelist()
        about = json.loads(files.read("kit.json"))
        with Image.open(io.BytesIO(files.read(linkedin.file_name))) as picture:
            assert picture.size == (800, 800)
    assert about["brief"]["job"] == "trust"
    left_out = set(about["not_exported"])
    assert {one.platform for one in made if one.kind == "platform"} | left_out >= {"linkedin"}
    assert store.tasks.get(kit.id).result["kit_export_id"] == zipped.id
