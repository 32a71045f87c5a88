"""Content credentials out of a file: who signed what, whether it fits, and whom this machine knows.

Everything is checked here, offline: no list of trusted signers is fetched, no server asked.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..errors import ProvenanceError
from .iptc import SourceType
from .story import stronger

if TYPE_CHECKING:
    import c2pa

_MEDIA_TYPES = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG": "image/png",
    b"II*\x00": "image/tiff",
    b"MM\x00*": "image/tiff",
}
_BRANDS = {b"avif": "image/avif", b"avis": "image/avif"}
_HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1")
PROMPT_KEY = "org.catchlight.prompt"  # among the parameters of an action
_TRUSTED = "signingCredential.trusted"
_UNKNOWN_SIGNER = "signingCredential.untrusted"
_OUT_OF_DATE = "signingCredential.expired"
# Assertions of earlier credentials that may travel on: what was done, how the file is bound, and
# what it was made from. All others can hold pictures, places, names or prompts.
_TRAVELS = ("c2pa.actions", "c2pa.hash.", "c2pa.ingredient")
_IS_PART = ("parentOf", "componentOf")  # and not what was only shown to a generator
# Failures that speak of the signer, not of the file.
_OF_THE_SIGNER = (_UNKNOWN_SIGNER, _OUT_OF_DATE, "signingCredential.ocsp.unknown")


@dataclass(frozen=True)
class Told:
    """One action as the file tells it. `agent` is the software named, `source_type` its term."""

    action: str
    what: str = ""
    source_type: SourceType | None = None
    agent: str = ""
    prompt: str = ""


@dataclass(frozen=True)
class Credentials:
    """The content credentials of a file and what checking them found.

    `is_intact`: the file is as it was signed. `failures` are C2PA's codes of what does not fit.
    `is_known`: the signer is this machine's own or among those it trusts. `ingredients` are the
    pictures that went in, with their own credentials, if they had any (`Credentials.role` says
    how). `redacted` counts parts that were taken out of those.
    """

    signer: str = ""
    issuer: str = ""
    generator: str = ""
    title: str = ""
    is_intact: bool = True
    is_known: bool = False
    failures: tuple[str, ...] = ()
    told: tuple[Told, ...] = ()
    ingredients: tuple[Credentials, ...] = ()
    redacted: int = 0
    role: str = ""
    has_own: bool = True

    @property
    def strongest(self) -> SourceType | None:
        """The digital source type that says most, of the actions and of what it was made from."""
        terms = [one.source_type for one in self.told if one.source_type]
        for one in self.ingredients:
            if (term := one.strongest) and one.role in _IS_PART:
                is_generated = term is SourceType.GENERATED and one.role == "componentOf"
                terms.insert(0, SourceType.COMPOSITE_SYNTHETIC if is_generated else term)
        found = terms[0] if terms else None
        for term in terms[1:]:
            found = stronger(found, term) if found else term
        return found

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "signer": self.signer,
            "issuer": self.issuer,
            "generator": self.generator,
            "title": self.title,
            "intact": self.is_intact,
            "signer_known": self.is_known,
            "failures": list(self.failures),
            "actions": [
                {
                    "action": one.action,
                    "what": one.what,
                    "digital_source_type": one.source_type.value if one.source_type else None,
                    "agent": one.agent,
                    "prompt": one.prompt,
                }
                for one in self.told
            ],
            "ingredients": [
                {"role": one.role, **(one.to_dict() if one.has_own else {"title": one.title})}
                for one in self.ingredients
            ],
            "redacted": self.redacted,
        }


@dataclass(frozen=True)
class _Store:
    """A file's manifests as the library gives them, and its verdict."""

    manifests: Mapping[str, Any]
    active: str
    results: Mapping[str, Any] = field(default_factory=dict)


def media_type_of(data: bytes) -> str:
    """The media type by the file's first bytes. Raises ProvenanceError for others."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[4:8] == b"ftyp":
        if data[8:12] in _BRANDS:
            return _BRANDS[data[8:12]]
        if data[8:12] in _HEIF_BRANDS:
            return "image/heic"
    for start, media_type in _MEDIA_TYPES.items():
        if data.startswith(start):
            return media_type
    raise ProvenanceError(
        "The file is no picture that can hold content credentials. Expected a JPEG, PNG, WebP, "
        "AVIF, HEIC or TIFF."
    )


def offline_context(anchors: bytes = b"") -> c2pa.Context:
    """How the C2PA library is called: no network, no thumbnails, these signers trusted."""
    import c2pa

    settings: dict[str, Any] = {
        "version": 1,
        "builder": {"thumbnail": {"enabled": False}},
        "verify": {
            "remote_manifest_fetch": False,
            "ocsp_fetch": False,
            "verify_trust": True,
            "verify_after_sign": True,
        },
    }
    if anchors:
        settings["trust"] = {"user_anchors": anchors.decode("ascii", "replace")}
    return c2pa.Context.from_dict(settings)


def read_credentials(data: bytes, anchors: bytes = b"") -> Credentials | None:
    """The credentials in a file; None when it holds none.

    `anchors` are PEM certificates of known signers. Raises ProvenanceError when there are some
    that cannot be read.
    """
    store = _store(data, anchors)
    if store is None:
        return None
    found = store.results.get("activeManifest", {})
    codes = [one["code"] for one in found.get("failure", ())]
    trusted = any(one["code"] == _TRUSTED for one in found.get("success", ()))
    return _credentials(store, store.active, codes, trusted=trusted)


def manifest_assertions(data: bytes) -> Mapping[str, tuple[str, ...]]:
    """The labels of all assertions in all manifests of a file. Raises ProvenanceError."""
    reader = _reader(data, b"")
    if reader is None:
        return {}
    with reader:
        told = json.loads(reader.detailed_json())["manifests"]
    return {label: tuple(one.get("assertion_store", {})) for label, one in told.items()}


def may_travel(label: str) -> bool:
    """Whether an assertion only tells what was done, how the file is bound, or what went in."""
    return label.startswith(_TRAVELS)


def beside_the_record(data: bytes) -> tuple[str, ...]:
    """What a file's credentials hold besides that, by label: pictures, places, names, prompts."""
    labels = {label for every in manifest_assertions(data).values() for label in every}
    return tuple(sorted(label for label in labels if not may_travel(label)))


