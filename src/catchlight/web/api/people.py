"""People, what they agreed to, and erasing them."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Response

from ...exports.platform import slug
from ...people.consent import Consent
from ...sitters.keeping import write_everything
from ..errors import Refusal, problems
from ..schemas.people import (
    ConsentBody,
    ConsentList,
    ConsentView,
    EraseBody,
    Person,
    PersonBody,
    PersonChange,
    PersonList,
    Receipt,
)
from ..services.erasing import erase_person
from ..state import Here
from ..views.people import consent_view, person_view, receipt_view
from .parameters import IdPath

router = APIRouter(tags=["people"])
ZIP: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The zip, to be saved",
        "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.get("/people")
def people(here: Here) -> PersonList:
    """Everybody who is not in the trash."""
    found = here.store.people.all()
    return PersonList(people=[person_view(one, here.store, date.today()) for one in found])


@router.post("/people", status_code=201)
def add_person(body: PersonBody, here: Here) -> Person:
    """Someone who sits."""
    return person_view(here.store.people.add(body.name, body.note), here.store, date.today())


@router.get("/people/{person_id}", responses=problems(404))
def person(person_id: IdPath, here: Here) -> Person:
    """One person."""
    return person_view(here.store.people.get(person_id), here.store, date.today())


@router.patch("/people/{person_id}", responses=problems(404))
def change_person(person_id: IdPath, body: PersonChange, here: Here) -> Person:
    """Another name or note."""
    changed = here.store.people.change(person_id, name=body.name, note=body.note)
    return person_view(changed, here.store, date.today())


@router.delete("/people/{person_id}", status_code=204, responses=problems(404))
def delete_person(person_id: IdPath, here: Here) -> None:
    """Put them into the trash. This erases nothing: see `POST /people/{person_id}/erase`."""
    here.store.trash.put("person", person_id)


@router.get(
    "/people/{person_id}/everything",
    response_class=Response,
    responses={**ZIP, **problems(404, 409, 503)},
)
def everything(person_id: IdPath, here: Here) -> Any:
    """All that is kept of a person as one zip: photos, takes, readings, agreements."""
    person = here.store.people.get(person_id)
    with here.heavy, tempfile.TemporaryDirectory(prefix="catchlight-") as folder:
        path = Path(folder) / "everything.zip"
        write_everything(here.store, person, path)
        data = path.read_bytes()
    headers = {"content-disposition": f'attachment; filename="{slug(person.name)}.zip"'}
    return Response(data, media_type="application/zip", headers=headers)


@router.get("/people/{person_id}/consents", responses=problems(404))
def consents(person_id: IdPath, here: Here) -> ConsentList:
    """All agreements of one person, the latest first."""
    here.store.people.get(person_id)
    found = here.store.people.consents(person_id)
    return ConsentList(consents=[consent_view(one, date.today()) for one in found])


@router.post("/people/{person_id}/consents", status_code=201, responses=problems(404))
def agree(person_id: IdPath, body: ConsentBody, here: Here) -> ConsentView:
    """Put an agreement on record; it takes the place of the one before."""
    person = here.store.people.get(person_id)
    consent = Consent(
        sitter=person.name,
        given_on=date.today(),
        uses=tuple(body.uses),
        backends=tuple(body.backends),
        platforms=tuple(body.platforms),
        until=body.until,
        how=body.how,
        attested_by=body.attested_by,
    )
    return consent_view(here.store.people.agree(person_id, consent), date.today())


@router.post("/people/{person_id}/withdraw", responses=problems(404, 409))
def withdraw(person_id: IdPath, here: Here) -> ConsentView:
    """End the agreement that counts now, from today on."""
    consent = here.store.people.consent(here.store.people.get(person_id).id)
    if consent is None:
        detail = "No agreement of this person is on record, so none can be withdrawn."
        raise Refusal(409, "no-consent", "There is no agreement", detail)
    today = date.today()
    ended = here.store.people.agree(person_id, replace(consent, withdrawn_on=today))
    return consent_view(ended, today)


@router.post("/people/{person_id}/erase", responses=problems(404, 409, 503))
def erase(person_id: IdPath, body: EraseBody, here: Here, response: Response) -> Receipt:
    """Erase everything of a person for good: the typed name must be theirs. Gives a receipt."""
    person = here.store.people.get(person_id)
    if body.confirm.strip() != person.name.strip():
        raise Refusal(
            409, "not-confirmed", "The name is not theirs",
            "The name that was typed is not this person's. Expected it letter by letter, as "
            "erasing cannot be undone. Type it again.",
        )  # fmt: skip
    receipt = erase_person(here, person)
    response.headers["clear-site-data"] = '"cache"'  # pictures that the browser has kept
    return receipt_view(receipt)
