"""Content credentials into a file: the story as a signed C2PA manifest, on the bytes delivered.

Nothing of the sitter's photo goes in but what its own credentials say of how it was made: their
pictures, places and names are redacted, as C2PA foresees, and the earlier signatures stay valid.
No thumbnail is made, no server asked for the time, nothing fetched.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ..errors import ProvenanceError
from ..version import __version__
from .c2pa_read import (
    PROMPT_KEY,
    manifest_assertions,
    may_travel,
    media_type_of,
    offline_context,
)
from .metadata import holds_credentials
from .signing_key import SigningKey
from .story import Action, Ingredient, Step, Story

Sign = Callable[[bytes], bytes]

GENERATOR = {"name": "Catchlight", "version": __version__}
_WHY_REDACTED = "c2pa.PII.present"


def sign(data: bytes, story: Story, key: SigningKey) -> bytes:
    """The file with the story signed into it; the picture stays byte for byte the same.

    JPEG, PNG, WebP and AVIF. Raises ProvenanceError; then there is no file.
    """
    import c2pa

    media_type = media_type_of(data)
    try:
        ingredients = [_Prepared(one, f"in-{n}") for n, one in enumerate(story.ingredients)]
        definition = manifest_of(story, [uri for one in ingredients for uri in one.redacted])
        definition["ingredients"] = [one.said for one in ingredients if not one.data]
        signer = c2pa.Signer.from_info(
            c2pa.C2paSignerInfo(key.algorithm.lower(), key.chain_pem, key.key_pem, None)
        )
        builder = c2pa.Builder(json.dumps(definition), context=offline_context())
        for one in ingredients:
            if one.data:
                builder.add_ingredient(json.dumps(one.said), one.media_type, io.BytesIO(one.data))
        signed = io.BytesIO()
        builder.sign(signer, media_type, io.BytesIO(data), signed)
    except c2pa.C2paError as error:
        raise ProvenanceError(
            f"The content credentials could not be written ({error}). Nothing was saved. Check the "
            "signing key, or leave them out with --no-credentials."
        ) from error
    return signed.getvalue()


def signing(story: Story, key: SigningKey | None) -> Sign | None:
    """A function that signs one story into file bytes; None when there is no key."""
    return (lambda data: sign(data, story, key)) if key else None


class _Prepared:
    """An ingredient as the manifest names it; `data` is empty when it has no credentials."""

    def __init__(self, one: Ingredient, label: str) -> None:
        self.media_type = media_type_of(one.data) if one.data else ""
        self.said: dict[str, Any] = {
            "title": one.title,
            **({"format": self.media_type} if one.data else {}),
            "relationship": one.role,
            "label": label,
            # Given, so that none is copied from the photo's XMP: it can be traced to its owner.
            "instance_id": f"xmp:iid:{label}",
        }
        has_own = bool(one.data) and holds_credentials(one.data)
        self.data = one.data if has_own else b""
        self.redacted: tuple[str, ...] = ()
        if self.data:
            self.redacted = tuple(_private(manifest_assertions(self.data)))


def _private(assertions: Mapping[str, Iterable[str]]) -> Iterable[str]:
    """Addresses of the assertions that may not travel on, in all manifests of a file."""
    for manifest, labels in assertions.items():
        for label in labels:
            if not may_travel(label):
                yield f"self#jumbf=/c2pa/{manifest}/c2pa.assertions/{label}"


def manifest_of(story: Story, redacted: Iterable[str] = ()) -> dict[str, Any]:
    """The manifest's definition, as the C2PA library takes it."""
    redactions = list(redacted)
    first, *others = story.steps
    labels = [f"in-{number}" for number in range(len(story.ingredients))]
    actions = [
        _action(first, labels),
        *(
            {
                "action": Action.REDACTED.value,
                "reason": _WHY_REDACTED,
                "parameters": {"redacted": uri},
            }
            for uri in redactions
        ),
        *(_action(step, ()) for step in others),
    ]
    told = {"actions": actions, "allActionsIncluded": True}
    definition: dict[str, Any] = {
        "claim_generator_info": [GENERATOR],
        "title": story.title,
        "assertions": [{"label": "c2pa.actions.v2", "data": told}],
    }
    if redactions:
        definition["redactions"] = redactions
    return definition


def _action(step: Step, ingredients: Iterable[str]) -> dict[str, Any]:
    found: dict[str, Any] = {"action": step.action.value}
    if step.what:
        found["description"] = step.what
    if step.source_type:
        found["digitalSourceType"] = step.source_type.uri
    if step.agent:
        found["softwareAgent"] = {"name": step.agent}
    parameters: dict[str, Any] = {}
    if ingredients:
        parameters["ingredientIds"] = list(ingredients)
    if step.prompt:
        parameters[PROMPT_KEY] = step.prompt
    return {**found, "parameters": parameters} if parameters else found
