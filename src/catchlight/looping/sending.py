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


def clearance(consent: Consent | None, on: date) -> Clearance:
    """Asks a consent on this day; what it does not cover raises ConsentMissing."""

    def clear(use: str, backend: str) -> None:
        require(consent, use, backend=backend, on=on)

    return clear


def check_consent(backend: Backend, photos: Sequence[Reference], clear: Clearance) -> None:
    """Raise ConsentMissing before anything is made, where the sitter did not agree to it."""
    able = backend.capabilities
    if not photos:
        return
    if able.invents_pixels:
        clear("generate", backend.name)
    if able.sends_away:
        clear("send", backend.name)
