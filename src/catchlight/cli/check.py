"""`catchlight check`, `compare` and `rank`: the critique against an emotional job."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from .progress import progress_bar


def check(
    photo: str,
    /,
    job: str,
    json_output: Annotated[bool, Parameter(name="--json")] = False,
    format: Literal["terminal", "json", "sarif", "markdown", "html"] = "terminal",
    job_file: Path | None = None,
    off: Annotated[tuple[str, ...], Parameter(consume_multiple=True)] = (),
    palette: Annotated[tuple[str, ...], Parameter(consume_multiple=True)] = (),
    face: int | None = None,
    detail: str = "",
    own: Annotated[tuple[str, ...], Parameter(consume_multiple=True)] = (),
) -> int:
    """Check a portrait against its emotional job: seven questions, a fix for each.

    Leaves with 0 when it passes, 1 when a change is asked for or it cannot be checked, 2 on wrong
    usage.

    Examples:

        catchlight check portrait.jpg --job trust

        catchlight check portrait.jpg --job "trust=0.7,creativity=0.3" --json

        catchlight check portrait.jpg --job creativity --detail "a red scarf, freckles"

        catchlight check brand/ceo.jpg --job authority --format sarif > ceo.sarif

    Parameters
    ----------
    photo
        A photo file, or `sample:astronaut`.
    job
        The emotional job; `catchlight jobs` lists them.
    json_output
        Print one JSON object, for programs.
    format
        What to print: for the terminal, JSON, SARIF (checks of brand assets),
        Markdown, or HTML cards.
    job_file
        A file with emotional jobs of your own (TOML); see docs/jobs.md.
    off
        Rules that are not to be applied; `catchlight rules` lists them.
    palette
        The brand's colours, written #rrggbb.
    face
        Which face, counted from the left, where the photo shows several.
    detail
        The one memorable human detail that has to show, in your words.
    own
        Other photos of the same person: expression is then read from their own
        face at rest, and how alike the pictures look is told.
    """
    from ..critique.formats import FORMATS
    from ..critique.own_jobs import load_own_jobs
    from ..studio import Studio
    from .show import show_critique

    studio = Studio(jobs=load_own_jobs(job_file))
    critique = studio.check(photo, job, off=off, palette=palette, face=face, detail=detail, own=own)
    wanted = "json" if json_output else format
    if wanted == "terminal":
        show_critique(critique)
    else:
        print(FORMATS[wanted](critique))
    return 0 if critique.verdict == "pass" else 1


def compare(
    before: str,
    after: str,
    /,
    job: str,
    job_file: Path | None = None,
    face: int | None = None,
    detail: str = "",
) -> int:
    """Say what changed emotionally between two portraits, cue by cue.

    Examples:

        catchlight compare before.jpg after.jpg --job warmth

        catchlight compare before.jpg after.jpg --job trust --detail "grey curls"

    Parameters
    ----------
    before
        The first portrait.
    after
        The second portrait.
    job
        The emotional job that both are judged by.
    job_file
        A file with emotional jobs of your own (TOML); see docs/jobs.md.
    face
        Which face, counted from the left, where a photo shows several.
    detail
        The one memorable human detail that has to stay, in your words.
    """
    from ..critique.own_jobs import load_own_jobs
    from ..studio import Studio

    studio = Studio(jobs=load_own_jobs(job_file))
    for sentence in studio.compare(before, after, job, face=face, detail=detail):
        print(sentence)
    return 0


def rank(
    *photos: Annotated[str, Parameter(help="Files, folders or globs.")],
    job: str,
    json_output: Annotated[bool, Parameter(name="--json")] = False,
    sheet: Path | None = None,
    job_file: Path | None = None,
    own: Annotated[tuple[str, ...], Parameter(consume_multiple=True)] = (),
    detail: str = "",
) -> int:
    """Rank portraits for an emotional job, with reasons and near-duplicates stacked.

    Examples:

        catchlight rank shoot/ --job authority --sheet shoot.jpg

        catchlight rank shoot/ --job trust --own me-1.jpg me-2.jpg

    Parameters
    ----------
    photos
        The portraits to rank.
    job
        The emotional job.
    json_output
        Print one JSON object, for programs.
    sheet
        Write a contact sheet (JPEG) to this file.
    job_file
        A file with emotional jobs of your own (TOML); see docs/jobs.md.
    own
        The sitter's own photos: likeness to them is then measured, and a photo
        of someone else goes behind all others.
    detail
        The one memorable human detail that has to show, in your words.
    """
    from ..critique.own_jobs import load_own_jobs
    from ..studio import Studio, find_photos
    from .show import show_ranking

    studio = Studio(jobs=load_own_jobs(job_file))
    with progress_bar() as on_step:
        culled = studio.rank(find_photos(photos), job, on_step, own=own, detail=detail)
    if json_output:
        print(json.dumps(culled.to_dict(), ensure_ascii=False, indent=2))
    else:
        show_ranking(culled)
    if sheet:
        culled.write_sheet(sheet)
    return 1 if culled.failed else 0
