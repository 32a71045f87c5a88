"""JudgedTake: a take with all that was found about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .critique.critic import Critique
from .critique.stiffness import Stiffness
from .people.likeness import Likeness
from .ranking import LIKENESS_FLOOR
from .reading import Reading
from .shot import Take


@dataclass(frozen=True, eq=False)
class JudgedTake:
    """A take with all that was found about it."""

    take: Take
    reading: Reading
    critique: Critique
    likeness: Likeness
    stiffness: Stiffness | None = None

    @property
    def is_like(self) -> bool:
        """Whether it still looks like the sitter, as far as that could be measured."""
        return self.likeness.cosine is None or self.likeness.cosine >= LIKENESS_FLOOR


def judged_to_dict(judged: JudgedTake) -> dict[str, Any]:
    """A take with all that was found about it, as plain values."""
    take, likeness = judged.take, judged.likeness
    return {
        "id": take.id,
        "title": take.title,
        "backend": take.backend,
        "seed": take.seed,
        "source": take.source,
        "because": take.because,
        "notes": list(take.notes),
        "recipe": [dict(edit) for edit in take.recipe],
        "tried": [dict(one) for one in take.tried],
        "stopped": take.stopped,
        "likeness": {
            "share_of_own_baseline": likeness.share,
            "cosine": likeness.cosine,
            "baseline": likeness.baseline,
            "in_words": likeness.in_words,
        },
        "stiffness": judged.stiffness.to_dict() if judged.stiffness else None,
        "critique": judged.critique.to_dict(),
        "reading": judged.reading.to_dict(),
    }
