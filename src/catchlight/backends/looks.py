"""Looks: the directions in which the darkroom takes a photo, as data (looks.toml)."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np

from ..retouch.edit import Edit
from ..shot import Reference, Shot

CROPS = ("close", "standard", "wide")
GROUNDS = ("keep", "separate", "defocus", "backdrop")
UNNAMED_JOB = 0.4  # how well a look serves a job that its table does not name
EMOTION_BONUS = 0.12  # a look that carries the brief's emotion goes before its equals
SEEDED_SPREAD = 0.05  # how far a seed may move a look among others that serve about as well

CLUTTER_LIMIT = 0.5  # background_clutter above which the old background should rather go
CLUTTER_COST = 0.35  # what a cluttered background takes from looks that keep it, at worst
TIGHT_FACE = 0.42  # face_fraction above which a photo has no room for a wide crop
TIGHT_COST = 0.3
MOST_BACKDROPS = 0.6  # share of the takes that may stand before a new background


@dataclass(frozen=True)
class Look:
    """One direction. See looks.toml for what each field means."""

    id: str
    title: str
    about: str
    crop: str
    expression: float
    ground: str
    edits: tuple[Edit, ...]
    jobs: Mapping[str, float]
    backdrops: tuple[str, ...] = ()
    needs_palette: bool = False
    emotions: tuple[str, ...] = ()

    def serves(self, job: str) -> float:
        """How well it serves a job, 0…1; a blend by its shares."""
        return shared(job, lambda name: self.jobs.get(name, UNNAMED_JOB))


def shared(job: str, value: Callable[[str], float]) -> float:
    """A value of one job, or of a blend (`trust=0.7,creativity=0.3`) weighted by its shares."""
    total = weight = 0.0
    for part in job.split(","):
        name, _, share = part.partition("=")
        amount = float(share or 1)
        total += amount * value(name.strip())
        weight += amount
    return total / weight


@cache
def all_looks() -> tuple[Look, ...]:
    """Every look that ships, in the order of looks.toml."""
    text = (resources.files("catchlight.backends") / "looks.toml").read_text(encoding="utf-8")
    return tuple(_look(id_, values) for id_, values in tomllib.loads(text).items())


def _look(id_: str, values: Mapping[str, Any]) -> Look:
    edits = tuple(
        Edit(name, float(strength), rest[0] if rest else {})
        for name, strength, *rest in values["edits"]
    )
    if values["crop"] not in CROPS or values["ground"] not in GROUNDS:
        raise ValueError(f"looks.toml: {id_} has an unknown crop or ground")
    return Look(
        id_,
        values["title"],
        values["about"],
        values["crop"],
        float(values["expression"]),
        values["ground"],
        edits,
        values["jobs"],
        tuple(values.get("backdrops", ())),
        bool(values.get("needs_palette", False)),
        tuple(values.get("emotions", ())),
    )


def looks_in_order(shot: Shot, reference: Reference) -> list[Look]:
    """All looks, the one that serves the shot best first.

    What counts is the job, the brief's emotion, and what the photo allows: a cluttered background
    speaks against keeping it, a tight photo against a wide crop. The seed decides among near
    equals.
    """
    rng = np.random.default_rng(shot.seed)
    jitter = {look.id: float(rng.uniform(0, SEEDED_SPREAD)) for look in all_looks()}

    def worth(look: Look) -> float:
        emotion = shot.emotion.strip().lower()
        carried = EMOTION_BONUS if emotion and emotion in look.emotions else 0.0
        return look.serves(shot.job) + carried + jitter[look.id] - _cost_on_photo(look, reference)

    fitting = (look for look in all_looks() if shot.palette or not look.needs_palette)
    return sorted(fitting, key=worth, reverse=True)


def _cost_on_photo(look: Look, reference: Reference) -> float:
    clutter = reference.reading.value("background_clutter")
    face = reference.reading.value("face_fraction")
    cost = 0.0
    if look.ground in ("keep", "separate") and clutter is not None:
        excess = max(0.0, clutter - CLUTTER_LIMIT) / (1 - CLUTTER_LIMIT)
        cost += CLUTTER_COST * min(1.0, excess)
    if look.crop == "wide" and face is not None and face > TIGHT_FACE:
        cost += TIGHT_COST
    return cost


def balanced(looks: list[Look], takes: int) -> list[tuple[Look, int]]:
    """`takes` looks with their variant number: all before any is used again, backdrops in measure.

    Variant 0 is the look as written; later ones differ in backdrop and strength.
    """
    most = max(1, round(MOST_BACKDROPS * takes))
    chosen: list[tuple[Look, int]] = []
    variant = 0
    while len(chosen) < takes:
        for look in looks:
            backdrops = sum(one.ground == "backdrop" for one, _ in chosen)
            has_room = look.ground != "backdrop" or backdrops < most or variant > 1
            if len(chosen) < takes and has_room:
                chosen.append((look, variant))
        variant += 1
    return chosen
