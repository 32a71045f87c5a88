"""`catchlight direct`: from the sitter's photos to a kit that can be published."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from .inspect import signing_from
from .progress import progress_bar
from .sitters import asked_sitter, note_kit


def direct(
    *photos: Annotated[str, Parameter(help="Photo files, or `sample:astronaut`.")],
    job: str | None = None,
    out: Path = Path("kit"),
    brief: Path | None = None,
    job_file: Path | None = None,
    brand: Path | None = None,
    sitter: str | None = None,
    identity: str | None = None,
    emotion: str | None = None,
    context: str | None = None,
    detail: str | None = None,
    concept: str | None = None,
    palette: Annotated[tuple[str, ...] | None, Parameter(consume_multiple=True)] = None,
    platforms: Annotated[tuple[str, ...] | None, Parameter(consume_multiple=True)] = None,
    takes: int | None = None,
    seed: int | None = None,
    face: int | None = None,
    backend: str = "darkroom",
    rounds: int | None = None,
    budget: float | None = None,
    resume: bool = False,
    no_retouch: bool = False,
    no_credentials: bool = False,
    sign_key: Path | None = None,
    sign_cert: Path | None = None,
) -> int:
    """Make a directed portrait kit from your own photos.

    Reads the photos, makes takes for the emotional job, critiques and ranks
    them, and writes the pick for each platform with a report.
    Nothing leaves this machine, unless you name a backend that is elsewhere.

    Examples:

        catchlight direct selfie.jpg --job trust --out kit/

        catchlight direct a.jpg b.heic --job creativity --context "café"

        catchlight direct team.jpg --face 2 --job warmth --takes 12 --seed 7

        catchlight direct me.jpg --job trust --palette "#1f4e79" "#f2e8d5"

        catchlight direct selfie.jpg --brief brief.toml

        catchlight direct selfie.jpg --job trust --brand brand.toml

        catchlight direct me.jpg --job trust --backend comfyui --rounds 3 --sitter me

    Parameters
    ----------
    job
        The emotional job, like `trust`, or a blend, like `trust=0.7,creativity=0.3`.
    out
        The folder for the kit; it must be new, empty, or an earlier kit.
    brief
        A brief file (TOML); options given here win over it.
    job_file
        A file with emotional jobs of your own (TOML); see docs/jobs.md.
    brand
        A visual identity (TOML) that frame, background, light, gaze and smile keep to; see
        docs/identity.md.
    sitter
        Who is portrayed: a name for the report.
    identity
        Who they are in this portrait: creator, founder, athlete, artist, executive, …
    emotion
        How it should feel: approachable, reflective, bold, serene, nostalgic, empowered, …
    context
        Where: studio portrait, café, editorial street, golden-hour beach, cinematic office, …
    detail
        The one memorable human detail to protect, in your words.
    concept
        The brand's idea in a sentence.
    palette
        The brand's colours, written #rrggbb.
    platforms
        Where it will appear; `catchlight platforms` lists them.
    takes
        How many takes to make; with a generator, in each round.
    seed
        The same photos, brief and seed give the same takes.
    face
        Which face, counted from the left, where a photo shows several.
    backend
        What makes the takes; the darkroom edits your photos, others generate.
    rounds
        How many rounds a generator gets at most; what is found in one changes the next one's words.
    budget
        What a generator may cost at most, in US dollars.
    resume
        Go on where an earlier run with a generator stopped; no take is ordered twice.
    no_retouch
        Leave a generator's takes as they are.
    no_credentials
        Do not sign the files: they say how they were made, but nobody vouches for it.
    sign_key
        Your own signing key (PEM); by default one is made for this machine on first use.
    sign_cert
        The certificates of your own signing key (PEM), yours first.
    """
    from ..brief import Brief, brief_from_toml
    from ..critique.own_jobs import load_own_jobs
    from ..errors import UsageError
    from ..studio import Studio
    from .rounds import TAKES, direct_in_rounds, limits_of
    from .show import show_kit

    if not photos:
        raise UsageError(
            "No photo was given. Expected at least one. Name your own photos, or try "
            "`catchlight direct sample:astronaut --job trust --out kit/`."
        )
    if brief is None and job is None:
        raise UsageError(
            "No emotional job was given. Expected `--job trust` or another one. "
            "`catchlight jobs` lists them."
        )
    base = brief_from_toml(brief) if brief else Brief(job=job or "")
    wanted = base.with_options(
        job=job,
        sitter=sitter,
        identity=identity,
        emotion=emotion,
        context=context,
        detail=detail,
        concept=concept,
        palette=palette,
        platforms=platforms,
        takes=takes,
        seed=seed,
        face=face,
    )
    jobs = load_own_jobs(job_file)
    if brand:
        from ..visual_identity.prompting import branded_jobs
        from ..visual_identity.record import from_file

        look = from_file(brand)
        jobs = branded_jobs(wanted.job, look, jobs)
        wanted = wanted.with_options(
            palette=wanted.palette or look.palette, detail=wanted.detail or look.detail
        )
    given = (("--brief", brief), ("--job-file", job_file), ("--brand", brand))
    studio = Studio(
        jobs=jobs, options=[word for name, file in given if file for word in (name, str(file))]
    )
    on_record, others = asked_sitter(wanted, backend)
    signing = signing_from(no_credentials, sign_key, sign_cert)
    asked = takes if takes is not None else base.takes if brief else TAKES
    limits = limits_of(backend, rounds, asked, budget, resume)
    with progress_bar() as on_step:
        if limits is None:
            kit = studio.direct(photos, wanted, out, on_step, signing=signing, others=others)
        else:
            note_kit(on_record, out)  # takes are kept there from the first one on
            kit = direct_in_rounds(
                studio,
                photos,
                wanted,
                out,
                backend,
                limits,
                on_step,
                resume=resume,
                retouch=not no_retouch,
                signing=signing,
                sitter=on_record,
                others=others,
            )
    note_kit(on_record, out)
    show_kit(kit)
    failed = kit.directed.loop is not None and kit.directed.loop.stop == "failed"
    return 0 if kit.exports and not failed else 1
