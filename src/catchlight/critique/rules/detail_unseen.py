"""detail-unseen: the memorable detail that was named hardly shows in the picture."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import DETAIL_SHOWN, EmotionalJob
from ...reading import Reading
from ..measure import below_job
from ..remedy import Reshoot
from ..rule import Fault, rule


@rule(
    id="detail-unseen",
    title="The memorable detail can be seen",
    question="person-with-story",
    needs=(DETAIL_SHOWN,),
    bands=(DETAIL_SHOWN,),
    rationale=(
        "A detail is remembered only where it is seen: a colour that fills a corner, freckles "
        "under a filter or books on a plain wall anchor nothing. Practice; the limits of what "
        "counts as seen are ours."
    ),
    evidence="house",
    passes=({"detail": "a red scarf", DETAIL_SHOWN: 0.9},),
    fails=({"detail": "a red scarf", DETAIL_SHOWN: 0.05},),
)
def detail_unseen(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """What the words lead to was looked for, and is not there."""
    if found := below_job(reading, job, DETAIL_SHOWN):
        why = f": {found.cue.label}" if found.cue.label else ""
        yield Fault(
            f"The memorable detail “{job.detail}” hardly shows{why}.",
            Reshoot("context", f"let “{job.detail}” be seen, or name a detail that the photo has"),
            found,
        )
