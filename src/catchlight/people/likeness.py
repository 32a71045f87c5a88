"""Likeness: how near a picture is to the sitter's own photos, against their own baseline.

A similarity of embeddings alone means little: photos of one person differ among themselves. So the
figure users see is a share of the sitter's own baseline: 1 = as like you as your own photos are to
each other. It describes pictures, and is not fit for recognising anybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from ..face import FloatArray
from ..portrait import Portrait
from ..vision.drawn import looks_drawn
from ..vision.identity import embed

# SFace on 60 people, neutral against smiling: one person median .935, two people median .126.
TYPICAL_SAME_PERSON_COSINE = 0.935
TYPICAL_OTHER_PERSON_COSINE = 0.126
# Between the highest cosine seen for two people (.42) and the lowest for one (.51, hard pairs).
LOWEST_SAME_PERSON_COSINE = 0.45
# A portrait painted from one's own photo reaches only .19–.56 (13 photos), as strangers do.
NOT_IN_THIS_STYLE = "not measurable in this style, as the network knows photographs only"


@dataclass(frozen=True)
class Likeness:
    """How like the sitter's own photos a picture is.

    `cosine` −1…1 is the similarity to the nearest of them; `baseline` what their own photos reach
    among each other; `share` 0…1 how much of that baseline is kept, None when it could not be
    measured (`reason` says why). `is_own` is False where there is only one photo of the sitter, and
    what is typical for people stands in for their own baseline. `other` −1…1 is the similarity to
    the nearest photo of somebody else in the library, None when there is none.
    """

    share: float | None
    cosine: float | None = None
    baseline: float = TYPICAL_SAME_PERSON_COSINE
    reason: str = ""
    is_own: bool = True
    other: float | None = None

    @property
    def is_nearer_to_other(self) -> bool:
        """Whether the picture is likelier somebody else in the library than the sitter."""
        return self.other is not None and self.cosine is not None and self.other > self.cosine

    @property
    def in_words(self) -> str:
        """The figure as a sentence."""
        if self.share is None:
            return f"likeness was not measurable: {self.reason}"
        said = "as like you as your own photos are to each other"
        if not self.is_own:
            said = "as near to your photo as two photos of one person usually are"
        flag = "; nearer to somebody else in your library, so look twice"
        return f"{self.share:.0%} {said}{flag if self.is_nearer_to_other else ''}"


class LikenessBaseline:
    """The sitter's own photos as embeddings, and what they reach among each other.

    They live in memory and go with this object. `others` are embeddings of other people in the
    user's library, so that a picture that is likelier one of them can be flagged.
    """

    def __init__(self, photos: Sequence[Portrait], others: Sequence[FloatArray] = ()) -> None:
        self._own: list[FloatArray] = [
            embed(photo.pixels, photo.face) for photo in photos if photo.face is not None
        ]
        self._others = tuple(others)
        pairs = [float(a @ b) for a, b in combinations(self._own, 2)]
        # One photo has nothing to be compared with: what is typical for people stands in, and
        # several copies of one photo (cosine 1) must not make the bar unreachable.
        own = float(np.median(pairs)) if pairs else TYPICAL_SAME_PERSON_COSINE
        self.cosine = min(own, TYPICAL_SAME_PERSON_COSINE)
        self.is_own = bool(pairs)

    def measure(self, take: Portrait) -> Likeness:
        """The likeness of one take."""
        if not self._own:
            return Likeness(None, reason="no face was found in the sitter's own photos")
        if take.face is None:
            return Likeness(None, reason="no face was found in the take")
        if looks_drawn(take):
            return Likeness(None, reason=NOT_IN_THIS_STYLE)
        found = embed(take.pixels, take.face)
        cosine = max(float(own @ found) for own in self._own)
        span = max(self.cosine - TYPICAL_OTHER_PERSON_COSINE, 1e-6)
        share = float(np.clip((cosine - TYPICAL_OTHER_PERSON_COSINE) / span, 0, 1))
        other = max((float(one @ found) for one in self._others), default=None)
        return Likeness(share, cosine, self.cosine, is_own=self.is_own, other=other)

    @property
    def in_words(self) -> str:
        """The baseline as a sentence."""
        if not self._own:
            return "No likeness baseline: no face was found in the sitter's own photos."
        if not self.is_own:
            return (
                "One photo is too few for a likeness baseline: what is typical for people "
                f"({TYPICAL_SAME_PERSON_COSINE:.2f}) stands in. Add two more, taken on other days."
            )
        return (
            f"Likeness baseline {self.cosine:.2f} (two photos of one person reach about "
            f"{TYPICAL_SAME_PERSON_COSINE:.2f}, of two people {TYPICAL_OTHER_PERSON_COSINE:.2f}), "
            f"from {len(self._own)} photos. A take that reaches it is as like them as their own "
            "photos are to each other."
        )


def same_person(best: Portrait, other: Portrait) -> bool:
    """Whether two photos plausibly show one person; True where either shows no face."""
    if best.face is None or other.face is None:
        return True
    cosine = float(embed(best.pixels, best.face) @ embed(other.pixels, other.face))
    return cosine >= LOWEST_SAME_PERSON_COSINE
