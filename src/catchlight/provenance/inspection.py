"""What a picture file says of itself, in words: credentials, disclosure and other metadata."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ..errors import ProvenanceError
from .c2pa_read import Credentials, beside_the_record, media_type_of, read_credentials
from .iptc import SourceType
from .metadata import inspect_metadata
from .story import Action

# Kinds of metadata that can tell more than their owner wants, and what they are.
_LEFT_OVER = {
    "gps": "the place where it was taken (GPS)",
    "exif": "EXIF (camera, time and more)",
    "thumbnail": "a small copy of an earlier state of the picture",
    "iptc": "IPTC records (often names and places)",
    "text": "text entries (a generator writes its prompt there)",
    "comment": "a comment",
    "more_pictures": "further pictures",
    "trailing": "bytes after the picture's end",
    "other": "blocks of unknown use",
}


@dataclass(frozen=True)
class Inspection:
    """A file inspected. `metadata` is `inspect_metadata`'s; `damaged` says what cannot be read.

    `credentials` is None when the file holds none, or none that can be read. `beside` are the
    labels of what they hold besides the record of what was done: thumbnails, places, names.
    """

    name: str
    metadata: dict[str, Any]
    credentials: Credentials | None
    damaged: tuple[str, ...] = field(default=())
    beside: tuple[str, ...] = ()

    @property
    def source_type(self) -> SourceType | None:
        """The digital source type that its XMP states."""
        stated = self.metadata.get("xmp", {}).get("digital_source_type")
        return SourceType(stated) if stated else None

    @property
    def signed_source_type(self) -> SourceType | None:
        """The digital source type that says most, of its signed record."""
        return self.credentials.strongest if self.credentials else None

    @property
    def agrees(self) -> bool:
        """Whether the XMP and the signed actions say the same, where both say something."""
        terms = {self.source_type, self.signed_source_type} - {None}
        return len(terms) < 2

    @property
    def is_tampered(self) -> bool:
        """Whether its credentials no longer fit the file, or cannot be read."""
        credentials = self.credentials
        return bool(self.damaged) or (credentials is not None and not credentials.is_intact)

    @property
    def sentences(self) -> list[str]:
        """Everything in words, the most important first."""
        lines = list(self._of_credentials())
        if self.source_type:
            lines.append(f"Its metadata (IPTC) says: {self.source_type.in_words}")
        else:
            lines.append("Its metadata says nothing of how it was made (no digital source type).")
        if not self.agrees:
            lines.append("The signed record and the metadata disagree on how it was made.")
        lines += [f"Damaged: {reason.rstrip('.')}." for reason in self.damaged]
        lines.append(self._left_over())
        return lines

    def to_dict(self) -> dict[str, Any]:
        """Plain values, as `catchlight inspect --json` prints them."""
        signed = self.signed_source_type
        return {
            "file": self.name,
            "tampered": self.is_tampered,
            "digital_source_type": self.source_type.value if self.source_type else None,
            "signed_source_type": signed.value if signed else None,
            "agrees": self.agrees,
            "credentials": self.credentials.to_dict() if self.credentials else None,
            "metadata": self.metadata,
            "beside": list(self.beside),
            "damaged": list(self.damaged),
            "in_words": self.sentences,
        }

    def _of_credentials(self) -> list[str]:
        credentials = self.credentials
        if credentials is None:
            if any(reason.startswith("content credentials") for reason in self.damaged):
                return ["It holds content credentials that cannot be read."]
            return ["It holds no content credentials: nobody has signed what was done to it."]
        lines = [_verdict(credentials), _signer(credentials)]
        lines += _deeds(credentials)
        for one in credentials.ingredients:
            lines += _ingredient(one)
        if credentials.redacted:
            lines.append(
                f"From earlier credentials {credentials.redacted} parts (pictures, places, names) "
                "were taken out before it was signed."
            )
        return lines

    def _left_over(self) -> str:
        found = [words for kind, words in _LEFT_OVER.items() if kind in self.metadata]
        spaces = set(self.metadata.get("xmp", {}).get("namespaces", ()))
        if spaces - {"Iptc4xmpExt", "dc"}:
            found.append(f"XMP entries ({', '.join(sorted(spaces - {'Iptc4xmpExt', 'dc'}))})")
        if self.beside:
            found.append(f"inside its credentials: {', '.join(self.beside)}")
        if not found:
            if self.damaged:
                return "Nothing else can be read from it; what is damaged may hold more."
            return "Nothing else is left in it but the colour profile, if there is one."
        return f"It also carries {'; '.join(found)}."


def inspect(data: bytes, name: str, anchors: bytes = b"") -> Inspection:
    """Inspect the bytes of a picture file. Raises ProvenanceError when it is no picture."""
    media_type_of(data)
    try:
        metadata = inspect_metadata(data)
        damaged = list(metadata.get("damaged", ()))
    except ProvenanceError:  # it begins like a picture: what can be read of it is told
        metadata, damaged = {}, ["picture: it cannot be decoded"]
    credentials = None
    try:
        credentials = read_credentials(data, anchors)
    except ProvenanceError as error:
        damaged.append(f"content credentials: {error.__cause__ or error}")
    beside = beside_the_record(data) if credentials else ()
    return Inspection(name, metadata, credentials, tuple(damaged), beside)


def _verdict(found: Credentials) -> str:
    if not found.is_intact:
        return (
            "TAMPERED: it was changed after it was signed, or its record was. "
            f"What does not fit: {', '.join(found.failures)}."
        )
    return "Unchanged since it was signed."


def _signer(found: Credentials) -> str:
    who = f"Signed by “{found.signer}” ({found.issuer})" if found.issuer else "Signed"
    with_what = f" with {found.generator}" if found.generator else ""
    if found.is_known:
        return f"{who}{with_what}. This machine knows the signer."
    late = (
        " The certificate is out of date." if "signingCredential.expired" in found.failures else ""
    )
    return (
        f"{who}{with_what}. This machine does not know the signer, so the name is only a claim: "
        f"anybody can sign under any name.{late}"
    )


def _deeds(found: Credentials) -> list[str]:
    known = {one.value: one.in_words for one in Action}
    lines = []
    for one in found.told:
        words = known.get(one.action, one.action)
        agent = one.agent or found.generator or found.signer
        detail = f": {one.what}" if one.what else ""
        said = f" Prompt: “{one.prompt}”." if one.prompt else ""
        lines.append(f"{agent} {words}{detail}.{said}")
    if found.strongest:
        lines.append(f"The signed record says: {found.strongest.in_words}")
    return lines


def _ingredient(one: Credentials) -> list[str]:
    role = {"parentOf": "Made from", "inputTo": "Shown to the generator"}.get(one.role, "With")
    if not one.has_own:
        return [f"{role}: {one.title or 'a picture'}, which had no credentials of its own."]
    state = "they fitted" if one.is_intact else "they did NOT fit its picture"
    known = "known to this machine" if one.is_known else "not known to this machine"
    lines = [
        f"{role}: {one.title or 'a picture'}, with its own credentials by “{one.signer}” "
        f"({known}); {state} when it was used."
    ]
    return lines + [f"  before that: {line}" for line in _deeds(one)]
