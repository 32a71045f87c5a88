"""Keeping a sitter: photos of their own, signed sheets, and everything of them as one file."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from ..brief import Brief
from ..errors import ConsentMissing, ImageError, PersonError
from ..image import decode_photo, find_photo, write_whole
from ..intake import intake
from ..people.consent import Consent
from ..provenance.c2pa_read import media_type_of
from ..store import ConsentRecord, PersonRecord, PhotoDraft, PhotoRecord, Store
from ..vision.observe import observe
from .neighbors import own_photos

SHEET_BYTES = 20_000_000
ZIP_DATE = (1980, 1, 1, 0, 0, 0)  # the same content gives the same zip
_SIDE_PX = 1280
_JOB = "trust"  # of the project that holds a sitter's own photos; changed by whoever directs them


def keep_photos(store: Store, person: PersonRecord, names: Sequence[str]) -> list[PhotoRecord]:
    """Keep photos of a sitter in a project of theirs. Raises ImageError; then none was kept."""
    drafts: list[tuple[PhotoDraft, bytes]] = []
    for name in names:
        data = find_photo(name)
        photo = decode_photo(data, name, _SIDE_PX)
        report = intake(photo, observe(photo.pixels))
        if report.verdict == "reject":
            raise ImageError(f"{name} was not kept: {' '.join(report.notes)}")
        about = {
            "verdict": report.verdict,
            "notes": list(report.notes),
            "faces": report.faces,
            "measured": dict(report.measured),
        }
        draft = PhotoDraft(
            name=Path(name).name,
            media_type=media_type_of(data),
            width=photo.extent.width,
            height=photo.extent.height,
            intake=about,
            person_id=person.id,
        )
        drafts.append((draft, data))
    project_id = _own_project(store, person)
    return [store.photos.add(project_id, draft, data) for draft, data in drafts]


def record_agreement(
    store: Store, person: PersonRecord, consent: Consent, sheet: Path | None = None
) -> ConsentRecord:
    """Put an agreement on record, with its signed sheet where there is one. Raises PersonError."""
    if sheet is None:
        return store.people.agree(person.id, consent)
    try:
        data = sheet.read_bytes()
    except OSError as error:
        raise PersonError(
            f"The signed sheet {sheet} cannot be read ({error.strerror}). Check the path."
        ) from error
    if not data or len(data) > SHEET_BYTES:
        raise PersonError(
            f"The signed sheet {sheet} has {len(data):,} bytes. Expected a scan or photo of at "
            f"most {SHEET_BYTES:,}. Scan it again."
        )
    signed = replace(consent, how="signed sheet", sheet_sha256=sha256(data).hexdigest())
    store.blobs.put(data)
    return store.people.agree(person.id, signed)


def withdraw(store: Store, person: PersonRecord, on: date) -> ConsentRecord:
    """End the agreement that counts, from this day on. Raises ConsentMissing without one."""
    consent = store.people.consent(person.id)
    if consent is None:
        raise ConsentMissing(
            f"{person.name} has no agreement on record, so none can be withdrawn. Nothing was "
            "changed."
        )
    return store.people.agree(person.id, replace(consent, withdrawn_on=on))


def write_everything(store: Store, person: PersonRecord, path: Path) -> dict[str, int]:
    """Everything that is kept of a person as one zip; counts by kind. Raises ExportError."""
    files: dict[str, bytes] = {}
    about: dict[str, Any] = {
        "person": {"id": person.id, "name": person.name, "note": person.note},
        "consents": [record.consent.to_dict() for record in store.people.consents(person.id)],
        "photos": [],
        "takes": [],
        "exports": [],
    }
    for record in store.people.consents(person.id):
        if sha := record.consent.sheet_sha256:
            files[f"sheets/{sha}"] = store.blobs.get(sha)
    for photo in own_photos(store, person.id):
        name = f"photos/{photo.sha256[:12]}-{photo.name}"
        files[name] = store.blobs.get(photo.sha256)
        about["photos"].append({"file": name, "sha256": photo.sha256, "intake": dict(photo.intake)})
    for project in store.projects.all():
        if project.person_id == person.id:
            _add_project(store, project.id, about, files)
    files["person.json"] = json.dumps(about, ensure_ascii=False, indent=2, default=str).encode()
    write_whole(path, _zipped(files))
    return {kind: len(about[kind]) for kind in ("consents", "photos", "takes", "exports")}


def _add_project(
    store: Store, project_id: str, about: dict[str, Any], files: dict[str, bytes]
) -> None:
    for take in store.takes.of_project(project_id):
        found = store.takes.found(take.id)
        name = f"takes/{take.id}.{take.media_type.split('/')[-1]}"
        files[name] = store.blobs.get(take.sha256)
        reading = found.reading.to_record() if found.reading else None
        recipe = [dict(edit) for edit in take.recipe]
        about["takes"].append(
            {"file": name, "title": take.title, "recipe": recipe, "reading": reading}
        )
    for one in store.exports.of_project(project_id):
        name = f"exports/{one.id[:8]}-{one.file_name}"
        files[name] = store.blobs.get(one.sha256)
        about["exports"].append({"file": name, "platform": one.platform})


def _own_project(store: Store, person: PersonRecord) -> str:
    title = f"Photos of {person.name}"
    for project in store.projects.all():
        if project.person_id == person.id and project.title == title:
            return project.id
    brief = Brief(job=_JOB, sitter=person.name)
    return store.projects.add(title, brief, person_id=person.id).id


def _zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name in sorted(files):
            zipped.writestr(zipfile.ZipInfo(name, ZIP_DATE), files[name])
    return buffer.getvalue()
