"""Takes: the picture, the recipe that makes it, what was found about it, and the user's verdict."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from ..errors import StoreError
from . import convert
from .database import Database
from .keeping import Keeper
from .records import FLAGS, MAX_RATING, Flag, TakeDraft, TakeFound, TakePlace, TakeRecord
from .table import row_of
from .tables import ProjectRow, TakeRow


class Takes:
    """The shelf of takes."""

    def __init__(self, database: Database, keeper: Keeper) -> None:
        self._database, self._keeper = database, keeper

    def add(self, project_id: str, draft: TakeDraft, picture: bytes) -> TakeRecord:
        """Keep a take. One with this key is given back as it is (out of the trash) instead."""
        with self._keeper.file(picture) as sha256, self._database.writing() as session:
            project = row_of(session, ProjectRow, project_id, "project")
            row = _with_key(session, project_id, draft.key)
            if row is None:
                row = _row(project_id, draft, sha256)
                session.add(row)
            row.deleted_at = None
            project.changed_at = convert.now()
            session.flush()
            return convert.take(row)

    def get(self, id_: str) -> TakeRecord:
        """Raises NotKept."""
        with self._database.reading() as session:
            return convert.take(row_of(session, TakeRow, id_, "take"))

    def with_key(self, project_id: str, key: str) -> TakeRecord | None:
        """The take that this key made, one in the trash too; None when there is none."""
        with self._database.reading() as session:
            row = _with_key(session, project_id, key)
            return None if row is None else convert.take(row)

    def of_project(self, project_id: str, limit: int | None = None) -> tuple[TakeRecord, ...]:
        """The takes outside the trash: ranked ones by place, then the others as they came."""
        wanted = select(TakeRow).where(
            TakeRow.project_id == project_id, TakeRow.deleted_at.is_(None)
        )
        order = (TakeRow.place.is_(None), TakeRow.place, TakeRow.created_at, TakeRow.id)
        with self._database.reading() as session:
            rows = session.scalars(wanted.order_by(*order).limit(limit))
            return tuple(convert.take(row) for row in rows)

    def of_task(self, task_id: str) -> tuple[TakeRecord, ...]:
        """The takes that a task made, by number."""
        wanted = select(TakeRow).where(TakeRow.task_id == task_id, TakeRow.deleted_at.is_(None))
        with self._database.reading() as session:
            rows = session.scalars(wanted.order_by(TakeRow.number, TakeRow.id))
            return tuple(convert.take(row) for row in rows)

    def children(self, id_: str) -> tuple[TakeRecord, ...]:
        """The takes made from this one, the latest first: where redo leads."""
        wanted = select(TakeRow).where(TakeRow.parent_id == id_, TakeRow.deleted_at.is_(None))
        order = (TakeRow.created_at.desc(), TakeRow.id)
        with self._database.reading() as session:
            return tuple(convert.take(row) for row in session.scalars(wanted.order_by(*order)))

    def history(self, id_: str) -> tuple[TakeRecord, ...]:
        """The take and those it was made from, the first one first: where undo leads."""
        chain: list[TakeRecord] = []
        with self._database.reading() as session:
            row: TakeRow | None = row_of(session, TakeRow, id_, "take")
            while row is not None and row.id not in {one.id for one in chain}:
                chain.append(convert.take(row))
                row = session.get(TakeRow, row.parent_id) if row.parent_id else None
        return tuple(reversed(chain))

    def found(self, id_: str) -> TakeFound:
        """The reading and the critique. Raises NotKept."""
        with self._database.reading() as session:
            return convert.found(row_of(session, TakeRow, id_, "take"))

    def all_found(self, project_id: str) -> tuple[TakeFound, ...]:
        """The readings and critiques of a project's takes that are not in the trash."""
        wanted = (
            select(TakeRow)
            .options(undefer(TakeRow.reading), undefer(TakeRow.critique))
            .where(TakeRow.project_id == project_id, TakeRow.deleted_at.is_(None))
            .order_by(TakeRow.created_at, TakeRow.id)
        )
        with self._database.reading() as session:
            return tuple(convert.found(row) for row in session.scalars(wanted))

    def mark(self, id_: str, *, rating: int | None = None, flag: Flag | None = None) -> TakeRecord:
        """Rate it 0…5, or flag it. Raises NotKept, or StoreError for another value."""
        if rating is not None and not 0 <= rating <= MAX_RATING:
            raise StoreError(f"A rating of {rating} was given. Expected 0 to {MAX_RATING}.")
        if flag is not None and flag not in FLAGS:
            raise StoreError(f"The flag {flag!r} is unknown. Expected one of {', '.join(FLAGS)}.")
        with self._database.writing() as session:
            row = row_of(session, TakeRow, id_, "take")
            row.rating = row.rating if rating is None else rating
            row.flag = row.flag if flag is None else flag
            return convert.take(row)

    def place(self, project_id: str, places: Iterable[TakePlace]) -> None:
        """Set the ranking of a project; takes that it does not name lose their place."""
        by_id = {one.take_id: one for one in places}
        with self._database.writing() as session:
            for row in session.scalars(select(TakeRow).where(TakeRow.project_id == project_id)):
                one = by_id.get(row.id)
                row.place = one.place if one else None
                row.reason = one.reason if one else ""
                row.stack = one.stack if one else None
                row.axes = dict(one.axes) if one else row.axes
                if one is not None and one.critique:
                    row.verdict, row.headline = one.verdict, one.headline
                    row.rules, row.critique = list(one.rules), dict(one.critique)


def _with_key(session: Session, project_id: str, key: str) -> TakeRow | None:
    return session.scalar(
        select(TakeRow).where(TakeRow.project_id == project_id, TakeRow.key == key)
    )


def _row(project_id: str, draft: TakeDraft, sha256: str) -> TakeRow:
    return TakeRow(
        id=convert.new_id(),
        project_id=project_id,
        photo_id=draft.photo_id,
        parent_id=draft.parent_id,
        task_id=draft.task_id,
        key=draft.key,
        number=draft.number,
        title=draft.title,
        because=draft.because,
        backend=draft.backend,
        seed=draft.seed,
        recipe=[dict(edit) for edit in draft.recipe],
        notes=list(draft.notes),
        sha256=sha256,
        base_sha256=draft.base_sha256 or sha256,
        is_original=draft.is_original,
        media_type=draft.media_type,
        width=draft.width,
        height=draft.height,
        verdict=draft.verdict,
        headline=draft.headline,
        rules=list(draft.rules),
        origin=dict(draft.origin),
        likeness=dict(draft.likeness),
        axes=dict(draft.axes),
        reason="",
        rating=0,
        flag="none",
        created_at=convert.now(),
        reading=convert.reading_to_record(draft.reading),
        critique=dict(draft.critique),
    )
