"""What the terminal shows: short, coloured where the terminal can, plain when piped."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..reading import Cue, Reading

if TYPE_CHECKING:
    from ..checking import Culled
    from ..critique.critic import Critique
    from ..kit import Kit

_MARKS = {"yes": ("✓", "green"), "no": ("✗", "red"), "unsure": ("?", "yellow")}
_VERDICTS = {"pass": "green", "fix": "yellow", "reshoot": "red"}
_WIDE = 200  # a table is not squeezed when it goes into a pipe


def console() -> Console:
    """Standard output, as wide as the terminal, or wide enough when piped."""
    plain = Console()
    return plain if plain.is_terminal else Console(width=_WIDE)


def in_unit(cue: Cue) -> str:
    """The value with its unit, rounded to what its range can bear: `12°`, `5430 K`, `.42`."""
    if cue.unit == "code":  # a number that stands for a word
        return cue.label
    spread = cue.high - cue.low
    digits = 0 if spread >= 10 else 1 if spread >= 1 else 2
    unit = cue.unit if cue.unit in ("", "°", "%") else f" {cue.unit}"
    return f"{cue.value:.{digits}f}{unit}"


def show_reading(reading: Reading, impressions: Mapping[str, Any] | None = None) -> None:
    """A table of cues by family, then what was skipped and why."""
    from ..cues.reader import CUE_KINDS

    out = console()
    table = Table(title=reading.photo, title_justify="left", box=None, pad_edge=False)
    for column in ("cue", "value", "90 % range", "confidence", ""):
        table.add_column(column, justify="right" if column == "value" else "left")
    family = ""
    for kind in CUE_KINDS.values():
        cue = reading.cues.get(kind.name)
        if cue is None:
            continue
        if kind.family != family:
            family = kind.family
            table.add_row(Text(family, style="bold"), "", "", "", "")
        span = f"{cue.low:.3g} … {cue.high:.3g}"
        table.add_row(f"  {kind.name}", in_unit(cue), span, f"{cue.confidence:.0%}", cue.label)
    out.print(table)
    for name, reason in reading.skipped.items():
        out.print(Text(f"skipped {name}: {reason}", style="dim"))
    if reading.palette:
        swatches = "  ".join(f"{swatch.hex} {swatch.share:.0%}" for swatch in reading.palette)
        out.print(f"palette: {swatches}")
    for name, impression in (impressions or {}).items():
        _show_impression(out, name, impression)


def _show_impression(out: Console, name: str, impression: Mapping[str, Any]) -> None:
    if impression.get("value") is None:
        out.print(f"viewers may infer {name}: not said: {impression.get('reason', '')}")
        return
    span = f"{impression['low']:.0f} … {impression['high']:.0f}"
    grade = impression["evidence_grade"]
    out.print(f"viewers may infer {name}: {impression['value']:.0f} of 100 ({span}; {grade})")


def show_critique(critique: Critique) -> None:
    """The verdict and diagnosis, the seven questions with evidence and fix, then the findings."""
    from ..critique.formats import told
    from ..critique.remedy import in_words

    out = console()
    style = f"bold {_VERDICTS[critique.verdict]}"
    verdict = Text.assemble(
        (critique.photo, "bold"), f"  for {critique.job.id}: ", (critique.verdict, style)
    )
    out.print(verdict)
    out.print(Text(f"   {critique.headline}"))
    out.print(Text(f"   {told(critique)}", style="dim"))
    for remark in critique.remarks:
        out.print(Text(f" ! {remark}"))
    for answer in critique.questions:
        mark, style = _MARKS[answer.verdict]
        out.print(Text.assemble((f" {mark} ", style), (answer.text, "bold")))
        out.print(Text(f"     {answer.evidence}"))
        if answer.fix:
            out.print(Text(f"     fix: {answer.fix}"))
    for finding in critique.findings:
        said = " ".join(part for part in (finding.message, in_words(finding.remedy)) if part)
        out.print(
            Text(
                f" • {said} ({finding.rule}; {finding.severity}; evidence {finding.evidence_grade})"
            )
        )
        if finding.note:
            out.print(Text(f"   studies: {finding.note}", style="dim"))
    if critique.skipped:
        names = ", ".join(skipped.rule for skipped in critique.skipped)
        out.print(Text(f" not judged: {names} (reasons: --json)", style="dim"))


def show_ranking(culled: Culled) -> None:
    """The places with their reasons, then what could not be read."""
    out = console()
    values = culled.to_dict()
    for place in values["places"]:
        out.print(Text.assemble((f"{place['place']:>3}  {place['name']}", "bold")))
        out.print(Text(f"     {place['reason']}"))  # as text: a name may hold brackets
    for name, reason in values["failed"].items():
        out.print(Text(f"  –  {name}: {reason}", style="dim"))


def show_kit(kit: Kit) -> None:
    """What was made, what was picked and why, and where to look."""
    out = console()
    for sentence in kit.sentences:
        out.print(sentence, highlight=False)
