"""The trash: taking back, and emptying. Erasing a person is at `POST /people/{person_id}/erase`."""

from __future__ import annotations

from typing import Any, Literal, cast

from fastapi import APIRouter

from ..errors import problems
from ..schemas.takes import Purged
from ..schemas.tasks import TrashItem, TrashList
from ..state import Here
from .parameters import IdPath

router = APIRouter(tags=["trash"])


@router.get("/trash", summary="What is in the trash")
def trash(here: Here) -> TrashList:
    """The last deleted first."""
    return TrashList(
        items=[
            TrashItem(
                kind=cast(Any, item.kind),
                id=item.id,
                title=item.title,
                project_id=item.project_id,
                deleted_at=item.deleted_at,
            )
            for item in here.store.trash.all()
        ]
    )


@router.post("/trash/{kind}/{item_id}/restore", status_code=204, responses=problems(404))
def restore(
    kind: Literal["person", "project", "photo", "take"], item_id: IdPath, here: Here
) -> None:
    """Take something back."""
    here.store.trash.restore(kind, item_id)


@router.delete("/trash", responses=problems(503))
def empty_trash(here: Here) -> Purged:
    """Remove everything in the trash for good."""
    erased = here.store.empty_trash()
    here.forget_pictures()
    return Purged(rows=dict(erased.rows), files=len(erased.files))
