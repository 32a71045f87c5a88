"""interchangeable: the picture could be of anybody."""

from __future__ import annotations

from collections.abc import Iterator

from ...jobs import DETAIL_SHOWN, EmotionalJob
from ...reading import Reading
from ..detail import propose_details
from ..diagnosis import generic_parts, interchangeability
from ..remedy import Reshoot
from ..rule import Fault, rule
from ..wording import listed

NEAR_GENERIC = 0.80  # of the interchangeability scale, 0…1


@rule(
    id="interchangeable",
    title="Something in it belongs to one person only",
    question="person-with-story",
    needs=("yaw_deg", "roll_deg"),
    rationale=(
        "Impressive but forgettable: when gaze, pose, light, background and colour are all those "
        "of a standard headshot, nothing is left to remember. One human detail (a setting, a "
        "palette, a tilt, an uneven smile) makes it somebody's. Practice; memorability of "
        "portraits was not measured for this rule, so it is never more than a question."
    ),
    evidence="house",
    passes=(
        {"yaw_deg": 14, "roll_deg": 6, "background_clutter": 0.5, "face_offset": 0.12},
        {"yaw_deg": 0, "roll_deg": 0},
    ),
    fails=(
        {
            "yaw_deg": 0,
            "roll_deg": 0,
            "gaze_yaw_deg": 0,
            "background_clutter": 0.05,
            "background_color_variance": 0.0,
            "face_offset": 0.0,
            "lighting_ratio_stops": 0.1,
            "colorfulness": 20,
            "expression_asymmetry": 1.0,
            "warmth": 8,
        },
    ),
)
def interchangeable(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """Never sure: a doubt, with a proposal."""
    nearness = interchangeability(reading)
    has_detail = propose_details(reading) or (job.detail and DETAIL_SHOWN in reading)
    if nearness is None or nearness < NEAR_GENERIC or has_detail:
        return
    said = listed(generic_parts(reading))
    place = job.contexts[0] if job.contexts else "a place of their own"
    yield Fault(
        f"{said[:1].upper()}{said[1:]} are those of a standard headshot; nothing that was measured "
        "is only this person's.",
        Reshoot("context", f"add one detail that is only theirs: {place}, an object, a colour"),
        is_sure=False,
    )
