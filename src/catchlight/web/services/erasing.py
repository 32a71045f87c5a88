"""Erasing a person everywhere that this server keeps something of them."""

from __future__ import annotations

from ...store import Erased
from ..state import Server


def erase_person(server: Server, person_id: str) -> tuple[Erased, list[str]]:
    """Rows, files, tasks, and everything remembered in memory; what went, and in words.

    Raises NotKept, StoreError.
    """
    for task in server.store.tasks.open():
        project_id = task.project_id
        if project_id and server.store.projects.get(project_id).person_id == person_id:
            server.store.tasks.become(task.id, "cancelled")
    erased = server.store.erase_person(person_id)
    server.forget_pictures()
    return erased, _words(erased)


def _words(erased: Erased) -> list[str]:
    counted = [f"{count} {name}" for name, count in erased.rows.items() if count]
    said = [f"Erased: {', '.join(counted)}; {len(erased.files)} files overwritten and removed."]
    if erased.shared_files:
        said.append(
            f"{len(erased.shared_files)} files stay, as the same picture is in somebody else's "
            "project."
        )
    said.append("The database was rewritten, and nothing of it is left in freed space or its log.")
    return said
