"""`catchlight people`: sitters on record, what they agreed to, and erasing them."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import cyclopts
from cyclopts import Parameter

if TYPE_CHECKING:
    from ..brief import Brief
    from ..face import FloatArray
    from ..people.consent import Consent
    from ..sitters.record import OnRecord
    from ..store import Store

app = cyclopts.App(
    name="people",
    help="Sitters on record: what they agreed to, and erasing everything of them.",
    help_format="plaintext",
)

Several = Annotated[tuple[str, ...], Parameter(consume_multiple=True)]
Maybe = Annotated[tuple[str, ...] | None, Parameter(consume_multiple=True)]


@contextmanager
def _store() -> Iterator[Store]:
    from ..settings import data_folder
    from ..store import open_store

    with open_store(data_folder()) as store:
        yield store


@app.command
def add(
    name: str,
    /,
    *,
    note: str = "",
    photos: Several = (),
    agrees: Several = (),
    platforms: Maybe = None,
    backends: Maybe = None,
    until: date | None = None,
    attested_by: str = "",
    sheet: Path | None = None,
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
    platforms
        Where pictures may appear; by default everywhere.
    backends
        Which services and programs may be used; by default the darkroom of this machine.
    until
        The last day on which it holds.
    attested_by
        Who says that the sitter agreed.
    sheet
        A scan of the signed consent sheet; it is kept with its hash.
    """
    from ..errors import PersonError
    from ..sitters.keeping import keep_photos, record_agreement
    from ..sitters.record import find_person

    with _store() as store:
        if find_person(store, name):
            raise PersonError(
                f"{name} is on record already. Expected a new name. Record another agreement with "
                f"`catchlight people agree {name!r} …`, or choose another name."
            )
        consent = _consent(name, agrees, platforms, backends, until, attested_by)
        if sheet and consent is None:
            raise PersonError(
                "A signed sheet without an agreement was given. Expected what was agreed to: "
                "--agrees develop export …"
            )
        person = store.people.add(name, note)
        try:
            kept = keep_photos(store, person, photos) if photos else []
            if consent:
                record_agreement(store, person, consent, sheet)
        except Exception:
            store.erase_person(person.id)  # on record whole or not at all
            raise
    print(f"{name} is on record{f', with {len(kept)} photos' if kept else ''}.")
    print(_said(consent, name))
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
        with _store() as store:
            for one in store.people.all():
                consent = store.people.consent(one.id)
                rows.append({"id": one.id, "name": one.name, "agreement": _said(consent, one.name)})
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

    with _store() as store:
        person = get_person(store, name)
        consents = [record.consent for record in store.people.consents(person.id)]
        portraits = portraits_of(store, person.id)
        baseline = LikenessBaseline(portraits)
    told = {
        "id": person.id,
        "name": person.name,
        "note": person.note,
        "agreements": [consent.to_dict() for consent in consents],
        "agreement_today": _said(consents[0] if consents else None, person.name),
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
        print(f"Before: {_plain(consent)}")
    return 0


@app.command
def agree(
    name: str,
    /,
    *,
    to: Several,
    platforms: Maybe = None,
    backends: Maybe = None,
    until: date | None = None,
    attested_by: str = "",
    sheet: Path | None = None,
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
    platforms
        Where pictures may appear; by default everywhere.
    backends
        Which services and programs may be used; by default the darkroom of this machine.
    until
        The last day on which it holds.
    attested_by
        Who says that the sitter agreed.
    sheet
        A scan of the signed consent sheet; it is kept with its hash.
    """
    from ..sitters.keeping import record_agreement
    from ..sitters.record import get_person

    with _store() as store:
        person = get_person(store, name)
        consent = _consent(person.name, to, platforms, backends, until, attested_by)
        assert consent is not None, "cyclopts asks for --to"
        record_agreement(store, person, consent, sheet)
    print(_said(consent, person.name))
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

    with _store() as store:
        person = get_person(store, name)
        end(store, person, date.today())
    print(
        f"{person.name}'s agreement ended today. What is kept stays until you erase it: "
        f"catchlight people erase {person.name!r}"
    )
    return 0


@app.command
def sheet(
    name: str = "",
    /,
    *,
    out: Path = Path("consent.html"),
    publisher: str = "",
    agrees: Several = (),
    platforms: Maybe = None,
    backends: Maybe = None,
    until: date | None = None,
) -> int:
    """Write a consent sheet to print and sign; without --agrees the sitter ticks by hand.

    Examples:

        catchlight people sheet "Ana Ruiz" --publisher "Studio Lux" --out ana-consent.html

    Parameters
    ----------
    name
        The sitter's name; left out: a line to write it on.
    out
        The file, an HTML page; print it from a browser.
    publisher
        Who asks for the consent.
    agrees
        What is ticked already: develop, generate, export, send.
    platforms
        Where pictures may appear.
    backends
        Which services and programs may be used.
    until
        The last day on which it holds.
    """
    from ..image import write_whole
    from ..people.consent import Consent
    from ..people.sheet import consent_sheet

    consent = _consent(name, agrees, platforms, backends, until, "")
    wanted = consent or Consent(name, date.today(), uses=())
    page = consent_sheet(wanted, publisher=publisher, blank=consent is None)
    write_whole(out, page.encode())
    print(f"Written to {out}. Print it from a browser; two copies, one for the sitter.")
    return 0


@app.command
def export(name: str, /, *, out: Path) -> int:
    """Write everything that is kept of a sitter into one zip, to hand over.

    Parameters
    ----------
    name
        The sitter's name or id.
    out
        The zip file to write.
    """
    from ..sitters.keeping import write_everything
    from ..sitters.record import get_person

    with _store() as store:
        counts = write_everything(store, get_person(store, name), out)
    said = ", ".join(f"{count} {kind}" for kind, count in counts.items())
    print(f"Written to {out}: {said}.")
    return 0


@app.command
def erase(
    name: str,
    /,
    *,
    confirm: str | None = None,
    receipt: Path | None = None,
) -> int:
    """Erase everything of a sitter for good, and give a receipt of what went.

    Photos, takes, readings, embeddings, tasks, exports, kits, and the record itself.
    The name has to be typed again, as this cannot be undone.

    Examples:

        catchlight people erase "Ana Ruiz" --receipt receipt.json

    Parameters
    ----------
    name
        The sitter's name or id.
    confirm
        The name once more, letter by letter; without it you are asked.
    receipt
        Write the receipt (counts and hashes, no content) to this file.
    """
    from ..errors import PersonError
    from ..image import write_whole
    from ..settings import data_folder
    from ..sitters.erasing import erase_person
    from ..sitters.record import get_person

    with _store() as store:
        person = get_person(store, name)
        typed = confirm
        if typed is None and sys.stdin.isatty():
            typed = input(f"This cannot be undone. Type {person.name} to erase everything: ")
        if (typed or "").strip() != person.name:
            raise PersonError(
                "The name that was typed is not the person's. Expected it letter by letter, as "
                "erasing cannot be undone. Nothing was erased. In a script: --confirm NAME."
            )
        done = erase_person(store, person, data_folder())
    for sentence in done.sentences:
        print(sentence)
    if receipt:
        write_whole(receipt, json.dumps(done.to_dict(), indent=2).encode())
        print(f"Receipt: {receipt}")
    return 0


def asked_sitter(brief: Brief, backend: str) -> tuple[OnRecord | None, tuple[FloatArray, ...]]:
    """The brief's sitter, if on record, their consent asked; and embeddings of everybody else.

    Raises ConsentMissing before anything is opened.
    """
    from ..settings import data_folder, load_settings
    from ..sitters.neighbors import others, vault_of
    from ..sitters.record import ask_before_directing, on_record

    found = on_record(brief.sitter, data_folder())
    ask_before_directing(found, brief.platforms, backend=backend, on=date.today())
    if found is None:
        return None, ()
    with _store() as store:
        vault = vault_of(load_settings(), data_folder())
        return found, tuple(others(store, found.person.id, date.today(), vault))


def note_kit(sitter: OnRecord | None, folder: Path) -> None:
    """Remember where the kit of a sitter on record lies, so that erasing them finds it."""
    from ..settings import data_folder
    from ..sitters.holders import KitsHolder

    if sitter:
        KitsHolder(data_folder()).note(sitter.person.id, folder)


def _consent(
    name: str,
    uses: tuple[str, ...],
    platforms: tuple[str, ...] | None,
    backends: tuple[str, ...] | None,
    until: date | None,
    attested_by: str,
) -> Consent | None:
    """The agreement that the options describe; None when no use is named."""
    from ..backends.registry import backends as all_backends
    from ..errors import UnknownName, UsageError
    from ..exports.platform import find_platform
    from ..people.consent import EVERY, USES, Consent

    if not uses:
        return None
    for use in uses:
        if use not in (*USES, EVERY):
            raise UnknownName("use", use, (*USES, EVERY))
    for platform in platforms or ():
        if platform != EVERY:
            find_platform(platform)
    names = [one.name for one in all_backends()]
    for backend in backends or ():
        if backend not in (*names, EVERY):
            raise UnknownName("backend", backend, names, "catchlight backends")
    if until is not None and until < date.today():
        raise UsageError(
            f"The agreement would have ended on {until}. Expected a day to come. Mend --until."
        )
    usual = Consent(name, date.today())
    return Consent(
        name,
        date.today(),
        uses=uses,
        backends=backends or usual.backends,
        platforms=platforms or usual.platforms,
        until=until,
        attested_by=attested_by,
    )


def _said(consent: Consent | None, name: str) -> str:
    if consent is None:
        return f"No agreement yet: catchlight people agree {name!r} --to develop export"
    if why := consent.refusal("", on=date.today()):
        return f"{why}."
    return f"Holds today: {_plain(consent)}"


def _plain(consent: Consent) -> str:
    def listed(names: tuple[str, ...]) -> str:
        return "all" if "*" in names else ", ".join(names)

    until = f" until {consent.until}" if consent.until else ", without an end"
    by = f", said by {consent.attested_by}" if consent.attested_by else ""
    return (
        f"{listed(consent.uses)}; with {listed(consent.backends)}; on platforms: "
        f"{listed(consent.platforms)}; from {consent.given_on}{until} ({consent.how}{by})."
    )
