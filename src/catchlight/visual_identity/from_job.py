"""A visual identity from an emotional job: its bands as traits, its policies as words."""

from __future__ import annotations

import math

from ..critique.steps import STEP
from ..jobs import EmotionalJob
from ..retouch.backdrops_catalog import backdrops
from ..shot import Band
from .identity import PART_OF, Ground, Trait, VisualIdentity
from .learning import PLAIN_CLUTTER, WALL_BACKDROP, shot_of

SURE = {"strong": 0.9, "medium": 0.8, "weak": 0.6, "house": 0.6}  # by the job's evidence
# Where a cue ends by nature: an open end of a band reaches there.
_ENDS = {
    "background_clutter": (0.0, 1.0),
    "background_blur": (0.0, 1.0),
    "contrast": (0.0, 1.0),
    "lip_corner_pull": (0.0, 1.0),
    "gaze_offset_deg": (0.0, 40.0),
    "lighting_ratio_stops": (0.0, 4.0),
    "grain": (0.0, 0.03),
    "faded_blacks": (0.0, 40.0),
    "vignette": (0.0, 1.0),
    "face_fraction": (0.08, 0.7),
}
_OPEN_STEPS = 4.0  # how far an open end reaches where nature sets none
_PAPERS = ("paper-light", "paper-mid", "paper-dark")


def identity_from_job(job: EmotionalJob, name: str = "") -> VisualIdentity:
    """The identity that a job asks for: its traits are middle and half width of the job's bands."""
    traits = {}
    for cue, band in job.targets.items():
        if cue not in PART_OF:
            continue
        low, high = _ends(cue, band)
        sure = round(SURE[job.evidence] * max(band.weight, 0.5), 3)
        traits[cue] = Trait(round((low + high) / 2, 4), round((high - low) / 2, 4), sure)
    best = max(_PAPERS, key=lambda paper: backdrops()[paper].suits(job.id))
    clutter = traits.get("background_clutter")
    is_plain = clutter is not None and clutter.value - clutter.spread < PLAIN_CLUTTER
    color = backdrops()[best].color or ""
    ground = Ground("plain", color, backdrop=WALL_BACKDROP) if is_plain else Ground("any")
    return VisualIdentity(
        name=name or job.title,
        traits=traits,
        palette=job.palette,
        gaze=job.gaze,
        smile=job.smile,
        shot=shot_of(traits),
        ground=ground,
        era="analogue film" if job.id == "nostalgia" else "",
        notes=tuple(f"From the job {job.id}: {caveat}" for caveat in job.caveats),
    )


def _ends(cue: str, band: Band) -> tuple[float, float]:
    reach = _OPEN_STEPS * STEP.get(cue, 1.0)
    least, most = _ENDS.get(cue, (band.high - reach, band.low + reach))
    low = band.low if math.isfinite(band.low) else least
    high = band.high if math.isfinite(band.high) else most
    return low, high
