"""Directing: from the sitter's opened photos to judged and ranked takes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from .backends.base import Backend
from .backends.darkroom import Darkroom
from .brief import Brief
from .critique.critic import judge
from .critique.detail import lost_details, propose_details
from .critique.detail_watch import DetailWatch
from .cues.reader import read_portrait
from .face import FloatArray
from .gating import Gatekeeper
from .image import Photo, shrunk
from .intake import IntakeReport
from .jobs import EmotionalJob
from .judged import JudgedTake
from .people.likeness import LikenessBaseline, same_person
from .portrait import Portrait
from .ranking import Candidate, Ranking, rank
from .retouch.edit import Edit
from .retouch.recipe import apply
from .shot import Reference, Shot, Take
from .vision.matte import with_matte
from .vision.observe import observe

TAKE_SIDE_PX = 1280  # takes are developed and read at this size

OnStep = Callable[[str, int, int], None]


@dataclass(frozen=True, eq=False)
class Opened:
    """A photo, and what was seen in it."""

    photo: Photo
    portrait: Portrait


def of_one_person(
    opened: list[Opened], reports: list[IntakeReport]
) -> tuple[list[Opened], list[IntakeReport]]:
    """Only photos of the person on the best one; what is left out is said in its report."""
    first = opened[0]
    others = [one for one in opened[1:] if not same_person(first.portrait, one.portrait)]
    names = {one.photo.name for one in others}
    why = f"seems to show someone else than {first.photo.name}, and is not used"
    noted = [
        replace(report, verdict="reject", notes=(*report.notes, why))
        if report.name in names
        else report
        for report in reports
    ]
    return [one for one in opened if one.photo.name not in names], noted


def cut_out(opened: Sequence[Opened]) -> list[Opened]:
    """The photos with their mattes: made once, for the takes and for the pick at full size."""
    return [replace(one, portrait=with_matte(one.portrait)) for one in opened]


def make_references(opened: Sequence[Opened]) -> tuple[Reference, ...]:
    """The photos at take size, read; each is read with the others as the sitter's baseline."""
    smaller = [shrunk(one.portrait.pixels, TAKE_SIDE_PX) for one in opened]
    portraits = [
        replace(one.portrait, matte=None).resized(pixels)
        for one, pixels in zip(opened, smaller, strict=True)
    ]
    return tuple(
        Reference(
            one.photo.name,
            replace(portrait, matte=one.portrait.matte and one.portrait.resized(pixels).matte),
            read_portrait(
                portrait,
                one.photo.name,
                tuple(other for other in portraits if other is not portrait),
            ),
        )
        for one, portrait, pixels in zip(opened, portraits, smaller, strict=True)
    )


def make_shot(brief: Brief, job: EmotionalJob, references: tuple[Reference, ...]) -> Shot:
    """The brief and its job as one request to a backend."""
    return Shot(
        job=job.id,
        wanted=job.targets,
        references=references,
        impressions=job.impressions,
        takes=brief.takes,
        seed=brief.seed,
        identity=brief.identity,
        emotion=brief.emotion,
        context=brief.context,
        detail=brief.detail,
        palette=brief.palette,
        options=job.brand,
    )


def gated_darkroom(job: EmotionalJob, off: tuple[str, ...] = ()) -> Darkroom:
    """The darkroom whose every edit is gated for the job and which walks the critique's remedies.

    `off` names rules that are not applied.
    """
    return Darkroom(
        lambda shot: Gatekeeper(job, [reference.portrait for reference in shot.references], off)
    )


def watch_details(shot: Shot, job: EmotionalJob) -> dict[str, DetailWatch]:
    """Who watches over the detail that the job names, by the photo a take was made from."""
    if not job.detail:
        return {}
    return {one.name: DetailWatch(job.detail, one.portrait, one.reading) for one in shot.references}


class Judge:
    """Judges the takes of one shot: each is looked at anew, read, critiqued, and held against the
    sitter's own photos. `others` are embeddings of other people in the user's library.
    """

    def __init__(
        self,
        shot: Shot,
        job: EmotionalJob,
        off: tuple[str, ...] = (),
        others: Sequence[FloatArray] = (),
    ) -> None:
        self._shot, self._job, self._off = shot, job, off
        self._own = tuple(reference.portrait for reference in shot.references)
        self._first = shot.references[0]
        self._likeness = LikenessBaseline(self._own, others)
        self._details = propose_details(self._first.reading)[:1]
        self._watches = watch_details(shot, job)

    def take(self, take: Take) -> JudgedTake:
        """The take with all that was found about it."""
        # The finished picture is looked at anew: landmarks carried through edits would tell what
        # was intended, not what a viewer now sees.
        seen = observe(take.portrait.pixels)
        reading = read_portrait(seen, take.id, self._own)
        has_backdrop = any(edit["edit"] == "backdrop" for edit in take.recipe)
        reading = replace(reading, own_background=not has_backdrop)
        if watch := self._watches.get(take.source) or self._watches.get(self._first.name):
            reading = watch.watched(reading, seen)
        lost = [said for _, said in lost_details(self._first.reading, reading, self._details)]
        return JudgedTake(
            replace(take, portrait=seen, notes=(*take.notes, *lost)),
            reading,
            judge(reading, self._job, self._off),
            self._likeness.measure(seen),
        )

    def original(self) -> JudgedTake:
        """The sitter's best photo, judged as it was."""
        first = self._first
        as_it_was = first.reading
        if watch := self._watches.get(first.name):
            as_it_was = watch.watched(as_it_was)
        return JudgedTake(
            Take("original", "As it was", first.portrait, "camera", self._shot.seed, first.name),
            replace(as_it_was, photo="original"),
            judge(as_it_was, self._job, self._off),
            self._likeness.measure(first.portrait),
        )


def make_takes(
    backend: Backend,
    shot: Shot,
    job: EmotionalJob,
    off: tuple[str, ...],
    on_step: OnStep,
    others: Sequence[FloatArray] = (),
) -> tuple[dict[str, JudgedTake], JudgedTake, Ranking]:
    """Takes from a backend, each read, judged and ranked; and the best photo judged as it was.

    `others` are embeddings of other people in the user's library (see LikenessBaseline).
    """
    jury = Judge(shot, job, off, others)
    before = jury.original()
    takes: dict[str, JudgedTake] = {}
    for take in backend.generate(shot):
        takes[take.id] = jury.take(take)
        on_step("Making takes", len(takes), shot.takes)
    ranking = rank(
        Candidate(name, one.reading, one.critique, one.likeness.cosine, one.take.title)
        for name, one in takes.items()
    )
    return takes, before, ranking


def develop_full(take: Take, opened: Sequence[Opened]) -> Portrait:
    """The take's recipe on its photo at full size; the take itself where the photo is no larger."""
    source = next((one for one in opened if one.photo.name == take.source), None)
    if source is None or max(source.portrait.extent) <= TAKE_SIDE_PX:
        return take.portrait
    recipe = tuple(Edit.from_dict(edit) for edit in take.recipe)
    developed = apply(with_matte(source.portrait), recipe, keep_matte=False)
    return replace(developed, matte=None, person=developed.person_mask)
