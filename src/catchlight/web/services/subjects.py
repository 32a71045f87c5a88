"""What is worked on: a photo or a take, as the file it starts from and the recipe on top."""

from __future__ import annotations

from dataclasses import dataclass

from ...brief import Brief
from ...gating import Gatekeeper
from ...image import decode_photo
from ...jobs import EmotionalJob, find_job
from ...portrait import Portrait
from ...retouch.edit import Edit
from ...store import PhotoRecord, ProjectRecord, TakeRecord
from ...vision.observe import observe
from ..state import Server
from ..table import PROXY_SIDE_PX

MAX_OWN = 3  # of the sitter's photos: what likeness and expression are measured against


@dataclass(frozen=True)
class Subject:
    """One picture to read or to edit.

    `sha256` is the picture as it is, `base_sha256` the file that `recipe` applies to.
    """

    project: ProjectRecord
    sha256: str
    base_sha256: str
    recipe: tuple[Edit, ...]
    photo: PhotoRecord | None = None
    take: TakeRecord | None = None

    @property
    def title(self) -> str:
        """What sentences call it."""
        return self.take.title if self.take else self.photo.name if self.photo else ""

    @property
    def face(self) -> int | None:
        """Which face of the file it is about."""
        return self.project.brief.face

    @property
    def job(self) -> EmotionalJob:
        """The project's job. Raises UnknownName."""
        return job_of(self.project.brief)


def job_of(brief: Brief) -> EmotionalJob:
    """The job with the brand's colours and the detail to keep. Raises UnknownName."""
    return find_job(brief.job).with_palette(brief.palette).with_detail(brief.detail)


def photo_subject(server: Server, photo_id: str) -> Subject:
    """A photo as it is. Raises NotKept."""
    photo = server.store.photos.get(photo_id)
    project = server.store.projects.get(photo.project_id)
    return Subject(project, photo.sha256, photo.sha256, (), photo=photo)


def take_subject(server: Server, take_id: str) -> Subject:
    """A take with its recipe. Raises NotKept."""
    take = server.store.takes.get(take_id)
    project = server.store.projects.get(take.project_id)
    photo = server.store.photos.get(take.photo_id) if take.photo_id else None
    recipe = tuple(Edit.from_dict(edit) for edit in take.recipe)
    return Subject(project, take.sha256, take.base_sha256, recipe, photo=photo, take=take)


def base_key(subject: Subject, side_px: int) -> str:
    """How the table knows the file that the recipe applies to."""
    return f"{subject.base_sha256}-{side_px}-{subject.face}"


def open_base(server: Server, subject: Subject, side_px: int = PROXY_SIDE_PX) -> Portrait:
    """The file that the recipe applies to, and what the networks see in it."""
    return server.table.opened(
        base_key(subject, side_px), lambda: seen(server, subject.base_sha256, side_px, subject.face)
    )


def open_picture(server: Server, subject: Subject, side_px: int = PROXY_SIDE_PX) -> Portrait:
    """The picture as it is now, looked at anew."""
    if subject.take is None:
        return open_base(server, subject, side_px)
    key = f"{subject.sha256}-{side_px}-None"
    return server.table.opened(key, lambda: seen(server, subject.sha256, side_px, None))


def seen(server: Server, sha256: str, side_px: int, face: int | None) -> Portrait:
    """A kept file opened at a size. Raises ImageError, StoreError."""
    photo = decode_photo(server.store.blobs.get(sha256), "picture", side_px)
    return observe(photo.pixels, face=face)


def own_photos(server: Server, subject: Subject) -> list[PhotoRecord]:
    """The sitter's own photos, the best ones: the subject's own photo first."""
    photos = server.store.photos.of_project(subject.project.id)
    usable = [photo for photo in photos if photo.intake["verdict"] != "reject"]
    usable.sort(key=lambda photo: -photo.intake.get("quality", 0.0))
    own = ([subject.photo] if subject.photo else []) + [
        photo for photo in usable if subject.photo is None or photo.id != subject.photo.id
    ]
    return own[:MAX_OWN]


def own_portraits(server: Server, subject: Subject) -> list[Portrait]:
    """The sitter's own photos that show a face, opened."""
    photos = own_photos(server, subject)
    found = [open_base(server, _plain(subject, photo)) for photo in photos]
    return [portrait for portrait in found if portrait.face is not None]


def keeper_for(server: Server, subject: Subject) -> Gatekeeper:
    """Who reads, judges and gates the subject for its job."""
    own = own_portraits(server, subject)
    return Gatekeeper(subject.job, own, subject.project.brief.off)


def _plain(subject: Subject, photo: PhotoRecord) -> Subject:
    return Subject(subject.project, photo.sha256, photo.sha256, (), photo=photo)
