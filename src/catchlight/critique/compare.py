"""compare(before, after, job): what changed emotionally, cue by cue, not pixel by pixel."""

from __future__ import annotations

from dataclasses import dataclass

from ..impressions.impression import Impression
from ..impressions.model import Impressions
from ..jobs import DETAIL_KEPT, EmotionalJob
from ..reading import Reading
from .detail import lost_details, propose_details
from .gaze import gaze_offset
from .steps import STEP, closeness, fit_change
from .wording import amount

NOTICED_STEPS = 0.4  # a change smaller than this share of a step is not mentioned
SURE_SHARE = 0.6  # of a cue's half range: a smaller change may be the measure's own
LEAST_GAIN = 0.005  # of the job fit: less is written as ±0.00
NOTICED_POINTS = 5.0  # of an impression: half a standard deviation between ordinary pictures
MOST = 8  # sentences on single cues: more are not read

# cue → (what it says when the value rises, when it falls)
_SAID: dict[str, tuple[str, str]] = {
    "gaze_offset_deg": ("The eyes turn further from the viewer", "The eyes come to the viewer"),
    "eye_opening": ("The eyes are wider", "The lids are softer"),
    "eye_sharpness": ("The eyes are crisper", "The eyes are softer in focus"),
    "catchlights": ("The eyes hold more light", "The eyes lose their light"),
    "yaw_deg": ("The head turns to the image's right", "The head turns to the image's left"),
    "pitch_deg": ("The head rises", "The head bends down"),
    "roll_deg": ("The head tilts clockwise", "The head tilts counter-clockwise"),
    "lip_corner_pull": ("The smile is stronger", "The smile is fainter"),
    "lips_part": ("The lips open", "The lips close"),
    "brow_lower": ("The brows gather", "The brow relaxes"),
    "inner_brow_raise": ("The inner brows rise", "The inner brows settle"),
    "lip_press": ("The lips press together", "The lips ease"),
    "lip_corner_depress": ("The corners of the mouth sink", "The corners of the mouth lift"),
    "expressiveness": ("The expression says more", "The expression says less"),
    "expression_asymmetry": ("The expression is more uneven", "The expression is evener"),
    "skin_texture": ("The skin shows more texture", "The skin shows less texture"),
    "skin_smoothing": ("The skin looks smoother", "The skin looks less worked on"),
    "light_elevation_deg": ("The light comes from higher up", "The light comes from lower down"),
    "lighting_ratio_stops": ("The light has more of a side", "The light is flatter"),
    "shadow_softness": ("The shadows are softer", "The shadows are harder"),
    "face_exposure_stops": ("The face is brighter", "The face is darker"),
    "shoulder_roll_deg": ("The shoulder line tips clockwise", "The shoulder line tips back"),
    "openness": ("The posture is more open", "The posture is more closed"),
    "face_fraction": ("The face is nearer", "The face is further away"),
    "background_clutter": ("The background is busier", "The background is calmer"),
    "background_blur": ("The background is softer", "The background is sharper"),
    "warmth": ("The colours are warmer", "The colours are cooler"),
    "colorfulness": ("The colours are stronger", "The colours are quieter"),
    "contrast": ("The contrast is harder", "The contrast is gentler"),
    "grain": ("There is more grain", "There is less grain"),
    "vintage_look": ("It looks more like a memory", "It looks more like today"),
}


@dataclass(frozen=True)
class Change:
    """One cue's visible change. `towards` > 0 = nearer to the job, < 0 = away, 0 = no wish."""

    cue: str
    before: float
    after: float
    steps: float
    towards: float
    sentence: str


def changes(before: Reading, after: Reading, job: EmotionalJob) -> tuple[Change, ...]:
    """The visible changes, those that matter to the job first."""
    old, new = _with_offset(before), _with_offset(after)
    found = []
    for name, (rises, falls) in _SAID.items():
        if name not in old or name not in new:
            continue
        a, b = old[name].value, new[name].value
        steps = (b - a) / STEP.get(name, 1.0)
        half_range = max(cue.high - cue.low for cue in (old[name], new[name])) / 2
        if abs(steps) < NOTICED_STEPS or abs(b - a) < SURE_SHARE * half_range:
            continue
        band = job.band(name)
        towards = 0.0
        if band is not None:
            towards = band.weight * (closeness(name, b, band) - closeness(name, a, band))
        sentence = (
            f"{rises if b > a else falls} ({amount(name, a)} → {amount(name, b)})"
            f"{_way(towards, job)}."
        )
        found.append(Change(name, a, b, steps, towards, sentence))
    return tuple(sorted(found, key=lambda c: (-abs(c.towards), -abs(c.steps), c.cue)))


def compare(before: Reading, after: Reading, job: EmotionalJob) -> tuple[str, ...]:
    """The changes in sentences, and what they come to for the job."""
    found = changes(before, after, job)
    remembered = _remembered(before, after, job)
    if not found:
        nothing = "Nothing that a viewer would notice has changed in the cues that were read."
        return (nothing, *remembered)
    gain = fit_change(before, after, job.targets)
    sentences = [*(change.sentence for change in found[:MOST]), *remembered]
    title = job.said
    if gain >= LEAST_GAIN:
        whole = f"Altogether the picture comes nearer to {title} (job fit {gain:+.2f})."
    elif gain <= -LEAST_GAIN:
        whole = f"Altogether the picture moves away from {title} (job fit {gain:+.2f})."
    else:
        whole = f"For the bands of {title} the changes come to about nothing."
    return (*sentences, whole)


def impression_changes(before: Impressions, after: Impressions) -> tuple[str, ...]:
    """What viewers are likely to infer differently, in sentences, the largest change first."""
    found = []
    for name, old in before.items():
        new = after.get(name)
        if not isinstance(old, Impression) or not isinstance(new, Impression):
            continue
        gain = new.value - old.value
        if abs(gain) >= NOTICED_POINTS:
            found.append((-abs(gain), name, "more" if gain > 0 else "less", old, new))
    return tuple(
        f"Viewers may infer {way} {name} ({old.value:.0f} → {new.value:.0f} of 100; evidence "
        f"{new.evidence_grade})."
        for _, name, way, old, new in sorted(found, key=lambda one: one[:2])
    )


def _remembered(before: Reading, after: Reading, job: EmotionalJob) -> tuple[str, ...]:
    """What became of the memorable detail: the named one, else the most unusual one if it went."""
    if not job.detail:
        lost = lost_details(before, after, propose_details(before)[:1])
        return tuple(f"What made the picture theirs: {said}" for _, said in lost)
    kept, band = after.cues.get(DETAIL_KEPT), job.targets[DETAIL_KEPT]
    if kept is None:
        why = after.skipped.get(DETAIL_KEPT, "it was not measured")
        return (f"Whether “{job.detail}” is kept cannot be said: {why}.",)
    is_kept = "is kept" if band.distance(kept.value) == 0 else "is lost"
    return (f"The detail “{job.detail}” {is_kept}: {kept.label}.",)


def _way(towards: float, job: EmotionalJob) -> str:
    if towards == 0:
        return ""
    title = job.said
    return f", nearer to what {title} asks" if towards > 0 else f", away from what {title} asks"


def _with_offset(reading: Reading) -> Reading:
    if "gaze_yaw_deg" in reading:
        return gaze_offset(reading)[0]
    return reading
