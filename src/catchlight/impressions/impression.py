"""Impression: what viewers tend to infer from a picture. A stereotype of raters, never a fact."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Grade = Literal["strong", "medium", "weak", "house"]

NAMES = ("trustworthiness", "warmth", "dominance", "competence", "outgoingness", "happiness")
SCALE_LOW, SCALE_HIGH, SCALE_MIDDLE = 0.0, 100.0, 50.0


@dataclass(frozen=True)
class Impression:
    """How viewers are likely to rate one impression, 0…100, 50 = an average picture of a person.

    `low`…`high` is the range that holds viewers' mean rating in 9 of 10 pictures. `because` names
    the cues that carried it, most first, in words.
    """

    name: str
    value: float
    low: float
    high: float
    evidence_grade: Grade
    model: str
    because: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The JSON form that `catchlight read --impressions --json` prints."""
        return {
            "value": round(self.value, 1),
            "low": round(self.low, 1),
            "high": round(self.high, 1),
            "evidence_grade": self.evidence_grade,
            "model": self.model,
            "because": self.because,
        }


@dataclass(frozen=True)
class Abstention:
    """An impression the model does not give for this picture, and why, in words."""

    name: str
    model: str
    reason: str

    def to_dict(self) -> dict[str, Any]:
        """The JSON form: no value, and the reason."""
        return {"value": None, "reason": self.reason, "model": self.model}
