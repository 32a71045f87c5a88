"""Row: one measured figure of one protocol, and the table that all of them make."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

HEADERS = ("protocol", "measure", "n", "result", "target", "baseline", "anchor", "pass")


@dataclass(frozen=True)
class Row:
    """One figure: what was measured on how many, beside its target, the trivial rule and anchors.

    `passed` is None for a figure that is reported without a target.
    """

    protocol: str
    measure: str
    n: int
    result: str
    target: str = ""
    baseline: str = ""
    anchor: str = ""
    passed: bool | None = None

    @property
    def cells(self) -> tuple[str, ...]:
        """The row as text, in the order of HEADERS."""
        verdict = {True: "yes", False: "**no**", None: "–"}[self.passed]
        return (
            self.protocol,
            self.measure,
            str(self.n),
            self.result,
            self.target,
            self.baseline,
            self.anchor,
            verdict,
        )


def as_markdown(rows: Iterable[Row]) -> str:
    """One Markdown table with aligned columns."""
    lines = [HEADERS, *(row.cells for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADERS))]

    def text(cells: Sequence[str]) -> str:
        padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
        return f"| {' | '.join(padded)} |"

    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([text(lines[0]), rule, *(text(line) for line in lines[1:])]) + "\n"
