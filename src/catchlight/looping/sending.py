"""What leaves the machine, said in a sentence before it does, and whether the sitter agreed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ..backends.base import Backend, Clearance
from ..people.consent import Consent, require
from ..shot import Reference


def what_is_sent(backend: Backend, photos: Sequence[Reference], sitter: str = "") -> str:
    """One plain sentence: what is sent where, or that nothing leaves this machine."""
    able = backend.capabilities
    if not able.sends_away:
        return f"Nothing leaves this machine: {backend.title} makes the takes here."
    where = f"{backend.title} ({able.sends_to})" if able.sends_to else backend.title
    if not photos:
        return f"Only the words of the prompt are sent to {where}; no photo leaves this machine."
    count = "One photo" if len(photos) == 1 else f"{len(photos)} photos"
    whose = sitter or "the sitter"
    goes = "goes" if len(photos) == 1 else "go"
    return (
        f"{count} of {whose} {goes} to {where} with the words of the prompt, "
        "without the file's metadata; nothing else leaves this machine."
    )


def clearance(consent: Consent | None, on: date, uses: Sequence[str] = ()) -> Clearance:
    """Asks a consent on this day; what it does not cover raises ConsentMissing.

    `uses` are all that will be asked for, so that an error can name them together.
    """

    def clear(use: str, backend: str) -> None:
        require(consent, use, backend=backend, on=on, also=uses)

    return clear
