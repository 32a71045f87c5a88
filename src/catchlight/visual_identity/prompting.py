"""A visual identity in the layers of a prompt, and in the wishes of a direction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ..jobs import EmotionalJob
from ..prompts.color_names import color_name
from ..prompts.prompt_brief import PromptBrief
from ..shot import Band
from .bringing import frame_options, ground
from .identity import PARTS, VisualIdentity

ROOM = 2.0  # spreads: a phrase may aim anywhere in which the identity's own pictures lie
_LIGHT_WORDS = {
    "flat": "soft, even light from the front",
    "butterfly": "light from high in front, with a small shadow under the nose",
    "loop": "a main light a little aside and above",
    "rembrandt": "light from the side, with a lit triangle on the far cheek",
    "split": "light from the side, half of the face in shade",
    "from below": "light from below the eyes",
}


def branded(brief: PromptBrief, identity: VisualIdentity) -> PromptBrief:
    """The brief with what the identity says wherever the brief itself says nothing."""
    return replace(
        brief,
        palette=brief.palette or identity.palette,
        context=brief.context or _context(identity),
        detail=brief.detail or identity.detail,
        nostalgia=brief.nostalgia or identity.era,
    )


def _context(identity: VisualIdentity) -> str:
    """A plain ground and the light as words of a place; empty where the identity leaves it open."""
    if identity.ground.family != "plain":
        return ""
    color = color_name(identity.ground.color) if identity.ground.color else "neutral"
    light = _LIGHT_WORDS.get(identity.pattern, "")
    return f"before a plain {color} studio wall" + (f" in {light}" if light else "")


def wanted_by(job: EmotionalJob, identity: VisualIdentity) -> Mapping[str, Band]:
    """The job's target bands, with the identity's own in their place where it is sure."""
    return {**job.targets, **identity.bands(tuple(PARTS))}


def aims_of(job: EmotionalJob, identity: VisualIdentity) -> Mapping[str, Band]:
    """As `wanted_by`, wide enough for words: a phrase aims at no point."""
    bands = dict(job.targets)
    for cue, trait in identity.firm.items():
        room = max(ROOM * trait.spread, 1e-6)
        bands[cue] = Band(trait.value - room, trait.value + room, trait.sure)
    return bands


def branded_job(job: EmotionalJob, identity: VisualIdentity) -> EmotionalJob:
    """The job as this identity wants it: gaze, smile, light, frame and palette are the brand's."""
    return replace(
        job,
        targets=wanted_by(job, identity),
        gaze=identity.gaze if identity.gaze != "either" else job.gaze,
        smile=identity.smile if identity.smile != "either" else job.smile,
        palette=identity.palette or job.palette,
    )


def shot_options(identity: VisualIdentity) -> dict[str, object]:
    """What the darkroom takes from an identity: `frame` and `ground`, as options of its edits."""
    laid = ground(identity)
    options: dict[str, object] = {"frame": frame_options(identity)}
    if laid is not None:
        options["ground"] = dict(laid.options)
    return options
