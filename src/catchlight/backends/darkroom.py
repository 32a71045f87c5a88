"""The darkroom: takes from the sitter's own photos by recipes of edits. Offline, the default."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from ..errors import BackendRefused, EditError
from ..portrait import Portrait
from ..retouch.cutout import matte_fault
from ..retouch.edit import Edit, Recipe
from ..retouch.recipe import develop
from ..settings import Settings
from ..shot import Reference, Shot, Take
from ..vision.matte import with_matte
from .base import UNATTENDED, Capabilities, Progress, Run
from .darkroom_plan import backdrops_for, plan
from .looks import Look, balanced, looks_in_order

# The first photo is the best one: of several, it is used for every other take.
REFERENCE_ORDER = (0, 1, 0, 2)
MAX_REFERENCES = 3  # what REFERENCE_ORDER reaches


class Darkroom:
    """Makes takes by editing real photos; it invents nobody and sends nothing anywhere."""

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
            take = self._take(number, look, variant, shot, reference, cut_out[which], recipe)
            yield replace(take, notes=(*take.notes, *remarks))

    def _take(
        self,
        number: int,
        look: Look,
        variant: int,
        shot: Shot,
        reference: Reference,
        portrait: Portrait,
        recipe: Recipe,
    ) -> Take:
        developed, made, notes = develop_what_fits(portrait, recipe)
        title = look.title if variant == 0 else f"{look.title} {variant + 1}"
        return Take(
            id=f"take-{number + 1:02d}-{look.id}",
            title=title,
            portrait=replace(developed, matte=None, person=developed.person_mask),
            backend=self.name,
            seed=shot.seed,
            source=reference.name,
            recipe=tuple(edit.to_dict() for edit in made),
            because=look.about,
            notes=notes,
        )


def make(settings: Settings) -> Darkroom:
    """The darkroom; it has no settings."""
    return Darkroom()


def poor_matte(portrait: Portrait) -> str:
    """Why the person cannot be cut out of this photo, in words; empty when they can."""
    return matte_fault(portrait, portrait.matte) if portrait.matte else "no outline was found"


def develop_what_fits(
    portrait: Portrait, recipe: Recipe
) -> tuple[Portrait, Recipe, tuple[str, ...]]:
    """Apply a recipe; an edit that this photo cannot bear is left out, and the take says so.

    The recipe that comes back holds what was really done, so that it reproduces the take.
    """
    made: list[Edit] = []
    notes: list[str] = []
    for edit in recipe:
        try:
            portrait = develop(portrait, edit)
            made.append(edit)
        except EditError as error:
            second = _second_choice(edit)
            if second is None:
                notes.append(f"{edit.name} was left out: {error}")
                continue
            try:
                portrait = develop(portrait, second)
                made.append(second)
                notes.append(f"{edit.name} was done as far as the photo allows: {error}")
            except EditError:
                notes.append(f"{edit.name} was left out: {error}")
    return portrait, tuple(made), tuple(notes)


def _second_choice(edit: Edit) -> Edit | None:
    """A weaker form of an edit that did not fit: a crop keeps its shape and gives up its size."""
    if edit.name != "crop" or "face_fraction" not in edit.options:
        return None
    options = {name: value for name, value in edit.options.items() if name != "face_fraction"}
    return replace(edit, options=options)
