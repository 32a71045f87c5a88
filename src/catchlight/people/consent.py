"""Consent: what a sitter agreed to, for which uses, places and services, and until when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from ..errors import ConsentMissing

EVERY = "*"  # stands for every use, platform or backend
USES = ("develop", "generate", "export", "send")


@dataclass(frozen=True)
class Consent:
    """What one sitter agreed to.

    `uses` are of USES: their own photos developed, their likeness generated, files made for
    publication, photos sent to a service. `backends` and `platforms` are ids, or `*` for all.
    `how` says how it was given ("own attestation", "signed sheet"), `sheet_sha256` is the hash of
    the signed sheet, when there is one. `until` is the last day on which it holds.
    """

    sitter: str
    given_on: date
    uses: tuple[str, ...] = ("develop", "export")
    backends: tuple[str, ...] = ("darkroom",)
    platforms: tuple[str, ...] = (EVERY,)
    until: date | None = None
    how: str = "own attestation"
    attested_by: str = ""
    sheet_sha256: str = ""
    withdrawn_on: date | None = None

    def refusal(self, use: str, *, backend: str = "", platform: str = "", on: date) -> str:
        """Why it does not cover this, in words; empty when it does."""
        if self.withdrawn_on is not None and on >= self.withdrawn_on:
            return f"{self.sitter} withdrew consent on {self.withdrawn_on}"
        if on < self.given_on:
            return f"{self.sitter}'s consent holds from {self.given_on}"
        if self.until is not None and on > self.until:
            return f"{self.sitter}'s consent ended on {self.until}"
        for what, wanted, agreed in (
            ("use", use, self.uses),
            ("service", backend, self.backends),
            ("platform", platform, self.platforms),
        ):
            if wanted and wanted not in agreed and EVERY not in agreed:
                return f"{self.sitter} did not agree to the {what} “{wanted}”"
        return ""

    def to_dict(self) -> dict[str, Any]:
        """Plain values, dates as ISO text."""
        return {
            key: value.isoformat() if isinstance(value, date) else value
            for key, value in vars(self).items()
        }


def require(
    consent: Consent | None,
    use: str,
    *,
    backend: str = "",
    platform: str = "",
    on: date,
    also: Iterable[str] = (),
) -> None:
    """Raise ConsentMissing unless `consent` covers this use on this day.

    `also` are uses that will be asked for after it: without any consent the error names them all.
    """
    if consent is None:
        # Whatever is made of a sitter is exported in the end, so nobody is sent back for that.
        uses = " ".join(dict.fromkeys((use, *also, "export")))
        by = f" --backends {backend}" if backend else ""
        raise ConsentMissing(
            f"No consent is on record for the use “{use}”. Expected the sitter's agreement first. "
            f"Record it: catchlight people add NAME --agrees {uses}{by}; then name the sitter: "
            "--sitter NAME"
        )
    if why := consent.refusal(use, backend=backend, platform=platform, on=on):
        raise ConsentMissing(
            f"Consent is missing: {why}. Expected an agreement that covers it. "
            f"Ask {consent.sitter}, then record it: catchlight people agree {consent.sitter!r} …"
        )
