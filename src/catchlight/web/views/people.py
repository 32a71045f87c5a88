"""People, consents and receipts as shapes."""

from __future__ import annotations

from datetime import date

from ...people.consent import Consent
from ...people.deletion import DeletionReceipt
from ...store import ConsentRecord, PersonRecord, Store
from ..schemas.people import ConsentView, HolderView, Person, Receipt


def person_view(person: PersonRecord, store: Store, on: date) -> Person:
    """Someone who sits, with the agreement that counts on this day."""
    records = store.people.consents(person.id)
    own = [project for project in store.projects.all() if project.person_id == person.id]
    return Person(
        id=person.id,
        name=person.name,
        note=person.note,
        consent=consent_view(records[0], on) if records else None,
        projects=len(own),
        photos=sum(store.projects.counts(project.id)[0] for project in own),
        created_at=person.created_at,
    )


def consent_view(record: ConsentRecord, on: date) -> ConsentView:
    """One agreement, and what it comes to on this day."""
    consent = record.consent
    why = consent.refusal("develop", on=on) or consent.refusal("export", on=on)
    return ConsentView(
        id=record.id,
        uses=list(consent.uses),
        backends=list(consent.backends),
        platforms=list(consent.platforms),
        given_on=consent.given_on,
        until=consent.until,
        withdrawn_on=consent.withdrawn_on,
        how=consent.how,
        attested_by=consent.attested_by,
        holds=not why,
        words=f"{why}." if why else _said(consent),
    )


def _said(consent: Consent) -> str:
    ends = f" until {consent.until}" if consent.until else ""
    return f"Agreed to {', '.join(consent.uses)}{ends}."


def receipt_view(receipt: DeletionReceipt) -> Receipt:
    """What went."""
    return Receipt(
        person_id=receipt.person_id,
        erased_at=receipt.erased_at,
        holders=[
            HolderView(name=one.holder, erased=dict(one.counts), kept=list(one.kept))
            for one in receipt.gone
        ],
        files=list(receipt.hashes),
        words=receipt.sentences,
    )
