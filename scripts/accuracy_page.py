"""Write docs/accuracy.md's tables from validate/results.md: run after `python -m validate`.

python scripts/accuracy_page.py
"""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE, RESULTS = ROOT / "docs" / "accuracy.md", ROOT / "validate" / "results.md"
BEGIN, END = "<!-- results begin -->", "<!-- results end -->"


def main() -> None:
    """Put the newest table between the page's two marks."""
    table = RESULTS.read_text("utf-8")
    rows = [re.sub(r" {2,}", " ", line) for line in table.splitlines() if line.startswith("|")]
    rows = [re.sub(r"-{4,}", "---", row) for row in rows]
    text = PAGE.read_text("utf-8")
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    PAGE.write_text(f"{before}{BEGIN}\n\n" + "\n".join(rows) + f"\n\n{END}{after}", "utf-8")


if __name__ == "__main__":
    main()
