"""The job: emotions, gazes, smiles and postures that work against it."""

from __future__ import annotations

from collections.abc import Iterator

from ..lexicon import lexicon
from .conflicts import gazes
from .rule import Example, Hit, PromptText, in_prompt, prompt_rule
from .vocabulary import GROUPS, SMILES, TERMS


@prompt_rule(
    id="emotion-against-job",
    title="An emotion that fights the job",
    message="“{words}” works against the job.",
    fix="Take it out; the job's own words are in `catchlight compose`.",
    rationale="The job decides. Expression is by far the strongest thing that viewers read, so one "
    "contrary word outweighs the rest of the prompt.",
    passes=(
        Example("calm founder, trace of a smile", job="trust"),
        Example("stern executive", job="authority"),
        Example("not cold, not aloof: a warm look", job="warmth"),
    ),
    fails=(
        Example("aloof founder, studio", job="trust"),
        Example("stern portrait, café", job="warmth"),
        Example("goofy executive", job="authority"),
        Example("nervous founder, skyline", job="ambition"),
    ),
)
def emotion_against_job(text: PromptText) -> Iterator[Hit]:
    """Words of the groups that the lexicon holds against the job."""
    if text.job is None:
        return
    groups = lexicon().word_groups
    terms = tuple(dict.fromkeys(term for name in text.job.against for term in groups[name]))
    fix = f"Take it out. For {text.job.id}: “{text.job.story.tag}”."
    for match in text.prompt.find(terms):
        message = f"“{match.text}” works against the job {text.job.id!r}."
        yield Hit(match, message=message, fix=fix)


@prompt_rule(
    id="gaze-against-job",
    title="A gaze that fights the job",
    message="“{words}” works against the job.",
    fix="Change the gaze to the one that the job wants.",
    rationale="A direct gaze with a frontal face is rated most trustworthy in one study and less "
    "pleasant in others; what it means depends on the story. Trust, warmth, authority and "
    "confidence meet the viewer, contemplation does not.",
    evidence="medium",
    sources=("Kaisler2017", "LiAng2019"),
    passes=(
        Example("eyes off camera towards the light", job="contemplation"),
        Example("looking past the lens", job="creativity"),
    ),
    fails=(
        Example("founder looking away", job="trust"),
        Example("direct eye contact, library", job="contemplation"),
    ),
)
def gaze_against_job(text: PromptText) -> Iterator[Hit]:
    """An averted gaze for a direct job, and the reverse."""
    if text.job is None or text.job.gaze_policy == "either":
        return
    direct, averted = gazes(text)
    wants_direct = text.job.gaze_policy == "direct"
    first = text.job.choices["gaze"][0]
    wanted = lexicon().pools["gaze"][first].tag
    for match in averted if wants_direct else direct:
        message = f"“{match.text}” works against the job {text.job.id!r}."
        yield Hit(match, message=message, fix=f"Write “{wanted}”.")


_UNFIT_SMILES = {"none": ("broad",), "slight": ("broad",), "clear": ("none",), "either": ()}


@prompt_rule(
    id="smile-against-job",
    title="A smile that fights the job",
    message="“{words}” works against the job.",
    fix="Change the smile to the one that the job wants.",
    rationale="A smile is the strongest cue for warmth. In marketing studies a broad one cost "
    "competence; rated portraits of real people did not show that. Elite, authority and thought "
    "leadership hold back as a matter of style.",
    evidence="weak",
    sources=("Wang2017",),
    passes=(
        Example("trace of a smile", job="thought-leadership"),
        Example("open smile", job="warmth"),
    ),
    fails=(
        Example("broad smile, stage", job="thought-leadership"),
        Example("unsmiling portrait", job="warmth"),
        Example("grinning CEO", job="elite"),
    ),
)
def smile_against_job(text: PromptText) -> Iterator[Hit]:
    """Too much smile for the job, or none where it needs one."""
    if text.job is None:
        return
    first = lexicon().pools["expression"][text.job.choices["expression"][0]]
    for group in _UNFIT_SMILES[text.job.smile_policy]:
        for match in text.prompt.find(SMILES[group]):
            message = f"“{match.text}” works against the job {text.job.id!r}."
            yield Hit(match, message=message, fix=f"Write “{first.tag}”.")


_CROSSED, _BACK = GROUPS["arms"]["crossed"], GROUPS["leans"]["back"]
_UNFIT_POSTURES = {
    "trust": _CROSSED,
    "warmth": (*_CROSSED, *_BACK),
    "approachability": (*_CROSSED, *_BACK),
    "playfulness": _CROSSED,
}


@prompt_rule(
    id="posture-against-job",
    title="A posture that fights the job",
    message="“{words}” closes what the job wants open.",
    fix="Write “open relaxed shoulders” or “leaning slightly towards the camera”.",
    rationale="Closed postures read as guarded or grave. In a study of dating photos open ones "
    "were chosen more often; other uses are untested.",
    evidence="weak",
    sources=("Vacharkulksemsuk2016",),
    passes=(
        Example("arms crossed, skyline", job="authority"),
        Example("open shoulders", job="trust"),
    ),
    fails=(
        Example("arms crossed, smiling", job="approachability"),
        Example("sitting back in an armchair", job="warmth"),
    ),
)
def posture_against_job(text: PromptText) -> Iterator[Hit]:
    """Crossed arms and leaning back, where the job wants access."""
    terms = _UNFIT_POSTURES.get(text.job.id, ()) if text.job else ()
    return (Hit(match) for match in text.prompt.find(terms)) if terms else iter(())


light_from_below = prompt_rule(
    id="light-from-below",
    title="Light from below",
    message="“{words}” makes a neutral face look angry or afraid.",
    fix="Bring the light above the eyes: “soft key light from above the lens”.",
    rationale="Lit from below, neutral faces look negative and aroused to viewers.",
    evidence="medium",
    sources=("Ramanathan2025",),
    passes=(Example("soft key light from above, reflector below"),),
    fails=(Example("portrait lit from below"), Example("underlighting, horror mood")),
)(in_prompt(TERMS["light-from-below"]))

RULES = (
    emotion_against_job,
    gaze_against_job,
    smile_against_job,
    posture_against_job,
    light_from_below,
)
