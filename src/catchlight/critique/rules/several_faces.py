"""several-faces: more than one face asks for the viewer's attention."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ..remedy import edit
from ..rule import Fault, rule


@rule(
    id="several-faces",
    title="One person is meant",
    needs=(),
    rationale=(
        "A second face takes part of every glance, and the viewer must guess who is meant. "
        "Photographers' practice."
    ),
    evidence="house",
    passes=({"faces": 1},),
    fails=({"faces": 3},),
)
def several_faces(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """A crop leaves one."""
    if reading.faces > 1:
        yield Fault(
            f"The picture shows {reading.faces} faces; it is not plain who is meant.",
            edit("crop", 0.8, "crop to the one person who is meant"),
        )
