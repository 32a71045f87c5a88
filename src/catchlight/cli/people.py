"""`catchlight people`: sitters on record, what they agreed to, and erasing them."""

from __future__ import annotations

import json
from datetime import date
from typing import Annotated

import cyclopts
from cyclopts import Parameter

from .people_papers import erase, export, sheet
from .sitters import NO_TERMS, Given, Several, agreement, kept, plainly, said

app = cyclopts.App(
    name="people",
    help="Sitters on record: what they agreed to, and erasing everything of them.",
    help_format="plaintext",
)


@app.command
def add(
    name: str,
    /,
    *,
    note: str = "",
    photos: Several = (),
    agrees: Several = (),
    terms: Given = NO_TERMS,
) -> int:
    """Put a sitter on record, with what they agreed to and photos of their own.

    Examples:

        catchlight people add "Ana Ruiz" --agrees develop export --until 2027-12-31

        catchlight people add Ben --agrees develop generate export send --backends openai

        catchlight people add "Ana Ruiz" --photos ana1.jpg ana2.jpg ana3.jpg

    Parameters
    ----------
    name
        The sitter's name, as `direct --sitter` will call them.
    note
        A note of your own.
    photos
        Photos of the sitter to keep: they make the likeness baseline.
    agrees
        What they agreed to: develop, generate, export, send; or `*` for all.
    """
    from ..errors import PersonError
    from ..sitters.keeping import keep_photos, record_agreement
    from ..sitters.record import find_person

    with kept() as store:
        if find_person(store, name):
            raise PersonError(
                f"{name} is on record already. Expected a new name. Record another agreement with "
                f"`catchlight people agree {name!r} …`, or choose another name."
            )
        consent = agreement(name, agrees, terms, terms.attested_by)
        if terms.sheet and consent is None:
            raise PersonError(
                "A signed sheet without an agreement was given. Expected what was agreed to: "
                "--agrees develop export …"
            )
        person = store.people.add(name, note)
        try:
            photos_kept = keep_photos(store, person, photos) if photos else []
            if consent:
                record_agreement(store, person, consent, terms.sheet)
        except Exception:
            store.erase_person(person.id)  # on record whole or not at all
            raise
    print(f"{name} is on record{f', with {len(photos_kept)} photos' if photos_kept else ''}.")
    print(said(consent, name))
    return 0


@app.command(name="list")
def list_people(json_output: Annotated[bool, Parameter(name="--json")] = False) -> int:
    """List who is on record, and whether their agreement holds today.

    Parameters
    ----------
    json_output
        Print one JSON object, for programs.
    """
    from ..settings import data_folder
    from ..sitters.record import has_store

    rows = []
    if has_store(data_folder()):
        with kept() as store:
            for one in store.people.all():
                consent = store.people.consent(one.id)
                rows.append({"id": one.id, "name": one.name, "agreement": said(consent, one.name)})
    if json_output:
        print(json.dumps({"people": rows}, ensure_ascii=False, indent=2))
    else:
        for row in rows:
            print(f"{row['name']}  ({row['id']})\n  {row['agreement']}")
        if not rows:
            print("Nobody is on record. `catchlight people add NAME` puts someone there.")
    return 0


@app.command
def show(name: str, /, json_output: Annotated[bool, Parameter(name="--json")] = False) -> int:
    """Show a sitter: agreements, photos, and how alike their own photos are.

    Parameters
    ----------
    name
        The sitter's name or id.
    json_output
        Print one JSON object, for programs.
    """
    from ..people.likeness import LikenessBaseline
    from ..sitters.neighbors import portraits_of
    from ..sitters.record import get_person

    with kept() as store:
        person = get_person(store, name)
        consents = [record.consent for record in store.people.consents(person.id)]
        portraits = portraits_of(store, person.id)
        baseline = LikenessBaseline(portraits)
    told = {
        "id": person.id,
        "name": person.name,
        "note": person.note,
        "agreements": [consent.to_dict() for consent in consents],
        "agreement_today": said(consents[0] if consents else None, person.name),
        "photos_with_a_face": len(portraits),
        "likeness_baseline": round(baseline.cosine, 3) if baseline.is_own else None,
        "likeness_in_words": baseline.in_words,
    }
    if json_output:
        print(json.dumps(told, ensure_ascii=False, indent=2))
        return 0
    print(f"{person.name}  ({person.id})")
    for line in (person.note, told["agreement_today"], baseline.in_words):
        if line:
            print(line)
    for consent in consents[1:]:
        print(f"Before: {plainly(consent)}")
    return 0


@app.command
def agree(
    name: str,
    /,
    *,
    to: Several,
    terms: Given = NO_TERMS,
) -> int:
    """Record what a sitter agreed to; it takes the place of what they agreed to before.

    Examples:

        catchlight people agree "Ana Ruiz" --to develop export --platforms linkedin press-4x5

        catchlight people agree "Ana Ruiz" --to develop generate export --sheet signed.pdf

    Parameters
    ----------
    name
        The sitter's name or id.
    to
        What they agreed to: develop, generate, export, send; or `*` for all.
    """
    from ..sitters.keeping import record_agreement
    from ..sitters.record import get_person

    with kept() as store:
        person = get_person(store, name)
        consent = agreement(person.name, to, terms, terms.attested_by)
        assert consent is not None, "cyclopts asks for --to"
        record_agreement(store, person, consent, terms.sheet)
    print(said(consent, person.name))
    return 0


@app.command
def withdraw(name: str, /) -> int:
    """End a sitter's agreement from today on: nothing new is made, sent or exported.

    Parameters
    ----------
    name
        The sitter's name or id.
    """
    from ..sitters.keeping import withdraw as end
    from ..sitters.record import get_person

    with kept() as store:
        person = get_person(store, name)
        end(store, person, date.today())
    print(
        f"{person.name}'s agreement ended today. What is kept stays until you erase it: "
        f"catchlight people erase {person.name!r}"
    )
    return 0


for command in (sheet, export, erase):
    app.command(command)
