"""`catchlight compose` and `catchlight lint-prompt`: words for generators."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

DIALECTS_SHOWN = ("plain", "clip", "comfyui")  # unless others are asked for


def compose(
    job: str,
    identity: str = "",
    emotion: str = "",
    context: str = "",
    detail: str = "",
    concept: str = "",
    palette: Annotated[tuple[str, ...], Parameter(consume_multiple=True)] = (),
    nostalgia: str = "",
    motifs: Annotated[tuple[str, ...], Parameter(consume_multiple=True)] = (),
    brand: Path | None = None,
    dialect: Annotated[tuple[str, ...], Parameter(consume_multiple=True)] = DIALECTS_SHOWN,
    seed: int = 0,
    json_output: Annotated[bool, Parameter(name="--json")] = False,
) -> int:
    """Compose prompts for image generators from a brief, in each generator's dialect.

    Examples:

        catchlight compose --job trust --identity founder --context café

        catchlight compose --job contemplation --identity artist --json

        catchlight compose --job trust --identity founder --brand brand.toml

        catchlight compose --job warmth --motifs heirloom --dialect kontext

    Parameters
    ----------
    job
        The emotional job; `catchlight jobs` lists them.
    identity
        Who: creator, founder, athlete, artist, executive, traveler, student, …
    emotion
        How it should feel: approachable, reflective, bold, serene, nostalgic, empowered, …
    context
        Where: studio portrait, café, editorial street, golden-hour beach, cinematic office, …
    detail
        The one memorable human detail.
    concept
        The brand's idea in a sentence.
    palette
        The brand's colours, written #rrggbb.
    nostalgia
        A decade, like 1990s.
    motifs
        Things of heritage or tradition in view; notes say what to check with care.
    brand
        A visual identity (TOML): its palette, place, light, gaze and detail go into the layers.
    dialect
        plain, clip, comfyui or kontext (instructions for editors); several may be named.
    seed
        Which wording, where several serve.
    json_output
        Print one JSON object, for programs.
    """
    from ..jobs import find_job
    from ..prompts.compose import PromptBrief, compose_to_dict

    wanted = None
    found = find_job(job)
    brief = PromptBrief(
        job=job,
        identity=identity,
        emotion=emotion,
        context=context,
        detail=detail,
        concept=concept,
        palette=palette,
        nostalgia=nostalgia,
        motifs=motifs,
        seed=seed,
    )
    if brand:
        from ..visual_identity.prompting import aims_of, branded
        from ..visual_identity.record import from_file

        look = from_file(brand)
        brief, wanted = branded(brief, look), aims_of(found, look)
    composed = compose_to_dict(brief, tuple(dict.fromkeys(dialect)), wanted=wanted)
    if json_output:
        print(json.dumps(composed, ensure_ascii=False, indent=2))
        return 0
    for name, written in composed["dialects"].items():
        print(f"── {name} ──\n{written['prompt']}")
        if written["negative"]:
            print(f"\nNegative: {written['negative']}")
        print()
    for note in composed["notes"]:
        print(f"Note: {note}")
    return 0


def lint_prompt(
    prompt: str = "",
    /,
    negative: str = "",
    job: str | None = None,
    image: Path | None = None,
    json_output: Annotated[bool, Parameter(name="--json")] = False,
) -> int:
    """Find beauty bias and conflicts in a prompt, with a fix for each.

    Leaves with 0 when nothing was found, 1 when something was.

    Examples:

        catchlight lint-prompt "portrait, flawless skin, looking at camera, looking away"

        catchlight lint-prompt "portrait of a founder" --negative "asymmetry, moles"

        catchlight lint-prompt --image generated.png

    Parameters
    ----------
    prompt
        The prompt.
    negative
        The negative prompt.
    job
        The emotional job that the prompt should serve.
    image
        Read prompt and negative from a picture made by A1111 or ComfyUI.
    json_output
        Print one JSON object, for programs.
    """
    from ..errors import BriefError
    from ..jobs import find_job
    from ..prompts.lint import lint_prompt as lint
    from ..prompts.lint import lint_to_dict
    from ..prompts.png_metadata import read_prompt_metadata

    if job:
        find_job(job)
    if image:
        found = read_prompt_metadata(image)
        prompt, negative = found.prompt, found.negative
    if not prompt and not negative:
        raise BriefError(
            "There is no prompt to lint. Expected a prompt in quotes, --negative, or --image FILE."
        )
    findings = lint(prompt, negative, job)
    if json_output:
        print(json.dumps(lint_to_dict(findings), ensure_ascii=False, indent=2))
    else:
        for finding in findings:
            print(f"{finding.rule}: {finding.message}\n    fix: {finding.fix}")
        print("Nothing to mend." if not findings else f"\n{len(findings)} found.")
    return 1 if findings else 0
