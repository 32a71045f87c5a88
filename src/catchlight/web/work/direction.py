"""Directing as a piece of work: one step opens the photos, then one step a take."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from ...backends.darkroom import Darkroom
from ...backends.referee import Advice, Ruling, State
from ...backends.registry import DEFAULT
from ...directing import Judge, Opened, cut_out, make_references, make_shot
from ...errors import BackendRefused
from ...gating import Gatekeeper
from ...image import encode_jpeg
from ...intake import IntakeReport, choose_references
from ...jobs import EmotionalJob
from ...judged import JudgedTake
from ...people.consent import require
from ...people.likeness import same_person
from ...portrait import Portrait
from ...readings import open_portrait
from ...retouch.edit import Edit
from ...settings import data_folder
from ...shot import Shot, Take
from ...sitters.neighbors import others, vault_of
from ...store import PhotoRecord, TakeDraft
from ...studio import FULL_SIDE_PX
from ...version import __version__
from ..pictures import encode
from ..services.ranking import rank_project
from ..services.subjects import job_of
from ..views.takes import likeness_values
from .ordering import Ordering
from .piece import Bench

MAX_REFERENCES = 3
TAKE_QUALITY = 95


class Direction:
    """Takes from a project's photos for its job. What is kept already is not made again."""

    def __init__(self, bench: Bench) -> None:
        self._bench, self._store = bench, bench.store
        task = bench.task
        self._project = self._store.projects.get(task.project_id or "")
        wanted = task.wanted
        self._brief = replace(
            self._project.brief, takes=int(wanted["takes"]), seed=int(wanted["seed"])
        )
        self._job: EmotionalJob = job_of(self._brief)
        self._photos = self._chosen(list(wanted["photo_ids"]))
        self._opened: list[Opened] | None = None
        self._takes: Iterator[Take] | None = None
        self._ordering: Ordering | None = None
        self._next = -1

    @property
    def steps(self) -> tuple[str, ...]:
        """Opening, then the takes."""
        return ("Opening the photos", *["Making takes"] * self._brief.takes)

    def do(self, number: int) -> None:
        """The first step opens; the others make one take each."""
        if number == 0:
            self._keep_original()
        else:
            self._make(number - 1)

    def finish(self) -> Mapping[str, Any]:
        """Rank what there is, and say what was made."""
        rank_project(self._store, self._project.id)
        keys = [self._key(number) for number in range(self._brief.takes)]
        made = [self._store.takes.with_key(self._project.id, key) for key in keys]
        takes = [take for take in made if take is not None and take.deleted_at is None]
        pick = min(takes, key=lambda take: take.place or len(takes) + 1, default=None)
        said = [f"{len(takes)} takes for {self._job.said}."]
        if pick is not None:
            said += [f"Best placed: {pick.title}. {pick.reason}"]
        return {"take_ids": [take.id for take in takes], "sentences": said}

    def _chosen(self, ids: list[str]) -> list[PhotoRecord]:
        """The best usable photos, as `catchlight direct` chooses them. Raises NotKept."""
        photos = {id_: self._store.photos.get(id_) for id_ in ids}
        reports = [_report(photo) for photo in photos.values()]
        chosen = choose_references(reports, MAX_REFERENCES)
        return [photos[report.name] for report in chosen] or list(photos.values())[:MAX_REFERENCES]

    def _open(self) -> list[Opened]:
        """The chosen photos; those that show somebody else than the best one are left out."""
        if self._opened is None:
            found = []
            for photo in self._photos:
                self._bench.stop_if_unwanted()
                data = self._store.blobs.get(photo.sha256)
                found.append(Opened(*open_portrait(data, photo.id, self._brief.face, FULL_SIDE_PX)))
            first = found[0]
            self._opened = cut_out(
                [first] + [one for one in found[1:] if same_person(first.portrait, one.portrait)]
            )
        return self._opened

    def _shot(self) -> Shot:
        return make_shot(self._brief, self._job, make_references(self._open()))

    def _keep_original(self) -> None:
        """The best photo as it was, once for all directions from it."""
        photo, brief = self._photos[0].sha256, self._brief
        key = _key_of(["original", photo, brief.face, brief.detail, __version__])
        if self._store.takes.with_key(self._project.id, key) is not None:
            return
        judged = self._judge_of(self._shot()).original()
        self._keep(key, 0, judged, is_original=True)

    def _make(self, number: int) -> None:
        key = self._key(number)
        if self._store.takes.with_key(self._project.id, key) is not None:
            return
        take = self._generated(number) if self._is_generated else self._developed(number)
        self._bench.stop_if_unwanted()
        self._keep(key, number + 1, self._judge.take(take))

    def _developed(self, number: int) -> Take:
        """The darkroom's take of this number: the next one, or the first after a new start."""
        if self._takes is None or self._next != number:
            shot = replace(self._shot(), skip=frozenset(range(number)))
            own = [reference.portrait for reference in shot.references]
            keeper = Gatekeeper(self._job, own, self._brief.off)
            self._judge = self._judge_of(shot)
            self._takes = Darkroom(lambda _: PolledReferee(keeper, self._bench)).generate(shot)
        self._next = number + 1
        return _given(next(self._takes, None), number)

    def _generated(self, number: int) -> Take:
        """A generator's take of this number, with words and a seed of its own."""
        if self._ordering is None:
            self._ordering = Ordering(
                self._bench, self._brief, self._job, self._shot(), self._clear
            )
            self._judge = self._judge_of(self._ordering.judged_by)
        return _given(self._ordering.take(number), number)

    @property
    def _is_generated(self) -> bool:
        return str(self._bench.task.wanted["backend"]) != DEFAULT

    def _judge_of(self, shot: Shot) -> Judge:
        """Who judges the takes, with everybody else in the library to notice a mix-up."""
        person_id = self._project.person_id
        near = others(
            self._store, person_id or "", date.today(),
            vault_of(self._bench.settings(), data_folder()),
        ) if person_id else ()  # fmt: skip
        return Judge(shot, self._job, self._brief.off, near)

    def _clear(self, use: str, backend: str) -> None:
        person_id = self._project.person_id
        consent = self._store.people.consent(person_id) if person_id else None
        require(consent, use, backend=backend, on=date.today())

    def _key(self, number: int) -> str:
        """What makes a take: photos, brief, backend, number and version."""
        brief = {
            name: value
            for name, value in self._brief.to_dict().items()
            if name not in ("platforms", "sitter")
        }
        told = [
            [photo.sha256 for photo in self._photos],
            brief,
            self._bench.task.wanted["backend"],
            number,
            __version__,
        ]
        return _key_of(told)

    def _keep(
        self, key: str, number: int, judged: JudgedTake, *, is_original: bool = False
    ) -> None:
        take, pixels = judged.take, judged.take.portrait.pixels
        photo = next((one for one in self._photos if one.id == take.source), None)
        is_developed = photo is not None and not take.model
        draft = TakeDraft(
            key=key,
            number=number,
            title=take.title,
            because=take.because,
            backend=take.backend,
            seed=take.seed,
            media_type="image/jpeg" if is_developed else "image/png",
            width=pixels.shape[1],
            height=pixels.shape[0],
            photo_id=photo.id if photo else self._photos[0].id,
            task_id=self._bench.task.id,
            recipe=take.recipe if is_developed else (),
            notes=take.notes,
            base_sha256=photo.sha256 if photo and is_developed else "",
            is_original=is_original,
            verdict=judged.critique.verdict,
            headline=judged.critique.headline,
            rules=tuple(finding.rule for finding in judged.critique.findings),
            origin=_origin(take),
            likeness=likeness_values(judged.likeness),
            reading=judged.reading,
            critique=judged.critique.to_dict(),
        )
        data = encode_jpeg(pixels, TAKE_QUALITY) if is_developed else encode(pixels, "png")
        self._store.takes.add(self._project.id, draft, data)


