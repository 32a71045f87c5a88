"""Sealing: who signs the files of a kit, and what they tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import UsageError
from ..provenance.c2pa_write import Sign, signing
from ..provenance.iptc import SourceType
from ..provenance.signing_key import DEFAULT_NAME, SigningKey, key_from_files, own_key
from ..provenance.story import Action, Step, Story
from ..settings import Settings, data_folder
from ..shot import Take
from .telling import after_export, story_of


@dataclass(frozen=True)
class Signing:
    """What the user wants signed: nothing, with the key of this machine, or with a key of theirs.

    `tell_prompts` writes a generator's prompt into the credentials.
    """

    is_on: bool = True
    key: Path | None = None
    certificates: Path | None = None
    name: str = DEFAULT_NAME
    tell_prompts: bool = False

    @classmethod
    def from_settings(cls, settings: Settings) -> Signing:
        """As the settings `credentials.…` say."""
        key, certificates = settings.text("credentials.key"), settings.text("credentials.cert")
        return cls(
            is_on=settings.flag("credentials.sign"),
            key=Path(key) if key else None,
            certificates=Path(certificates) if certificates else None,
            name=settings.text("credentials.name"),
            tell_prompts=settings.flag("credentials.prompts"),
        )

    def find_key(self) -> SigningKey | None:
        """The key to sign with, made on first use; None when nothing is signed.

        Raises UsageError for a key without certificates, ProvenanceError when it cannot be used.
        """
        if not self.is_on:
            return None
        if (self.key is None) != (self.certificates is None):
            raise UsageError(
                "A signing key needs its certificates, and they need it. Expected both: "
                "--sign-key KEY.pem --sign-cert CHAIN.pem."
            )
        if self.key and self.certificates:
            return key_from_files(self.key, self.certificates)
        return own_key(data_folder(), self.name)


@dataclass(frozen=True)
class Sealing:
    """The key (None: nothing is signed), the sitter's photos as files, and what they carried.

    `photos` and `carried` are by the name that takes give as their source.
    """

    key: SigningKey | None = None
    photos: Mapping[str, bytes] = field(default_factory=dict)
    carried: Mapping[str, SourceType | None] = field(default_factory=dict)
    tell_prompts: bool = False

    def for_export(self, take: Take, title: str) -> Sign | None:
        """What signs a take cut for a platform."""
        return self._signing(take, title, after_export())

    def for_take(self, take: Take) -> Sign | None:
        """What signs a take as it is."""
        return self._signing(take, f"Take: {take.title}", ())

    def for_sheet(self, title: str, source_type: SourceType) -> Sign | None:
        """What signs a sheet of several pictures."""
        step = Step(Action.CREATED, "Several pictures put on one page", source_type)
        return signing(Story(title, (step,)), self.key)

    def _signing(self, take: Take, title: str, after: tuple[Step, ...]) -> Sign | None:
        if self.key is None:
            return None
        story = story_of(
            take,
            title,
            photo=self.photos.get(take.source, b""),
            carried=self.carried.get(take.source),
            tell_prompts=self.tell_prompts,
            after=after,
        )
        return signing(story, self.key)


UNSIGNED = Sealing()
