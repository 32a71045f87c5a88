"""The darkroom: takes from the sitter's own photos by recipes of edits. Offline, the default."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from ..errors import BackendRefused
from ..portrait import Portrait
from ..retouch.cutout import matte_fault
from ..retouch.edit import Recipe
from ..settings import Settings
from ..shot import Shot, Take
from ..vision.matte import with_matte
from .base import UNATTENDED, Capabilities, Progress, Run
from .darkroom_plan import backdrops_for, plan
from .darkroom_steps import Developed, Development, Memory, develop_what_fits
from .looks import Look, balanced, looks_in_order
from .referee import Referee

# The first photo is the best one: of several, it is used for every other take.
REFERENCE_ORDER = (0, 1, 0, 2)
# Edits without which a look is not what its name says, and what the take then is.
MAKES_THE_LOOK = {
    "black_and_white": "left in colour",
    "era": "without the tones of film",
    "backdrop": "before your own background",
}
MAX_REFERENCES = 3  # what REFERENCE_ORDER reaches


class Darkroom:
    """Makes takes by editing real photos; it invents nobody and sends nothing anywhere.

    With `referee_for` (shot → its referee) every edit is judged, and each take ends with a walk
    along what the critique still proposes; without it recipes are developed as planned.
    """

    name = "darkroom"
    title = "Darkroom"
    capabilities = Capabilities(
        from_text=False,
        from_photos=True,
        keeps_identity=True,
        seeded=True,
        invents_pixels=False,
        sends_away=False,
        max_references=MAX_REFERENCES,
        reports_progress=True,
        cancels=True,
    )

    def __init__(self, referee_for: Callable[[Shot], Referee] | None = None) -> None:
        self._referee_for = referee_for

    def missing(self) -> str:
        """Nothing: it ships with Catchlight."""
        return ""

    def estimate_usd(self, shot: Shot) -> float:
        """Nothing: it works on this machine."""
        return 0.0

    def generate(self, shot: Shot, run: Run = UNATTENDED) -> Iterator[Take]:
        """Make `shot.takes` takes, each a different look. Raises BackendRefused without a photo."""
        if not shot.references:
            raise BackendRefused(
                "The darkroom was given no photo. Expected at least one of the sitter. "
                "Name a photo, or use a backend that generates from text."
            )
        cut_out = [with_matte(reference.portrait) for reference in shot.references]
        faults = [poor_matte(portrait) for portrait in cut_out]
        looks = looks_in_order(shot, shot.references[0])
        if all(faults):
            looks = [replace(look, ground="keep") for look in looks if look.ground != "backdrop"]
        sound = [n for n, fault in enumerate(faults) if not fault] or list(range(len(faults)))
        remarks = []
        if all(faults):
            remarks.append(f"The background stays as it is: {faults[0]}.")
        if shot.context and not backdrops_for(shot.context):
            remarks.append(f"No backdrop stands for “{shot.context}”; the job chose instead.")
        develop = self._developer(shot, cut_out)
        used: frozenset[str] = frozenset()
        for number, (look, variant) in enumerate(balanced(looks, shot.takes)):
            run.stop_if_cancelled()
            run.on_progress(Progress(number + 1, shot.takes, "developing"))
            which = REFERENCE_ORDER[number % len(REFERENCE_ORDER)] % len(shot.references)
            if look.ground != "keep" and which not in sound:
                which = sound[0]
            reference = shot.references[which]
            rng = np.random.default_rng((shot.seed, number))
            recipe = plan(look, variant, shot, reference, rng, used)
            used |= {str(e.options["name"]) for e in recipe if e.name == "backdrop"}
            if number in shot.skip:
                continue
            developed = develop(look, which, recipe)
            yield Take(
                id=f"take-{number + 1:02d}-{look.id}",
                title=_title(look, variant, developed.recipe),
                portrait=_without_matte(developed.portrait),
                backend=self.name,
                seed=shot.seed,
                source=reference.name,
                recipe=tuple(edit.to_dict() for edit in developed.recipe),
                because=_because(look, developed.recipe),
                notes=(*developed.notes, *remarks),
                tried=tuple(one.to_dict() for one in developed.tried),
                stopped=developed.stopped,
            )

    def _developer(
        self, shot: Shot, cut_out: list[Portrait]
    ) -> Callable[[Look, int, Recipe], Developed]:
        """How one take is developed: under the shot's referee where there is one."""
        if self._referee_for is None:
            return lambda look, which, recipe: develop_what_fits(cut_out[which], recipe)
        referee = self._referee_for(shot)
        firsts = [referee.start(portrait) for portrait in cut_out]
        memory: Memory = {}
        return lambda look, which, recipe: Development(referee, look, which, memory).run(
            firsts[which], recipe
        )


def _title(look: Look, variant: int, recipe: Recipe) -> str:
    """The look's title, numbered from its second use; says what it is named for and lacks."""
    title = look.title if variant == 0 else f"{look.title} {variant + 1}"
    return ", ".join([title, *_lost(look, recipe)])


def _because(look: Look, recipe: Recipe) -> str:
    """What the look is about; only as an idea where what makes it was left out."""
    if not _lost(look, recipe):
        return look.about
    return f"The idea: {look.about} What is missing of it was left out for this photo."


def _lost(look: Look, recipe: Recipe) -> list[str]:
    """What makes the look and was not done, in words."""
    wanted = {edit.name for edit in look.edits}
    if look.ground == "backdrop":
        wanted.add("backdrop")
    missing = wanted - {edit.name for edit in recipe}
    return [words for name, words in MAKES_THE_LOOK.items() if name in missing]


def _without_matte(portrait: Portrait) -> Portrait:
    return replace(portrait, matte=None, person=portrait.person_mask)


def make(settings: Settings) -> Darkroom:
    """The darkroom; it has no settings."""
    return Darkroom()


def poor_matte(portrait: Portrait) -> str:
    """Why the person cannot be cut out of this photo, in words; empty when they can."""
    return matte_fault(portrait, portrait.matte) if portrait.matte else "no outline was found"
