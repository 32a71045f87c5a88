"""Judging a generated take: looked at anew, read, critiqued, held against the sitter's photos."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..critique.critic import judge
from ..critique.detail import lost_details, propose_details
from ..critique.stiffness import stiffness
from ..cues.reader import read_portrait
from ..directing import TAKE_SIDE_PX
from ..face import FloatArray
from ..image import shrunk
from ..jobs import EmotionalJob
from ..judged import JudgedTake
from ..people.likeness import LikenessBaseline
from ..ranking import Candidate
from ..shot import Reference, Take
from ..vision.observe import observe


class TakeJudge:
    """Judges the takes of one sitter for one job; knows nothing of what was asked for."""

    def __init__(
        self,
        references: Sequence[Reference],
        job: EmotionalJob,
        off: tuple[str, ...] = (),
        others: Sequence[FloatArray] = (),
    ) -> None:
        """`others` are embeddings of other people in the user's library, to notice a mix-up."""
        self._job, self._off = job, off
        self._own = tuple(reference.portrait for reference in references)
        self._readings = tuple(reference.reading for reference in references)
        self._details = propose_details(self._readings[0])[:1] if references else ()
        self._likeness = LikenessBaseline(self._own, others)

    def take(self, take: Take) -> JudgedTake | None:
        """The take with all that was found about it; None when it shows no face."""
        seen = observe(shrunk(take.portrait.pixels, TAKE_SIDE_PX))
        if seen.face is None:
            return None
        reading = read_portrait(seen, take.id, self._own)
        lost: tuple[str, ...] = ()
        if self._readings:
            lost = tuple(
                said for _, said in lost_details(self._readings[0], reading, self._details)
            )
        return JudgedTake(
            replace(take, portrait=seen, notes=(*take.notes, *lost)),
            reading,
            judge(reading, self._job, self._off),
            self._likeness.measure(seen),
            stiffness(reading, self._readings),
        )

    def original(self, reference: Reference, seed: int) -> JudgedTake:
        """The sitter's own photo, judged as it was."""
        own = Take("original", "As it was", reference.portrait, "camera", seed, reference.name)
        return JudgedTake(
            own,
            replace(reference.reading, photo="original"),
            judge(reference.reading, self._job, self._off),
            self._likeness.measure(reference.portrait),
        )


def candidate(judged: JudgedTake) -> Candidate:
    """A judged take as the ranking sees it."""
    return Candidate(
        judged.take.id,
        judged.reading,
        judged.critique,
        judged.likeness.cosine,
        judged.take.title,
    )
