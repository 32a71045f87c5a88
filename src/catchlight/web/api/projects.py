"""Projects, and the photos in them."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Request, Response, UploadFile

from ...critique.critic import applicable
from ...exports.platform import find_platform
from ...jobs import find_job
from ..errors import Refusal, problems
from ..pictures import picture_response, sized
from ..schemas.base import ID_PATTERN
from ..schemas.projects import (
    BriefBody,
    Photo,
    PhotoChange,
    PhotoList,
    Project,
    ProjectBody,
    ProjectChange,
    ProjectList,
)
from ..schemas.readings import CritiqueView, ReadingView
from ..services.ranking import rank_project
from ..services.reading import critique_of, reading_with_layers
from ..services.subjects import photo_subject
from ..services.uploads import MAX_UPLOAD_BYTES, keep_upload
from ..state import Here, Server
from ..views.projects import brief_body, brief_of, photo_view, project_view
from ..views.readings import critique_view
from .catalog import JobQuery
from .parameters import PICTURES, IdPath, Kind, Side

router = APIRouter()


def _checked(body: BriefBody) -> BriefBody:
    """The brief, when every name in it is known. Raises UnknownName, BriefError."""
    brief = brief_of(body)
    applicable(find_job(brief.job), brief.off)
    for name in brief.platforms:
        find_platform(name)
    return brief_body(brief)


def _person(here: Server, person_id: str | None) -> str | None:
    if person_id is not None and here.store.people.get(person_id).deleted_at is not None:
        raise Refusal(409, "in-trash", "This person is in the trash", "Take them back first.")
    return person_id


@router.get("/projects", tags=["projects"])
def projects(here: Here) -> ProjectList:
    """All projects, the last changed first."""
    found = here.store.projects.all()
    return ProjectList(projects=[project_view(project, here.store) for project in found])


@router.post("/projects", tags=["projects"], status_code=201, responses=problems(404, 409))
def add_project(body: ProjectBody, here: Here) -> Project:
    """Begin a project with its brief."""
    brief = brief_of(_checked(body.brief))
    project = here.store.projects.add(body.title, brief, person_id=_person(here, body.person_id))
    return project_view(project, here.store)


@router.get("/projects/{project_id}", tags=["projects"], responses=problems(404))
def project(project_id: IdPath, here: Here) -> Project:
    """One project."""
    return project_view(here.store.projects.get(project_id), here.store)


@router.patch("/projects/{project_id}", tags=["projects"], responses=problems(404, 409))
def change_project(project_id: IdPath, body: ProjectChange, here: Here) -> Project:
    """Change title, brief or person; takes are judged and ranked anew for another job."""
    before = here.store.projects.get(project_id)
    brief = brief_of(_checked(body.brief)) if body.brief else None
    person_id = _person(here, body.person_id)
    changed = here.store.projects.change(
        project_id, title=body.title, brief=brief, person_id=person_id
    )
    judged_by = ("job", "palette", "off")
    if any(getattr(changed.brief, one) != getattr(before.brief, one) for one in judged_by):
        rank_project(here.store, project_id)
    return project_view(changed, here.store)


@router.delete(
    "/projects/{project_id}", tags=["projects"], status_code=204, responses=problems(404)
)
def delete_project(project_id: IdPath, here: Here) -> None:
    """Put it into the trash, with all that is in it."""
    here.store.trash.put("project", project_id)


@router.get("/projects/{project_id}/photos", tags=["photos"], responses=problems(404))
def photos(project_id: IdPath, here: Here) -> PhotoList:
    """The photos of a project."""
    here.store.projects.get(project_id)
    found = here.store.photos.of_project(project_id)
    return PhotoList(photos=[photo_view(photo) for photo in found])


@router.post(
    "/projects/{project_id}/photos",
    tags=["photos"],
    status_code=201,
    responses=problems(400, 404, 409, 413, 415, 503),
    max_body_size=MAX_UPLOAD_BYTES,
    form_limits={"max_files": 1, "max_fields": 2, "max_part_size": 1000},
)
def upload_photo(
    project_id: IdPath,
    here: Here,
    file: Annotated[UploadFile, File(description="JPEG, PNG, WebP, AVIF, HEIC or TIFF")],
    person_id: Annotated[str | None, Form(pattern=ID_PATTERN)] = None,
) -> Photo:
    """Add one photo, with the intake's verdict in words. The same file is kept once.

    What it is is told from its bytes, never from its name. A picture in which no face can be used
    is kept with the verdict "reject"; what is no picture at all is refused.
    """
    person = _person(here, person_id)
    with here.heavy:
        data = file.file.read()
        return photo_view(keep_upload(here, project_id, file.filename or "photo", data, person))


@router.get("/photos/{photo_id}", tags=["photos"], responses=problems(404))
def photo(photo_id: IdPath, here: Here) -> Photo:
    """One photo."""
    return photo_view(here.store.photos.get(photo_id))


@router.patch("/photos/{photo_id}", tags=["photos"], responses=problems(404, 409))
def change_photo(photo_id: IdPath, body: PhotoChange, here: Here) -> Photo:
    """Say whose photo it is."""
    person_id = _person(here, body.person_id)
    return photo_view(here.store.photos.change(photo_id, person_id=person_id))


@router.delete("/photos/{photo_id}", tags=["photos"], status_code=204, responses=problems(404))
def delete_photo(photo_id: IdPath, here: Here) -> None:
    """Put it into the trash. Takes made from it stay."""
    here.store.trash.put("photo", photo_id)


@router.get(
    "/photos/{photo_id}/image",
    tags=["photos"],
    response_class=Response,
    responses={**PICTURES, **problems(404, 413, 415, 503)},
)
def photo_image(
    photo_id: IdPath, here: Here, request: Request, side: Side = None, format: Kind = "jpeg"
) -> Any:
    """The photo upright in sRGB at a size, without its metadata."""
    found = here.store.photos.get(photo_id)
    return picture_response(
        request,
        here.pictures,
        found.sha256,
        side,
        format,
        lambda: sized(here.store.blobs.get(found.sha256), side, format),
    )


@router.get("/photos/{photo_id}/reading", tags=["readings"], responses=problems(404, 413, 415, 503))
def photo_reading(photo_id: IdPath, here: Here, job: JobQuery = None) -> ReadingView:
    """What was read in it against the project's job (or another), with overlays."""
    subject = photo_subject(here, photo_id)
    return reading_with_layers(here, subject, find_job(job) if job else subject.job)


@router.get(
    "/photos/{photo_id}/critique", tags=["readings"], responses=problems(404, 413, 415, 503)
)
def photo_critique(photo_id: IdPath, here: Here, job: JobQuery = None) -> CritiqueView:
    """The seven questions and all findings for the project's job (or another)."""
    subject = photo_subject(here, photo_id)
    return critique_view(critique_of(here, subject, find_job(job) if job else subject.job))
