"""smile-missing: the corners of the mouth are lifted less than the job asks for."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import EmotionalJob
from ...reading import Reading
from ..measure import below_job
from ..remedy import Remedy, Reshoot, edit
from ..rule import Fault, rule
from ..wording import amount, versus

EDIT_LIMIT = 0.38  # lip-corner pull that the smile edit adds at full strength (measured)

INSIDE = 0.10  # of lip-corner pull: an edit aims this far into the band, not at its edge
PLAIN_LEVEL = 0.9  # of the smile level: nine in ten faces above it smile (London)
ABSENT_LEVEL, DOUBTED_LEVEL = 0.5, 0.65  # half a smile, and where the faces of London overlap
SLIGHT_LIFT = 0.25  # of lip-corner pull from which the lift alone would be called a slight smile
JUST = 0.3  # of lip-corner pull above the band's edge: about its own error


@rule(
    id="smile-missing",
    title="The mouth lifts as much as the job asks",
    question="intentional-expression",
    needs=("lip_corner_pull",),
    bands=("lip_corner_pull",),
    rationale=(
        "Expression outweighs every other cue. From neutral to smiling the same people gained two "
        "standard deviations of warmth and nearly as much trust; happy faces were judged more "
        "trustworthy, competent, warm and friendly than disgusted ones."
    ),
    sources=("RealPhotoSet", "Ueda2017", "Oosterhof2008"),
    evidence="strong",
    passes=(
        {"lip_corner_pull": 0.45},
        {"lip_corner_pull": 0.05, "smile_level": 1.6},
        {"job": "contemplation", "lip_corner_pull": 0.05},
    ),
    fails=(
        {"lip_corner_pull": 0.0},
        {"job": "warmth", "lip_corner_pull": 0.05},
        {"lip_corner_pull": 0.3, "smile_level": 0.3},
        {"lip_corner_pull": 0.16, "smile_level": 0.3},
    ),
)
def smile_missing(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """A small lift is within the smile edit; a smile that is not there is a Reshoot.

    Lips, lids and the whole mouth (smile level) are a second witness: where they plainly show a
    smile nothing is missing; where they show none, a lift that reaches the band just or nearly is
    doubted.
    """
    found, level = below_job(reading, job, "lip_corner_pull"), reading.value("smile_level")
    if found is not None and (level is None or level < PLAIN_LEVEL):
        remedy: Remedy = Reshoot("emotion", "think of someone you like and let the smile come")
        if -found.distance <= EDIT_LIMIT:
            strength = (INSIDE - found.distance) / EDIT_LIMIT
            remedy = edit("smile", strength, "lift the corners of the mouth slightly")
        asked = f"less than {job.said} asks {versus(found)}"
        yield Fault(f"The corners of the mouth are lifted {asked}.", remedy, found)
        return
    band = job.band("lip_corner_pull")
    lift = reading["lip_corner_pull"].value
    just_reached = band is not None and band.low > 0 and lift < band.low + JUST
    if just_reached and level is not None and level < DOUBTED_LEVEL:
        measures = (
            f"lift {amount('lip_corner_pull', lift)}, smile level {amount('smile_level', level)}"
        )
        is_absent = level < ABSENT_LEVEL
        said = "hardly smiles" if is_absent else "may smile slightly or simply be shaped so"
        differ = "; the measures disagree" if lift >= SLIGHT_LIFT else ""
        yield Fault(
            f"The mouth {said}{differ} ({measures}).",
            edit("smile", 0.3, "lift the corners of the mouth slightly"),
            is_sure=is_absent,
        )
