"""Checking photos: one against its job, two beside each other, or many ranked.

Without the sitter's other photos and without a named detail a kept reading is enough; with them the
picture itself is looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .critique.critic import Critique, judge
from .errors import CatchlightError, ExportError
from .image import encode_jpeg, find_photo, open_photo, write_whole
from .impressions.published import PublishedModel
from .jobs import EmotionalJob
from .people.likeness import LikenessBaseline
from .portrait import Portrait
from .ranking import Candidate, Ranking, rank
from .reading import Reading
from .readings import ReadingTask, Unread, open_portrait, read_photo, read_photos

MOST_ON_SHEET = 40  # pictures: a sheet of more is no longer seen at a glance
SHEET_SIDE_PX = 640

OnStep = Callable[[str, int, int], None]


@dataclass(frozen=True, eq=False)
class Seen:
    """A photo as the networks see it, and its reading."""

    portrait: Portrait
    reading: Reading


@dataclass(frozen=True, eq=False)
class Culled:
    """A ranked folder: the ranking, and what could not be read and why."""

    ranking: Ranking
    failed: Mapping[str, str]
    job: EmotionalJob

    def to_dict(self) -> dict[str, Any]:
        """Plain values, as `catchlight rank --json` prints them."""
        return {"job": self.job.id, **self.ranking.to_dict(), "failed": dict(self.failed)}

    def write_sheet(self, path: Path) -> None:
        """Write a contact sheet (JPEG): the first of each stack, best first. Raises ExportError."""
        from .report.contact_sheet import Tile, contact_sheet

        tops = self.ranking.tops
        if not tops:
            raise ExportError(
                f"There is nothing to put on the contact sheet {path}: none of the pictures could "
                "be read. Expected at least one. The reason stands with each."
            )
        tiles = [
            Tile(
                open_photo(place.name, SHEET_SIDE_PX).pixels,
                Path(place.name).name,
                place.axes.to_dict(),
                is_pick=place.place == 1,
            )
            for place in tops[:MOST_ON_SHEET]
        ]
        alike = len(self.ranking.places) - len(tops)
        left_out = [
            f"{count} {what}"
            for count, what in (
                (alike, "nearly the same as one shown"),
                (len(tops) - len(tiles), "ranked behind these"),
            )
            if count
        ]
        sheet = contact_sheet(tiles, f"Ranked for {self.job.title.lower()}", "; ".join(left_out))
        write_whole(path, encode_jpeg(sheet))


def look(name: str, face: int | None = None, own: Sequence[Portrait] = ()) -> Seen:
    """Open a photo and read it; `own` are other photos of the sitter. Raises ImageError."""
    from .cues.reader import read_portrait

    photo, portrait = open_portrait(find_photo(name), name, face)
    return Seen(portrait, read_portrait(portrait, photo.name, tuple(own)))


def check_photo(
    task: ReadingTask,
    job: EmotionalJob,
    off: tuple[str, ...] = (),
    own: Sequence[str] = (),
) -> Critique:
    """The critique of one photo; `own` are other photos of the sitter, `job` may name a detail."""
    if not own and not job.detail:
        return judge(read_photo(task), job, off)
    others = [look(name) for name in own]
    seen = look(task.name, task.face, [other.portrait for other in others])
    return judge(_watched(seen, job), job, off, [other.reading for other in others])


def compare_photos(before: ReadingTask, after: ReadingTask, job: EmotionalJob) -> tuple[str, ...]:
    """What changed emotionally between two photos, in sentences; a named detail is followed."""
    from .critique.compare import compare, impression_changes
    from .critique.detail_watch import DetailWatch

    said: tuple[str, ...] = ()
    if job.detail:
        first, second = look(before.name, before.face), look(after.name, after.face)
        watch = DetailWatch(job.detail, first.portrait, first.reading)
        old, new = first.reading, watch.watched(second.reading, second.portrait)
        said = (watch.named.said,)
    else:
        old, new = read_photo(before), read_photo(after)
    model = PublishedModel()
    inferred = impression_changes(model.infer(old), model.infer(new))
    return (*compare(old, new, job), *inferred, *said)


def rank_photos(
    names: Sequence[str],
    job: EmotionalJob,
    *,
    own: Sequence[str] = (),
    remember: bool = True,
    on_step: OnStep,
) -> Culled:
    """Photos in order for the job; what cannot be read is listed, and does not stop the others.

    With the sitter's own photos likeness is measured, and expression read from their face at rest.
    """
    found = _with_own(names, job, own) if own or job.detail else _read(names, remember)
    candidates: list[Candidate] = []
    failed: dict[str, str] = {}
    for number, (name, one, likeness) in enumerate(found, start=1):
        if isinstance(one, Reading):
            candidates.append(Candidate(name, one, judge(one, job), likeness))
        else:
            failed[name] = one.reason
        on_step("Reading", number, len(names))
    return Culled(rank(candidates), failed, job)


_Found = Iterator[tuple[str, Reading | Unread, float | None]]


def _read(names: Sequence[str], remember: bool) -> _Found:
    tasks = [ReadingTask(name, remember=remember) for name in names]
    for name, one in zip(names, read_photos(tasks), strict=True):
        yield name, one, None


def _with_own(names: Sequence[str], job: EmotionalJob, own: Sequence[str]) -> _Found:
    others = [look(name) for name in own]
    portraits = [other.portrait for other in others]
    baseline = LikenessBaseline(portraits) if own else None
    for name in names:
        try:
            seen = look(name, own=portraits)
        except CatchlightError as error:
            yield name, Unread(name, str(error)), None
            continue
        likeness = baseline.measure(seen.portrait).cosine if baseline else None
        yield name, _watched(seen, job), likeness


def _watched(seen: Seen, job: EmotionalJob) -> Reading:
    """The reading with what is measured of the job's named detail."""
    from .critique.detail_watch import DetailWatch

    if not job.detail:
        return seen.reading
    return DetailWatch(job.detail, seen.portrait, seen.reading).watched(seen.reading)
