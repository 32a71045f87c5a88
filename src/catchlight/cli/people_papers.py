"""`catchlight people sheet`, `export` and `erase`: the papers of a sitter."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path

from .sitters import NO_TERMS, AskedTerms, Several, agreement, kept

LEFT_TO_THE_USER = (
    "Not looked for: what `export`, `retouch` or `identity` wrote into folders of yours, kits from "
    "before they were on record, and what was copied, published or sent. Delete that by hand."
)


def sheet(
    name: str = "",
    /,
    *,
    out: Path = Path("consent.html"),
    publisher: str = "",
    agrees: Several = (),
    terms: AskedTerms = NO_TERMS,
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
    """
    from ..backends.registry import backends as backends_there
    from ..exports.platform import platforms as all_platforms
    from ..image import write_whole
    from ..people.consent import Consent
    from ..people.sheet import consent_sheet

    consent = agreement(name, agrees, terms)
    wanted = consent or Consent(name, date.today(), uses=())
    titles = {one.id: one.title for one in all_platforms().values()}
    titles |= {one.name: one.title for one in backends_there()}
    titles["darkroom"] = "Catchlight's darkroom, on this machine"
    page = consent_sheet(wanted, publisher=publisher, blank=consent is None, titles=titles)
    write_whole(out, page.encode())
    print(f"Written to {out}. Print it from a browser; two copies, one for the sitter.")
    return 0


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

    with kept() as store:
        counts = write_everything(store, get_person(store, name), out)
    said = ", ".join(f"{count} {kind}" for kind, count in counts.items())
    print(f"Written to {out}: {said}.")
    return 0


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

    with kept() as store:
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
    print(LEFT_TO_THE_USER)
    if receipt:
        write_whole(receipt, json.dumps(done.to_dict(), indent=2).encode())
        print(f"Receipt: {receipt}")
    return 0
