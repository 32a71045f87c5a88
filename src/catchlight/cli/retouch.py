"""`catchlight retouch`: edits on one photo, each gated against the job."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from .inspect import signing_from
from .sitters import asked_developing


def retouch(
    photo: str,
    /,
    out: Annotated[Path, Parameter(name=("--out", "-o"))],
    job: str | None = None,
    job_file: Path | None = None,
    edit: tuple[str, ...] = (),
    recipe: Path | None = None,
    face: int | None = None,
    force: bool = False,
    detail: str = "",
    save: str = "",
    steps: Path | None = None,
    sitter: str = "",
    no_credentials: bool = False,
) -> int:
    """Retouch a photo: named edits, a saved recipe, or what its job asks for.

    With --job each edit is read again before and after; one that does not
    serve the job or costs too much is refused with the reason, unless --force.

    Examples:

        catchlight retouch selfie.jpg --edit smile=0.2 -o out.jpg

        catchlight retouch selfie.jpg --job trust -o out.jpg

        catchlight retouch selfie.jpg --job trust --save mine -o out.jpg

        catchlight retouch other.jpg --recipe mine -o other-out.jpg

        catchlight retouch selfie.jpg --job trust --detail freckles -o out.jpg

    Parameters
    ----------
    photo
        A photo file, or `sample:astronaut`.
    out
        The picture to write (JPEG, PNG or WebP).
    job
        The emotional job that the edits must serve.
    job_file
        A file with emotional jobs of your own (TOML); see docs/jobs.md.
    edit
        An edit and its strength, like `smile=0.2`; may be given several times.
    recipe
        A recipe saved by name, or a recipe file (JSON), as kept in kit.json.
    face
        Which face, counted from the left, where the photo shows several.
    force
        Keep an edit that the gate refuses; the refusal is recorded.
    detail
        The one memorable human detail that no edit may cost, in your words
        (with --job).
    save
        Keep the recipe under this name for other photos (or in a .json file),
        with what the gate said of each edit and which were forced.
    steps
        A folder for the picture after each edit.
    sitter
        Who is portrayed; if they are on record, their consent is asked.
    no_credentials
        Do not sign the file: it says how it was made, but nobody vouches for it.
    """
    from ..critique.own_jobs import load_own_jobs
    from ..studio import Studio

    studio = Studio(jobs=load_own_jobs(job_file))
    asked_developing((sitter,))
    done = studio.retouch(
        photo,
        out,
        job=job,
        edits=edit,
        recipe=recipe,
        face=face,
        force=force,
        detail=detail,
        save=save,
        steps=steps,
        signing=signing_from(no_credentials, None, None),
    )
    for sentence in done:
        print(sentence)
    return 0
