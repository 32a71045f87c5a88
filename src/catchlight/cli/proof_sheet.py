"""`catchlight proof-sheet`: takes or edits at 200 %, for an eye that looks for faults."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from .progress import progress_bar


def proof_sheet(
    *photos: Annotated[str, Parameter(help="Photo files, folders or patterns.")],
    out: Annotated[Path, Parameter(name=("--out", "-o"))] = Path("proofs"),
    job: str = "trust",
    takes: int = 4,
    edit: tuple[str, ...] = (),
    recipe: Path | None = None,
    face: int | None = None,
) -> int:
    """Show hair, eyes, mouth, skin and seams of takes at 200 %, beside the photo.

    One sheet for each photo: its directed takes for a job, or the photo after
    each edit of yours. Halos, seams, plastic skin and bent lines show there
    before a client sees them.

    Examples:

        catchlight proof-sheet selfie.jpg --job warmth -o proofs/

        catchlight proof-sheet shoot/ --edit smile=0.4 --edit warmth=0.3

    Parameters
    ----------
    out
        The folder for the sheets (JPEG).
    job
        The emotional job that takes are directed for.
    takes
        How many takes to show.
    edit
        An edit and its strength, like `smile=0.2`, instead of takes; several are made in order.
    recipe
        A recipe file (JSON) instead of takes, as kept in kit.json.
    face
        Which face, counted from the left, where a photo shows several.
    """
    from ..errors import UsageError
    from ..studio import Studio, find_photos

    if not photos:
        raise UsageError(
            "No photo was given. Expected at least one. Try "
            "`catchlight proof-sheet sample:astronaut --job trust -o proofs/`."
        )
    if takes < 1:
        raise UsageError(f"--takes is {takes}. Expected 1 or more.")
    names, studio = find_photos(photos), Studio()
    written = []
    with progress_bar() as on_step:
        for number, name in enumerate(names, start=1):
            written.append(
                studio.proof(name, out, job=job, takes=takes, edits=edit, recipe=recipe, face=face)
            )
            on_step("Proofing", number, len(names))
    for path in written:
        print(path)
    return 0
