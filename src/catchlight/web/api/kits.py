"""Kits: a take on each platform, and exporting."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response

from ...errors import UnknownName
from ...exports.platform import Platform, find_platform
from ..errors import not_here, problems
from ..pictures import picture_response
from ..schemas.kits import ExportList, KitBody, KitView, TileSheet
from ..schemas.tasks import Task
from ..services.kits import kit_view, queue_kit, tile_picture, tile_sheet
from ..services.subjects import take_subject
from ..state import Here
from ..views.kits import export_view
from ..views.tasks import task_view
from .parameters import PICTURES, IdPath, Kind, Side

router = APIRouter(tags=["kits"])
PlatformPath = Annotated[str, Path(pattern="^[a-z0-9][a-z0-9-]{0,79}$")]
FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file, to be saved",
        "content": {
            name: {"schema": {"type": "string", "format": "binary"}}
            for name in ("application/zip", "image/jpeg", "image/png", "image/webp", "image/avif")
        },
    }
}


@router.get("/takes/{take_id}/platforms", responses=problems(404, 409, 503))
def tiles(take_id: IdPath, here: Here) -> TileSheet:
    """The take on every platform of the brief: crop, safe circle, notes, and what is disclosed."""
    return tile_sheet(here, take_subject(here, take_id))


@router.get(
    "/takes/{take_id}/platforms/{platform}/image",
    response_class=Response,
    responses={**PICTURES, **problems(404, 409, 503)},
)
def tile_image(
    take_id: IdPath,
    platform: PlatformPath,
    here: Here,
    request: Request,
    side: Side = 400,
    format: Kind = "jpeg",
) -> Any:
    """The take cut for one platform, as it will look there."""
    found = _platform(platform)
    subject = take_subject(here, take_id)
    return picture_response(
        request,
        here.pictures,
        f"{subject.sha256[:24]}-{found.id}",
        side,
        format,
        lambda: tile_picture(here, subject, found, side, format),
    )


def _platform(name: str) -> Platform:
    try:
        return find_platform(name)
    except UnknownName as error:
        raise not_here(error) from error


@router.post("/projects/{project_id}/kit", status_code=202, responses=problems(404, 409))
def make_kit(project_id: IdPath, body: KitBody, here: Here) -> Task:
    """Queue a kit: the takes for each platform at full size, and a zip of all."""
    return task_view(queue_kit(here, project_id, body))


@router.get("/tasks/{task_id}/kit", responses=problems(404, 409))
def kit(task_id: IdPath, here: Here) -> KitView:
    """What a kit task made."""
    return kit_view(here, task_id)


@router.get("/projects/{project_id}/exports", responses=problems(404))
def exports(project_id: IdPath, here: Here) -> ExportList:
    """Everything that was exported."""
    here.store.projects.get(project_id)
    found = here.store.exports.of_project(project_id)
    return ExportList(exports=[export_view(one) for one in found])


@router.get(
    "/exports/{export_id}/file", response_class=Response, responses={**FILE, **problems(404, 503)}
)
def export_file(export_id: IdPath, here: Here) -> Any:
    """The file itself, byte for byte as it was signed."""
    found = here.store.exports.get(export_id)
    return Response(
        here.store.blobs.get(found.sha256),
        media_type=found.media_type,
        headers={
            "content-disposition": f'attachment; filename="{found.file_name}"',
            "cache-control": "private, no-cache",
            "etag": f'"{found.sha256[:32]}"',
        },
    )
