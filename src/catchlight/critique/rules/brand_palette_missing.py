"""brand-palette-missing: none of the brand's colours is in the picture."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...color import hex_to_srgb, srgb_to_oklab
from ...jobs import EmotionalJob
from ...reading import Reading
from ..remedy import edit
from ..rule import Fault, Severity, rule

NEAR = 0.12  # OKLab distance up to which people call two colours alike at a glance


@rule(
    id="brand-palette-missing",
    title="The brand's palette shows",
    question="colors-mood",
    needs=(),
    rationale=(
        "A consistent palette makes pictures of one person recognisable across places. Practice "
        "of brand work; only judged when a palette is given."
    ),
    evidence="house",
    severity=Severity.HINT,
    passes=({"palette": "#1f4e79,#ddccbb", "brand": "#20507c"}, {"palette": "#ddccbb"}),
    fails=({"palette": "#ddccbb,#444444", "brand": "#c01030"},),
)
def brand_palette_missing(reading: Reading, job: EmotionalJob) -> Iterator[Fault]:
    """A grade towards the palette, in the background and clothes first."""
    if not job.palette or not reading.palette:
        return
    wanted = srgb_to_oklab(np.stack([hex_to_srgb(color) for color in job.palette]))
    shown = srgb_to_oklab(np.stack([hex_to_srgb(swatch.hex) for swatch in reading.palette]))
    nearest = float(np.linalg.norm(wanted[:, None] - shown[None], axis=-1).min())
    if nearest > NEAR:
        yield Fault(
            "None of the brand's colours is found in the picture.",
            edit("color_grade", 0.4, "grade towards the brand's palette", palette=job.palette),
        )
