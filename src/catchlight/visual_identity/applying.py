"""Bring a portrait to an identity: edits of the picture only, each gated, each said.

Every edit is tried at full and at smaller strength; it stays only where the picture comes nearer
to the identity at a bearable cost (`critique.gate`) and the skin keeps its own colour. Expression,
gaze and skin are left alone, and a change of them that nobody asked for refuses the edit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np

from ..color import FloatArray
from ..critique.detail import propose_details
from ..critique.gate import (
    MAX_NEW_CLIPPING,
    MIN_LIKENESS,
    MIN_TEXTURE_AFTER_TONE,
    GateVerdict,
    gate,
)
from ..critique.remedy import Reshoot
from ..cues.reader import CUE_KINDS
from ..errors import EditError
from ..image import shrunk
from ..people.likeness import LikenessBaseline
from ..portrait import Portrait
from ..reading import Reading
from ..retouch.edit import Edit, Recipe
from ..retouch.kinds import EDIT_KINDS
from ..retouch.recipe import apply, develop
from ..vision.matte import with_matte
from .bringing import frame, ground, look_of_era
from .drift import PictureDrift, departures_of, is_look
from .identity import FILM_BLACKS, GROUND, VisualIdentity
from .seen import Seen, Trace, against, seen_anew, trace_of

SEARCH_SIDE_PX = 1024  # edits are chosen on a small copy; the recipe then makes the full picture
APPLY_FROM = 0.8  # units of departure from which an edit is tried
GROUND_FROM = 0.5
LIGHT_COLOR_FROM = 0.4  # a cast is read cautiously: more is there than is read
# The reading of a cast is cautious, and tells of a strong one only a part: it is looked at again.
LIGHT_PASSES = 3
TRIED_SHARES = (1.0, 0.55)  # of the proposed strength
GROUND_STRENGTHS = (1.0, 0.7, 0.5)  # all replace the background; less of its light reaches the face
# The skin keeps its own colour, OKLab, against the photo as it was: all edits together may change
# it by less than people see side by side. A cast taken out changes more, exposure the lightness.
SKIN_HUE_DEG, SKIN_HUE_OF_CAST_DEG = 5.0, 14.0
SKIN_CHROMA, SKIN_CHROMA_OF_CAST = 0.12, 0.40  # share
SKIN_LIGHTNESS = 0.05  # OKLab L, for edits that are no exposure
LOOKS_VINTAGE = 0.5  # of the cue: such a picture has a look of its own already
HEAD_SURE, SOLID = 0.9, 0.8  # of the plain mask, and of the fine one
HEAD_RIM, SURE_RIM = 0.15, 0.05  # of the eye distance: around the face; inside the plain outline
NECK, NECK_INSET = 0.8, 0.25  # of the eye distance below the chin; of the face's width
MOST_MISSED = 0.001  # of it: 0 on sound cut-outs, loose curls among them
MOVES_NOTHING = ("backdrop",)
OF_THE_FACE = frozenset(
    name for name, kind in CUE_KINDS.items() if kind.family in ("expression", "gaze", "head")
)
OF_THE_PERSON = ("head-tilt", "uneven-smile", "turned-head", "skin-marks")
# The order of a darkroom: frame, negative, what lies behind, print. Each stage serves its cues.
STAGES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("frame", ("face_fraction", "eye_line", "face_offset")),
    ("exposure", ("face_exposure_stops",)),
    *[("light's colour", ("color_temperature_k", "tint_duv"))] * LIGHT_PASSES,
    ("light on the face", ("lighting_ratio_stops",)),
    ("light's side", ("light_azimuth_deg",)),
    ("background", (GROUND, "background_clutter")),
    ("contrast", ("contrast",)),
    ("warmth", ("warmth",)),
    ("colour", ("chroma",)),
    ("film look", ("vintage_look",)),
    ("blacks", ("faded_blacks",)),
    ("corners", ("vignette",)),
    ("grain", ("grain",)),
)


@dataclass(frozen=True)
class Tried:
    """One edit that was tried for a stage: kept or not, and why. `edit` is None for a Reshoot."""

    stage: str
    edit: Edit | None
    kept: bool
    said: str


@dataclass(frozen=True, eq=False)
class Brought:
    """A portrait brought to an identity.

    `portrait` is the developed picture, `recipe` makes it again from the photo; `before` and
    `after` are the drift of both, `traces` what a team is compared by.
    """

    name: str
    portrait: Portrait
    recipe: Recipe
    tried: tuple[Tried, ...]
    before: PictureDrift
    after: PictureDrift
    traces: tuple[Trace, Trace]

    @property
    def sentences(self) -> list[str]:
        """What was kept, what was not and why, and the distance before and after."""
        lines = [
            f"{self.name}: {self.before.distance:.1f} → {self.after.distance:.1f} units from the "
            f"identity, by {len(self.recipe)} edits"
        ]
        for one in self.tried:
            name = f"{one.edit.name} {one.edit.strength:g}" if one.edit else one.stage
            lines.append(f"  {'kept' if one.kept else 'not done'}: {name}. {one.said}")
        return lines

    def to_dict(self) -> dict[str, Any]:
        """Plain values, with the recipe."""
        return {
            "picture": self.name,
            "distance_before": round(self.before.distance, 3),
            "distance_after": round(self.after.distance, 3),
            "recipe": [edit.to_dict() for edit in self.recipe],
            "tried": [
                {
                    "stage": one.stage,
                    "edit": one.edit.to_dict() if one.edit else None,
                    "kept": one.kept,
                    "said": one.said,
                }
                for one in self.tried
            ],
            "still_out_of_line": [one.to_dict() for one in self.after.out],
        }


class _Bench:
    """One portrait on its way to an identity, as a small copy."""

    def __init__(self, it: Seen, identity: VisualIdentity) -> None:
        self.identity = identity
        self.ground_to_come = bool(identity.ground.backdrop)
        self.start = it
        self.cast_taken = self.exposed = False
        self.likeness = LikenessBaseline([it.portrait])
        self.now = it
        self.portrait = with_matte(it.portrait)
        self.recipe: list[Edit] = []
        self.tried: list[Tried] = []
        self.details = tuple(
            one for one in propose_details(it.reading) if one.name in OF_THE_PERSON
        )[:1]

    def departure(self, cues: Sequence[str]) -> float:
        """The largest departure, units without sign, among these cues."""
        found = departures_of(self.identity, self.now).departures
        return max((abs(one.units) for one in found if one.cue in cues), default=0.0)

    def attempt(self, stage: str, edits: Sequence[Edit]) -> bool:
        """Keep the first of these edits that the gate lets pass; True when one was kept."""
        refused = Tried(stage, edits[0], False, "")
        for edit in edits:
            try:
                after = develop(self.portrait, edit)
            except EditError as error:
                refused = Tried(stage, edit, False, str(error))
                continue
            seen = seen_anew(self.now.name, after.pixels)
            verdict = self.judged(edit, seen)
            refusal = self.skin_refusal(edit, seen)
            said = refusal or verdict.reason
            if verdict.accepted and not refusal:
                self.keep(stage, edit, after, seen, said)
                return True
            refused = Tried(stage, edit, False, said)
        self.tried.append(refused)
        return False

    def lay_over(self, stage: str, edit: Edit) -> None:
        """An edit that is the identity's own wish: only what it costs is judged, not what it mends.

        Which decade a picture quotes cannot be read from it, so no reading could show the gain.
        """
        try:
            after = develop(self.portrait, edit)
        except EditError as error:
            self.tried.append(Tried(stage, edit, False, str(error)))
            return
        seen = seen_anew(self.now.name, after.pixels)
        costs = self.judged(edit, seen).costs
        kept = 1.0 if costs.texture_kept is None else costs.texture_kept
        like = 1.0 if costs.likeness is None else costs.likeness
        refusal = self.skin_refusal(edit, seen)
        if kept < MIN_TEXTURE_AFTER_TONE or like < MIN_LIKENESS:
            refusal = refusal or f"Refused: it keeps {kept:.0%} of the skin's texture."
        if costs.new_clipping > MAX_NEW_CLIPPING:
            refusal = refusal or f"Refused: it burns out {costs.new_clipping:.1%} more of the face."
        if refusal:
            self.tried.append(Tried(stage, edit, False, refusal))
        else:
            self.keep(stage, edit, after, seen, "The look that the identity names.")

    def keep(self, stage: str, edit: Edit, after: Portrait, seen: Seen, said: str) -> None:
        self.portrait, self.now = after, seen
        self.recipe.append(edit)
        self.tried.append(Tried(stage, edit, True, said))
        self.cast_taken |= edit.name == "white_balance"
        self.exposed |= edit.name == "exposure"

    def skin_refusal(self, edit: Edit, after: Seen) -> str:
        """Why the edit may not stay: the skin would lose its own colour. Empty when it keeps it."""
        if self.start.skin is None or after.skin is None:
            return ""
        takes_cast = self.cast_taken or edit.name == "white_balance"
        hue, chroma, lightness = skin_change(self.start.skin, after.skin)
        if abs(hue) > (SKIN_HUE_OF_CAST_DEG if takes_cast else SKIN_HUE_DEG):
            return f"Refused: with it the skin's hue has turned by {abs(hue):.0f}°."
        if abs(chroma) > (SKIN_CHROMA_OF_CAST if takes_cast else SKIN_CHROMA):
            return f"Refused: with it the skin's colour has changed by {abs(chroma):.0%}."
        is_exposed = self.exposed or edit.name == "exposure"
        if not is_exposed and abs(lightness) > SKIN_LIGHTNESS:
            way = "lightens" if lightness > 0 else "darkens"
            return f"Refused: it {way} the skin, which is no matter of an identity."
        return ""

    def judged(self, edit: Edit, after: Seen) -> GateVerdict:
        before = against(self.now, self.identity)
        return gate(
            before,
            _steadied(before, against(after, self.identity), edit),
            self.identity.as_job(with_ground=not self.ground_to_come),
            edit,
            likeness=self.likeness.measure(after.portrait).cosine,
            baseline=self.likeness.cosine,
            details=self.details,
        )


def _steadied(before: Reading, after: Reading, edit: Edit) -> Reading:
    """The reading after an edit that moves nothing of the face, with the face's cues as before.

    Against another background the networks may read another brow; that is their error. What is read
    of the finished picture is told all the same: the team's report measures it.
    """
    if edit.name not in MOVES_NOTHING:
        return after
    kept = {name: cue for name, cue in before.cues.items() if name in OF_THE_FACE}
    return replace(after, cues={**after.cues, **kept})


def hole_in_head(portrait: Portrait) -> str:
    """What the fine cut-out misses of the face, its rim and the neck; empty when nothing.

    Only where the plain cut-out is sure of the person: loose hair may well be seen through, a
    forehead or a neck may not.
    """
    face, matte, person = portrait.face, portrait.matte, portrait.person
    if face is None or matte is None or person is None:
        return ""
    extent, unit = portrait.extent, face.interocular_px
    points = np.rint(face.landmarks[:, :2]).astype(np.int32)
    region = np.zeros((extent.height, extent.width), dtype=np.uint8)
    cv2.fillConvexPoly(region, cv2.convexHull(points), 1)
    region = np.asarray(cv2.dilate(region, _disc(HEAD_RIM * unit)), dtype=np.uint8)
    (left, _), (right, bottom) = points.min(axis=0), points.max(axis=0)
    inset = round(NECK_INSET * (right - left))
    region[max(0, bottom) : bottom + round(NECK * unit), left + inset : right - inset] = 1
    plain = cv2.resize(person, (extent.width, extent.height))
    sure = cv2.erode((plain > HEAD_SURE).astype(np.uint8), _disc(SURE_RIM * unit))
    looked_at = (region > 0) & (sure > 0)
    missed = float((matte.alpha[looked_at] < SOLID).mean()) if looked_at.any() else 0.0
    return "" if missed <= MOST_MISSED else f"the cut-out misses {missed:.1%} of the head"


def _disc(radius_px: float) -> FloatArray:
    side = 2 * round(radius_px) + 1
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)))


def skin_change(before: FloatArray, after: FloatArray) -> tuple[float, float, float]:
    """Change of a skin's OKLab colour: hue in degrees, saturation (C / L) as a share, lightness.

    Saturation and not chroma: more light on the same skin raises its chroma with its lightness.
    """
    hues = [float(np.degrees(np.arctan2(lab[2], lab[1]))) for lab in (before, after)]
    colored = [float(np.hypot(lab[1], lab[2]) / max(lab[0], 0.05)) for lab in (before, after)]
    hue = (hues[1] - hues[0] + 180) % 360 - 180
    return hue, colored[1] / max(colored[0], 1e-4) - 1, float(after[0] - before[0])


def bring(
    it: Seen, identity: VisualIdentity, full: Portrait | None = None, uniform: bool = False
) -> Brought:
    """Bring one picture to the identity; `full` is the same photo at full size, if there is one.

    `uniform` frames and backs every picture alike even where it is nearly in line: for a team.
    """
    small = _small(it)
    bench = _Bench(small, identity)
    before = departures_of(identity, small)
    for stage, cues in STAGES:
        _stage(bench, stage, cues, uniform)
    recipe = tuple(bench.recipe)
    portrait = bench.portrait
    if full is not None and max(full.extent) > max(small.portrait.extent) and recipe:
        portrait = apply(_ready(full, recipe), recipe)
    after = departures_of(identity, bench.now)
    done = replace(portrait, matte=None, person=portrait.person_mask)
    traces = (trace_of(small), trace_of(bench.now))
    return Brought(it.name, done, recipe, tuple(bench.tried), before, after, traces)


def _small(it: Seen) -> Seen:
    if max(it.portrait.extent) <= SEARCH_SIDE_PX:
        return it
    return seen_anew(it.name, shrunk(it.portrait.pixels, SEARCH_SIDE_PX))


def _ready(portrait: Portrait, recipe: Recipe) -> Portrait:
    needs_matte = any("matte" in EDIT_KINDS[edit.name].needs for edit in recipe)
    return with_matte(portrait) if needs_matte else portrait


def _stage(bench: _Bench, stage: str, cues: tuple[str, ...], uniform: bool) -> None:
    if stage == "frame":
        _frame_stage(bench, cues, uniform)
        return
    least = {"background": GROUND_FROM, "light's colour": LIGHT_COLOR_FROM}.get(stage, APPLY_FROM)
    found = [
        one
        for one in departures_of(bench.identity, bench.now).departures
        if one.cue in cues and is_look(one.cue) and abs(one.units) >= least
    ]
    if stage == "film look" and (era := look_of_era(bench.identity)) is not None:
        if (bench.now.reading.value("vintage_look") or 0.0) < LOOKS_VINTAGE:
            bench.lay_over(stage, era)
        return
    if stage == "background":
        laid = ground(bench.identity)
        bench.ground_to_come = False
        if laid is not None and (found or uniform):
            if fault := hole_in_head(bench.portrait):
                bench.tried.append(Tried(stage, laid, False, f"Refused: {fault}."))
                return
            kept = bench.attempt(stage, [replace(laid, strength=each) for each in GROUND_STRENGTHS])
            if uniform and not kept:
                bench.lay_over(stage, replace(laid, strength=GROUND_STRENGTHS[-1]))
            return
    blacks = bench.identity.traits.get("faded_blacks")
    if stage == "blacks" and (blacks is None or blacks.value < FILM_BLACKS):
        return  # how dark the darkest tones are is the sitter's hair and clothes
    if not found:
        return
    cure = found[0].remedy
    if isinstance(cure, Reshoot):
        bench.tried.append(Tried(stage, None, False, f"Ask for {cure.phrase}: {cure.because}."))
    elif isinstance(cure, Edit):
        bench.attempt(stage, [weaker(cure, share) for share in TRIED_SHARES])


def _frame_stage(bench: _Bench, cues: tuple[str, ...], uniform: bool) -> None:
    """The frame is tried even for a photo that is too tight: as near as the photo holds."""
    wanted = frame(bench.identity)
    if not wanted.options or not (uniform or bench.departure(cues) >= APPLY_FROM):
        return
    looser = {name: v for name, v in wanted.options.items() if name != "face_fraction"}
    edits = [wanted]
    if looser:
        edits.append(replace(wanted, options=looser))
    if uniform:
        _frame_anyhow(bench, edits)
    else:
        bench.attempt("frame", edits)


def _frame_anyhow(bench: _Bench, edits: Sequence[Edit]) -> None:
    """A shape that all pictures share serves even where no cue moves: only the crop's own limits"""
    said = ""
    for edit in edits:
        try:
            after = develop(bench.portrait, edit)
        except EditError as error:
            said = str(error)
            continue
        seen = seen_anew(bench.now.name, after.pixels)
        bench.keep("frame", edit, after, seen, "The frame that all share.")
        return
    bench.tried.append(Tried("frame", edits[-1], False, said))


def weaker(edit: Edit, share: float) -> Edit:
    """The same edit at a share of its strength."""
    return replace(edit, strength=round(edit.strength * share, 3))