class PolledReferee:
    """A gatekeeper that asks, before each judgement, whether the task is still wanted."""

    def __init__(self, keeper: Gatekeeper, bench: Bench) -> None:
        self._keeper, self._bench = keeper, bench

    def start(self, portrait: Portrait) -> State:
        """See Referee."""
        self._bench.stop_if_unwanted()
        return self._keeper.start(portrait)

    def judge(
        self, first: State, before: State, after: Portrait, edit: Edit, *, must_serve: bool
    ) -> Ruling:
        """See Referee."""
        self._bench.stop_if_unwanted()
        return self._keeper.judge(first, before, after, edit, must_serve=must_serve)

    def advise(self, state: State) -> Advice:
        """See Referee."""
        self._bench.stop_if_unwanted()
        return self._keeper.advise(state)


def _key_of(told: list[Any]) -> str:
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _given(take: Take | None, number: int) -> Take:
    if take is None:
        raise BackendRefused(
            f"The backend gave no take number {number + 1}. Expected one. Try again, or choose "
            "another backend."
        )
    return take


def _report(photo: PhotoRecord) -> IntakeReport:
    """A kept verdict as the intake's record; named by the photo's id."""
    values = photo.intake
    return IntakeReport(
        photo.id,
        values["verdict"],
        tuple(values["notes"]),
        values["faces"],
        values.get("quality", 0.0),
    )


def _origin(take: Take) -> dict[str, Any]:
    """What a generator said of its take, and what was tried on the way."""
    return {
        "model": take.model,
        "prompt": take.prompt,
        "terms": take.terms,
        "tried": [dict(one) for one in take.tried],
        "stopped": take.stopped,
    }
