"""detail-lost: an edit, a crop or another take lost the memorable detail that was named."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import DETAIL_KEPT, EmotionalJob
from ...reading import Reading
from ..measure import below_job
from ..remedy import Reshoot
from ..rule import Fault, rule


@rule(
    id="detail-lost",
    title="The memorable detail is kept",
    question="person-with-story",
    needs=(DETAIL_KEPT,),
    bands=(DETAIL_KEPT,),
    rationale=(
        "The one human detail that was named is the anchor that makes the picture theirs. A crop "
        "that cuts it off, a filter that smooths it away or a new background that replaces it "
        "leaves a picture of anybody. Practice: how well such details are remembered was not "
        "measured for this rule."
    ),
    evidence="house",
    passes=({"detail": "a red scarf", DETAIL_KEPT: 0.9},),
    fails=({"detail": "freckles", DETAIL_KEPT: 0.2},),
)
def detail_lost(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """Only named details: what nobody named is judged by the gate."""
    if found := below_job(reading, job, DETAIL_KEPT):
        left = f" ({found.cue.label})" if found.cue.label else ""
        yield Fault(
            f"The memorable detail “{job.detail}” is lost here{left}.",
            Reshoot(
                "realism",
                f"keep “{job.detail}”: leave out the edit or the crop that took it",
            ),
            found,
        )
