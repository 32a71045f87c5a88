"""Takes: listing, marking, reading, editing, comparing."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response

from ...jobs import find_job
from ...store import TakeRecord
from ..errors import problems
from ..pictures import picture_response, sized
from ..schemas.base import ID_PATTERN
from ..schemas.readings import CritiqueView, ReadingView
from ..schemas.takes import (
    Applied,
    ApplyBody,
    Comparison,
    CostMeter,
    FixBody,
    History,
    PreviewBody,
    Recipe,
    Take,
    TakeChange,
    TakeList,
)
from ..services import developing
from ..services.reading import compared, critique_of, reading_with_layers
from ..services.subjects import photo_subject, take_subject
from ..state import Here
from ..views.readings import critique_view
from ..views.takes import take_list, take_view
from .catalog import JobQuery
from .parameters import PICTURES, IdPath, Kind, Side

router = APIRouter()
Sort = Literal[
    "place", "newest", "rating", "job_fit", "impression", "clarity", "likeness", "human_texture",
    "technical", "difference",
]  # fmt: skip
PREVIEW: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The preview",
        "content": {"image/jpeg": {"schema": {"type": "string", "format": "binary"}}},
    }
}
EDITING = problems(404, 409, 413, 415, 503)


@router.get("/projects/{project_id}/takes", tags=["takes"], responses=problems(404))
def takes(
    project_id: IdPath,
    here: Here,
    sort: Annotated[Sort, Query(description="Best first; what was not measured last")] = "place",
    rule: Annotated[
        str | None,
        Query(pattern="^[a-z][a-z0-9-]{0,79}$", description="Only with a finding of this rule"),
    ] = None,
    flag: Annotated[Literal["none", "pick", "reject"] | None, Query()] = None,
    min_rating: Annotated[int, Query(ge=0, le=5)] = 0,
    tops_only: Annotated[bool, Query(description="Only the first of each stack")] = False,
) -> TakeList:
    """The contact sheet: takes sorted and filtered, stacks, and what to sort and filter by."""
    here.store.projects.get(project_id)
    every = here.store.takes.of_project(project_id)
    shown = [
        take
        for take in every
        if (rule is None or rule in take.rules)
        and (flag is None or take.flag == flag)
        and take.rating >= min_rating
        and not (tops_only and take.stack)
    ]
    return take_list(_sorted(shown, sort), every)


def _sorted(found: list[TakeRecord], sort: Sort) -> list[TakeRecord]:
    if sort == "place":
        return found
    if sort == "newest":
        return sorted(found, key=lambda take: take.created_at, reverse=True)
    if sort == "rating":
        return sorted(found, key=lambda take: -take.rating)
    return sorted(found, key=lambda take: _last_when_none(take.axes.get(sort)))


def _last_when_none(value: float | None) -> float:
    return 1.0 if value is None else -value


@router.get("/takes/{take_id}", tags=["takes"], responses=problems(404))
def take(take_id: IdPath, here: Here) -> Take:
    """One take."""
    return take_view(here.store.takes.get(take_id))


@router.patch("/takes/{take_id}", tags=["takes"], responses=problems(404))
def mark_take(take_id: IdPath, body: TakeChange, here: Here) -> Take:
    """Rate it 0…5, flag it as pick or reject, or take the flag away."""
    return take_view(here.store.takes.mark(take_id, rating=body.rating, flag=body.flag))


@router.delete("/takes/{take_id}", tags=["takes"], status_code=204, responses=problems(404))
def delete_take(take_id: IdPath, here: Here) -> None:
    """Put it into the trash."""
    here.store.trash.put("take", take_id)


@router.get(
    "/takes/{take_id}/image",
    tags=["takes"],
    response_class=Response,
    responses={**PICTURES, **problems(404, 503)},
)
def take_image(
    take_id: IdPath, here: Here, request: Request, side: Side = None, format: Kind = "jpeg"
) -> Any:
    """The take at a size, without metadata: for the screen. Exports carry the disclosure."""
    found = here.store.takes.get(take_id)
    return picture_response(
        request,
        here.pictures,
        found.sha256,
        side,
        format,
        lambda: sized(here.store.blobs.get(found.sha256), side, format),
    )


@router.get("/takes/{take_id}/history", tags=["takes"], responses=problems(404))
def history(take_id: IdPath, here: Here) -> History:
    """From the first take to this one (undo), and what was made from it (redo)."""
    return History(
        chain=[take_view(one) for one in here.store.takes.history(take_id)],
        children=[take_view(one) for one in here.store.takes.children(take_id)],
    )


@router.get("/takes/{take_id}/reading", tags=["readings"], responses=problems(404, 503))
def take_reading(take_id: IdPath, here: Here, job: JobQuery = None) -> ReadingView:
    """What was read in it against the project's job (or another), with overlays."""
    subject = take_subject(here, take_id)
    return reading_with_layers(here, subject, find_job(job) if job else subject.job)


