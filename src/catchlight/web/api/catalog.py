"""What there is to choose: jobs, edits, platforms, backends, cues, rules."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from ...backends.registry import backends
from ...brief import MAX_TAKES
from ...critique.rules import RULES
from ...cues.reader import CUE_KINDS
from ...errors import UnknownName
from ...exports.platform import platforms
from ...image import MAX_MEGAPIXELS
from ...jobs import all_jobs, find_job
from ...retouch.kinds import EDIT_KINDS
from ...version import __version__
from ..errors import not_here, problems
from ..schemas.catalog import (
    About,
    BackendCard,
    CueCard,
    EditCard,
    JobCard,
    Limits,
    PlatformCard,
    RuleCard,
)
from ..schemas.projects import JobName
from ..services.uploads import MAX_PHOTOS, MAX_UPLOAD_BYTES, MEDIA_TYPES
from ..state import Here
from ..table import PROXY_SIDE_PX
from ..views import catalog as view

router = APIRouter(tags=["catalog"])
JOB_PATTERN = "^[a-zA-Z0-9 _.,=-]+$"
JobPath = Annotated[str, Path(pattern=JOB_PATTERN, max_length=200, description="An id or a blend")]
JobQuery = Annotated[
    JobName | None, Query(description="An id or a blend, like trust=0.7,warmth=0.3")
]


@router.get("/health", summary="Whether the server answers")
def health() -> dict[str, str]:
    """Needs no session."""
    return {"status": "ok"}


@router.get("/about")
def about(here: Here) -> About:
    """Version and limits."""
    return About(
        name="Catchlight",
        version=__version__,
        api="1",
        limits=Limits(
            upload_bytes=MAX_UPLOAD_BYTES,
            megapixels=MAX_MEGAPIXELS,
            photos_per_project=MAX_PHOTOS,
            suffixes=[suffix for some in MEDIA_TYPES.values() for suffix in some],
            media_types=list(MEDIA_TYPES),
            takes=MAX_TAKES,
            preview_side_px=PROXY_SIDE_PX,
        ),
        is_working=here.worker.is_alive,
    )


@router.get("/jobs")
def jobs() -> list[JobCard]:
    """The emotional jobs as cards: what each means, example cues, all targets."""
    return [view.job_card(job) for job in all_jobs()]


@router.get("/jobs/{job}", responses=problems(404))
def one_job(job: JobPath) -> JobCard:
    """One job, or a blend of several."""
    try:
        return view.job_card(find_job(job))
    except UnknownName as error:
        raise not_here(error) from error


@router.get("/edits")
def edits(job: JobQuery = None) -> list[EditCard]:
    """The edits as sliders; with `job`, what each can do for it."""
    wanted = find_job(job) if job else None
    return [view.edit_card(kind, wanted) for kind in EDIT_KINDS.values()]


@router.get("/platforms", summary="Platforms")
def all_platforms() -> list[PlatformCard]:
    """Where portraits are published, and what each place asks for."""
    return [view.platform_card(platform) for platform in platforms().values()]


@router.get("/backends", summary="Backends")
def all_backends(here: Here) -> list[BackendCard]:
    """What makes takes, and what each lacks before it can work. Nothing is sent to find out."""
    return [view.backend_card(backend) for backend in backends(here.settings())]


@router.get("/cues")
def cues() -> list[CueCard]:
    """Every cue that is read."""
    return [view.cue_card(kind) for kind in CUE_KINDS.values()]


@router.get("/rules")
def rules() -> list[RuleCard]:
    """Every rule of the critique with its reasons and its evidence grade."""
    return [view.rule_card(rule) for rule in RULES]
