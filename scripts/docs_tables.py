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


def command_names() -> list[str]:
    """Every command, in the order in which they were registered."""
    from catchlight.cli.app import app

    return [name for name in app if not name.startswith("-")]


def command_help(*command: str) -> str:
    """What `catchlight COMMAND --help` prints, as a code block."""
    from rich.console import Console

    from catchlight.cli.app import app

    text = io.StringIO()
    with redirect_stdout(text):
        app.help_print(list(command), console=Console(file=text, width=96, no_color=True))
    lines = [line.rstrip() for line in text.getvalue().strip("\n").splitlines()]
    return "```text\n" + "\n".join(lines) + "\n```"


def backends() -> str:
    """Every built-in backend with what it can do and where it sends what it needs."""
    from catchlight.backends.registry import backends as all_backends
    from catchlight.settings import default_settings

    lines = [
        row("backend", "from words", "photos", "mask", "likeness", "seed", "prompt", "sends to"),
        row(*["---"] * 8),
    ]
    for one in all_backends(default_settings()):
        able = one.capabilities
        flags = (able.takes_mask, able.keeps_identity, able.seeded)
        lines.append(
            row(
                f"`{one.name}`",
                "yes" if able.from_text else "",
                able.max_references or "",
                *("yes" if flag else "" for flag in flags),
                able.dialect or "none",
                (able.sends_to.removeprefix("https://") or "your server")
                if able.sends_away
                else "nowhere",
            )
        )
    return "\n".join(lines)


def pipelines() -> str:
    """Every kind of diffusers pipeline with what it can do, and models of it."""
    from catchlight.backends.diffusers_cards import CARDS, INSIDE_MASK, WORDS

    lines = [
        row("kind", "models", "from words", "photos", "mask", "prompt", "steps"),
        row(*["---"] * 7),
    ]
    for card in CARDS:
        known = "; ".join(f"`{name}` ({terms})" for name, terms in card.terms.items())
        steps = ", ".join(
            [str(card.steps), *(f"{part}: {both[0]}" for part, both in card.others.items())]
        )
        if card.undistilled is not None:
            steps += f", not distilled: {card.undistilled[0]}"
        words, mask = ("yes" if start in card.classes else "" for start in (WORDS, INSIDE_MASK))
        lines.append(
            row(f"`{card.id}` {card.title}", known, words, card.photos, mask, card.dialect, steps)
        )
    return "\n".join(lines)


def models() -> str:
    """Every listed model of a service with what a take costs about."""
    from catchlight.backends.listing import models_to_dicts
    from catchlight.backends.models import all_models

    lines = [
        row("backend", "model", "photos", "prompt", "about, a take", "checked on"),
        row(*["---"] * 6),
    ]
    for service in all_models():
        for one in models_to_dicts(service):
            cost = f"${one['usd_per_take']:.3f}"
            lines.append(
                row(
                    f"`{service}`",
                    f"`{one['id']}`",
                    one["photos"],
                    one["dialect"],
                    cost,
                    one["checked_on"],
                )
            )
    return "\n".join(lines)


def outbound() -> str:
    """Every call that can leave the machine."""
    from catchlight.outbound import CALLS

    lines = [row("to", "when", "what is sent", "a face?"), row(*["---"] * 4)]
    lines += [row(c.service, c.when, c.sends, "can be" if c.face else "never") for c in CALLS]
    return "\n".join(lines)


def settings() -> str:
    """Every setting with its default."""
    from catchlight.settings import SETTINGS

    lines = [row("setting", "default", "what it does"), row(*["---"] * 3)]
    for one in SETTINGS:
        default = str(one.default).lower() if isinstance(one.default, bool) else one.default
        lines.append(row(f"`{one.name}`", f"`{default}`" if default != "" else "", one.help))
    return "\n".join(lines)


def routes() -> str:
    """The studio's API: every route with what it does, by tag."""
    from typing import cast

    from catchlight.store import Store
    from catchlight.web.app import create_app
    from catchlight.web.security import Launch
    from catchlight.web.state import Server

    app = create_app(Server(cast(Store, None), Launch.on_port(0)))  # nothing is asked of the store
    lines = [row("route", "what it does"), row("---", "---")]
    for path, methods in app.openapi()["paths"].items():
        for method, operation in methods.items():
            said = operation.get("description", operation["summary"]).split("\n\n")[0]
            address = path.removeprefix("/api/v1")
            lines.append(row(f"`{method.upper()} {address}`", " ".join(said.split())))
    return "\n".join(lines)
