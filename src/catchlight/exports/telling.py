"""The story that a file tells: a take by its backend and its recipe of edits, in steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..provenance.iptc import Making, SourceType, source_type_for
from ..provenance.story import Action, Ingredient, Step, Story
from ..retouch.kinds import EDIT_KINDS, RESHAPING
from ..shot import Take

_COLOR = (
    "exposure contrast curve soft_shadows highlight_protect dodge_burn white_balance "
    "warmth vibrance desaturate color_grade black_and_white"
)
_LOOK = "defocus grain halation faded_blacks vignette era"
_CONTENT = (
    "skin_evening shine_care texture_return relight key_light soften_light catchlight separation"
)
# What each edit is in C2PA's words. Editorial ones (they change what is to be seen) are "edited".
ACTION_OF_EDIT: Mapping[str, Action] = {
    **dict.fromkeys(_COLOR.split(), Action.ADJUSTED_COLOR),
    **dict.fromkeys(_LOOK.split(), Action.FILTERED),
    **dict.fromkeys(_CONTENT.split(), Action.EDITED),
    **dict.fromkeys(RESHAPING, Action.EDITED),
    "backdrop": Action.EDITED,
    "close_up_perspective": Action.EDITED,
    "crop": Action.CROPPED,
    "straighten": Action.ORIENTATION,
    "denoise": Action.ENHANCED,
    "sharpen": Action.ENHANCED,
}


def is_generated(take: Take) -> bool:
    """Whether a generative model made the take. Also from a photo it makes every pixel anew."""
    return bool(take.model)


def making_of(take: Take, carried: SourceType | None) -> Making:
    """How a take came about: what its own photo said of itself, its backend, then its recipe."""
    names = {str(edit["edit"]) for edit in take.recipe}
    return Making(
        carried=carried,
        developed=bool(names),
        reshaped=bool(names & RESHAPING),
        added_computed=any(EDIT_KINDS[name].is_composite for name in names),
        generated=is_generated(take),
    )


def source_type_of_take(take: Take, carried: SourceType | None) -> SourceType:
    """IPTC's word for a take."""
    return source_type_for(making_of(take, carried))


def story_of(
    take: Take,
    title: str,
    *,
    photo: bytes = b"",
    carried: SourceType | None = None,
    tell_prompts: bool = False,
    after: tuple[Step, ...] = (),
) -> Story:
    """The story of a take as it goes into a file. `photo` is the file it was made from, or the one
    that was shown to the generator.

    `after` are the steps of the export: cut and resized. The prompt is told only when asked for.
    """
    steps = tuple(_step_of_edit(edit) for edit in take.recipe)
    if is_generated(take):
        first, role = _generating(take, tell_prompts), "inputTo"
    else:
        first, role = Step(Action.OPENED, "A photo of the sitter", carried), "parentOf"
    used = photo or role == "parentOf"
    ingredients = (Ingredient(role, photo, "A photo of the sitter"),) if used else ()
    told = (first, *steps, *after)
    if not any(step.source_type for step in told):  # as plain as it is, the record says so as well
        told = (*told[:-1], replace(told[-1], source_type=source_type_for(Making())))
    return Story(title, told, ingredients)


def after_export(*, cut: bool = True, enhanced: bool = False) -> tuple[Step, ...]:
    """The steps of an export: cut, brought to size, lightly sharpened. None changes what it is."""
    steps = [Step(Action.CROPPED, "Cut for the platform")] if cut else []
    steps.append(Step(Action.RESIZED, "Brought to the platform's size"))
    if enhanced:
        steps.append(Step(Action.ENHANCED, "Lightly sharpened for its size"))
    return tuple(steps)


def _generating(take: Take, tell_prompts: bool) -> Step:
    agent = " ".join(dict.fromkeys((take.backend, take.model)))
    prompt = take.prompt if tell_prompts else ""
    what = "Made by a generative model"
    return Step(Action.CREATED, what, SourceType.GENERATED, agent, prompt)


def _step_of_edit(edit: Mapping[str, Any]) -> Step:
    name = str(edit["edit"])
    kind = EDIT_KINDS[name]
    term = SourceType.ALGORITHMICALLY_ENHANCED
    if kind.is_composite:
        term = SourceType.COMPOSITE
    elif name in RESHAPING:
        term = SourceType.HUMAN_EDITS
    return Step(ACTION_OF_EDIT[name], f"{kind.title}, strength {float(edit['strength']):.2f}", term)
