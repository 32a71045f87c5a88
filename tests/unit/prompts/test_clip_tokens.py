"""CLIP tokens: known counts, and weights that cost nothing."""

from __future__ import annotations

import pytest

from catchlight.prompts.clip_tokens import count_tokens


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("a photo of a cat", 5),  # 320 1125 539 320 2368
        ("direct eye contact", 3),
        ("handwoven textile", 3),  # hand|woven textile
        ("85mm lens, f/2", 8),  # 8 5 mm lens , f / 2
        ("unretouched", 3),
        ("", 0),
    ],
)
def test_counts_are_those_of_the_real_encoder(text: str, tokens: int) -> None:
    """Counted with CLIP's own byte-pair merges."""
    assert count_tokens(text) == tokens


def test_weights_breaks_and_escapes_cost_nothing() -> None:
    """The syntax around the words is not encoded."""
    assert count_tokens("(direct eye contact:1.15) BREAK ") == 3
    assert count_tokens(r"hat \(wool\)") == count_tokens("hat (wool)") + 2
