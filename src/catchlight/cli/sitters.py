"""What commands share about sitters: options, the store, and asking before a direction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

if TYPE_CHECKING:
    from ..brief import Brief
    from ..face import FloatArray
    from ..people.consent import Consent
    from ..sitters.record import OnRecord
    from ..store import Store

Several = Annotated[tuple[str, ...], Parameter(consume_multiple=True)]
_WHERE = "Where pictures may appear; by default everywhere."
_WITH = "Which services and programs may be used; by default the darkroom of this machine."


@dataclass(frozen=True, kw_only=True)
class Terms:
    """The options of an agreement besides its uses."""

    platforms: Annotated[tuple[str, ...] | None, Parameter(consume_multiple=True, help=_WHERE)] = (
        None
    )
    backends: Annotated[tuple[str, ...] | None, Parameter(consume_multiple=True, help=_WITH)] = None
    until: Annotated[date | None, Parameter(help="The last day on which it holds.")] = None


@dataclass(frozen=True, kw_only=True)
class GivenTerms(Terms):
    """The options of an agreement that was given: also who says so, and the signed sheet."""

    attested_by: Annotated[str, Parameter(help="Who says that the sitter agreed.")] = ""
    sheet: Annotated[
        Path | None,
        Parameter(help="A scan of the signed consent sheet; it is kept with its hash."),
    ] = None


AskedTerms = Annotated[Terms, Parameter(name="*")]
Given = Annotated[GivenTerms, Parameter(name="*")]
NO_TERMS = GivenTerms()


@contextmanager
def kept() -> Iterator[Store]:
    """The store in the data folder."""
    from ..settings import data_folder
    from ..store import open_store

    with open_store(data_folder()) as store:
        yield store


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
    with kept() as store:
        vault = vault_of(load_settings(), data_folder())
        return found, tuple(others(store, found.person.id, date.today(), vault))


def asked_developing(sitters: tuple[str, ...]) -> None:
    """Ask the consent of every sitter on record before photos of them are developed here.

    Raises ConsentMissing.
    """
    from ..settings import data_folder
    from ..sitters.record import DARKROOM, ask_before_directing, on_record

    for name in sitters:
        found = on_record(name, data_folder())
        ask_before_directing(found, (), backend=DARKROOM, on=date.today())


def asked_export(sitter: str, platforms: list[str], sent_by: str) -> None:
    """Ask the consent of a sitter on record before files are made for publication.

    Raises ConsentMissing. `sent_by` is the outbound call that sends the files; empty = none.
    """
    from ..settings import data_folder
    from ..sitters.record import ask_before_exporting, on_record

    found = on_record(sitter, data_folder())
    ask_before_exporting(found, platforms, sent_by=sent_by, on=date.today())


def note_kit(sitter: OnRecord | None, folder: Path) -> None:
    """Remember where the kit of a sitter on record lies, so that erasing them finds it."""
    from ..settings import data_folder
    from ..sitters.holders import KitsHolder

    if sitter:
        KitsHolder(data_folder()).note(sitter.person.id, folder)


def agreement(
    name: str, uses: tuple[str, ...], terms: Terms, attested_by: str = ""
) -> Consent | None:
    """The agreement that the options describe; None when no use is named."""
    from ..backends.registry import backends as all_backends
    from ..errors import UnknownName, UsageError
    from ..exports.platform import find_platform
    from ..outbound import CALLS
    from ..people.consent import EVERY, USES, Consent

    if not uses:
        return None
    for use in uses:
        if use not in (*USES, EVERY):
            raise UnknownName("use", use, (*USES, EVERY))
    for platform in terms.platforms or ():
        if platform != EVERY:
            find_platform(platform)
    # What may send photos away, a store for finished files included.
    calls = [call.id for call in CALLS if call.face]
    names = list(dict.fromkeys([*(one.name for one in all_backends()), *calls]))
    for backend in terms.backends or ():
        if backend not in (*names, EVERY):
            raise UnknownName("backend", backend, names, "catchlight backends")
    if terms.until is not None and terms.until < date.today():
        raise UsageError(
            f"The agreement would have ended on {terms.until}. Expected a day to come. "
            "Mend --until."
        )
    usual = Consent(name, date.today())
    return Consent(
        name,
        date.today(),
        uses=uses,
        backends=terms.backends or usual.backends,
        platforms=terms.platforms or usual.platforms,
        until=terms.until,
        attested_by=attested_by,
    )


def said(consent: Consent | None, name: str) -> str:
    """What an agreement comes to today, in a sentence."""
    if consent is None:
        return f"No agreement yet: catchlight people agree {name!r} --to develop export"
    if why := consent.refusal("", on=date.today()):
        return f"{why}."
    return f"Holds today: {plainly(consent)}"


def plainly(consent: Consent) -> str:
    """An agreement in words."""

    def listed(names: tuple[str, ...]) -> str:
        return "all" if "*" in names else ", ".join(names)

    until = f" until {consent.until}" if consent.until else ", without an end"
    by = f", said by {consent.attested_by}" if consent.attested_by else ""
    return (
        f"{listed(consent.uses)}; with {listed(consent.backends)}; on platforms: "
        f"{listed(consent.platforms)}; from {consent.given_on}{until} ({consent.how}{by})."
    )
