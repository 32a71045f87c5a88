"""Run the protocols: `python -m validate [protocol …]` from the repository's root.

Prints one table and, when all protocols ran, writes validate/results.md. Without the data a
protocol is skipped aloud; the exit code is 0 either way, as the figures are the product.
"""

from __future__ import annotations

import importlib
import sys
import time
from pathlib import Path

from .data import DataMissing
from .table import Row, as_markdown

# One module per protocol, each with run() -> list[Row].
PROTOCOLS = (
    "smile",
    "gaze",
    "head_pose",
    "skin",
    "asymmetry",
    "landmarks",
    "light",
    "exposure",
    "white_balance",
    "vintage",
    "background",
    "invariance",
    "fairness",
    "impressions",
    "omi_pack",
    "questions",
    "darkroom",
    "team",
    "loop",
)
RESULTS = Path(__file__).parent / "results.md"


def run_protocol(name: str) -> list[Row]:
    """The rows of one protocol; none, with a note, when its data are absent."""
    started = time.perf_counter()
    try:
        rows: list[Row] = importlib.import_module(f"validate.{name}").run()
    except DataMissing as missing:
        print(f"SKIPPED {name}: {missing}", flush=True)
        return []
    print(f"{name}: {time.perf_counter() - started:.0f} s", flush=True)
    return rows


def main(arguments: list[str]) -> int:
    """Run the named protocols, or all of them."""
    if unknown := set(arguments) - set(PROTOCOLS):
        print(f"unknown protocol {', '.join(sorted(unknown))}; known: {', '.join(PROTOCOLS)}")
        return 2
    rows = [row for name in arguments or PROTOCOLS for row in run_protocol(name)]
    print("\n" + as_markdown(rows))
    if rows and not arguments:
        RESULTS.write_text(
            "# Validation results\n\nMade by `python -m validate`.\n\n" + as_markdown(rows),
            encoding="utf-8",
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
