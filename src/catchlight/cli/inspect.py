"""`catchlight inspect`: what a picture file says of itself, and whether it still holds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

if TYPE_CHECKING:
    from ..exports.sealing import Signing


def inspect(
    file: str,
    /,
    json_output: Annotated[bool, Parameter(name="--json")] = False,
) -> int:
    """Say who did what to a picture, with what, and whether it was changed since.

    Reads content credentials (C2PA), the IPTC digital source type and what other
    metadata is left. All is checked on this machine; nothing is fetched. Leaves
    with 0, or with 1 when the file was tampered with or is damaged.

    Examples:

        catchlight inspect kit/portrait-linkedin.jpg

        catchlight inspect downloaded.webp --json

    Parameters
    ----------
    file
        A picture file, or `sample:astronaut`.
    json_output
        Print one JSON object, for programs.
    """
    from ..image import find_photo
    from ..provenance.inspection import inspect as look_into
    from ..provenance.signing_key import trust_anchors
    from ..settings import data_folder

    found = look_into(find_photo(file), file, trust_anchors(data_folder()))
    if json_output:
        print(json.dumps(found.to_dict(), ensure_ascii=False, indent=2))
    else:
        for sentence in found.sentences:
            print(sentence)
    return 1 if found.is_tampered else 0


def signing_from(no_credentials: bool, key: Path | None, certificates: Path | None) -> Signing:
    """What is to be signed: the user's settings, with the options of a command over them."""
    from dataclasses import replace

    from ..exports.sealing import Signing
    from ..settings import load_settings

    signing = Signing.from_settings(load_settings())
    if key or certificates:
        signing = replace(signing, is_on=True, key=key, certificates=certificates)
    return replace(signing, is_on=False) if no_credentials else signing
