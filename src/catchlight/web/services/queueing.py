"""Queueing work: what is wanted is checked first, so that a task fails only for good reasons."""

from __future__ import annotations

from datetime import date

from ...backends.registry import find_backend
from ...critique.critic import applicable
from ...errors import BackendMissing
from ...exports.platform import find_platform
from ...jobs import find_job
from ...people.consent import require
from ...store import ProjectRecord, TaskRecord
from ..errors import Refusal
from ..schemas.kits import KitBody
from ..schemas.takes import DirectBody
from ..state import Server

DIRECT, KIT = "direct", "kit"


def queue_direct(server: Server, project_id: str, body: DirectBody) -> TaskRecord:
    """A direction. Raises Refusal without a usable photo, ConsentMissing, BackendMissing."""
    store = server.store
    project = _open_project(server, project_id)
    applicable(find_job(project.brief.job), project.brief.off)
    photos = {photo.id: photo for photo in store.photos.of_project(project_id)}
    for one in body.photo_ids:
        if one not in photos:
            raise Refusal(404, "not-found", "There is no such photo",
                          f"The project has no photo {one}. Choose from its list.")  # fmt: skip
    chosen = [photos[one] for one in body.photo_ids] or list(photos.values())
    usable = [photo.id for photo in chosen if photo.intake["verdict"] != "reject"]
    if not usable:
        raise Refusal(
            409, "no-photo", "There is no photo to work with",
            "Nothing can be directed without a usable photo of the sitter. Add one in which the "
            "face is well lit and uncovered.",
        )  # fmt: skip
    backend = find_backend(body.backend, server.settings())
    if missing := backend.missing():
        raise BackendMissing(missing)
    use = "generate" if backend.capabilities.invents_pixels else "develop"
    _require_consent(server, project, use, backend=backend.name, always=use == "generate")
    takes = project.brief.takes if body.takes is None else body.takes
    wanted = {
        "photo_ids": usable,
        "takes": takes,
        "seed": project.brief.seed if body.seed is None else body.seed,
        "backend": backend.name,
    }
    title = f"{takes} takes for {find_job(project.brief.job).said}"
    task = store.tasks.add(DIRECT, title, wanted, project_id)
    server.worker.wake()
    return task


def queue_kit(server: Server, project_id: str, body: KitBody) -> TaskRecord:
    """A kit. Raises Refusal where there is no take, ConsentMissing, UnknownName."""
    project = _open_project(server, project_id)
    takes = server.store.takes.of_project(project_id)
    by_id = {take.id: take for take in takes}
    for one in body.take_ids:
        if one not in by_id:
            raise Refusal(404, "not-found", "There is no such take",
                          f"The project has no take {one}. Choose from its list.")  # fmt: skip
    picks = [take.id for take in takes if take.flag == "pick"]
    firsts = [take.id for take in takes if take.flag != "reject"][:1]
    chosen = body.take_ids or picks or firsts
    if not chosen:
        raise Refusal(409, "no-take", "There is no take to export",
                      "Nothing can be exported before there is a take. Direct first.")  # fmt: skip
    platforms = list(dict.fromkeys(body.platforms or project.brief.platforms))
    for platform in platforms:
        find_platform(platform)
        _require_consent(server, project, "export", platform=platform)
    wanted = {
        "take_ids": list(dict.fromkeys(chosen)),
        "platforms": platforms,
        "name": body.name or project.brief.sitter or project.title,
    }
    title = f"Kit for {len(platforms)} platforms"
    task = server.store.tasks.add(KIT, title, wanted, project_id)
    server.worker.wake()
    return task


def _open_project(server: Server, project_id: str) -> ProjectRecord:
    project = server.store.projects.get(project_id)
    if project.deleted_at is not None:
        raise Refusal(409, "in-trash", "The project is in the trash", "Take it back first.")
    return project


def _require_consent(
    server: Server, project: ProjectRecord, use: str, *, always: bool = False, **what: str
) -> None:
    """The person's agreement, where the project has a person; always where a face is generated."""
    if project.person_id is None and not always:
        return
    consent = server.store.people.consent(project.person_id) if project.person_id else None
    require(consent, use, on=date.today(), **what)
