"""`catchlight jobs`, `rules`, `explain`, `edits`, `cues`, `platforms`: what there is to choose."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

if TYPE_CHECKING:
    from ..jobs import EmotionalJob

_WIDTH = 96


def jobs(
    job: str | None = None,
    /,
    *,
    job_file: Path | None = None,
    json_output: Annotated[bool, Parameter(name="--json")] = False,
) -> int:
    """List the emotional jobs, what a portrait can be for; or show all of one or of a blend.

    Examples:

        catchlight jobs

        catchlight jobs trust

        catchlight jobs trust=0.7,creativity=0.3

    Parameters
    ----------
    job
        One job, or a blend of several with their shares.
    job_file
        A file with emotional jobs of your own (TOML); see docs/jobs.md.
    json_output
        Print one JSON object, for programs.
    """
    from ..critique.own_jobs import load_own_jobs
    from ..jobs import built_in_jobs, find_job

    own = load_own_jobs(job_file)
    found = [find_job(job, own)] if job else list({**built_in_jobs(), **own}.values())
    if json_output:
        rows = [one.to_dict() for one in found]
        print(json.dumps(rows[0] if job else rows, ensure_ascii=False, indent=2))
        return 0
    for one in found:
        print(f"{one.id:<20} {one.title} (evidence: {one.evidence})")
        print(_indented(one.wanted))
        if job:
            _show_job(one)
    return 0


def _show_job(job: EmotionalJob) -> None:
    from ..critique.wording import amount, wish

    print(_indented(job.about))
    for conflict in job.conflicts:
        print(_indented(f"Conflict: {conflict}"))
    tested = "tested against ratings" if job.validated else "not tested as such"
    print(_indented(f"Gaze {job.gaze}, smile {job.smile}, finish {wish('polish', job.polish)}."))
    for said, values in (
        ("Palette mood", (job.mood,)),
        ("Contexts", job.contexts),
        ("Postures", job.postures),
        ("Impressions", [f"{name} {value:+.1f}" for name, value in job.impressions.items()]),
        ("Caveats", job.caveats),
        ("Rules left out", job.off),
        (f"Sources ({tested})", job.sources),
    ):
        if any(values):
            print(_indented(f"{said}: {'; '.join(values)}"))
    print("\n    cue                          wanted                 weight")
    for name, band in sorted(job.targets.items(), key=lambda item: -item[1].weight):
        print(f"    {name:<28} {wish(name, band):<22} {amount('', band.weight)}")


def rules(*, json_output: Annotated[bool, Parameter(name="--json")] = False) -> int:
    """List the rules of the critique with their evidence grade.

    Examples:

        catchlight rules

    Parameters
    ----------
    json_output
        Print one JSON object, for programs.
    """
    from ..critique.rules import RULES

    if json_output:
        rows = [
            {
                "id": rule.id,
                "title": rule.title,
                "severity": str(rule.severity),
                "question": rule.question,
                "evidence": rule.evidence,
                "needs": list(rule.needs),
                "rationale": rule.rationale,
                "note": rule.note,
                "sources": list(rule.sources),
            }
            for rule in RULES
        ]
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return 0
    for rule in RULES:
        print(f"{rule.id:<28} {rule.evidence:<7} {rule.question}")
    print("\n`catchlight explain RULE` gives the reason and the sources of one.")
    return 0


def explain(rule: str, /) -> int:
    """Explain one rule: why it is there, what it needs, how good the evidence is.

    Examples:

        catchlight explain gaze-averted

    Parameters
    ----------
    rule
        The rule's id; `catchlight rules` lists them.
    """
    from ..critique.rules import RULES
    from ..errors import UnknownName

    known = {one.id: one for one in RULES}
    if rule not in known:
        raise UnknownName("rule", rule, known, "catchlight rules")
    found = known[rule]
    question = found.question or "none, it is technical"
    print(f"{found.id}: {found.title}")
    print(f"question: {question}; severity: {found.severity}; evidence: {found.evidence}\n")
    print(textwrap.fill(found.rationale, _WIDTH))
    if found.note:
        print(f"\n{textwrap.fill(f'What studies found: {found.note}', _WIDTH)}")
    print(f"\nReads: {', '.join(found.needs)}")
    print(f"Sources: {', '.join(found.sources) or 'house rule'}")
    for said, examples in (("Passes", found.passes), ("Fails", found.fails)):
        for example in examples:
            print(f"{said}: {', '.join(f'{name} {value}' for name, value in example.items())}")
    print(f"Leave it out: --off {found.id}, or `# catchlight: off {found.id}` in a brief.")
    return 0


def edits() -> int:
    """List the darkroom's edits, what each is for and its hard limit.

    Examples:

        catchlight edits
    """
    from ..retouch.kinds import EDIT_KINDS

    for kind in EDIT_KINDS.values():
        print(f"{kind.name:<22} {kind.title}")
        print(_indented(f"{kind.about} At most: {kind.limit_note}."))
    return 0


def cues() -> int:
    """List every cue that is read, with its unit.

    Examples:

        catchlight cues
    """
    from ..cues.reader import CUE_KINDS

    family = ""
    for kind in CUE_KINDS.values():
        if kind.family != family:
            family = kind.family
            print(f"\n{family}")
        print(f"  {kind.name:<28} {kind.unit:<10} {kind.title}")
    return 0


def platforms() -> int:
    """List the platforms that exports are made for, with sizes, limits and formats.

    Examples:

        catchlight platforms
    """
    from ..exports.platform import NO_DOCUMENTS
    from ..exports.platform import platforms as known_platforms

    for one in known_platforms().values():
        size = f"{one.size.width}×{one.size.height}"
        limit = f"≤ {one.max_bytes / 1e6:g} MB" if one.max_bytes else ""
        formats = " ".join(one.formats).lower()
        print(f"{one.id:<18} {size:<11} {one.shape:<10} {limit:<10} {formats:<15} {one.title}")
    print("\n" + textwrap.fill(NO_DOCUMENTS, _WIDTH))
    return 0


def _indented(text: str) -> str:
    return textwrap.fill(text, _WIDTH, initial_indent="    ", subsequent_indent="    ")
