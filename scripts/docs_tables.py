"""The tables and help texts that the docs hold, from the program itself; used by cog."""

from __future__ import annotations

import io
from contextlib import redirect_stdout


def row(*cells: object) -> str:
    """One line of a Markdown table; a | in a cell is escaped."""
    return (
        "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"
    )


def cues() -> str:
    """Every cue with unit and meaning, by family."""
    from catchlight.cues.reader import CUE_KINDS

    lines = [row("cue", "family", "unit", "what it says"), row("---", "---", "---", "---")]
    lines += [
        row(f"`{kind.name}`", kind.family, kind.unit, kind.about) for kind in CUE_KINDS.values()
    ]
    return "\n".join(lines)


def family_table(family: str) -> str:
    """One family's cues with unit, tolerance and sources: what docs/cues/*.md end with."""
    from catchlight.cues.reader import CUE_KINDS

    lines = [
        row("cue", "unit", "what it says", "JPEG, resize, mirror move it less than", "sources"),
        row("---", "---", "---", "---", "---"),
    ]
    for kind in CUE_KINDS.values():
        if kind.family == family:
            flips = " (a mirror flips its sign)" if kind.flips else ""
            unit = kind.unit or "0…1"
            tolerance = f"{kind.tolerance:g}{flips}"
            lines.append(
                row(f"`{kind.name}`", unit, kind.about, tolerance, ", ".join(kind.sources))
            )
    return "\n".join(lines)


def edits() -> str:
    """Every edit with its hard limit."""
    from catchlight.retouch.kinds import EDIT_KINDS

    lines = [row("edit", "what it does", "strength 1 is"), row("---", "---", "---")]
    lines += [row(f"`{kind.name}`", kind.about, kind.limit_note) for kind in EDIT_KINDS.values()]
    return "\n".join(lines)


def rules() -> str:
    """Every rule with its question and evidence grade."""
    from catchlight.critique.rules import RULES

    lines = [row("rule", "question", "evidence", "why"), row("---", "---", "---", "---")]
    lines += [row(f"`{rule.id}`", rule.question, rule.evidence, rule.rationale) for rule in RULES]
    return "\n".join(lines)


def jobs() -> str:
    """Every emotional job."""
    from catchlight.jobs import built_in_jobs

    lines = [row("job", "viewers should feel that", "evidence"), row("---", "---", "---")]
    lines += [row(f"`{job.id}`", job.wanted, job.evidence) for job in built_in_jobs().values()]
    return "\n".join(lines)


def platforms() -> str:
    """Every platform with size and limit."""
    from catchlight.exports.platform import platforms as known

    lines = [
        row("platform", "size", "shape", "limit", "checked on"),
        row("---", "---", "---", "---", "---"),
    ]
    for one in known().values():
        size = f"{one.size.width} × {one.size.height}"
        limit = f"{one.max_bytes / 1e6:g} MB"
        lines.append(row(f"`{one.id}` ({one.title})", size, one.shape, limit, one.checked_on))
    return "\n".join(lines)


def command_help(*command: str) -> str:
    """What `catchlight COMMAND --help` prints, as a code block."""
    from rich.console import Console

    from catchlight.cli.app import app

    text = io.StringIO()
    with redirect_stdout(text):
        app.help_print(list(command), console=Console(file=text, width=96, no_color=True))
    lines = [line.rstrip() for line in text.getvalue().strip("\n").splitlines()]
    return "```text\n" + "\n".join(lines) + "\n```"
