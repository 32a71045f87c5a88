"""A visual identity in the layers of a prompt, and in the wishes of a direction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ..jobs import EmotionalJob, find_job
from ..prompts.color_names import color_name
from ..prompts.prompt_brief import PromptBrief
from ..shot import Band
from .bringing import frame_options, ground
from .identity import PART_OF, PARTS, VisualIdentity

# Spreads: a phrase may aim where the identity's own pictures lie; for light, where most of them do,
# as its words are broad.
ROOM, ROOM_FOR_LIGHT = 2.0, 1.0
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
    """A plain ground and its light as words of a place; empty where the identity leaves it open."""
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
        spreads = ROOM_FOR_LIGHT if PART_OF[cue] == "light" else ROOM
        room = max(spreads * trait.spread, 1e-6)
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
        brand=shot_options(identity),
    )


def branded_jobs(
    spec: str, identity: VisualIdentity, known: Mapping[str, EmotionalJob] | None = None
) -> dict[str, EmotionalJob]:
    """The jobs that `spec` names, one or a blend, as this identity wants them, by id.

    Given to a Studio they win over the built-in ones. Raises UnknownName, BriefError.
    """
    find_job(spec, known)
    names = [part.partition("=")[0].strip() for part in spec.split(",")]
    jobs = [find_job(name, known) for name in names]
    return {**(known or {}), **{job.id: branded_job(job, identity) for job in jobs}}


def shot_options(identity: VisualIdentity) -> dict[str, object]:
    """What the darkroom takes from an identity: `frame` and `ground`, as options of its edits."""
    laid = ground(identity)
    options: dict[str, object] = {"frame": frame_options(identity)}
    if laid is not None:
        options["ground"] = dict(laid.options)
    return options
