"""`catchlight jobs`, `rules`, `explain`, `edits`, `cues`, `platforms`: what there is to choose."""

from __future__ import annotations

import json
import textwrap
from typing import Annotated

from cyclopts import Parameter

_WIDTH = 96


def jobs(*, json_output: Annotated[bool, Parameter(name="--json")] = False) -> int:
    """List the emotional jobs: what a portrait can be for.

    Examples:

        catchlight jobs

    Parameters
    ----------
    json_output
        Print one JSON object, for programs.
    """
    from ..jobs import built_in_jobs

    found = built_in_jobs().values()
    if json_output:
        rows = [job.to_dict() for job in found]
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return 0
    for job in found:
        print(f"{job.id:<20} {job.title} (evidence: {job.evidence})")
        print(_indented(job.wanted))
    return 0


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
    """List the platforms that exports are made for, with sizes and limits.

    Examples:

        catchlight platforms
    """
    from ..exports.platform import platforms as known_platforms

    for one in known_platforms().values():
        size = f"{one.size.width}×{one.size.height}"
        limit = f"≤ {one.max_bytes / 1e6:g} MB" if one.max_bytes else ""
        print(f"{one.id:<18} {size:<11} {one.shape:<10} {limit:<10} {one.title}")
    return 0


def _indented(text: str) -> str:
    return textwrap.fill(text, _WIDTH, initial_indent="    ", subsequent_indent="    ")
