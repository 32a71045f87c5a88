"""Erasing a person: whatever keeps something of them is a Holder, and accounts for what went."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

from ..errors import CatchlightError, NotFullyErased


@dataclass(frozen=True)
class Person:
    """Whom to forget: the id, the name, and the hashes of their photos and of what came of them."""

    id: str
    name: str
    photos: tuple[str, ...] = ()


@dataclass(frozen=True)
class Gone:
    """What one holder erased: how many things of each kind, and the hashes of files. No content.

    `kept` says what it could not or must not erase, and why, in sentences.
    """

    holder: str
    counts: Mapping[str, int] = field(default_factory=dict)
    hashes: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


class Holder(Protocol):
    """Keeps something of people."""

    @property
    def name(self) -> str:
        """What it is, in words for the receipt."""

    def forget(self, person: Person) -> Gone:
        """Erase everything of this person. Raises CatchlightError; trying again goes on."""

    def still_holds(self, person: Person) -> bool:
        """Whether anything of them is left here."""


@dataclass(frozen=True)
class DeletionReceipt:
    """What was erased, by holder. It names no person: a receipt that does would keep them."""

    person_id: str
    erased_at: datetime
    gone: tuple[Gone, ...]

    @property
    def hashes(self) -> tuple[str, ...]:
        """The hashes of all files that went, once each."""
        return tuple(sorted({one for gone in self.gone for one in gone.hashes}))

    @property
    def sentences(self) -> list[str]:
        """What went and what is left, in words."""
        lines = []
        for gone in self.gone:
            counted = [f"{count} {kind}" for kind, count in gone.counts.items() if count]
            lines.append(f"{gone.holder}: {', '.join(counted) or 'nothing was there'}.")
            lines += [f"  Left: {why}" for why in gone.kept]
        return lines

    def to_dict(self) -> dict[str, Any]:
        """Plain values: counts and hashes."""
        return {
            "person_id": self.person_id,
            "erased_at": self.erased_at.isoformat(timespec="seconds"),
            "files_sha256": list(self.hashes),
            "holders": [
                {"holder": one.holder, "erased": dict(one.counts), "kept": list(one.kept)}
                for one in self.gone
            ],
        }


def forget(person: Person, holders: Iterable[Holder]) -> DeletionReceipt:
    """Have every holder erase the person, then ask each whether anything is left.

    One that fails does not stop the others. Raises NotFullyErased naming those that failed;
    calling it again goes on with what is left.
    """
    gone: list[Gone] = []
    failed: list[str] = []
    for holder in holders:
        try:
            gone.append(holder.forget(person))
            if holder.still_holds(person):
                failed.append(f"{holder.name}: something is left")
        except CatchlightError as error:
            failed.append(f"{holder.name}: {error}")
    if failed:
        raise NotFullyErased(
            f"Not everything could be erased ({'; '.join(failed)}). Expected nothing to be left. "
            "Mend the cause, then erase again: what is gone stays gone."
        )
    return DeletionReceipt(person.id, datetime.now(UTC), tuple(gone))
