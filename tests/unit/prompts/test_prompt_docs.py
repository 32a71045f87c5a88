"""The pages on prompts know everything that there is."""

from __future__ import annotations

from pathlib import Path

import pytest

from catchlight.prompts.dialects import DIALECTS
from catchlight.prompts.lexicon import lexicon
from catchlight.prompts.lint import RULES
from catchlight.prompts.phrase import LAYERS

DOCS = Path(__file__).parents[3] / "docs"
PROMPTS = (DOCS / "prompts.md").read_text("utf-8")
RULES_PAGE = (DOCS / "prompt-rules.md").read_text("utf-8")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_has_its_heading_rationale_and_fix(rule: object) -> None:
    """The page is in step with the rules."""
    section = RULES_PAGE.split(f"\n## {rule.id}\n", 1)[1].split("\n## ")[0]  # type: ignore[attr-defined]
    assert rule.rationale in section and rule.fix in section  # type: ignore[attr-defined]


def test_every_dialect_layer_and_name_of_the_lexicon_is_told() -> None:
    """Users find what they can name."""
    names = [name for pool in lexicon().pools.values() for name in pool]
    missing = [name for name in (*DIALECTS, *LAYERS, *names) if name not in PROMPTS]
    assert missing == []