def _reader(data: bytes, anchors: bytes) -> c2pa.Reader | None:
    import c2pa

    from .metadata import holds_credentials

    if not holds_credentials(data):
        return None
    try:
        return c2pa.Reader(media_type_of(data), io.BytesIO(data), context=offline_context(anchors))
    except c2pa.C2paError as error:
        raise ProvenanceError(
            f"The file holds content credentials that cannot be read ({error}), so what they say "
            "would be lost. Expected whole ones. Use the file as its maker gave it, or save it "
            "again from a photo program, which drops them."
        ) from error


def _store(data: bytes, anchors: bytes) -> _Store | None:
    reader = _reader(data, anchors)
    if reader is None:
        return None
    with reader:
        told = json.loads(reader.json())
    return _Store(told["manifests"], told["active_manifest"], told.get("validation_results", {}))


def _credentials(
    store: _Store, label: str, codes: Iterable[str], *, trusted: bool, role: str = ""
) -> Credentials:
    manifest = store.manifests[label]
    of_the_file = tuple(sorted({code for code in codes if code not in _OF_THE_SIGNER}))
    signature = manifest.get("signature_info", {})
    actions = [
        action
        for assertion in manifest.get("assertions", ())
        if assertion["label"].startswith("c2pa.actions")
        for action in assertion["data"].get("actions", ())
    ]
    is_redaction = [action["action"] == "c2pa.redacted" for action in actions]
    return Credentials(
        signer=str(signature.get("common_name") or signature.get("issuer") or ""),
        issuer=str(signature.get("issuer") or ""),
        generator=_generator(manifest),
        title=str(manifest.get("title") or ""),
        is_intact=not of_the_file,
        is_known=trusted,
        failures=tuple(sorted(set(codes))),
        told=tuple(
            _told(action)
            for action, redacts in zip(actions, is_redaction, strict=True)
            if not redacts
        ),
        ingredients=tuple(_ingredient(store, one) for one in manifest.get("ingredients", ())),
        redacted=sum(is_redaction),
        role=role,
    )


def _ingredient(store: _Store, one: Mapping[str, Any]) -> Credentials:
    """What went in. Its own check is the one made when it was signed in."""
    role = str(one.get("relationship", ""))
    label = one.get("active_manifest")
    if label not in store.manifests:
        return Credentials(title=str(one.get("title") or ""), role=role, has_own=False)
    results = one.get("validation_results", {}).get("activeManifest", {})
    trusted = str(label) in _known_now(store.results)
    codes = [
        found["code"]
        for found in results.get("failure", ())
        if not (trusted and found["code"] == _UNKNOWN_SIGNER)
    ]
    return _credentials(store, str(label), codes, trusted=trusted, role=role)


def _known_now(results: Mapping[str, Any]) -> set[str]:
    """Labels of earlier manifests whose signers are trusted at this reading."""
    return {
        found["url"].split("/")[2]
        for delta in results.get("ingredientDeltas") or ()
        for found in delta["validationDeltas"].get("success", ())
        if found["code"] == _TRUSTED and found["url"].count("/") > 2
    }


def _generator(manifest: Mapping[str, Any]) -> str:
    entries = manifest.get("claim_generator_info") or [{}]
    entry = entries[0]
    return " ".join(str(entry[key]) for key in ("name", "version") if entry.get(key))


def _told(action: Mapping[str, Any]) -> Told:
    agent = action.get("softwareAgent", "")
    if isinstance(agent, Mapping):
        agent = " ".join(str(agent[key]) for key in ("name", "version") if agent.get(key))
    term = str(action.get("digitalSourceType", "")).rsplit("/", 1)[-1]
    known = {one.value for one in SourceType}
    return Told(
        action=str(action["action"]),
        what=str(action.get("description", "")),
        source_type=SourceType(term) if term in known else None,
        agent=str(agent),
        prompt=str(action.get("parameters", {}).get(PROMPT_KEY, "")),
    )
