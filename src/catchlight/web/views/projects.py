"""Projects and photos as shapes."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from ...brief import Brief
from ...errors import UnknownName
from ...intake import IntakeReport
from ...jobs import find_job
from ...store import PhotoRecord, ProjectRecord, Store
from ..schemas.projects import BriefBody, Photo, Project
from ..security import API

VERDICT_WORDS = {
    "use": "Good to use",
    "usable": "Usable, with reservations",
    "reject": "Cannot be used",
}


def brief_of(body: BriefBody) -> Brief:
    """The brief that was sent. Raises BriefError."""
    values = body.model_dump()
    for name in ("palette", "platforms", "off"):
        values[name] = tuple(values[name])
    return Brief(**values)


def brief_body(brief: Brief) -> BriefBody:
    """A kept brief."""
    return BriefBody.model_construct(**brief.to_dict())


def project_view(project: ProjectRecord, store: Store) -> Project:
    """A project with its counts and cover: the pick, else the first photo."""
    photos, takes = store.projects.counts(project.id)
    return Project(
        id=project.id,
        title=project.title,
        person_id=project.person_id,
        brief=brief_body(project.brief),
        job_title=_job_title(project.brief.job),
        photos=photos,
        takes=takes,
        cover=_cover(project.id, photos, takes, store),
        created_at=project.created_at,
        changed_at=project.changed_at,
    )


def _job_title(name: str) -> str:
    try:
        return find_job(name).title
    except UnknownName:  # a job of the user's own that is no longer there
        return name


def _cover(project_id: str, photos: int, takes: int, store: Store) -> str | None:
    if takes:
        return f"{API}/takes/{store.takes.of_project(project_id, limit=1)[0].id}/image"
    if photos:
        return f"{API}/photos/{store.photos.of_project(project_id, limit=1)[0].id}/image"
    return None


def photo_view(photo: PhotoRecord) -> Photo:
    """A photo with the intake's verdict in words."""
    intake = photo.intake
    return Photo(
        id=photo.id,
        project_id=photo.project_id,
        person_id=photo.person_id,
        name=photo.name,
        media_type=photo.media_type,
        bytes=photo.bytes,
        width=photo.width,
        height=photo.height,
        sha256=photo.sha256,
        verdict=intake["verdict"],
        verdict_words=VERDICT_WORDS[intake["verdict"]],
        notes=[_sentence(note) for note in intake["notes"]],
        faces=intake["faces"],
        quality=round(intake.get("quality", 0.0), 4),
        image=f"{API}/photos/{photo.id}/image",
        created_at=photo.created_at,
    )


def intake_values(report: IntakeReport) -> dict[str, Any]:
    """An intake's report as it is kept."""
    values = asdict(report)
    values["notes"] = list(report.notes)
    values["measured"] = {name: float(value) for name, value in report.measured.items()}
    return values


def _sentence(note: str) -> str:
    """A note as a sentence of its own."""
    text = note.replace(" (`--face N` chooses another)", "")
    text = f"{text[:1].upper()}{text[1:]}"
    return text if text.endswith((".", "!", "?")) else f"{text}."
