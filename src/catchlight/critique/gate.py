"""gate(before, after, job, edit): did the edit serve the job, and what did it cost?

Every edit is asked the same question: does it make the picture clearer for this job, or only more
generic? Served = the picture came nearer to the job's bands, or better finished, by more than the
measures wobble: a cue that moved less than its own tolerance did not move. Its cost must stay in
budget; an edit that does not serve or costs too much is refused with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from ..cues.reader import CUE_KINDS
from ..jobs import DETAIL_BANDS, DETAIL_KEPT, EmotionalJob
from ..reading import Reading
from ..retouch.edit import Edit
from ..shot import Band
from .detail import Detail, lost_details, propose_details
from .diagnosis import POLISH
from .steps import STEP, closeness, fit_change
from .wording import amount

MIN_FIT_GAIN = 0.004  # of the job fit, 0…1: about a tenth of a step in one cue of full weight
MIN_POLISH_GAIN = 0.006
MAX_FIT_LOSS = 0.010  # an edit made for finish may not cost more of the job fit than this
MIN_TEXTURE_KEPT = 0.85  # share of the measured skin texture that has to stay
TO_BLAME = 0.01  # share of the texture; an edit that takes less is not refused for what is gone
MIN_ASYMMETRY_KEPT = 0.5  # share of the measured asymmetry; below it the face is evened out
LEAST_ASYMMETRY = 1.5  # % of the eye distance: less is within the error of the measure
MAX_NEW_CLIPPING = 0.015  # share of the face that may newly burn out or go black
UNASKED_STEPS = 0.6  # an expression cue may move by this many steps without being asked to,
UNASKED_TOLERANCES = 1.5  # or by this many of its own tolerances where that is more
MIN_TEXTURE_AFTER_TONE = 0.65  # tone curves change contrast without taking detail
MAX_SMOOTHING_GAIN = 0.10  # of the smoothing index, 0…1: more is detail that went
MIN_LIKENESS = 0.80  # cosine to the sitter's own photos; a higher baseline raises the bar
BASELINE_MARGIN = 0.12  # how far below the sitter's own baseline a likeness may fall
SOUND_EXPOSURE = Band(-0.5, 0.5)  # stops off the right exposure for this skin that still look right
MAX_EXPOSURE_LOSS_STOPS = 0.25  # how much further off it an edit may bring the face
LEAST_LOSS = 0.02  # of the named detail: an edit that takes less is not to blame
MOVED_STEPS = 0.15  # a cue that moved less is noise

_TONE = (
    "exposure", "contrast", "curve", "soft_shadows", "highlight_protect", "dodge_burn", "key_light",
    "relight", "soften_light", "faded_blacks", "era", "black_and_white", "shine_care",
)  # fmt: skip
_EXPRESSION = ("lip_corner_pull", "lips_part", "brow_lower", "inner_brow_raise", "eye_opening")
_HEAD_AND_GAZE = ("gaze_yaw_deg", "gaze_pitch_deg", "yaw_deg", "pitch_deg", "roll_deg")
# Which of these cues an edit is meant to move; all others it must leave alone.
_MAY_MOVE: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "smile": ("lip_corner_pull", "lips_part", "eye_opening"),
        "soften_smile": ("lip_corner_pull", "lips_part", "eye_opening"),
        "lip_press": ("lips_part", "lip_corner_pull"),
        "squinch": ("eye_opening",),
        "brow_lower": ("brow_lower", "inner_brow_raise", "eye_opening"),
        "brow_raise": ("brow_lower", "inner_brow_raise", "eye_opening"),
        "relax_brow": ("brow_lower", "inner_brow_raise"),
        "gaze": ("gaze_yaw_deg", "gaze_pitch_deg"),
        "head_turn": _HEAD_AND_GAZE,
        "head_tilt": _HEAD_AND_GAZE,
        "straighten": _HEAD_AND_GAZE,
        "asymmetry": ("lip_corner_pull", "brow_lower", "inner_brow_raise"),
        "close_up_perspective": (*_HEAD_AND_GAZE, *_EXPRESSION),
    }
)
_COLORLESS = ("black_and_white",)  # the right exposure is told by the skin's colour, which is gone
# Details that an edit is there to change: a new ground cannot keep the old setting.
_GROUND = ("background_clutter", "colorfulness")
_MEANT_TO_MOVE: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "backdrop": (*_GROUND, "lighting_ratio_stops"),
        "defocus": _GROUND,
        "separation": _GROUND,
        "crop": (*_GROUND, "face_offset"),
        "soft_shadows": ("lighting_ratio_stops",),
        "soften_light": ("lighting_ratio_stops",),
        "desaturate": ("colorfulness",),
        "black_and_white": ("colorfulness",),
        "straighten": ("roll_deg",),
    }
)


@dataclass(frozen=True)
class Move:
    """One cue that moved, and whether towards the job (+), away from it (−) or neither (0)."""

    cue: str
    before: float
    after: float
    towards: float

    def said(self) -> str:
        """In words, with both values."""
        way = (
            "nearer to the job" if self.towards > 0 else "away from it" if self.towards < 0 else ""
        )
        values = f"{amount(self.cue, self.before)} → {amount(self.cue, self.after)}"
        name = self.cue.removesuffix("_deg").replace("_", " ")
        return f"{name} {values}" + (f" ({way})" if way else "")


@dataclass(frozen=True)
class Costs:
    """What an edit cost. Shares are 0…1 of what was there; None = not measured in both."""

    texture_kept: float | None
    asymmetry_kept: float | None
    new_clipping: float
    unasked: tuple[str, ...]
    details_lost: tuple[str, ...]
    likeness: float | None
    detail_kept: float | None = None  # of the detail that the user named

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "texture_kept": _rounded(self.texture_kept),
            "asymmetry_kept": _rounded(self.asymmetry_kept),
            "new_clipping": round(self.new_clipping, 4),
            "unasked": list(self.unasked),
            "details_lost": list(self.details_lost),
            "likeness": _rounded(self.likeness),
            "detail_kept": _rounded(self.detail_kept),
        }


@dataclass(frozen=True)
class GateVerdict:
    """Whether an edit may stay: `accepted` = it served and its cost is in budget.

    `fit_gain` and `polish_gain` are the change of job fit and finish, −1…1. `reason` says why it
    was accepted or refused, `too_dear` that it was refused for its cost.
    """

    edit: Edit
    accepted: bool
    served: bool
    fit_gain: float
    polish_gain: float
    moves: tuple[Move, ...]
    costs: Costs
    reason: str
    too_dear: bool = False

    def to_dict(self) -> dict[str, Any]:
        """The JSON form, as kept in kit.json."""
        return {
            "edit": self.edit.to_dict(),
            "accepted": self.accepted,
            "served": self.served,
            "fit_gain": round(self.fit_gain, 4),
            "polish_gain": round(self.polish_gain, 4),
            "moves": [move.said() for move in self.moves],
            "costs": self.costs.to_dict(),
            "reason": self.reason,
        }


def gate(
    before: Reading,
    after: Reading,
    job: EmotionalJob,
    edit: Edit,
    *,
    likeness: float | None = None,
    baseline: float | None = None,
    details: Iterable[Detail] | None = None,
    first: Reading | None = None,
    must_serve: bool = True,
    mended: str = "",
    along: Iterable[str] = (),
) -> GateVerdict:
    """Judge one edit by the readings before and after it.

    `likeness` is the cosine, −1…1, of the edited face to the sitter's own photos, `baseline` that
    of those photos among themselves. `details` are what must be kept (default: the one most
    unusual trait of `before`). `first` is the photo before any edit: with it texture and clipping
    are counted from there, so that small costs do not add up unseen. An edit that need not serve
    (part of a look, a correction) is let through as long as it does not work against the job;
    `mended` names the rule whose finding it settled, which counts as serving. `along` are the names
    of edits made together with it: each may change what it is there to change.
    """
    names = {edit.name, *along}
    kept = propose_details(before)[:1] if details is None else tuple(details)
    meant = _cues_of(names, _MEANT_TO_MOVE)
    kept = tuple(detail for detail in kept if detail.cue not in meant)
    costs = _costs(before, after, names, likeness, kept, first or before)
    is_to_blame = _takes_texture(before, after)
    after = _settled(before, after)
    fit_gain = fit_change(before, after, job.targets)
    polish_gain = fit_change(before, after, POLISH)
    is_for_finish = names.isdisjoint(_MAY_MOVE) and polish_gain >= MIN_POLISH_GAIN
    is_fitting = is_for_finish or bool(mended) or not must_serve
    served = fit_gain >= MIN_FIT_GAIN or (is_fitting and fit_gain >= -MAX_FIT_LOSS)
    moves = _moves(before, after, job)
    is_strict = first is not None or _smooths(before, after, names)
    refusal = _too_smooth(costs.texture_kept, is_strict) if is_to_blame else None
    refusal = too_dear = refusal or _too_dear(before, after, costs, names, baseline)
    if not served:
        refusal = refusal or (
            f"it does not serve {job.said}: job fit {fit_gain:+.3f}, finish {polish_gain:+.3f}"
        )
    return GateVerdict(
        edit=edit,
        accepted=refusal is None,
        served=served,
        fit_gain=fit_gain,
        polish_gain=polish_gain,
        moves=moves,
        costs=costs,
        reason=f"Refused: {refusal}."
        if refusal
        else _praise(job, moves, costs, (fit_gain, polish_gain), mended),
        too_dear=too_dear is not None,
    )


def _cues_of(names: set[str], table: Mapping[str, tuple[str, ...]]) -> set[str]:
    return {cue for name in names for cue in table.get(name, ())}


def _settled(before: Reading, after: Reading) -> Reading:
    """`after`, with every cue that moved less than its tolerance put back where it was."""
    cues = dict(after.cues)
    for name, cue in after.cues.items():
        if name in before and abs(cue.value - before[name].value) < _tolerance(name):
            cues[name] = before[name]
    return replace(after, cues=cues)


def _tolerance(name: str) -> float:
    return CUE_KINDS[name].tolerance if name in CUE_KINDS else 0.0


def _moves(before: Reading, after: Reading, job: EmotionalJob) -> tuple[Move, ...]:
    moves = []
    for name in sorted(before.cues.keys() & after.cues.keys() & STEP.keys()):
        old, new = before[name].value, after[name].value
        if abs(new - old) < MOVED_STEPS * STEP[name]:
            continue
        band = job.band(name)
        towards = 0.0
        if band is not None:
            towards = band.weight * (closeness(name, new, band) - closeness(name, old, band))
        moves.append(Move(name, old, new, towards))
    return tuple(sorted(moves, key=lambda move: (-abs(move.towards), move.cue)))


def _costs(
    before: Reading,
    after: Reading,
    names: set[str],
    likeness: float | None,
    details: tuple[Detail, ...],
    first: Reading,
) -> Costs:
    may_move = _cues_of(names, _MAY_MOVE)
    unasked = tuple(
        name
        for name in (*_EXPRESSION, *_HEAD_AND_GAZE)
        if name not in may_move and _is_changed(before, after, name)
    )
    clipping = sum(
        max(0.0, (after.value(name) or 0.0) - (first.value(name) or 0.0))
        for name in ("clipped_highlights", "clipped_shadows")
    )
    return Costs(
        texture_kept=_share(first, after, "skin_texture"),
        asymmetry_kept=_asymmetry_kept(before, after),
        new_clipping=clipping,
        unasked=unasked,
        details_lost=(
            *_named_lost(before, after),
            *(sentence for _, sentence in lost_details(before, after, details)),
        ),
        likeness=likeness,
        detail_kept=after.value(DETAIL_KEPT),
    )


def _too_dear(
    before: Reading, after: Reading, costs: Costs, names: set[str], baseline: float | None
) -> str | None:
    floor = MIN_LIKENESS
    if baseline is not None:
        floor = max(floor, baseline - BASELINE_MARGIN)
    if costs.asymmetry_kept is not None and costs.asymmetry_kept < MIN_ASYMMETRY_KEPT:
        return f"it evens the face out: {costs.asymmetry_kept:.0%} of its asymmetry is left"
    if costs.new_clipping > MAX_NEW_CLIPPING and _clips(before, after):
        return f"it burns out or blackens {costs.new_clipping:.1%} more of the face"
    off = _exposure_loss_stops(before, after) if names.isdisjoint(_COLORLESS) else 0.0
    if off > MAX_EXPOSURE_LOSS_STOPS:
        return f"it leaves the face {off:.1f} stops further from the right exposure"
    if costs.unasked:
        changed = costs.unasked[0].removesuffix("_deg").replace("_", " ")
        return f"it changes the {changed}, which nobody asked for"
    if costs.details_lost:
        return f"it costs what makes the picture theirs: {costs.details_lost[0].rstrip('.')}"
    if costs.likeness is not None and costs.likeness < floor:
        return f"the likeness falls to {costs.likeness:.2f}; {floor:.2f} is the least"
    return None


def _smooths(before: Reading, after: Reading, names: set[str]) -> bool:
    """Whether lost texture is detail that went; a curve of tones only changes its contrast."""
    gain = (after.value("skin_smoothing") or 0.0) - (before.value("skin_smoothing") or 0.0)
    return not names.issubset(_TONE) or gain > MAX_SMOOTHING_GAIN


def _too_smooth(texture: float | None, is_strict: bool) -> str | None:
    least = MIN_TEXTURE_KEPT if is_strict else MIN_TEXTURE_AFTER_TONE
    if texture is None or texture >= least:
        return None
    return f"it keeps {texture:.0%} of the skin's texture; {least:.0%} must stay"


def _takes_texture(before: Reading, after: Reading) -> bool:
    """Whether this edit is one of those that took it: others are not to blame."""
    share = _share(before, after, "skin_texture")
    return share is not None and share < 1 - TO_BLAME


def _clips(before: Reading, after: Reading) -> bool:
    return any(
        (after.value(name) or 0.0) > (before.value(name) or 0.0)
        for name in ("clipped_highlights", "clipped_shadows")
    )


def _named_lost(before: Reading, after: Reading) -> tuple[str, ...]:
    """A sentence where this edit lost the detail that the user named."""
    kept, had = after.cues.get(DETAIL_KEPT), before.value(DETAIL_KEPT)
    if kept is None or DETAIL_BANDS[DETAIL_KEPT].distance(kept.value) == 0:
        return ()
    if had is not None and had - kept.value < LEAST_LOSS:
        return ()  # an earlier edit took it
    return (f"the named detail is lost ({kept.label}).",)


def _exposure_loss_stops(before: Reading, after: Reading) -> float:
    """How many stops further the face is from a sound exposure; ≤ 0 = not, or not measured."""
    old, new = before.value("face_exposure_stops"), after.value("face_exposure_stops")
    if old is None or new is None:
        return 0.0
    return abs(SOUND_EXPOSURE.distance(new)) - abs(SOUND_EXPOSURE.distance(old))


def _praise(
    job: EmotionalJob,
    moves: tuple[Move, ...],
    costs: Costs,
    gains: tuple[float, float],
    mended: str,
) -> str:
    fit_gain, polish_gain = gains
    good = [move.said() for move in moves if move.towards > 0]
    kept = costs.texture_kept
    texture = "" if kept is None else f", {min(kept, 1.0):.0%} of the skin's texture kept"
    if costs.detail_kept is not None:
        texture += f", {costs.detail_kept:.0%} of the memorable detail kept"
    figures = f"job fit {fit_gain:+.3f}{texture}"
    if good:
        return f"It serves {job.said}: {good[0]}; {figures}."
    if mended:
        return f"It settles what the rule {mended} found; {figures}."
    if fit_gain >= MIN_FIT_GAIN or polish_gain >= MIN_POLISH_GAIN:
        what = "small gains add up" if fit_gain >= MIN_FIT_GAIN else "a better finish"
        return f"It serves {job.said}: {what}; {figures}."
    return f"It does not work against {job.said}; {figures}."


def _is_changed(before: Reading, after: Reading, name: str) -> bool:
    old, new = before.value(name), after.value(name)
    if old is None or new is None:
        return False
    allowed = max(UNASKED_STEPS * STEP[name], UNASKED_TOLERANCES * _tolerance(name))
    return abs(new - old) > allowed


def _share(before: Reading, after: Reading, name: str) -> float | None:
    old, new = before.value(name), after.value(name)
    return None if old is None or new is None or old <= 0 else new / old


def _asymmetry_kept(before: Reading, after: Reading) -> float | None:
    """None also where there was hardly any: a share of nearly nothing is noise."""
    old = before.value("expression_asymmetry")
    share = _share(before, after, "expression_asymmetry")
    return share if old is not None and old >= LEAST_ASYMMETRY else None


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