@router.get("/takes/{take_id}/critique", tags=["readings"], responses=problems(404, 503))
def take_critique(take_id: IdPath, here: Here, job: JobQuery = None) -> CritiqueView:
    """The seven questions and all findings for the project's job (or another)."""
    subject = take_subject(here, take_id)
    return critique_view(critique_of(here, subject, find_job(job) if job else subject.job))


@router.post(
    "/takes/{take_id}/preview",
    tags=["darkroom"],
    response_class=Response,
    responses={**PREVIEW, **EDITING},
)
def preview_take(take_id: IdPath, body: PreviewBody, here: Here) -> Any:
    """The take with these edits as a small JPEG, ungated: for moving sliders."""
    subject = take_subject(here, take_id)
    return _jpeg(developing.preview(here, subject, body, body.side_px))


@router.post(
    "/photos/{photo_id}/preview",
    tags=["darkroom"],
    response_class=Response,
    responses={**PREVIEW, **EDITING},
)
def preview_photo(photo_id: IdPath, body: PreviewBody, here: Here) -> Any:
    """The photo with these edits as a small JPEG, ungated."""
    subject = photo_subject(here, photo_id)
    return _jpeg(developing.preview(here, subject, body, body.side_px))


@router.post("/takes/{take_id}/cost", tags=["darkroom"], responses=EDITING)
def cost_of_take(take_id: IdPath, body: Recipe, here: Here) -> CostMeter:
    """The cost meter: texture and likeness kept, job fit before and after, on the preview."""
    with here.heavy:
        return developing.cost_meter(here, take_subject(here, take_id), body)


@router.post("/photos/{photo_id}/cost", tags=["darkroom"], responses=EDITING)
def cost_of_photo(photo_id: IdPath, body: Recipe, here: Here) -> CostMeter:
    """The cost meter for edits of a photo."""
    with here.heavy:
        return developing.cost_meter(here, photo_subject(here, photo_id), body)


@router.post("/takes/{take_id}/edits", tags=["darkroom"], responses=EDITING)
def edit_take(take_id: IdPath, body: ApplyBody, here: Here) -> Applied:
    """Make these edits at full quality, each gated; what is kept becomes a new take."""
    subject = take_subject(here, take_id)
    edits = developing.edits_of(body.edits)
    with here.heavy:
        return developing.apply(here, subject, edits, mode=body.mode, force=body.force)


@router.post("/photos/{photo_id}/edits", tags=["darkroom"], responses=EDITING)
def edit_photo(photo_id: IdPath, body: ApplyBody, here: Here) -> Applied:
    """Make these edits of a photo, each gated; what is kept becomes a take."""
    subject = photo_subject(here, photo_id)
    edits = developing.edits_of(body.edits)
    with here.heavy:
        return developing.apply(here, subject, edits, mode=body.mode, force=body.force)


@router.post("/takes/{take_id}/fix", tags=["darkroom"], responses=EDITING)
def fix_take(take_id: IdPath, body: FixBody, here: Here) -> Applied:
    """Apply the fix of one finding, gated; when it is kept, a new take."""
    with here.heavy:
        return developing.fix(here, take_subject(here, take_id), body.rule, body.force)


@router.post("/photos/{photo_id}/fix", tags=["darkroom"], responses=EDITING)
def fix_photo(photo_id: IdPath, body: FixBody, here: Here) -> Applied:
    """Apply the fix of one finding of a photo, gated; when it is kept, a take."""
    with here.heavy:
        return developing.fix(here, photo_subject(here, photo_id), body.rule, body.force)


IdQuery = Annotated[str | None, Query(pattern=ID_PATTERN)]


@router.get("/compare", tags=["readings"], responses=problems(404, 503))
def compare(
    here: Here,
    after_take: Annotated[str, Query(pattern=ID_PATTERN)],
    before_take: IdQuery = None,
    before_photo: IdQuery = None,
    job: JobQuery = None,
) -> Comparison:
    """What changed emotionally, in words: from a take, a photo, or (none named) the take's own
    photo, to a take.
    """
    after = take_subject(here, after_take)
    if before_take:
        before = take_subject(here, before_take)
    elif before_photo or after.photo:
        before = photo_subject(here, before_photo or (after.photo.id if after.photo else ""))
    else:
        before = after
    wanted = find_job(job) if job else after.job
    return Comparison(
        before=before_take or (before.photo.id if before.photo else after_take),
        after=after_take,
        job=wanted.id,
        sentences=compared(here, before, after, wanted),
    )


def _jpeg(data: bytes) -> Response:
    return Response(data, media_type="image/jpeg", headers={"cache-control": "no-store"})
